# Settings: language, lock, storage, about.
screen-settings-title = Settings
screen-settings-language = Language
screen-settings-as-phone = Same as phone
screen-settings-own-name = English
screen-settings-section-lock = App lock
screen-settings-section-storage = On this phone
screen-settings-section-notices = Notices
screen-settings-notices-push = News comes when the app asks the server
screen-settings-notices-help-push = No cloud service wakes this phone. While the app is open, new work shows within seconds; otherwise at the next background check. If you expect urgent work, keep the app open.
screen-settings-notices-android = Android: about every 15 minutes
screen-settings-notices-help-android = Battery optimisation can delay or stop the checks. In the phone’s settings, set the app’s battery use to Unrestricted and allow notifications.
screen-settings-notices-ios = iPhone: a few times a day
screen-settings-notices-help-ios = iOS decides when, and never after the app was swiped away. Leave it running, and switch on Background App Refresh and notifications.
screen-settings-section-about = About
screen-settings-locks-after = Locks after { $minutes } min without use
screen-settings-no-lock = No lock is set. Whoever has the phone sees your work
screen-settings-kept-records = Records: { $count }
screen-settings-kept-files = Photos, signatures, documents: { $count }
screen-settings-kept-waiting = Waiting to send: { $count }
screen-settings-kept-coming = Waiting to download: { $count }
screen-settings-size-kb = { $amount } kB
screen-settings-size-mb = { $amount } MB
screen-settings-size-gb = { $amount } GB
screen-settings-about-version = Version
screen-settings-about-device = Short code of this phone
screen-settings-about-person = Person
screen-settings-about-server = Server
# Calls for help.
screen-calls-title = Help requests
screen-calls-section-people = Call now
screen-calls-section-to-me = Waiting for me
screen-calls-section-mine = My requests
screen-calls-section-colleagues = Colleagues' requests
screen-calls-section-jobs = Ask for help
screen-calls-none-for-me = No help requests waiting for you.
screen-calls-none-mine = You have no open help requests.
screen-calls-wait = { $count ->
    [one] 1 help request waits for your answer
   *[other] { $count } help requests wait for your answer
}
screen-calls-escalated = Escalated to you
screen-calls-overdue = Overdue: you were told
screen-calls-about = { $number } · { $whose }
screen-calls-about-text = { $number } · { $whose } · { $text }
screen-calls-answered = { $person }: { $text }
screen-calls-answer = Answer
screen-calls-settle = Resolved
screen-calls-answer-text = What is to be done, or was done
screen-calls-call = Ask for help
screen-calls-call-here = Ask for help: { $place }
screen-calls-case = What happened
screen-calls-text = Details (optional)
screen-calls-called = Help request saved; it is sent when online. If urgent, call.
screen-calls-not-sent = Saved on this phone, not sent yet. If urgent, call.
screen-calls-sent = Sent, nobody has answered yet
# Past cases.
screen-knowledge-title = Past cases
screen-knowledge-search = Search
screen-knowledge-words = Symptom, machine, part or number
screen-knowledge-hint = All words must match; or scan a code.
screen-knowledge-find = Find
screen-knowledge-cases = Cases
screen-knowledge-further = No match among recent cases. Older cases follow.
screen-knowledge-none = Nothing like it on this phone.
screen-knowledge-machine = { $name } · { $pn }
# One past case.
screen-case-section-outcome = How it ended
screen-case-section-equipment = Equipment
screen-case-section-found = What was found
screen-case-section-done = What was done
screen-case-section-parts = Parts used
screen-case-repeat = It was a repeat of an earlier repair
screen-case-job = Show the job
screen-case-like = Similar cases
# One machine.
screen-equipment-section-about = Details
screen-equipment-section-entitlement = Current cover
screen-equipment-section-history = Jobs
screen-equipment-report = Report a fault
screen-equipment-report-symptom = What is wrong
screen-equipment-report-caller = Reported by
screen-equipment-report-phone = Telephone
screen-equipment-report-channel = Reported via
screen-equipment-reported = Fault reported; the service desk triages and dispatches it
screen-equipment-last-repair = Last repair
screen-equipment-pn = Part number
screen-equipment-sn = Serial number
screen-equipment-place = Place
screen-equipment-site = Address
screen-equipment-parent = Part of
screen-equipment-installed = Installed
screen-equipment-warranty = Warranty until
screen-equipment-life-end = End of support
screen-equipment-contract = Contract
screen-equipment-retired = Out of use
screen-equipment-no-history = No jobs on this phone.
# Search.
screen-search-title = Search
screen-search-what = Customers, sites, people there, machines, jobs
screen-search-words = Name, address, telephone, serial number, job number
screen-search-hint = Only what is on this phone is searched. All words must match; Chinese names also by first letters, numbers also by their end.
screen-search-find = Find
screen-search-found = Found
screen-search-begin = Type a word of what you look for, or scan a code.
screen-search-none = Nothing like it on this phone. The office can search everything.
screen-search-more = There is more. Type another word.
screen-search-anew = Search is being rebuilt after an update. Until that is done it does not find everything.
screen-search-kind-site = Sites
screen-search-kind-customer = Customers
screen-search-kind-equipment = Machines
screen-search-kind-job = Jobs
# One site.
screen-site-section-about = The site
screen-site-section-contacts = People there
screen-site-section-equipment = Machines
screen-site-section-jobs = Jobs
screen-site-address = Address
screen-site-access = Access
screen-site-parking = Parking
screen-site-keys = Keys
screen-site-notes = Notes
screen-site-closed = Closed
screen-site-customer = Customer
screen-site-no-equipment = No machines on this phone.
screen-site-no-jobs = No jobs on this phone.
# The outing.
screen-outing-title = Trip
screen-outing-section-steps = This trip
screen-outing-section-earlier = Earlier trips
screen-outing-section-out = Out now
screen-outing-step-ready = Ready
screen-outing-step-left = Departed
screen-outing-step-arrived = On site
screen-outing-step-started = Work started
screen-outing-step-back = Back
screen-outing-not-yet = Not recorded
screen-outing-unknown = not recorded
screen-outing-from-to = { $from } to { $to }
screen-outing-back = Log return
screen-outing-at = At { $place }
screen-outing-to = En route to { $place }
screen-outing-since = You are out since { $time }: { $place }
# The stock keeper's work.
screen-stock-title = Store
screen-stock-section-on-its-way = On its way
screen-stock-section-quarantine = To be inspected
screen-stock-section-repair = At the repair shop
screen-stock-section-debts = Parts to return
screen-stock-section-places = Stocktake
screen-stock-owes = { $person } · { $amount } · slip { $slip }
screen-stock-nothing-waits = Nothing waits for inspection.
screen-stock-nothing-owed = No parts to return.
screen-stock-counting = { $count } counted
screen-stock-scan = Scan a return
screen-stock-receive = Receive a return
# Inspection of what came back.
screen-inspect-title = Inspect
screen-inspect-lot = Item
screen-inspect-available = Good
screen-inspect-available-do = Put into stock
screen-inspect-repairable = Repairable
screen-inspect-repairable-do = Send to repair
screen-inspect-scrap = Beyond repair
screen-inspect-scrap-do = Scrap
screen-inspect-to = To
screen-inspect-condition = Condition
screen-inspect-no-place = There is no such place. Ask the administrator to make one.
screen-inspect-manager-scraps = Only a manager scraps parts.
# Stocktake.
screen-stocktake-title = Stocktake
screen-stocktake-lines = Lines
screen-stocktake-no-lines = Nothing on record here. Scan what you find.
screen-stocktake-differences = Differences
screen-stocktake-progress = { $done } of { $total } counted
screen-stocktake-of = Counted { $counted }, on record { $booked } { $unit }
screen-stocktake-not-counted = Not counted
screen-stocktake-counted = Counted
screen-stocktake-count = Count
screen-stocktake-forget = Recount
screen-stocktake-missing = { $amount } missing
screen-stocktake-over = { $amount } too many
screen-stocktake-scan = Count by scanning
screen-stocktake-book = Post the count
screen-stocktake-book-confirm = Counted: { $lines }, different: { $differences }. What was not counted stays as it is. Post it?
screen-stocktake-reason = What explains the difference
screen-stocktake-nothing = Nothing is counted yet.
screen-stocktake-nothing-else = Nothing else is here
screen-stocktake-nothing-else-confirm = { $lines ->
    [one] The books have 1 line here that nobody counted. Count it as nothing?
   *[other] The books have { $lines } lines here that nobody counted. Count them as nothing?
}
screen-stocktake-close = All is counted: close the month
screen-stocktake-close-confirm = Counted: { $lines }, different: { $differences }. Everything else here is nothing from now on, and the ledger is closed up to this count. Close it?
screen-stocktake-incomplete = { $lines ->
    [one] 1 line is not counted yet.
   *[other] { $lines } lines are not counted yet.
}
screen-stocktake-closed = { $count ->
    [0] Closed. The count agrees with the books
    [one] Closed. 1 difference is booked
   *[other] Closed. { $count } differences are booked
}
screen-stocktake-scanned = { $name }: { $amount }
screen-stocktake-moved = Moved meanwhile, count again
screen-stocktake-scanned-moved = { $name }: { $amount }. Some of it moved meanwhile; please count this line again
screen-stocktake-twice = { $name } { $code } was counted already
screen-stocktake-booked = { $count ->
    [0] The count agrees with the books
    [one] 1 difference is booked
   *[other] { $count } differences are booked
}

screen-reminder-visit = Visit soon
screen-reminder-visit-text = { $time }: { $whose }
screen-reminder-cancelled = The job that you are out for was cancelled
screen-reminder-cancelled-text = { $whose }: { $reason }
screen-reminder-help = Help is needed
screen-reminder-help-text = { $case }: { $person }, { $whose }
screen-reminder-given = New job for you
screen-reminder-taken = A job is no longer yours
screen-reminder-given-up = A job of yours was cancelled
screen-reminder-changed = A job of yours was changed
screen-reminder-moved = A visit has a new time
screen-reminder-helped = Your help request was answered
screen-reminder-ready = Parts are ready at the store
screen-reminder-ready-text = { $slip } · { $store }
screen-reminder-paper = Paperwork due
screen-reminder-stuck = Work is not sent
