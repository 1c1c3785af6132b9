#!/usr/bin/env python3
"""compare.py THERE HERE: figures of two programs, a line of JSON a turn, beside each other. The better turn of each counts: what else the machine
did can only make a figure worse. compare.py --lines: makes such a line of what the phone's benches print."""

import json
import re
import sys

UNITS = {"s": 1000.0, "ms": 1.0, "µs": 0.001, "ns": 0.000001}


def lines():
    figures = {}
    for line in sys.stdin:
        # "stocktake of 500 pieces by scan: 7.4s, 5.1s of processors (...)"; "job screen ...: 4ms each, 3ms of processors"
        # On one thread the test's own name stands before what it prints.
        line = re.sub(r"^test \S+ \.\.\. ", "", line)
        found = re.match(r"(.*?): ([\d.]+)(s|ms|µs|ns)[^,]*, ([\d.]+)(s|ms|µs|ns) of processors", line)
        if found:
            name, took, unit, used, used_unit = found.groups()
            figures[f"{name}: ms"] = round(float(took) * UNITS[unit], 3)
            figures[f"{name}: ms of processors"] = round(float(used) * UNITS[used_unit], 3)
    print(json.dumps(figures, ensure_ascii=False))


def compare(there, here):
    turns = [[json.loads(line) for line in open(path)] for path in (there, here)]
    print(f"{'':52}{'there':>12}{'here':>12}{'better by':>11}")
    for name in turns[1][0]:
        more_is_better = "/s" in name
        best = [(max if more_is_better else min)(turn[name] for turn in of if name in turn) for of in turns]
        ratio = best[1] / best[0] if more_is_better and best[0] else best[0] / best[1] if best[1] else 0
        print(f"{name:52}{best[0]:>12}{best[1]:>12}{ratio:>10.1f}x")


if sys.argv[1:] == ["--lines"]:
    lines()
else:
    compare(*sys.argv[1:])
