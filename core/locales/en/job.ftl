# Jobs: status, codes, refusals, flags.

job-status-reported = Reported
job-status-judged = Triaged
job-status-diagnosed = Diagnosed
job-status-planned = Repair planned
job-status-assigned = Assigned
job-status-accepted = Accepted
job-status-left = En route
job-status-on-site = On site
job-status-working = Working
job-status-waiting-parts = Waiting for parts
job-status-waiting-customer = Waiting for customer
job-status-completed = Completed, awaiting signature
job-status-solved-remotely = Solved remotely
job-status-signed = Signed
job-status-called-back = Follow-up done
job-status-closed = Closed
job-status-cancelled = Cancelled

job-class-hardware = Hardware
job-class-line = Cabling
job-class-software = Software
job-class-survey = Site survey needed
job-class-other = Other

job-help-cannot-finish = Cannot finish in time
job-help-extra-demands = Customer requests extra work
job-help-complaint = Customer complaint
job-help-accident = Accident

job-repeat-misdiagnosis = Wrong diagnosis
job-repeat-workmanship = Workmanship
job-repeat-missing-part = Missing part
job-repeat-part-quality = Part quality
job-repeat-customer = Customer

job-paper-diagnosis-report = Diagnosis report
job-paper-recovery-plan = Emergency repair plan
job-paper-ready-to-leave = Ready-to-leave checklist
job-paper-parts-slip = Parts slip

job-field-judgement = Category and severity
job-field-diagnosis = Diagnosis report
job-field-plan = Repair plan
job-field-visit = Time of the visit
job-field-assignment = Assigned engineers
job-field-cause = Cause
job-field-repeat = Cause of the repeat
job-field-caller = Caller
job-field-title = Caller’s title
job-field-phone = Caller’s phone
job-field-company = Company, as told
job-field-product = Product, as told
job-field-symptom = Symptom
job-field-at = Time of the call
job-field-kind = Kind
job-field-site = Site
job-field-equipment = Machines
job-field-centre = Service centre
job-field-contract = Contract
job-field-entitlement = Entitlement
job-corrected = { $field }: { $from } → { $to }

refusal-job-unknown = The report of this job is not here.
refusal-job-closed = The job is closed.
refusal-job-cancelled = The job was cancelled.
refusal-job-signed = The service report is already signed (or refused). To change it, amend it and have it signed again.
refusal-job-not-signed = The service report is not signed yet.
refusal-job-not-completed = The work is not completed yet.
refusal-job-not-called-back = The customer has not had a follow-up call yet.
refusal-job-in-conflict = Two people entered different values. Choose one of them first.
refusal-text-missing = Please fill in { $field ->
    [caller] who called
    [symptom] the symptom
    [scene] what was found on the scene
    [plan] the repair plan
    [accepted_by] who at the customer's accepted the repair plan
    [spoke_with] whom you spoke with
    [decision] what was decided
    [paper] what the paper says
    [gone] whether the fault is resolved
    [confirmed_by] who at the customer's said that it is solved
    [backup_by] who at the customer's decided about the backup
    [work] what was done
    [done] what was done
    [wait] what is waited for
    [reason] the reason
    [answer] the answer
    [basis] what the cost rests on
    [diagnosis] the diagnosis
    [note] the note
    [left] what is left to do
   *[other] the text
}.
refusal-reason-missing = Please give a reason.
refusal-report-ahead = The time of the report is later than now.
refusal-report-too-old = The time of the report is more than { $days } days ago. Please check the year.
refusal-entitlement-changes = With this correction the customer's entitlement changes, and the job is triaged already. Choose whether the earlier answer stands.
refusal-site-of-other-customer = This site is another customer’s. Only a site of the same customer can be named.
refusal-time-missing = Please give a date and a time.
refusal-time-invalid = This is not a time. Please give year, month, day, hour and minute, such as 2026-11-28 08:10.
refusal-day-invalid = This is not a day. Please give year, month and day, such as 2026-11-28.
refusal-time-skipped = This time does not exist: the clocks go forward over it ({ $zone }).
refusal-time-twice = This hour comes twice: the clocks go back over it. Please write { $first } or { $second }.
refusal-assignee-unknown = One of these people cannot be sent to this job.
refusal-level-invalid = There is no fault level { $level }; levels are 1 to 4.
refusal-plan-missing = There is no repair plan that the customer could accept.
refusal-visit-backwards = The visit ends before it begins.
refusal-assignees-missing = Choose at least one person.
refusal-satisfaction-invalid = Satisfaction is 1 to 5.
refusal-papers-owed = Paperwork still due: { $count }.
refusal-flags-open = Flags that nobody has settled: { $count }.
refusal-repeat-of-itself = A job cannot repeat itself.
refusal-flag-unknown = There is no such open flag.
refusal-conflict-unknown = There is no such choice to make.
refusal-emergency-declared = The emergency was declared before.
refusal-paper-not-owed = This paperwork is not due.
refusal-ready-check-missing = Do the ready-to-leave check first: tools, parts, papers.
refusal-already-on-site = You are on site already.
refusal-not-on-site = Record your arrival first.
refusal-not-assigned = This job is not assigned to you.
refusal-assignment-accepted = You have accepted this job already.
refusal-assignment-begun = You have already set out for this job. Ask for help instead.
refusal-not-out = You are not out on this job.
refusal-undo-late = Too late to undo: something else was recorded, or the time is over.
refusal-already-started = The work was started before.
refusal-not-started = Record the start of the work first.
refusal-backup-unanswered = Before any change, record whether the customer agrees to a backup or refuses it.
refusal-evidence-empty = Take a photo, or write what was seen or measured.
refusal-evidence-missing = Before replacing a part, record evidence of the fault on this equipment: a photo or a note.
refusal-part-cleared = The original part was put back; this part is not to blame. Look elsewhere.
refusal-part-unknown = There is no record of this replacement.
refusal-part-swapped-back = This replacement was undone before.
refusal-work-backwards = The work ends before it begins.
refusal-work-too-early = By these minutes the work would begin at { $from }; you arrived at { $arrived } and started at { $started }. At most { $span } fit; if it really began before, give the reason.
refusal-already-completed = The work is done already.
refusal-job-at-work = People who are out for this job now: { $count }. Say that you know it before you cancel.
refusal-work-on-site = Work on site has begun; the customer signs for it there.
refusal-solved-remotely = The job was solved remotely; there is no service report to sign.
refusal-fault-not-gone = The last follow-up call said that the fault is not resolved, and no job goes on with it. Call again.
refusal-repeat-not-attributed = This job goes on with a fault that was not resolved. Record the cause of the repeat first.
refusal-not-waiting = The job is not waiting.
refusal-help-call-unknown = There is no record of this help request.
refusal-help-answered = A colleague has answered this help request meanwhile.
refusal-amount-invalid = This is no valid amount.
refusal-currency-invalid = “{ $currency }” is not a currency code.
refusal-cause-missing = Name the cause of the fault first.
refusal-sheet-changed = The service report has changed since it was shown. Show it to the customer again before signing.
refusal-sheet-too-long = The service report is too long for one record.
refusal-sheet-unwritable = The service report cannot be written.
refusal-signer-missing = Fill in the name and phone number of the person who signs.
refusal-signature-empty = There is no signature yet.
refusal-witness-missing = Name a witness.

flag-reported-twice = There are two different reports of this job.
flag-assignment-declined = An engineer declined this job: { $reason }
flag-left-without-check = Left without the ready-to-leave check.
flag-change-without-backup = Something was changed before the customer's answer about a backup was on record.
flag-replaced-without-evidence = A part was replaced without evidence of the fault.
flag-swap-back-unknown = A part was swapped back of which no replacement is on record.
flag-completed-without-cause = Completed without a cause.
flag-signed-unfinished = Signed before the work was recorded as done.
flag-signed-other-revision = Revision { $revision } was signed, which is not the current one.
flag-signature-not-bound = A signature does not belong to this job's service report and does not count.
flag-signed-and-cancelled = The customer signed while the job was cancelled. The signature stands; please look into it.
flag-amended-unsigned = The service report that was amended is not on record as signed.
flag-work-after-signing = Work was recorded after signing; it is not on the signed service report.
flag-work-after-cancelling = Work was recorded after the job was cancelled.
flag-work-after-closing = Work was recorded after the job was closed.
flag-work-not-on-sheet = Work that the signer had not seen is not on the signed service report.
flag-correction-not-on-sheet = The fault report was corrected, and the signed service report does not show it. Amend the service report where that matters.
flag-site-corrected-unseen = The site was corrected while work was done that did not know of it. Please check where the work was done.
flag-completed-twice = The work was recorded as done twice, with different results; the service report shows the first.
flag-remote-and-on-site = Solved remotely and worked on at the site, without knowing of each other. The service report has to be signed.
flag-cancelled-at-work = Cancelled while somebody was out for it whom the service desk did not know of.
flag-signed-twice = Two service reports were signed for revision { $revision }; the later one counts.
flag-answered-twice = Two answers of one party ({ $party }) to one document were recorded apart; the later one counts.
flag-sheet-differs = The signed service report differs from the record: { $fields }. It does not count until somebody has decided.
flag-strokes-reused = The strokes of this signature also appear on another service report. It does not count until somebody has decided.
flag-signed-after-closing = A service report was signed after the job was closed.
flag-amended-after-closing = The service report was amended after the job was closed; please check the new revision.
flag-closed-unsigned = Closed although the customer has not signed the current service report.

## What of a sheet is held against the record
job-sheet-field-number = number
job-sheet-field-kind = kind
job-sheet-field-reported = time and way of the report
job-sheet-field-contact = contact
job-sheet-field-symptom = symptom
job-sheet-field-customer = customer
job-sheet-field-site = site
job-sheet-field-equipment = equipment
job-sheet-field-cause = cause
job-sheet-field-diagnosis = diagnosis
job-sheet-field-work = work
job-sheet-field-parts = parts
job-sheet-field-costs = costs
job-sheet-field-engineer = engineer
job-sheet-field-strokes = strokes
job-sheet-field-about = the document itself

## Documents, and who answers to them
job-document-service-report = Service report
job-document-daily-report = Daily report

job-party-customer = Customer
job-party-integrator = Integrator
job-party-maker = Maker
job-party-own-manager = Our manager

job-outcome-signed = Signed
job-outcome-refused = Refused to sign
job-outcome-absent = Absent

refusal-document-unknown = There is no such document on this job.
refusal-document-in-doubt = Somebody has to look at this document first: see the worklist.
refusal-document-replaced = A newer document took the place of this one. Please have that one signed.
refusal-party-signed = This party has signed the document already.
refusal-day-not-reported = There is no day whose report waits to be signed. Write the daily report first.
refusal-day-ahead = This day has not come yet.
