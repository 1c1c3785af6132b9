## What falls due, and who is told when it is late
dues-told = { $what }, step { $step }: told { $people }
dues-told-nobody = { $what }, step { $step }: there is nobody to tell
dues-what-answered = Not answered
dues-what-on-site = Nobody on site
dues-what-restored = Not restored
dues-what-paper = Paper owed
dues-what-return-call = Return call not made
dues-of = { $what } ({ $item })
