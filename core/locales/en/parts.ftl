# Texts about parts.
parts-unit-pcs = { $count ->
    [one] pc
   *[other] pcs
}
parts-unit-pair = { $count ->
    [one] pair
   *[other] pairs
}
parts-unit-set = { $count ->
    [one] set
   *[other] sets
}
parts-unit-m = m
parts-unit-kg = kg
parts-unit-l = l
parts-unit-roll = { $count ->
    [one] roll
   *[other] rolls
}
parts-unit-box = { $count ->
    [one] box
   *[other] boxes
}
parts-class-wear = Wear part
parts-class-long-lead = Long lead time
parts-class-many-on-site = Many on one site
parts-class-large-cast = Large casting
parts-class-bought = Bought part
parts-class-critical = Critical part
parts-place-main-store = Main store
parts-place-branch-store = Branch store
parts-place-bag = Engineer's van stock
parts-place-in-transit = In transit
parts-place-supplier-repair = Supplier's repair shop
parts-place-customer-site = Customer's site
parts-place-quarantine = Quarantine
parts-place-scrap = Scrap
parts-reason-opening = Opening count
parts-reason-receipt = Receipt
parts-reason-take = Take
parts-reason-install = Installed
parts-reason-removal = Removed
parts-reason-return = Return
parts-reason-inspection = Inspection
parts-reason-repair = Repair
parts-reason-transfer = Transfer
parts-reason-stocktake = Stocktake
parts-reason-scrap = Scrap
parts-reason-correction = Correction
parts-condition-new = New
parts-condition-repaired = Repaired
parts-condition-used-good = Used, good
parts-condition-faulty = Faulty
parts-condition-unknown = Not inspected
parts-first-offline = No network
parts-first-night = At night
parts-first-emergency = Emergency
parts-settled-faulty-returned = Old part returned
parts-settled-unused-returned = Returned unused
parts-settled-used = Used
parts-settled-reason = Reason given
parts-take-requested = Waiting for approval
parts-take-approved = Waiting to be issued
parts-take-rejected = Rejected
parts-take-issued = Issued
parts-take-unowed = Returned, no parts slip
parts-waits-approval = Waiting for approval
parts-waits-issue = Waiting to be issued
parts-waits-receipt = Waiting for the store to receive
parts-waits-return = Part or paperwork due
parts-owed-old-for-new = Old part to return
parts-owed-unused = Unused part to return
parts-owed-paper = Paperwork due
refusal-quantity-not-positive = The quantity has to be more than zero.
refusal-quantity-absurd = More than { $limit } looks wrong; please check the quantity.
refusal-quantity-serial-one = Parts with serial numbers are recorded one by one.
refusal-count-below-zero = A count cannot be below zero.
refusal-quantity-unit = The quantity is not in the unit of { $part }.
refusal-pair-split = { $part } is issued in pairs only.
refusal-quantity-whole = This is counted in whole units, without fractions.
refusal-count-moved = { $part } moved while it was counted. Please count this line again.
refusal-count-incomplete = { $lines ->
    [one] The books have 1 line here that nobody counted. Please count it, or say that nothing of it is there.
   *[other] The books have { $lines } lines here that nobody counted. Please count them, or say that nothing of them is there.
}
refusal-movement-not-unread = This movement's serial number is known, or it is not one piece.
refusal-serial-missing = Please scan the serial number of { $part }.
refusal-paper-number-missing = Please enter the number of the slip.
refusal-part-on-its-way = This { $part } is already on its way to the store.
refusal-not-on-its-way = This part is not on its way any more; somebody received it.
refusal-serial-unsaid = Please say the serial number of the piece.
refusal-unread-too-many = { $part }: at most { $limit } pieces without serial numbers at once. Please read the numbers, or record fewer.
refusal-serial-unexpected = { $part } has no serial numbers.
refusal-serial-twice = The serial number { $serial } appears twice.
refusal-card-unknown = There is no such part.
refusal-card-number-missing = Please give the part's number.
refusal-card-levels-crossed = Minimum, reorder point and maximum have to rise from zero in this order.
refusal-card-unit-fixed = A part's unit and whether it has serial numbers stay; please make another card.
refusal-place-unknown = There is no such place.
refusal-place-closed = This place was closed.
refusal-place-wrong-kind = This cannot be done with a place of this kind.
refusal-same-place = The parts are there already.
refusal-bag-without-person = A bag belongs to a person.
refusal-bag-of-another = This is somebody else's bag.
refusal-bin-invalid = A bin is four numbers, such as 1-2-3-4.
refusal-lines-missing = Please give at least one line.
refusal-inspection-missing = What comes back from repair is inspected first.
refusal-condition-not-usable = Only parts in good condition go into a store.
refusal-movement-unknown = There is no such movement.
refusal-movement-corrected = This movement was taken back already.
refusal-movement-not-opening = This movement is not an opening count.
refusal-movement-is-correction = This is a correction already.
refusal-take-not-requested = This slip does not wait for approval.
refusal-take-decided = This slip is issued or rejected already.
refusal-take-not-approved = This slip is not approved, or was issued already.
refusal-take-paper-not-owed = No paperwork is due for this slip.
refusal-take-line-unknown = The slip has no such line.
refusal-own-slip = You cannot approve your own slip.
refusal-settled-too-much = This is more than has to be returned.
flag-take-below-zero = Line { $line }: { $quantity } taken, more than was on record.
flag-settled-more-than-taken = Line { $line }: more was settled than taken.
flag-rejected-after-issue = The slip was rejected after the parts had left.
flag-issued-after-rejection = The parts left although the slip had been rejected.
flag-returned-never-taken = { $quantity } came back without a parts slip.
flag-movement-edited = Somebody tried to edit a recorded movement; the first record stands.
flag-own-debt-excused = Line { $line }: who has to return the part gave the reason; please read it.
flag-issued-twice = The parts of this slip were issued twice. Please see what really left the store.
flag-inspected-twice = What came back was inspected twice ({ $quantity } more than came). Please see where it really is.
flag-corrected-twice = This movement was taken back twice. Please count what is there.
flag-serial-unread = A piece moved whose serial number nobody could read; the books still have it elsewhere. Please say which one it is.
flag-identified-twice = Two serial numbers were given for one piece; { $serial } came second.
flag-counted-twice = Two stocktakes of this place overlap. Please see whether a line was counted by both.
flag-counted-elsewhere = A stocktake of one place names a second one; those lines are left out.

parts-field-card-number = Part number
parts-field-card-name = Name
parts-field-card-model = Model
parts-field-card-class = Class
parts-field-card-unit = Unit
parts-field-card-serialised = Serial numbers
parts-field-card-pair = Leaves in pairs
parts-field-card-minimum = Minimum
parts-field-card-reorder = Reorder at
parts-field-card-maximum = Maximum
parts-field-card-price = Price of one
parts-field-card-fits = Fits
parts-field-card-codes = Codes
parts-field-card-withdrawn = No longer kept
parts-field-place-kind = Kind
parts-field-place-name = Name
parts-field-place-centre = Centre
parts-field-place-person = Whose bag
parts-field-place-bin = Bin
parts-field-place-closed = Closed
history-card-registered = Entered
history-card-changed = Changed
history-card-code-bound = Code bound
history-card-code-unbound = Code taken off
history-card-withdrawn = Ended
history-card-reinstated = In use again
history-card-price-set = Price said
history-card-price-conflict-settled = One of two prices chosen
history-card-conflict-settled = One of two values chosen
history-place-opened = Opened
history-place-changed = Changed
history-place-closed = Closed
history-place-reopened = Opened again
history-place-counted = Counted
history-place-flag-settled = Settled what did not fit
history-place-conflict-settled = One of two values chosen
refusal-card-number-taken = There is another part with the number { $number }, in use or not.
refusal-card-ended = { $part } is no longer kept.
refusal-card-in-use = This part is in use already.
refusal-card-in-stock = Places that still have some of it, or miss some: { $count }. Clear them first.
refusal-place-kind-fixed = A place keeps its kind. Close it and open another one.
refusal-place-open = This place is open already.
refusal-place-has-stock = Parts that are still booked in it: { $count } ({ $parts }). Move them, or count the place first.
refusal-person-without-bag = Only a bag belongs to a person.
refusal-serials-too-many = { $count } serial numbers for { $pieces } pieces.
refusal-serial-in-stock = The piece with the serial number { $serial } is in the books already.
