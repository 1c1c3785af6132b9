# What stands on a phone's own controls.
shell-back = Back
shell-more = More actions
shell-cancel = Cancel
shell-confirm = OK
shell-required = Required
shell-scan = Scan
shell-warning = Attention
shell-urgent = Urgent
shell-good = In order
