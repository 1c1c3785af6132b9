# One act on many records of a list.
bulk-with-chosen = Do with those that are ticked
bulk-go-on = Go on
bulk-go-on-all = With all of this filter
bulk-choose = Choose { $number }
bulk-choose-all = All of this page
bulk-act-assign = Assign
bulk-act-judge = Triage
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
bulk-will-hold = Waiting for customer; the SLA clocks pause
bulk-will-resume = Resumed; the SLA clocks run
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
bulk-title-kept = { $act }: { $count }
bulk-act-customer-centre = Give to another centre
bulk-act-site-centre = Give to another centre
bulk-act-person-centre = Move to another centre
bulk-act-contract-months = Extend by months
bulk-act-contract-until = Extend to a day
bulk-act-contract-end = End on a day
bulk-act-machine-move = Move to a site
bulk-act-machine-retire = Take out of use
bulk-act-card-reorder = Set the reorder point
bulk-act-card-class = Change the class
bulk-nothing-ticked = Nothing was ticked.
bulk-cut-kept = One act takes { $most } records at most: these are the first of those that are meant. Do the others afterwards.
bulk-months = Months
bulk-months-about = Each contract runs so much longer from its own last day on.
bulk-move-about = What is part of a machine goes along with it.
bulk-reorder-about = 0 for none. The levels of each part stay in order: it lies between minimum and maximum.
bulk-about-kept = { $done ->
    [0] Nothing will be done.
    [one] One will be changed.
   *[other] { $done } will be changed.
} { $not ->
    [0] None is left out.
    [one] One is left out, for the reason beside it.
   *[other] { $not } are left out, each for the reason beside it.
}
bulk-becomes = New: { $to }. Until now: { $from }
bulk-along = { $count ->
    [one] One part goes along.
   *[other] { $count } parts go along.
}
bulk-will-machine-retire = It is taken out of use
bulk-became-kept = { $done ->
    [0] Nothing was changed.
    [one] One was changed.
   *[other] { $done } were changed.
} { $not ->
    [0] None was refused.
    [one] One was refused, for the reason beside it.
   *[other] { $not } were refused, each for the reason beside it.
}
bulk-earlier = Acts on many at once
bulk-what = What
bulk-of = List
bulk-when = When
bulk-refused = Refused
bulk-waiting = { $count ->
    [one] One is left
   *[other] { $count } are left
}
bulk-undone = Taken back
refusal-contract-runs-longer = The contract runs to { $day } already: this would shorten it.
refusal-months-invalid = Please give a number of months from 1 to { $most }.
refusal-goes-along = It is part of another machine that was chosen, and goes along with that one.
