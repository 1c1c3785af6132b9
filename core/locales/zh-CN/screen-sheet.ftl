# 签字屏。
screen-sign-title = 服务单与签字
screen-sign-sign = 确认签字
screen-sign-refused = 客户拒签
screen-sign-absent = 客户不在场
screen-sign-recorded = 已记录
screen-sign-amend = 签字后更改
screen-sign-amend-confirm = 原签字单保留不变，更改后需客户重新签字。继续？
screen-sign-amended = 已开新版本，改完后请客户重新签字
screen-sign-costs-all = 同时显示他方承担的费用
screen-sign-costs-customers = 只显示客户承担的费用
screen-sign-paper-photos = 手机上生成的单据只列出照片；照片图像在服务器打印的服务报告中。
screen-sign-parties = 其他各方的答复
screen-sign-party = 由谁签
screen-sign-countersign = 其他方签字
screen-sign-confirm-as = { $party }：我已看过这份单据。签字只对所显示的内容有效，不包括之后的记录。
