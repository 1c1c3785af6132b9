# What stands on a phone's own controls.
shell-back = 返回
shell-more = 更多操作
shell-cancel = 取消
shell-confirm = 确定
shell-required = 必填
shell-scan = 扫码
shell-warning = 注意
shell-urgent = 紧急
shell-good = 正常
