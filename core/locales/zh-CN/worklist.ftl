## 待处理：各类记录中的疑点与冲突
worklist-title = 待处理
worklist-about = 记录之间不相符之处，以及两人互不知情时分别填写的内容。内容均未丢失，需要有人决定。
worklist-empty = 没有待决定的事项。
worklist-point = 待决定
worklist-since = 起始时间
worklist-who = 由谁决定
worklist-written-apart = { $what }：两处分别填写，以哪一个为准？
worklist-answered-apart = { $what }：两人答案不同，以哪一个为准？
worklist-stocktake = { $place }盘点
worklist-identify = 补填序列号
worklist-serial = 序列号
screen-worklist-section-mine = 由我决定
screen-worklist-section-others = 由他人决定
screen-worklist-decision = 处理意见
screen-worklist-decide = 作出决定
screen-worklist-value = { $value }（{ $person }）
worklist-help = 求助：{ $case } { $text }
