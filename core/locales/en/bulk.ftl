# One act on many jobs.
bulk-with-chosen = Do with the jobs that are ticked
bulk-go-on = Go on
bulk-go-on-all = With all of this filter
bulk-choose = Choose { $number }
bulk-act-assign = Assign
bulk-act-judge = Judge
bulk-act-hold = Wait for the customer
bulk-act-resume = Go on after waiting
bulk-act-cancel = Cancel
bulk-act-close = Close
bulk-title = { $act }: { $count ->
    [one] one job
   *[other] { $count } jobs
}
bulk-nothing-chosen = No job was ticked.
bulk-cut = One act takes { $most } jobs at most: these are the first of the filter. Do the others afterwards.
bulk-to = Who goes
bulk-to-about = The first in the list leads. Each job takes only people who can be sent there.
bulk-hold-for = For what
bulk-look = Show what will happen
bulk-about = { $done ->
    [0] Nothing will be done.
    [one] One job will be done.
   *[other] { $done } jobs will be done.
} { $not ->
    [0] None is left out.
    [one] One is left out, for the reason beside it.
   *[other] { $not } are left out, each for the reason beside it.
}
bulk-what-happens = What happens
bulk-not = Not
bulk-nobody = nobody
bulk-assign-will = Goes: { $to }. Until now: { $from }
bulk-judge-will = { $class }, level { $level }, until now: { $from }
bulk-will-hold = It waits for the customer; the promises' clocks stand
bulk-will-resume = It goes on; the promises' clocks run
bulk-will-cancel = It is given up
bulk-will-close = It is closed
bulk-do = { $act }: { $count ->
    [one] one job
   *[other] { $count } jobs
}
bulk-leave = Leave it
bulk-became = { $done ->
    [0] Nothing was done.
    [one] One job was done.
   *[other] { $done } jobs were done.
} { $not ->
    [0] None was refused.
    [one] One was refused, for the reason beside it.
   *[other] { $not } were refused, each for the reason beside it.
}
bulk-became-of-it = What became of it
bulk-now = Now
bulk-done = Done
bulk-taken-back = Taken back
bulk-not-yet = Not tried yet
bulk-again = { $count ->
    [one] Try the one that is left
   *[other] Try the { $count } that are left
}
bulk-back = { $count ->
    [one] Take it back
   *[other] Take all { $count } back
}
bulk-back-title = Taken back: { $what }
bulk-was-taken-back = It was taken back.
bulk-what-was-taken-back = What was taken back
refusal-already-so = It is so already.
refusal-changed-since-shown = It changed after it was shown here: look at it again.
refusal-changed-since = Somebody changed it since: it is no longer as this act left it.
refusal-no-way-back = This cannot be taken back.
