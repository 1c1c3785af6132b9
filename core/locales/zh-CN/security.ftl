# 服务器的 TLS、限制与密钥：出错提示与命令输出。
security-tls-announced = 下一个密钥是 { $pin }。请重启服务器，手机在下次同步时得知。全部手机同步后，再执行：fettle tls use。
security-tls-used = 现在使用的密钥是 { $pin }。请重启服务器。未曾得知此密钥的手机需要新的注册码。

error-tls-unreadable = { $file } 不是 PEM 格式的证书或密钥，或两者不匹配。
error-tls-no-next = 还没有公布下一个密钥，请先执行：fettle tls announce。
error-key-file-open = 其他人可以读取 { $file }。请设为仅所有者可读（chmod 600）。
error-too-many-requests = 请求过于频繁，稍后重试。
