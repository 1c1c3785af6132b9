# 对列表中的多项做同一操作。
bulk-with-chosen = 对勾选的各项
bulk-go-on = 继续
bulk-go-on-all = 对此筛选的全部
bulk-choose = 勾选 { $number }
bulk-choose-all = 本页全部
bulk-act-assign = 派工
bulk-act-judge = 定级
bulk-act-hold = 等待客户
bulk-act-resume = 恢复进行
bulk-act-cancel = 取消
bulk-act-close = 关闭
bulk-title = { $act }：{ $count } 个工单
bulk-nothing-chosen = 没有勾选工单。
bulk-cut = 一次最多处理 { $most } 个工单：以下是此筛选的前一部分，其余请随后再做。
bulk-to = 派给谁
bulk-hold-for = 等待什么
bulk-look = 查看将发生什么
bulk-about = { $done ->
    [0] 不会处理任何工单。
   *[other] 将处理 { $done } 个工单。
}{ $not ->
    [0] 没有略过的。
   *[other] 略过 { $not } 个，原因见各行。
}
bulk-what-happens = 将发生
bulk-not = 不处理
bulk-nobody = 无人
bulk-assign-will = 派给{ $to }，此前：{ $from }
bulk-judge-will = { $class }，{ $level } 级，此前：{ $from }
bulk-will-hold = 等待客户，服务时限暂停计时
bulk-will-resume = 恢复进行，服务时限继续计时
bulk-will-cancel = 取消该工单
bulk-will-close = 关闭该工单
bulk-do = { $act }：{ $count } 个工单
bulk-leave = 放弃
bulk-became = { $done ->
    [0] 没有处理任何工单。
   *[other] 已处理 { $done } 个工单。
}{ $not ->
    [0] 没有被拒绝的。
   *[other] { $not } 个被拒绝，原因见各行。
}
bulk-became-of-it = 结果
bulk-now = 现状
bulk-done = 已完成
bulk-taken-back = 已撤销
bulk-not-yet = 尚未处理
bulk-again = 处理其余 { $count } 个
bulk-back = 撤销这 { $count } 个
bulk-back-title = 撤销：{ $what }
bulk-was-taken-back = 已撤销。
bulk-what-was-taken-back = 被撤销的操作
refusal-already-so = 已经如此。
refusal-changed-since-shown = 显示之后已有改动：请重新查看。
refusal-changed-since = 之后有人改动过：已不是此操作留下的状态。
refusal-no-way-back = 此操作不能撤销。
bulk-title-kept = { $act }：{ $count } 项
bulk-act-customer-centre = 改由其他服务中心负责
bulk-act-site-centre = 改由其他服务中心负责
bulk-act-person-centre = 调到其他服务中心
bulk-act-contract-months = 按月延长
bulk-act-contract-until = 延长到某日
bulk-act-contract-end = 在某日终止
bulk-act-machine-move = 移到其他现场
bulk-act-machine-retire = 停用
bulk-act-card-reorder = 设定订货点
bulk-act-card-class = 更改类别
bulk-nothing-ticked = 没有勾选。
bulk-cut-kept = 一次最多处理 { $most } 项：以下是其中的前一部分，其余请随后再做。
bulk-months = 月数
bulk-months-about = 每份合同从各自的截止日起延长这么多个月。
bulk-move-about = 设备的部件随设备一起移动。
bulk-reorder-about = 0 表示没有。每种备件的订货点须在最低库存与最高库存之间。
bulk-about-kept = { $done ->
    [0] 不会更改任何一项。
   *[other] 将更改 { $done } 项。
}{ $not ->
    [0] 没有略过的。
   *[other] 略过 { $not } 项，原因见各行。
}
bulk-becomes = 改为：{ $to }，此前：{ $from }
bulk-along = { $count } 个部件随之移动。
bulk-will-machine-retire = 停用该设备
bulk-became-kept = { $done ->
    [0] 没有更改任何一项。
   *[other] 已更改 { $done } 项。
}{ $not ->
    [0] 没有被拒绝的。
   *[other] { $not } 项被拒绝，原因见各行。
}
bulk-earlier = 批量操作记录
bulk-what = 操作
bulk-of = 列表
bulk-when = 时间
bulk-refused = 被拒绝
bulk-waiting = 还有 { $count } 项
bulk-undone = 已撤销
refusal-contract-runs-longer = 合同的截止日已是 { $day }：这样会缩短它。
refusal-months-invalid = 请填写 1 到 { $most } 的月数。
refusal-goes-along = 它是另一台选中设备的部件，随那台设备一起移动。
