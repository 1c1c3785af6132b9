# Phones in the console.
devices-name = Name
devices-by = Enrolled by
devices-events = Records uploaded
devices-before = Replaces
devices-ended-by = Deactivated by
devices-end-about = Its work until now stays. What it sends from now on goes to the held records, and it reads nothing more.
devices-held-none = No held records of this phone.
devices-held-all = More of it, and the way out
devices-held-see = To the held records
devices-held-of-all = Of all phones
