# The demo on the command line.
demo-company = The sample company is in; the hub serves at
demo-causes = Causes of the faults, from signed sheets only
demo-papers = { $count } signed sheets as PDF in { $folder }
demo-paper-warning = { $number }: { $warning }
demo-took = Played in { $seconds } s
demo-console = Console: { $address }  (sign in as { $login }, password { $password })
demo-running = The hub goes on until Ctrl-C.
