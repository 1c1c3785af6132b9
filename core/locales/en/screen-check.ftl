# The checklist screen.
screen-check-progress = { $done } of { $total } done
screen-check-complete = Finish the check
screen-check-completed = Check finished
screen-check-back-to-job = Back to the job
screen-check-items-missing = { $count ->
    [one] 1 required item is not answered yet.
   *[other] { $count } required items are not answered yet.
}
screen-check-remarks-missing = { $count ->
    [one] 1 item has two different answers; answer it again.
   *[other] { $count } items have two different answers; answer them again.
}
screen-check-answer = Result
screen-check-save = Save
screen-check-scan = Read by scanning
screen-check-minutes = min
screen-check-at-least = At least { $min } { $unit }
screen-check-at-most = At most { $max } { $unit }
screen-check-between = { $min }–{ $max } { $unit }
screen-check-out = Out of limits
screen-check-answer-too = The photo is here; the result is still to be filled in
screen-check-refused = Photo refused: { $reason }
screen-check-left-out = Left out: { $reason }
screen-check-refuse-photo = Not this photo
screen-check-two-answers = There are two different answers; answer it again
screen-check-offer-repair = Offer a repair
screen-check-offer-repair-confirm = Open a repair job for this item?
screen-check-repair-opened = Repair job opened
screen-check-repair-open = Out of limits; a repair is open
screen-check-open-repair = Show the repair job
screen-check-save-remark = Save remark
screen-check-remark-wanted = Not in order: write a remark or take a photo
screen-check-together = passed together
screen-check-proposed = { $item }: { $value }
screen-check-pass-rest = { $count ->
    [one] 1 item left passes
   *[other] All { $count } left pass
}
screen-check-pass-complete = { $count ->
    [one] 1 item left passes, finish
   *[other] All { $count } left pass, finish
}
screen-check-pass-rest-confirm = { $count ->
    [one] 1 item that is not answered yet is recorded as passed.
   *[other] { $count } items that are not answered yet are recorded as passed together.
}
screen-check-passed = Recorded as passed together
screen-check-whole = The whole checklist
screen-check-find = Scan a machine
