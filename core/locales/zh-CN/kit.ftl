# Texts of the console's lists and forms, whatever they are about; and of centres.
kit-name-zh = 中文名称
kit-name-en = 英文名称
kit-nothing-found = 没有符合筛选条件的记录。
kit-nothing-yet = 暂无记录。
kit-first-page = 首页
kit-export = 导出本列表
error-list-too-long = 本列表超过 { $rows } 行，电子表格无法容纳。请先筛选，或导出 CSV。
centres-title = 服务中心
centres-new = 新设服务中心
centres-closed = 已关闭
centres-region = 区域
centres-region-about = 所服务的省、市或区。
centres-zone = 时区
centres-zone-about = IANA 时区名称，例如 Asia/Shanghai。
