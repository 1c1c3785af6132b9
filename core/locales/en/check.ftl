# Checklists: refusals, flags.

refusal-checklist-empty = A checklist needs a title and at least one item.
refusal-checklist-code-invalid = The checklist's code or version is not valid: { $item }.
refusal-checklist-item-invalid = The item's code or text is not valid: { $item }.
refusal-checklist-item-twice = Item { $item } stands twice.
refusal-checklist-choice-empty = The options of item { $item } are not valid.
refusal-checklist-choice-twice = Item { $item } has an option twice.
refusal-checklist-limits-crossed = The lower limit of item { $item } is above the upper one.
refusal-checklist-dependence-unknown = Item { $item } depends on an item that is not there.
refusal-checklist-dependence-cycle = The dependences of item { $item } go in a circle.
refusal-checklist-version-used = Version { $version } is published and never changes. Publish a new version.
refusal-checklist-unknown = This checklist is not here.
refusal-checklist-ended = This checklist was ended: no new check is begun with it.
refusal-checklist-in-use = This checklist is in use already.
refusal-checklist-needed = Nobody leaves for a site without this checklist: it cannot be ended. Publish a new version.
refusal-checklist-version-newer = Version { $version } was published meanwhile. Look at it first.
refusal-check-unknown = This check is not here.
refusal-check-completed = This check is completed.
refusal-check-open = A check is not completed yet.
refusal-check-other-list = The check goes by another version of the checklist.
refusal-check-item-unknown = There is no such item, or it is not asked now.
refusal-check-item-required = This item is required and cannot be skipped.
refusal-check-items-missing = Required items without an answer: { $count }.
refusal-check-answer-kind = This is no answer to this item.
refusal-check-photo-missing = This item needs a photo.
refusal-check-remark-needed = This item is out of limits: write a remark or take a photo.
refusal-check-in-conflict = Two people answered this item differently. Answer it anew.
refusal-check-not-ready = This item is not in order. Put it right before leaving.
refusal-check-not-offered = No repair was offered for this item.
refusal-check-repair-open = A repair was opened for this item already.

flag-check-started-twice = This check began twice, differently.
flag-check-answered-late = An item was answered after the check was completed.
flag-check-skipped-late = An item was left out after the check was completed.
flag-checklist-published-twice = Two different contents of one version of a checklist; the first one published counts.
