# 出错时说清发生了什么、该怎么办。
error-enrol-not-a-link = 这不是注册二维码。请在控制台「手机」页面重新打开二维码再扫。
error-enrol-bad-address = 服务器地址不对。地址以 http:// 或 https:// 开头。
error-enrol-plain-address = 用这个地址，途中任何人都能看到传输内容。请使用以 https:// 开头的地址，或扫描服务器的注册码。
error-field-missing = 此项必填。
error-field-unreadable = 填写有误，请检查。
error-id-unreadable = 找不到这一项，请返回后重新打开。
error-bag-missing = 你名下还没有备件包。请管理员先建一个。
error-checklist-not-here = 手机上还没有这份检查表。请先同步。
error-code-not-found = 照片里没有找到码。请靠近、对焦后重拍，或手动输入。
error-equipment-missing = 工单没有登记设备，无法记录证据。请先让客服登记设备。
error-no-manager = 手机上没有可上报的主管。请先同步，或直接打电话。
error-part-not-carried = 备件包里没有这个件。请先领件或扫码。
