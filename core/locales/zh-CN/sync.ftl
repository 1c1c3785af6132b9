# 同步的出错提示。任何情况下，记录都保留在手机上。
error-network-down = 没有网络。记录已保存在手机上，稍后发送。
error-hub-unreachable = 服务器没有响应。记录已保存在手机上，稍后发送。
error-hub-slow = 服务器响应超时，稍后重试。
error-connection-broken = 连接中断，稍后从中断处继续。
error-page-changed = 数据在传输途中被改变，将重新获取。
error-captive-portal = 当前网络需要先登录：请打开浏览器登录，或改用移动数据。
error-unauthorised = 服务器不接受本机。请重新注册，记录仍保留在手机上。
error-hub-busy = 服务器繁忙，稍后重试。
error-hub-failed = 服务器出错，稍后重试。
error-bad-answer = 无法读懂服务器的回答。请更新应用，记录仍保留在手机上。
error-bad-turn = 应用出错，同步已停止，记录仍保留在手机上。
error-protocol-version = 应用与服务器版本不兼容。请更新应用，记录仍保留在手机上。
error-hub-unsteady = 服务器在应答时发生变动，稍后重试。
error-device-forked = 本机数据曾被复制或从备份恢复，且另一份已同步。记录没有丢失，请联系管理员重新注册。
error-cancelled = 已停止。
