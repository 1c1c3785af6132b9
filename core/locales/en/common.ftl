# Texts that several areas share.
common-count-events = { $count ->
    [one] 1 event
   *[other] { $count } events
}
