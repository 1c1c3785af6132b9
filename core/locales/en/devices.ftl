# Phones in the console.
devices-name = Name
devices-by = Enrolled by
devices-events = Records handed in
devices-before = Goes on for
devices-ended-by = Revoked by
devices-end-about = Its work until now stays. What it hands in from now on waits in quarantine, and it reads nothing more.
devices-held-none = Nothing of its work waits in quarantine.
devices-held-all = More of it, and the way out
devices-held-see = To the quarantine
devices-held-of-all = Of all phones
