# 出错时说清发生了什么、该怎么办。
error-enrol-not-a-link = 这不是登记二维码。请在服务台「设备」页面重新打开二维码再扫。
error-enrol-bad-address = 服务器地址不对。地址以 http:// 或 https:// 开头。
error-field-missing = 此项必填。
error-field-unreadable = 填写有误，请检查。
error-id-unreadable = 找不到这一项，请返回后重新打开。
