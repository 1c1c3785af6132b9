# Texts of the papers. After a change of the Chinese ones run papers/fonts/make_fonts.py again.

## Titles and the head
papers-title-repair = On-site repair record
papers-title-service = Customer service report
papers-title-slip = Parts slip
papers-number = Job number
papers-slip-number = Slip number
papers-revision = Revision { $revision }
papers-replaces = Replaces the document signed before
papers-amendment = Reason for the amendment
papers-emergency = Emergency: work first, paperwork to follow
papers-times-in = All times in { $zone } ({ $offset })
papers-phone-short = Phone

## The job
papers-section-job = Job and customer
papers-customer = Customer
papers-site = Site
papers-address = Address
papers-contact = Contact
papers-phone = Phone
papers-kind = Kind of job
papers-channel = Reported via
papers-reported-at = Reported at
papers-level = Fault level
papers-entitlement = Entitlement
papers-engineer = Engineer
papers-left = Departed
papers-arrived = Arrived
papers-started = Started
papers-done = Done

## Equipment and fault
papers-section-equipment = Equipment
papers-equipment-name = Name
papers-pn = Part no. (PN)
papers-sn = Serial no. (SN)
papers-place = Place
papers-warranty-end = Warranty until
papers-section-fault = Fault and diagnosis
papers-symptom = Symptom
papers-diagnosis = Diagnosis
papers-cause = Cause
papers-backup = Backup before the change
papers-backup-by = Decided by { $name }, { $time }
papers-section-work = Work done
papers-time = Time
papers-work = What was done

## Checklists
papers-section-checklist = Checklist
papers-version = version { $version }
papers-item = Item
papers-answer = Answer
papers-limits = Limits
papers-within = Within limits
papers-outside = Out of limits
papers-remark = Remark
papers-passed-together = { $count ->
    [one] 1 item passed together at { $time }
   *[other] { $count } items passed together at { $time }
}
papers-photo-ref = see photo { $numbers }

## Parts
papers-section-parts = Parts used
papers-card = Part no.
papers-part-name = Name
papers-quantity = Qty
papers-serial-in = Serial fitted
papers-serial-out = Serial removed (faulty)
papers-label = Tag on old part

## Photos
papers-section-photos = Photos
papers-photo-missing = No picture here; the photo is known by its check code
papers-photo-gallery = From the gallery, taken { $time }
papers-photo-gallery-undated = From the gallery; when it was taken is not known

## Costs
papers-section-costs = Costs
papers-cost-kind = Item
papers-payer = Paid by
papers-basis = Basis
papers-amount = Amount
papers-total = { $payer } pays

## Signature
papers-section-signature = Customer's confirmation
papers-section-further = Further answers
papers-title-daily = Daily report
papers-section-day = The day
papers-day = Day
papers-day-done = What was done
papers-day-next = Left, and next
papers-confirm = I have read all of the above and confirm that it is true.
papers-outcome-signed = Signed by the customer
papers-outcome-refused = The customer refused to sign
papers-outcome-absent = No authorised signatory present
papers-reason = Reason
papers-witness = Witness
papers-signer = Name
papers-signer-title = Title
papers-signed-at = Signed at
papers-noted-at = Noted at
papers-shown-in = Language when signing
papers-position = Position
papers-position-accuracy = { $position } (±{ $metres } m)
papers-sheet-hash = Check code of this document
papers-strokes-hash = Check code of the strokes
papers-verify-without-code = There is no code here: the server has no address of its own. Check this file offline with fettle verify: any later change is detected. The data of the service report and the signature record, with its strokes if signed, are attached.
papers-verify-how = Scan to verify. Any later change to this file will be detected. The original data is attached to this file.

## The company's form, result and signatures of both sides
papers-form-number = Report no.
papers-internal-copy = Internal copy
papers-contract = Contract no.
papers-section-result = Result and charge
papers-section-internal = Internal checks
papers-passed = Passed
papers-provider = Service provider
papers-by-hand = Signature
papers-seal-customer = Customer's signature and seal
papers-seal-provider = Service provider's seal
papers-engineer-further = Second engineer
papers-capitals = In Chinese capitals
papers-downtime = Downtime
papers-downtime-of = { $hours } h { $minutes } min
papers-promises = SLA
papers-promise-answered = Response
papers-promise-on-site = Arrival
papers-promise-restored = Repair
papers-met = { $promise } met
papers-missed = { $promise } missed

## The parts issue slip
papers-slip-job = For job
papers-slip-taken-by = Taken by
papers-slip-at = Taken at
papers-slip-reason = Purpose
papers-slip-first = Emergency issue, paperwork to follow
papers-slip-due = Paperwork due by
papers-slip-from = From
papers-slip-to = To
papers-slip-serial = Serial
papers-slip-bin = Bin
papers-slip-lines = Parts taken
papers-slip-count = { $lines ->
    [one] 1 item
   *[other] { $lines } items
}, { $pieces ->
    [one] 1 piece
   *[other] { $pieces } pieces
}
papers-slip-people = People
papers-slip-approver = Approved by
papers-slip-issuer = Issued by
papers-slip-pending = Pending
papers-slip-note = The faulty part taken out is scanned back; unused parts are due back in 3 days.

## Codes: kinds of job
papers-kind-goods-check = Goods inspection
papers-kind-installation = Installation
papers-kind-repair = Repair
papers-kind-inspection = Inspection
papers-kind-consulting = Consulting
papers-kind-training = Training

## Codes: channels
papers-channel-phone = Phone
papers-channel-web = Web
papers-channel-mail = Email
papers-channel-fax = Fax
papers-channel-chat = WeChat/chat

## Codes: fault levels
papers-level-1 = 1: whole system down
papers-level-2 = 2: major function impaired
papers-level-3 = 3: part failed, system works
papers-level-4 = 4: enquiry

## Codes: the nine causes
papers-cause-operator-error = Operator error
papers-cause-front-end-quality = Front-end equipment defect
papers-cause-terminal-quality = Terminal equipment defect
papers-cause-line-damaged = Cable damaged
papers-cause-connector-quality = Connector defect
papers-cause-installation-workmanship = Installation workmanship
papers-cause-connector-workmanship = Connector workmanship
papers-cause-cable-quality = Cable defect
papers-cause-other = Other

## Codes: backup, checks, labels, costs, entitlement, languages
papers-backup-consented = The customer consented; backed up
papers-backup-refused = The customer refused a backup
papers-backup-not-applicable = No backup needed
papers-verdict-pass = Pass
papers-verdict-fail = Fail
papers-verdict-not-applicable = Not applicable
papers-label-good = Good
papers-label-bad = Faulty
papers-cost-hours = Labour
papers-cost-travel = Travel
papers-cost-material = Parts and materials
papers-payer-us = Service provider (free of charge)
papers-payer-customer = Customer
papers-payer-supplier = Supplier (free of charge)
papers-entitlement-in-warranty = Under warranty (free)
papers-entitlement-in-contract = Under contract (free)
papers-entitlement-chargeable = Chargeable
papers-language-zh-CN = Chinese
papers-language-en = English
papers-language-both = Chinese and English

## The summary, and what the customer says and gets
papers-section-summary = Summary
papers-result = Result
papers-remains = Open issues
papers-price = Your cost
papers-changed = Part replaced
papers-old-back = Old part taken back by the service provider
papers-section-opinion = Customer's remarks
papers-remarks = Remarks
papers-satisfaction = Satisfaction
papers-receipt = This report is yours: scan the code to check that it is genuine (once this phone has been online), or have it sent as a file.

## Codes: results, prices, ratings
papers-result-solved = Solved
papers-result-partly = Partly solved
papers-result-not-solved = Not solved
papers-price-warranty = Free: under warranty
papers-price-contract = Free: covered by the contract
papers-price-nothing = No charge
papers-price-pays = You pay { $amount }
papers-price-open = Chargeable; the amount will be told separately
papers-rating-1 = 1: very dissatisfied
papers-rating-2 = 2: dissatisfied
papers-rating-3 = 3: acceptable
papers-rating-4 = 4: satisfied
papers-rating-5 = 5: very satisfied

## Warnings while printing
papers-warning-characters = No font here has these characters; their code points are printed instead: { $characters }. A font that has them goes into the server's folder of fonts.
papers-warning-photo-missing = Photo { $number } ({ $hash }) has not arrived; its place is empty. Sync the phone that took it, then print again.
papers-warning-photo-unreadable = The picture of photo { $number } ({ $hash }) cannot be read; its place is empty.
papers-warning-photo-not-on-sheet = Photo { $hash } is not on the service report and was left out
papers-warning-strokes-unreadable = The strokes of the signature cannot be drawn; they are attached: { $reason }

## Checks of fettle verify
papers-check-seal-present = The file carries a seal
papers-check-seal-bytes = Every byte under the seal is unchanged
papers-check-seal-signer = The seal's key is trusted
papers-check-seal-end = The file ends where it was sealed
papers-check-sheet-attached = The data of the service report and the signature record are attached
papers-check-sheet-reads = The data of the service report can be read
papers-check-signature-reads = The signature record can be read
papers-check-sheet-hash = The signature record belongs to the attached service report
papers-check-strokes-hash = The strokes are those of the signature record
papers-check-further-answers = The answers of further parties are to the attached document
papers-check-slip-reads = The slip's data can be read
papers-verdict-true = Genuine: the file is as it was issued
papers-verdict-signer-unknown = Unchanged, but the key that sealed it is not among the trusted ones
papers-verdict-added = Unchanged as issued; { $bytes } bytes were added afterwards, such as somebody's signature. What was added may change the pages that are shown; only what was issued is vouched for
papers-verdict-added-signer-unknown = Unchanged as issued, but the key that sealed it is not among the trusted ones; { $bytes } bytes were added afterwards, such as somebody's signature. What was added may change the pages that are shown
papers-verdict-changed = Changed, or not a file issued by this system

## Refusals
error-paper-signature-other-sheet = The signature record belongs to another service report
error-paper-strokes-missing = The strokes of a signed service report are missing
error-paper-strokes-other = The strokes are not those of the signature record
error-paper-qr-too-long = The verification address is too long for a QR code
error-paper-not-set = The paper could not be set
error-paper-not-sealed = The paper could not be sealed
error-sheet-unreadable = The data of the service report cannot be read
error-sheet-newer = The service report is of a later version than this program
error-sheet-unwritable = The service report cannot be written
