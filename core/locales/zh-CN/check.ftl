# 检查表：拒绝原因、提示。

refusal-checklist-empty = 检查表需要标题和至少一个检查项。
refusal-checklist-code-invalid = 检查表的代码或版本无效：{ $item }。
refusal-checklist-item-invalid = 检查项的代码或文字无效：{ $item }。
refusal-checklist-item-twice = 检查项 { $item } 出现两次。
refusal-checklist-choice-empty = 检查项 { $item } 的选项无效。
refusal-checklist-choice-twice = 检查项 { $item } 有重复的选项。
refusal-checklist-limits-crossed = 检查项 { $item } 的下限大于上限。
refusal-checklist-dependence-unknown = 检查项 { $item } 依赖的检查项不存在。
refusal-checklist-dependence-cycle = 检查项 { $item } 的依赖关系成环。
refusal-checklist-version-used = 第 { $version } 版已发布，不能更改。请发布新版本。
refusal-checklist-unknown = 找不到这份检查表。
refusal-checklist-ended = 这份检查表已停用，不能再用它开始检查。
refusal-checklist-in-use = 这份检查表正在使用。
refusal-checklist-needed = 出发前必须填写这份检查表，不能停用。请发布新版本。
refusal-checklist-version-newer = 其间已发布第 { $version } 版，请先查看。
refusal-check-unknown = 找不到这份检查。
refusal-check-completed = 这份检查已完成。
refusal-check-open = 还有检查没有完成。
refusal-check-other-list = 检查用的是另一个版本的检查表。
refusal-check-item-unknown = 没有这个检查项，或现在不需要填写。
refusal-check-item-required = 该检查项必填，不能跳过。
refusal-check-items-missing = 还有 { $count } 个必填检查项未填。
refusal-check-answer-kind = 填写的内容不符合该检查项的要求。
refusal-check-photo-missing = 该检查项需要照片。
refusal-check-remark-needed = 该检查项超出标准，请填写备注或拍照。
refusal-check-in-conflict = 该检查项有两个人的不同填写，请重新填写。
refusal-check-not-ready = 该检查项不合格，请处理好再出发。
refusal-check-not-offered = 该检查项没有建议维修。
refusal-check-repair-open = 该检查项已经开了维修工单。

flag-check-started-twice = 同一份检查有两次不同的开始记录。
flag-check-answered-late = 检查完成之后又填写了检查项。
flag-check-skipped-late = 检查完成之后又跳过了检查项。
flag-checklist-published-twice = 同一版本的检查表有两份不同的内容，以先发布的为准。
