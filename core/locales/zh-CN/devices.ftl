# 控制台中的手机。
devices-name = 名称
devices-by = 注册人
devices-events = 已上传的记录
devices-before = 接替
devices-ended-by = 停用人
devices-end-about = 此前的记录保留。此后上传的内容列入待处理记录，且该手机不能再读取任何数据。
devices-held-none = 没有该手机的待处理记录。
devices-held-all = 查看更多并处理
devices-held-see = 前往待处理记录
devices-held-of-all = 查看所有手机
