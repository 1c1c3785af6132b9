# 命令行上的演示。
demo-company = 示例公司已导入，服务地址
demo-causes = 故障原因（只计客户签字的服务单）
demo-papers = { $count } 份已签服务单的 PDF 在 { $folder }
demo-paper-warning = { $number }：{ $warning }
demo-took = 用时 { $seconds } 秒
demo-console = 控制台：{ $address }（用户名 { $login }，密码 { $password }）
demo-running = 服务持续运行，按 Ctrl-C 结束。
