# 手机存储的出错提示。
error-store-paused = 应用正在后台暂停，请回到应用后再试。
error-store-newer = 本机数据由更新版本的应用写入。请先更新应用，数据没有改动。
error-store-full = 手机空间已满，刚才的内容没有保存。请清理空间后再试，此前的记录不受影响。
error-store-corrupt = 本机数据文件损坏，已原样另存，未发送的记录已尽量取回。
error-store-failed = 本机存储出错，刚才的内容没有保存。
error-store-sealed = 本机数据无法解密，请联系管理员。
error-stream-gap = 收到的数据中间有缺失，将重新获取。
error-hash-mismatch = 文件内容与其指纹不符，将重新传送。
error-blob-missing = 该文件尚未下载到本机。
error-not-enrolled = 本机尚未注册，请扫描注册二维码。
error-event-malformed = 记录格式不正确。
error-event-too-large = 记录过大，无法保存。
error-key-lost = 打开本机数据的密钥已丢失，常见于数据从另一台手机复制而来，或手机被重置。数据未被删除。请联系管理员；密钥无法找回时，可选择重新开始：旧数据原样另存，本机需重新注册。
error-key-wrong = 本机的密钥与本机数据不符。数据未被删除。请联系管理员；正确的密钥无法找回时，可选择重新开始：旧数据原样另存，本机需重新注册。
error-key-store-unavailable = 手机暂时不提供数据密钥。请解锁手机后重新打开应用。数据没有丢失。
error-unsent-work = 手机上还有未发送的工作。请先同步；没有删除任何内容。
