# 服务器的 TLS、限制与密钥：出错提示与命令输出。
security-tls-announced = 下一个密钥是 { $pin }。请重启服务器，手机在下次同步时得知。全部手机同步后，再执行：fettle tls use。
security-tls-used = 现在使用的密钥是 { $pin }。请重启服务器。未曾得知此密钥的手机需要新的注册码。

error-tls-unreadable = { $file } 不是 PEM 格式的证书或密钥，或两者不匹配。
error-tls-no-next = 还没有公布下一个密钥，请先执行：fettle tls announce。
error-key-file-open = 其他人可以读取 { $file }。请设为仅所有者可读（chmod 600）。
error-too-many-requests = 请求过于频繁，稍后重试。
error-password-too-long = 密码最多 1,024 个字符。
error-passwords-differ = 两次输入的新密码不一致。

security-account = 帐号
security-password = 修改密码
security-password-old = 原密码
security-password-new = 新密码
security-password-again = 再次输入新密码
security-everywhere = 全部退出登录
security-everywhere-about = 结束您在所有浏览器中的登录，包括当前浏览器。
security-audit = 审计
security-audit-about = 登录、注册、吊销、导出等操作，最新的在前。此处的记录不会被修改或删除。
security-audit-what = 操作
security-audit-subject = 对象
security-audit-network = 网络
security-audit-operator = 服务器操作员
security-audit-older = 更早
security-action-sign-in = 登录
security-action-sign-out = 退出登录
security-action-sign-out-everywhere = 全部退出登录
security-action-password-set = 设置密码
security-action-code-made = 生成注册码
security-action-enrolled = 手机注册
security-action-revoked = 吊销设备
security-action-exported = 导出记录
security-action-imported = 导入公司数据
security-action-rescued = 接收救援包
security-action-released = 解除隔离
security-action-backed-up = 备份
security-action-restored = 从备份恢复
