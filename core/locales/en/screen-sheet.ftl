# The sheet and its signature.
screen-sign-title = Sheet and signature
screen-sign-sign = Sign
screen-sign-refused = Customer refuses
screen-sign-absent = Nobody here who may sign
screen-sign-recorded = Recorded
screen-sign-amend = Change after signing
screen-sign-amend-confirm = The signed sheet stays as it is; the changed one needs a new signature. Go on?
screen-sign-amended = New revision opened; the customer signs again after the change
