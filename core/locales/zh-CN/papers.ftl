# 纸面单据的文字。加字后请重新运行 papers/fonts/make_fonts.py。

## Titles and the head
papers-title-repair = 现场维修记录
papers-title-service = 客户服务报告
papers-title-slip = 领料单
papers-number = 工单号
papers-slip-number = 领料单号
papers-revision = 第 { $revision } 次修订
papers-replaces = 代替此前签署的单据
papers-amendment = 修订原因
papers-emergency = 紧急：先抢修，后补单据
papers-times-in = 时间均为 { $zone }（{ $offset }）
papers-phone-short = 电话

## The job
papers-section-job = 工单与客户
papers-customer = 客户
papers-site = 现场
papers-address = 地址
papers-contact = 联系人
papers-phone = 电话
papers-kind = 服务类别
papers-channel = 报修方式
papers-reported-at = 报修时间
papers-level = 故障级别
papers-entitlement = 服务依据
papers-engineer = 工程师
papers-left = 出发
papers-arrived = 到达
papers-started = 开始
papers-done = 完成

## Equipment and fault
papers-section-equipment = 设备
papers-equipment-name = 名称
papers-pn = 型号（PN）
papers-sn = 序列号（SN）
papers-place = 安装位置
papers-warranty-end = 保修截止
papers-section-fault = 故障与诊断
papers-symptom = 故障现象
papers-diagnosis = 诊断
papers-cause = 故障原因
papers-backup = 操作前备份
papers-backup-by = 由 { $name } 于 { $time } 决定
papers-section-work = 处理经过
papers-time = 时间
papers-work = 内容

## Checklists
papers-section-checklist = 检查表
papers-version = 第 { $version } 版
papers-item = 检查项
papers-answer = 结果
papers-limits = 标准
papers-within = 符合标准
papers-outside = 超出标准
papers-remark = 备注
papers-passed-together = { $time } 一并确认合格 { $count } 项
papers-photo-ref = 见照片 { $numbers }

## Parts
papers-section-parts = 使用的备件
papers-card = 备件号
papers-part-name = 名称
papers-quantity = 数量
papers-serial-in = 新件序列号
papers-serial-out = 旧件序列号（故障件）
papers-label = 旧件标签

## Photos
papers-section-photos = 现场照片
papers-photo-missing = 此处没有图像，照片以校验码为准
papers-photo-gallery = 相册图片，拍摄于 { $time }
papers-photo-gallery-undated = 相册图片，拍摄时间不详

## Costs
papers-section-costs = 费用
papers-cost-kind = 项目
papers-payer = 承担方
papers-basis = 依据
papers-amount = 金额
papers-total = { $payer }承担合计

## Signature
papers-section-signature = 客户确认
papers-section-further = 其他单位签署
papers-title-daily = 工作日报
papers-section-day = 单日报告
papers-day = 日期
papers-day-done = 已完成
papers-day-next = 未完成与下一步
papers-confirm = 本人已阅读以上全部内容，确认属实。
papers-outcome-signed = 客户已签字
papers-outcome-refused = 客户拒绝签字
papers-outcome-absent = 无授权签字人在场
papers-reason = 原因
papers-witness = 见证人
papers-signer = 姓名
papers-signer-title = 职务
papers-signed-at = 签署时间
papers-noted-at = 记录时间
papers-shown-in = 签署语言
papers-position = 位置
papers-position-accuracy = { $position }（±{ $metres } 米）
papers-sheet-hash = 服务单防伪校验码
papers-strokes-hash = 笔迹校验码
papers-verify-without-code = 此处没有二维码：服务器没有设置地址。请用 fettle verify 离线核验本文件；如被改动，核验时会提示。服务单数据和签署记录（签字时含笔迹）已作为附件保存。
papers-verify-how = 扫码可核验真伪。本文件如被改动，核验时会提示。原始数据已作为附件保存。

## The company's form, result and signatures of both sides
papers-form-number = 服务单号
papers-internal-copy = 内部存档
papers-contract = 合同编号
papers-section-result = 结果与费用
papers-section-internal = 内部检查
papers-passed = 合格
papers-provider = 服务方
papers-by-hand = 签名
papers-seal-customer = 客户签字、盖章
papers-seal-provider = 服务方盖章
papers-engineer-further = 协同工程师
papers-capitals = 金额大写
papers-downtime = 停机时长
papers-downtime-of = { $hours } 小时 { $minutes } 分钟
papers-promises = 服务时限
papers-promise-answered = 响应
papers-promise-on-site = 到场
papers-promise-restored = 修复
papers-met = { $promise }按时
papers-missed = { $promise }超时

## The parts issue slip
papers-slip-job = 对应工单
papers-slip-taken-by = 领料人
papers-slip-at = 领料时间
papers-slip-reason = 用途
papers-slip-first = 紧急领料，单据后补
papers-slip-due = 补单截止
papers-slip-from = 来源
papers-slip-to = 去向
papers-slip-serial = 序列号
papers-slip-bin = 货位
papers-slip-lines = 领料明细
papers-slip-count = 共 { $lines } 种，{ $pieces } 件
papers-slip-people = 经办
papers-slip-approver = 批准人
papers-slip-issuer = 发料人
papers-slip-pending = 待补
papers-slip-note = 换下的故障件须扫码退回；未使用的备件 3 日内退回。

## Codes: kinds of job
papers-kind-goods-check = 到货验收
papers-kind-installation = 安装
papers-kind-repair = 维修
papers-kind-inspection = 巡检
papers-kind-consulting = 咨询
papers-kind-training = 培训

## Codes: channels
papers-channel-phone = 电话
papers-channel-web = 网页
papers-channel-mail = 邮件
papers-channel-fax = 传真
papers-channel-chat = 微信/即时消息

## Codes: fault levels
papers-level-1 = 1 级：系统全部瘫痪
papers-level-2 = 2 级：主要功能受影响
papers-level-3 = 3 级：部件故障，系统可用
papers-level-4 = 4 级：咨询

## Codes: the nine causes
papers-cause-operator-error = 客户误操作
papers-cause-front-end-quality = 前端设备质量问题
papers-cause-terminal-quality = 终端设备质量问题
papers-cause-line-damaged = 线路破损
papers-cause-connector-quality = 接插件质量问题
papers-cause-installation-workmanship = 设备安装工艺原因
papers-cause-connector-workmanship = 接头制作工艺问题
papers-cause-cable-quality = 线缆质量问题
papers-cause-other = 其他原因

## Codes: backup, checks, labels, costs, entitlement, languages
papers-backup-consented = 客户同意，已备份
papers-backup-refused = 客户拒绝备份
papers-backup-not-applicable = 无需备份
papers-verdict-pass = 合格
papers-verdict-fail = 不合格
papers-verdict-not-applicable = 不适用
papers-label-good = 好件
papers-label-bad = 故障件
papers-cost-hours = 人工费
papers-cost-travel = 差旅费
papers-cost-material = 材料费
papers-payer-us = 服务方（客户免费）
papers-payer-customer = 客户
papers-payer-supplier = 供应商（客户免费）
papers-entitlement-in-warranty = 保修期内（免费）
papers-entitlement-in-contract = 合同内（免费）
papers-entitlement-chargeable = 收费服务
papers-language-zh-CN = 中文
papers-language-en = 英文
papers-language-both = 中文和英文

## The summary, and what the customer says and gets
papers-section-summary = 服务结果
papers-result = 处理结果
papers-remains = 遗留问题
papers-price = 客户费用
papers-changed = 更换备件
papers-old-back = 旧件由服务方带回
papers-section-opinion = 客户意见
papers-remarks = 意见
papers-satisfaction = 满意度
papers-receipt = 本服务单归您留存：扫码可核验真伪（本机联网上传后），也可发送文件给您。

## Codes: results, prices, ratings
papers-result-solved = 已解决
papers-result-partly = 部分解决
papers-result-not-solved = 未解决
papers-price-warranty = 免费（保修期内）
papers-price-contract = 免费（合同内）
papers-price-nothing = 本次不收费
papers-price-pays = 客户支付 { $amount }
papers-price-open = 收费服务，金额另行告知
papers-rating-1 = 1：很不满意
papers-rating-2 = 2：不满意
papers-rating-3 = 3：一般
papers-rating-4 = 4：满意
papers-rating-5 = 5：非常满意

## Warnings while printing
papers-warning-characters = 字体不含以下字符，已印出其编码：{ $characters }。请把含有这些字符的字体放入服务器的字体文件夹。
papers-warning-photo-missing = 照片 { $number }（{ $hash }）尚未到达，位置留空。请先同步拍摄它的手机，再重新打印。
papers-warning-photo-unreadable = 照片 { $number }（{ $hash }）的图像无法读取，位置留空。
papers-warning-photo-not-on-sheet = 照片 { $hash } 不在服务单上，未印出
papers-warning-strokes-unreadable = 签名笔迹无法绘出，已作为附件保存：{ $reason }

## Checks of fettle verify
papers-check-seal-present = 文件带有印封
papers-check-seal-bytes = 印封覆盖的每个字节未被改动
papers-check-seal-signer = 印封的密钥可信
papers-check-seal-end = 文件在印封之处结束
papers-check-sheet-attached = 附有服务单数据和签署记录
papers-check-sheet-reads = 服务单数据可读
papers-check-signature-reads = 签署记录可读
papers-check-sheet-hash = 签署记录对应所附的服务单
papers-check-strokes-hash = 笔迹与签署记录一致
papers-check-further-answers = 其他单位的签署记录与所附单据一致
papers-check-slip-reads = 领料单数据可读
papers-verdict-true = 真实：文件自签发以来未被改动
papers-verdict-signer-unknown = 未被改动，但签发密钥不在可信名单中
papers-verdict-added = 签发的文件未被改动；其后又添加了 { $bytes } 字节，例如另一方的签名。添加的内容可能改变显示的页面，本系统只对签发的部分负责
papers-verdict-added-signer-unknown = 签发的文件未被改动，但签发密钥不在可信名单中；其后又添加了 { $bytes } 字节，例如另一方的签名。添加的内容可能改变显示的页面
papers-verdict-changed = 已被改动，或不是本系统签发的文件

## Refusals
error-paper-signature-other-sheet = 签署记录不属于这张服务单
error-paper-strokes-missing = 已签字的服务单缺少笔迹
error-paper-strokes-other = 笔迹与签署记录不一致
error-paper-qr-too-long = 核验网址过长，无法制成二维码
error-paper-not-set = 单据排版失败
error-paper-not-sealed = 单据无法加盖印封
error-sheet-unreadable = 服务单数据无法读取
error-sheet-newer = 服务单的版本比本程序新
error-sheet-unwritable = 服务单无法写出
