# Shared by the screens: times, banners, buttons.
screen-time-tomorrow = Tomorrow { $time }
screen-time-yesterday = Yesterday { $time }
screen-time-on = { $date }, { $time }
screen-date = { $day } { $name }
screen-date-year = { $day } { $name } { $year }
screen-month-jan = Jan
screen-month-feb = Feb
screen-month-mar = Mar
screen-month-apr = Apr
screen-month-may = May
screen-month-jun = Jun
screen-month-jul = Jul
screen-month-aug = Aug
screen-month-sep = Sep
screen-month-oct = Oct
screen-month-nov = Nov
screen-month-dec = Dec
screen-span-minutes = { $minutes } min
screen-span-hours = { $hours } h
screen-span-hours-minutes = { $hours } h { $minutes } min
screen-span-days = { $days } d
screen-span-days-hours = { $days } d { $hours } h
screen-time-left = { $span } left
screen-late-by = { $span } overdue
screen-list-comma = {", "}
screen-save = Save
screen-saved = Saved
# Kinds of records that wait for sync.
screen-kind-job = Job
screen-kind-check = Checklist
screen-kind-take = Parts slip
screen-kind-movement = Stock movement
screen-kind-card = Part
screen-kind-equipment = Equipment
screen-kind-site = Site
screen-kind-customer = Customer
screen-kind-contract = Contract
screen-kind-person = Person
screen-kind-device = Phone
screen-kind-place = Place
screen-kind-checklist = Checklist template
screen-kind-centre = Service centre
screen-kind-account = Account
# Today.
screen-today-title = Today
screen-today-who = { $person } · { $date }
screen-today-jobs = My jobs
screen-today-no-jobs = No jobs today.
screen-today-debts = Parts to return
screen-today-no-debts = No parts to return.
screen-today-papers = Paperwork due
screen-today-scan = Scan
screen-today-next = Next: { $place }
screen-today-go-on = Continue: { $place }
screen-today-group-late = Overdue
screen-today-group-today = Today
screen-today-group-later = Tomorrow and later
screen-today-group-waiting = Waiting
screen-today-due-answered = Response due { $time }
screen-today-due-on-site = Arrival due { $time }
screen-today-due-restored = Resolution due { $time }
screen-today-overdue-answered = Response overdue since { $time }
screen-today-overdue-on-site = Arrival overdue since { $time }
screen-today-overdue-restored = Resolution overdue since { $time }
screen-today-level = Level { $level }
screen-today-km = { $km } km
screen-today-with = with { $people }
screen-unsent = Waiting to send: { $records ->
    [one] 1 record
   *[other] { $records } records
}, { $files ->
    [one] 1 file
   *[other] { $files } files
}
# Sync.
screen-sync-title = Sync
screen-sync-last = Last contact with the server: { $time }
screen-sync-now = Sync now
screen-sync-device = This phone
screen-sync-short = No. { $short }
screen-sync-waiting = Waiting to be sent
screen-sync-nothing-waits = Nothing waiting to send.
screen-sync-since = { $count ->
    [one] 1 record, { $time }
   *[other] { $count } records since { $time }
}
screen-sync-more = And { $count } more
screen-sync-apart = Held by the server
screen-sync-some-apart = { $count ->
    [one] The server holds 1 record. See why
   *[other] The server holds { $count } records. See why
}
screen-sync-unsent = { $records ->
    [one] 1 record
   *[other] { $records } records
}, { $files ->
    [one] 1 file
   *[other] { $files } files
} waiting to send
screen-sync-all-in = Everything is sent
screen-sync-done = Sync done; still waiting: { $waiting } records, { $files } files
screen-sync-set-aside = The data file was damaged and set aside as it is. Saved from it: { $count } unsent records, { $files } unsent files. Tell the administrator
screen-sync-lost = Not readable any more: { $count } unsent records, { $files } unsent files. Check what is missing and record it again
screen-sync-new-device = This phone begins as a new device. Enrol it again, then hand the saved records over
screen-sync-handed-over = In the file: { $records } records, { $files } files; not readable: { $lost }. They also stay on this phone until the server has them
screen-sync-hand-over = Export unsent work
screen-sync-hand-over-confirm = { $records } records and { $files } files go into one file that only the server can read; a colleague's phone can carry it. They also stay on this phone.
screen-sync-bundles = Carried for others
screen-sync-bundle = Work of phone { $short }
screen-sync-bundle-waits = Goes to the server with the next sync
screen-sync-bundle-in = Handed in: { $records } records, { $files } files
screen-sync-bundle-apart = Handed in: { $records } records, { $files } files; held by the server: { $apart }
screen-sync-bundle-damaged = Handed in: { $records } records, { $files } files, held: { $apart }. The file is damaged and something is missing. If that phone can still be used, export its work again
screen-sync-took = The work of phone { $short } is here and goes to the server with the next sync
screen-sync-unread = { $count } records from the server are in a newer form than this app reads. They are kept; update the app to see them
screen-new-phone = A phone was enrolled in your name on { $time }: { $phone }. If it is not yours, deactivate it in the console under "Account", or tell the administrator at once
screen-sync-clock-set = The phone's clock was changed, so times on record may be wrong. Turn on automatic time and sync
screen-sync-clock-back = The phone's clock is behind the last sync, so times on record may be wrong. Turn on automatic time and sync
# Enrolment.
screen-enrol-title = Enrol this phone
screen-enrol-help = Ask your administrator to show the code on the Phones page, then scan it with this phone.
screen-enrol-scan = Scan the code
screen-enrol-typed = Or type it
screen-enrol-hub = Server address
screen-enrol-hub-hint = For example https://fettle.example.com
screen-enrol-code = Enrolment code
screen-enrol-name = Name of the phone
screen-enrol-name-hint = So that the administrator knows it, for example “Zhang's phone”.
screen-enrol-join = Enrol
screen-enrol-joined = { $person }'s phone, enrolled at { $hub }
# Photo.
screen-photo-title = Photo
screen-photo-for-job = Photo for the job
screen-photo-for-evidence = Fault evidence before replacement
screen-photo-for-item = For the item: { $item }
screen-photo-caption = Caption
screen-photo-taken = Photos so far
screen-photo-none = No photos yet.
screen-photo-kept = Photo saved
screen-photo-place = Place: measured with the photo
screen-photo-mark-time = Time: { $time }
screen-photo-mark-job = Work order: { $number } · Phone: { $phone }
screen-photo-counts = This photo also counts for
screen-photo-from-gallery = From the gallery
screen-photo-gallery = From the gallery, taken { $time }
screen-photo-gallery-undated = From the gallery; when it was taken is not known
# Scan.
screen-scan-title = Scan
screen-scan-help-find = Point at the code of a job, a machine or a part.
screen-scan-help-return = Point at the code or serial number of the part to return.
screen-scan-help-take = Point at the code of the part to take.
screen-scan-help-item = Point at the code to read.
screen-scan-typed = Type it
screen-scan-code = Code or serial number
screen-scan-go = Find
screen-scan-found = Several match; choose one
screen-scan-bind = Unknown code. Which part is it?
screen-scan-bind-do = Link
screen-scan-bound = Linked; next time it is known
screen-scan-choose = This is the one
screen-scan-faults = Not right in this code and left out: { $what }
# Diagnosis.
screen-diagnose-title = Assess the fault
screen-diagnose-judge = Category and severity
screen-diagnose-judge-first = Set category and severity first.
screen-diagnose-class = Category
screen-diagnose-level = Level
screen-diagnose-report = Diagnosis report
screen-diagnose-scene = On site
screen-diagnose-handling = Emergency handling
screen-diagnose-earlier = Earlier faults of this equipment
screen-diagnose-no-earlier = No earlier faults.
# Plan.
screen-plan-title = Arrange the visit
screen-plan-plan = Repair plan
screen-plan-plan-first = Write the repair plan first.
screen-plan-text = Steps
screen-plan-parts = Parts needed
screen-plan-accepted = Customer accepts the repair plan
screen-plan-by = Confirmed by
screen-plan-visit = Time of the visit
screen-plan-from = Arrival from
screen-plan-to = Arrival to
screen-plan-with = Agreed with
screen-plan-zone = Local time at the site ({ $zone })
# Ready to leave.
screen-ready-title = Ready to leave
screen-ready-begin = Start the check
screen-ready-leave = Checks done, leave
screen-ready-leave-now = Leave now, paperwork later
screen-ready-pass-leave = { $count ->
    [one] 1 item left passes, leave
   *[other] { $count } items left pass, leave
}
screen-ready-first = { $count ->
    [one] 1 item has to be answered by itself first.
   *[other] { $count } items have to be answered by themselves first.
}
screen-ready-papers = To read
screen-ready-paper-plan = Repair plan
screen-ready-paper-parts = Planned parts
screen-ready-paper-diagnosis = Diagnosis
screen-ready-paper-payment = Way of payment
screen-ready-paper-visit = Agreed visit
screen-ready-paper-history = Earlier repairs
screen-ready-left = On the way. Drive safely

## The lock
screen-lock-title = App lock
screen-lock-locked = The app is locked. Unsent records are safe and go on being sent.
screen-lock-pin = PIN or passphrase
screen-lock-open = Unlock
screen-lock-owner = Unlock with the phone's own screen lock
screen-lock-why = Unlock Fettle
screen-lock-forgotten = Forgot the PIN
screen-lock-link = Enrolment code (QR)
screen-lock-link-hint = Ask the service desk for a new enrolment code and scan or type it. Nothing unsent is lost.
screen-lock-vouch = Unlock with this code
screen-lock-settings = Lock settings
screen-lock-help = With a PIN, the app locks by itself when it is not used, and after each start.
screen-lock-is-set = The lock is set.
screen-lock-removed = The lock was removed.
screen-lock-old = Current PIN
screen-lock-new = New PIN or passphrase
screen-lock-new-hint = At least { $least } characters.
screen-lock-again = Repeat PIN
screen-lock-minutes = Lock after (minutes idle)
screen-lock-set = Save
screen-lock-now = Lock now
screen-lock-remove = Remove the lock
screen-lock-new-key = Renew the storage key
screen-lock-new-key-about = Everything on this phone is sealed anew under a new key, and the old key is forgotten. Do this when somebody else may have had this phone, or a copy of it, in hand. Nothing is lost.
screen-lock-new-key-begun = A new key is in use. The rest is sealed anew after the next syncs, beside your work.
screen-scan-help-count = Point at the pieces one by one.
screen-said-not-here = not on this phone
