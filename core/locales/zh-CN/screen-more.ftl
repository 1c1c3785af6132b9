# 设置：语言、锁、存储、关于。
screen-settings-title = 设置
screen-settings-language = 语言
screen-settings-as-phone = 跟随手机
screen-settings-own-name = 简体中文
screen-settings-section-lock = 应用锁
screen-settings-section-storage = 本机存储
screen-settings-section-about = 关于
screen-settings-locks-after = { $minutes } 分钟不用自动锁定
screen-settings-no-lock = 未设锁，拿到手机的人都能看到您的工作
screen-settings-kept-records = 记录：{ $count } 条
screen-settings-kept-files = 照片、签名、单据：{ $count } 个
screen-settings-kept-waiting = 尚未到服务器：{ $count } 项
screen-settings-kept-coming = 待下载：{ $count } 个
screen-settings-size-kb = { $amount } kB
screen-settings-size-mb = { $amount } MB
screen-settings-size-gb = { $amount } GB
screen-settings-about-version = 版本
screen-settings-about-device = 本机编号
screen-settings-about-person = 使用人
screen-settings-about-server = 服务器
# 求助。
screen-calls-title = 求助
screen-calls-section-to-me = 找我的
screen-calls-section-mine = 我发出的
screen-calls-section-colleagues = 同事的求助
screen-calls-section-jobs = 发起求助
screen-calls-none-for-me = 现在没有人找您。
screen-calls-none-mine = 您没有未了的求助。
screen-calls-wait = 有 { $count } 个求助等您答复
screen-calls-escalated = 上报给您
screen-calls-overdue = 已逾期：告知您
screen-calls-about = { $number } · { $whose }
screen-calls-about-text = { $number } · { $whose } · { $text }
screen-calls-answered = { $person }：{ $text }
screen-calls-answer = 答复
screen-calls-settle = 已解决
screen-calls-answer-text = 怎么处理，或已怎么处理
screen-calls-call = 求助
screen-calls-case = 什么情况
screen-calls-text = 补充说明（可不填）
screen-calls-called = 已通知经理和客服
# 历史案例。
screen-knowledge-title = 历史案例
screen-knowledge-search = 查找
screen-knowledge-words = 症状、设备、备件或编号
screen-knowledge-hint = 几个词都要出现；可扫码查找。
screen-knowledge-find = 查找
screen-knowledge-cases = 案例
screen-knowledge-further = 最近的案例里没有，继续往前查找。
screen-knowledge-none = 本机没有类似案例。
screen-knowledge-machine = { $name } · { $pn }
# 案例。
screen-case-section-outcome = 结果
screen-case-section-equipment = 设备
screen-case-section-found = 判断
screen-case-section-done = 处理
screen-case-section-parts = 所用备件
screen-case-repeat = 属重复维修
screen-case-job = 查看工单
screen-case-like = 类似案例
# 设备。
screen-equipment-section-about = 基本信息
screen-equipment-section-entitlement = 现在维修
screen-equipment-section-history = 工单
screen-equipment-pn = 型号
screen-equipment-sn = 序列号
screen-equipment-place = 位置
screen-equipment-site = 地图位置
screen-equipment-parent = 所属设备
screen-equipment-installed = 安装日期
screen-equipment-warranty = 保修至
screen-equipment-life-end = 支持至
screen-equipment-contract = 合同
screen-equipment-retired = 已停用
screen-equipment-no-history = 本机没有它的工单。
# 外出。
screen-outing-title = 外出
screen-outing-section-steps = 本次
screen-outing-section-earlier = 以前
screen-outing-section-out = 正在外出
screen-outing-step-ready = 出发前检查
screen-outing-step-left = 出发
screen-outing-step-arrived = 到场
screen-outing-step-started = 开始作业
screen-outing-step-back = 返回
screen-outing-not-yet = 还没有
screen-outing-doubtful = 手机时钟存疑
screen-outing-unknown = 未记录
screen-outing-from-to = { $from } 至 { $to }
screen-outing-back = 我回来了
screen-outing-at = 在 { $place }
screen-outing-to = 前往 { $place }
screen-outing-since = 您 { $time } 外出：{ $place }
# 库管。
screen-stock-title = 库房
screen-stock-section-quarantine = 待检
screen-stock-section-repair = 送修中
screen-stock-section-debts = 待还
screen-stock-section-places = 盘点
screen-stock-owes = { $person } · { $amount } · 单号 { $slip }
screen-stock-nothing-waits = 没有待检备件。
screen-stock-nothing-owed = 没有欠件。
screen-stock-counting = 已盘 { $count } 项
screen-stock-scan = 扫码收退件
screen-stock-receive = 收退件
# 退件检验。
screen-inspect-title = 检验
screen-inspect-lot = 待检物
screen-inspect-available = 可用
screen-inspect-available-do = 入库
screen-inspect-repairable = 可修
screen-inspect-repairable-do = 送修
screen-inspect-scrap = 报废
screen-inspect-scrap-do = 报废
screen-inspect-to = 放到
screen-inspect-condition = 状况
screen-inspect-no-place = 没有这样的库位，请管理员建立。
screen-inspect-manager-scraps = 报废须经理办理。
# 盘点。
screen-stocktake-title = 盘点
screen-stocktake-lines = 明细
screen-stocktake-no-lines = 账上没有，请扫码登记实物。
screen-stocktake-differences = 差异
screen-stocktake-progress = 已盘 { $done } / { $total }
screen-stocktake-of = 实 { $counted } / 账 { $booked } { $unit }
screen-stocktake-not-counted = 账 { $booked } { $unit }，未盘
screen-stocktake-counted = 实有数
screen-stocktake-count = 盘点
screen-stocktake-forget = 重盘
screen-stocktake-missing = 少 { $amount } { $unit }
screen-stocktake-over = 多 { $amount } { $unit }
screen-stocktake-scan = 扫码盘点
screen-stocktake-book = 盘点入账
screen-stocktake-book-confirm = 已盘 { $lines } 项，差异 { $differences } 项。未盘的不变。入账吗？
screen-stocktake-reason = 差异原因
screen-stocktake-nothing = 还没有盘点。
screen-stocktake-nothing-else = 此外没有了
screen-stocktake-nothing-else-confirm = 账上还有 { $lines } 项未盘，都按没有计吗？
screen-stocktake-close = 全部盘完，月结
screen-stocktake-close-confirm = 已盘 { $lines } 项，差异 { $differences } 项。此处其余一律按没有计，账目结到这次盘点。月结吗？
screen-stocktake-incomplete = 还有 { $lines } 项未盘。
screen-stocktake-closed = { $count ->
    [0] 已月结，账实相符
   *[other] 已月结，入账 { $count } 项差异
}
screen-stocktake-scanned = { $name }：{ $amount }
screen-stocktake-moved = 期间有出入库，请重盘
screen-stocktake-scanned-moved = { $name }：{ $amount }。期间有出入库，请重盘此行
screen-stocktake-twice = { $name } { $code } 已盘过
screen-stocktake-booked = { $count ->
    [0] 账实相符
   *[other] 已入账 { $count } 项差异
}

screen-reminder-visit = 即将上门
screen-reminder-visit-text = { $time }：{ $whose }
screen-reminder-cancelled = 您正外出处理的工单已取消
screen-reminder-cancelled-text = { $whose }：{ $reason }
screen-reminder-paper = 单据待补
screen-reminder-stuck = 记录未能上传
