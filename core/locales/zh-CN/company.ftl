# The company: letterhead, and how this hub runs.
company-title = 单据抬头与设置
company-change = 修改抬头
company-change-about = 此后签署的单据使用新抬头；此前签署的单据保持原样。
company-address-zh = 中文地址
company-address-en = 英文地址
company-phone = 电话
company-unnamed = 尚无抬头：单据上使用主机名称
company-not-set = 未设置
company-hub = 本主机的运行方式
company-hub-name = 主机名称
company-hub-address = 人员与手机访问的地址
company-hub-hosts = 浏览器可用的其他名称
company-hub-tls = 自带 TLS
company-hub-proxy = 位于代理之后
company-hub-version = 版本
