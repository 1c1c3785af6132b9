# The demo on the command line.
demo-company = The sample company is ready; the server is at
demo-causes = Causes of the faults, from signed service reports only
demo-papers = { $count } signed service reports as PDF in { $folder }
demo-paper-warning = { $number }: { $warning }
demo-took = Played in { $seconds } s
demo-console = Console: { $address }  (sign in as { $login }, password { $password })
demo-running = The server runs until Ctrl-C.
