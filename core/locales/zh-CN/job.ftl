# 工单：状态、代码、拒绝原因、提示。

job-status-reported = 已报修
job-status-judged = 已定级
job-status-diagnosed = 已诊断
job-status-planned = 已定方案
job-status-assigned = 已派工
job-status-accepted = 已接单
job-status-left = 前往途中
job-status-on-site = 已到场
job-status-working = 处理中
job-status-waiting-parts = 等待备件
job-status-waiting-customer = 等待客户
job-status-completed = 已完工，待签字
job-status-solved-remotely = 已远程解决
job-status-signed = 已签字
job-status-called-back = 已回访
job-status-closed = 已关闭
job-status-cancelled = 已取消

job-class-hardware = 硬件
job-class-line = 线路
job-class-software = 软件
job-class-survey = 需现场勘察
job-class-other = 其他

job-help-cannot-finish = 无法按时完成
job-help-extra-demands = 客户提出额外要求
job-help-complaint = 客户投诉
job-help-accident = 发生事故

job-repeat-misdiagnosis = 诊断错误
job-repeat-workmanship = 维修质量
job-repeat-missing-part = 缺少备件
job-repeat-part-quality = 备件质量
job-repeat-customer = 客户原因

job-paper-diagnosis-report = 故障诊断报告
job-paper-recovery-plan = 抢修方案
job-paper-ready-to-leave = 出发前检查表
job-paper-parts-slip = 领料单

job-field-judgement = 故障类别与级别
job-field-diagnosis = 诊断报告
job-field-plan = 维修方案
job-field-visit = 上门时间
job-field-assignment = 派工人员
job-field-cause = 故障原因
job-field-repeat = 返修归因
job-field-caller = 报修人
job-field-title = 报修人职务
job-field-phone = 报修人电话
job-field-company = 单位（按报修人所述）
job-field-product = 产品（按报修人所述）
job-field-symptom = 故障现象
job-field-at = 报修时间
job-field-kind = 类型
job-field-site = 现场
job-field-equipment = 设备
job-field-centre = 服务中心
job-field-contract = 合同
job-field-entitlement = 服务权益
job-corrected = { $field }：{ $from } → { $to }

refusal-job-unknown = 找不到该工单的报修记录。
refusal-job-closed = 工单已关闭。
refusal-job-cancelled = 工单已取消。
refusal-job-signed = 服务单已签字（或拒签）。如需更改，请先修订，并请客户重新签字。
refusal-job-not-signed = 客户尚未签字。
refusal-job-not-completed = 作业尚未完成。
refusal-job-not-called-back = 尚未回访客户。
refusal-job-in-conflict = 有两人分别填写了不同的值，请先选定其一。
refusal-text-missing = 请填写{ $field ->
    [caller] 报修人
    [symptom] 故障现象
    [scene] 现场情况
    [plan] 维修方案
    [accepted_by] 同意维修方案的客户姓名
    [spoke_with] 回访对象
    [decision] 处理意见
    [paper] 单据内容
    [gone] 故障是否已排除
    [confirmed_by] 客户方确认解决的人
    [backup_by] 决定备份事宜的客户姓名
    [work] 作业内容
    [done] 完成情况
    [wait] 等待什么
    [reason] 原因
    [answer] 答复
    [basis] 费用依据
    [diagnosis] 诊断
    [note] 备注
    [left] 遗留问题
   *[other] 内容
}。
refusal-reason-missing = 请填写原因。
refusal-report-ahead = 报修时间晚于现在。
refusal-report-too-old = 报修时间早于 { $days } 天前，请检查年份。
refusal-entitlement-changes = 更正后客户的服务权益会改变，而该工单已定级。请选择是否沿用原来的答复。
refusal-site-of-other-customer = 该现场属于其他客户，只能改为同一客户的现场。
refusal-time-missing = 请填写日期和时间。
refusal-time-invalid = 无法识别的时间。请填写年、月、日、时、分，例如 2026-11-28 08:10。
refusal-day-invalid = 日期无法识别，请填写年、月、日，例如 2026-11-28。
refusal-time-skipped = 没有这个时间：当天时钟拨快，跳过了它（{ $zone }）。
refusal-time-twice = 当天时钟拨慢，这一小时出现两次。请写成 { $first } 或 { $second }。
refusal-assignee-unknown = 所选人员中有人不能派往此工单。
refusal-level-invalid = 故障级别 { $level } 无效，应为 1 至 4。
refusal-plan-missing = 还没有维修方案可供客户接受。
refusal-visit-backwards = 上门的结束时间早于开始时间。
refusal-assignees-missing = 请至少选择一人。
refusal-satisfaction-invalid = 满意度应为 1 至 5。
refusal-papers-owed = 还有 { $count } 份待补单据。
refusal-flags-open = 还有 { $count } 条提示未处理。
refusal-repeat-of-itself = 工单不能是自己的返修。
refusal-flag-unknown = 没有这条待处理的提示。
refusal-conflict-unknown = 没有这项待选定的填写。
refusal-emergency-declared = 已经宣布过紧急处理。
refusal-paper-not-owed = 没有欠交这份单据。
refusal-ready-check-missing = 请先完成出发前检查（工具、备件、资料）。
refusal-already-on-site = 已经登记到场。
refusal-not-on-site = 请先登记到场。
refusal-not-assigned = 这张工单没有派给您。
refusal-assignment-accepted = 您已接单。
refusal-assignment-begun = 您已出发，如不能完成请求助。
refusal-not-out = 您没有因这个工单外出。
refusal-undo-late = 已不能撤销：之后又有记录，或已超过可撤销的时间。
refusal-already-started = 已经开始作业。
refusal-not-started = 请先登记开始作业。
refusal-backup-unanswered = 更改之前，请先记录客户同意或拒绝备份。
refusal-evidence-empty = 请拍照或填写看到、测到的情况。
refusal-evidence-missing = 更换之前，请先为该设备留下故障证据（照片或记录）。
refusal-part-cleared = 该备件已换回，证明不是故障原因，请查找别处。
refusal-part-unknown = 没有这次更换的记录。
refusal-part-swapped-back = 这次更换已经换回。
refusal-work-backwards = 作业的结束时间早于开始时间。
refusal-work-too-early = 按此用时，作业从 { $from } 开始；登记到场 { $arrived }，开始作业 { $started }。最多 { $span }；确实更早的，请填写原因。
refusal-already-completed = 作业已登记完成。
refusal-job-at-work = 有 { $count } 人正为此工单外出或在现场。请先勾选“已知道”，再取消。
refusal-work-on-site = 现场作业已经开始，请由客户在现场签字。
refusal-solved-remotely = 工单已远程解决，没有服务单可签。
refusal-fault-not-gone = 最近一次回访说故障未排除，也没有后续工单。请再次回访。
refusal-repeat-not-attributed = 这是上次未排除故障的返修工单，请先填写返修归因。
refusal-not-waiting = 工单没有在等待。
refusal-help-call-unknown = 没有这次求助的记录。
refusal-help-answered = 已有同事答复这次求助。
refusal-amount-invalid = 金额无效。
refusal-currency-invalid = 货币代码“{ $currency }”无效。
refusal-cause-missing = 请先确定故障原因。
refusal-sheet-changed = 服务单在显示之后有变化，请重新给客户看过再签。
refusal-sheet-too-long = 服务单过长，无法保存为一条记录。
refusal-sheet-unwritable = 无法生成服务单。
refusal-signer-missing = 请填写签字人的姓名和电话。
refusal-signature-empty = 还没有签字。
refusal-witness-missing = 请填写见证人。

flag-reported-twice = 同一工单有两份不同的报修记录。
flag-assignment-declined = 工程师拒单：{ $reason }
flag-left-without-check = 未做出发前检查就出发。
flag-change-without-backup = 没有记录客户对备份的意见就做了更改。
flag-replaced-without-evidence = 没有故障证据就更换了备件。
flag-swap-back-unknown = 换回的备件没有对应的更换记录。
flag-completed-without-cause = 完工时没有确定故障原因。
flag-signed-unfinished = 签字时作业尚未登记完成。
flag-signed-other-revision = 所签的是第 { $revision } 次修订，不是当前的修订。
flag-signature-not-bound = 签字与本工单的服务单不符，未被采用。
flag-signed-and-cancelled = 客户已签字，同时工单被取消。签字有效，请核实。
flag-amended-unsigned = 所修订的服务单没有签字记录。
flag-work-after-signing = 签字之后又有工作记录，不在所签的服务单上。
flag-work-after-cancelling = 取消之后又有作业记录。
flag-work-after-closing = 关闭之后又有作业记录。
flag-work-not-on-sheet = 签字时还看不到的工作记录，不在所签的服务单上。
flag-correction-not-on-sheet = 报修内容已更正，而已签服务单上没有体现。如有必要，请修订服务单。
flag-site-corrected-unseen = 现场更正期间有人在不知情的情况下作业，请核实实际作业地点。
flag-completed-twice = 完工登记了两次且结果不同，服务单上是第一次的。
flag-remote-and-on-site = 既远程解决又有现场作业，双方互不知情，需要签服务单。
flag-cancelled-at-work = 取消时有人在外作业，而客服并不知道。
flag-signed-twice = 第 { $revision } 次修订有两份签字，以后一份为准。
flag-answered-twice = 同一方（{ $party }）对同一份单据有两次互不知情的答复，以后一次为准。
flag-sheet-differs = 签署的服务单与记录不符：{ $fields }。有人处理之前不作数。
flag-strokes-reused = 这份签字的笔迹也出现在另一份服务单上。有人处理之前不作数。
flag-signed-after-closing = 关闭之后又签了服务单。
flag-amended-after-closing = 关闭之后又修订了服务单，请核实新的修订。
flag-closed-unsigned = 客户尚未对当前服务单签字，工单就被关闭。

## 服务单与记录核对的内容
job-sheet-field-number = 编号
job-sheet-field-kind = 类型
job-sheet-field-reported = 报修时间和方式
job-sheet-field-contact = 联系人
job-sheet-field-symptom = 故障现象
job-sheet-field-customer = 客户
job-sheet-field-site = 现场
job-sheet-field-equipment = 设备
job-sheet-field-cause = 原因
job-sheet-field-diagnosis = 诊断
job-sheet-field-work = 工作内容
job-sheet-field-parts = 备件
job-sheet-field-costs = 费用
job-sheet-field-engineer = 工程师
job-sheet-field-strokes = 笔迹
job-sheet-field-about = 单据本身

## 单据及其各方
job-document-service-report = 服务单
job-document-daily-report = 工作日报

job-party-customer = 客户
job-party-integrator = 集成商
job-party-maker = 厂家
job-party-own-manager = 本公司经理

job-outcome-signed = 已签字
job-outcome-refused = 拒签
job-outcome-absent = 不在场

refusal-document-unknown = 本工单没有这份单据。
refusal-document-in-doubt = 需先有人核实这份单据，见待办清单。
refusal-document-replaced = 这份单据已被新的取代，请对新的签字。
refusal-party-signed = 该方已在这份单据上签字。
refusal-day-not-reported = 没有待签字的日报，请先填写日报。
refusal-day-ahead = 日期还没有到。
