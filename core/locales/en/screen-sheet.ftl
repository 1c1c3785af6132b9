# The sheet and its signature.
screen-sign-title = Sheet and signature
screen-sign-sign = Sign
screen-sign-refused = Customer refuses
screen-sign-absent = Nobody here who may sign
screen-sign-recorded = Recorded
screen-sign-amend = Change after signing
screen-sign-amend-confirm = The signed sheet stays as it is; the changed one needs a new signature. Go on?
screen-sign-amended = New revision opened; the customer signs again after the change
screen-sign-costs-all = Show what others pay, too
screen-sign-costs-customers = Show only what the customer pays
screen-sign-paper-photos = A paper made on this phone names the photos; their pictures are in the report that the server prints.
screen-sign-parties = Further answers
screen-sign-party = Who answers
screen-sign-countersign = Another party signs
screen-sign-confirm-as = { $party }: I have seen this document. The signature covers it as it is shown, and nothing recorded later.
