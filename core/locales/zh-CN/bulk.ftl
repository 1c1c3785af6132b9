# 对多个工单做同一操作。
bulk-with-chosen = 对勾选的工单
bulk-go-on = 继续
bulk-go-on-all = 对此筛选的全部工单
bulk-choose = 勾选 { $number }
bulk-act-assign = 派工
bulk-act-judge = 判定
bulk-act-hold = 等待客户
bulk-act-resume = 恢复进行
bulk-act-cancel = 取消
bulk-act-close = 关闭
bulk-title = { $act }：{ $count } 个工单
bulk-nothing-chosen = 没有勾选工单。
bulk-cut = 一次最多处理 { $most } 个工单：以下是此筛选的前一部分，其余请随后再做。
bulk-to = 派给谁
bulk-to-about = 名单中的第一位负责。每个工单只接受可以派往该处的人员。
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
bulk-will-hold = 等待客户，承诺计时暂停
bulk-will-resume = 恢复进行，承诺计时继续
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
