## The worklist: flags and conflicts of every kind
worklist-title = Worklist
worklist-about = What does not fit, and values that were written by two people without seeing each other. Nothing of it is lost; somebody has to decide.
worklist-empty = Nothing waits for a decision.
worklist-point = To decide
worklist-since = Open since
worklist-who = Who decides
worklist-written-apart = { $what }: two people entered different values. Which is right?
worklist-answered-apart = { $what }: answered differently. Which answer is right?
worklist-stocktake = Stocktake of { $place }
worklist-identify = Say the serial number
worklist-serial = Serial number
screen-worklist-section-mine = Mine to decide
screen-worklist-section-others = For others
screen-worklist-decision = Decision
screen-worklist-decide = Decide
screen-worklist-value = { $value } ({ $person })
worklist-help = Help needed: { $case } { $text }
