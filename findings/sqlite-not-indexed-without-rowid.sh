#!/bin/sh
# What: SQLite's NOT INDEXED, which its manual says keeps a statement from every index but the primary key, does nothing on a table WITHOUT ROWID: the
# same statement walks a secondary index there. So a check that means to read the rows themselves (to compare them with an index, or to find a damaged
# one) reads the index and passes over what is wrong. A sign before the column (+n) is obeyed by both.
#
# Seen with SQLite 3.54.1 (apsw 3.54.1.0, PyPI); the table differs in its last two words only:
#   rowid table,   NOT INDEXED   SCAN
#   WITHOUT ROWID, NOT INDEXED   SEARCH ... USING INDEX
#   WITHOUT ROWID, +n = 1        SCAN
#
# Needs python3 with venv and PyPI. Works in a temporary folder. Exits with 1 when something comes out otherwise.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv py
py/bin/pip -q install apsw==3.54.1.0
cat > see.py <<'PY'
import apsw, sys

db = apsw.Connection(":memory:")
columns = "(a TEXT PRIMARY KEY, n INT, m TEXT)"
db.execute(f"CREATE TABLE plain {columns}; CREATE INDEX plain_n ON plain (n)")
db.execute(f"CREATE TABLE keyed {columns} WITHOUT ROWID; CREATE INDEX keyed_n ON keyed (n)")
plan = lambda sql: [row[3] for row in db.execute("EXPLAIN QUERY PLAN " + sql)]
seen = {
    "rowid table,   NOT INDEXED": plan("SELECT * FROM plain NOT INDEXED WHERE n = 1"),
    "WITHOUT ROWID, NOT INDEXED": plan("SELECT * FROM keyed NOT INDEXED WHERE n = 1"),
    "WITHOUT ROWID, +n = 1     ": plan("SELECT * FROM keyed WHERE +n = 1"),
}
print("SQLite", apsw.sqlite_lib_version())
for what, how in seen.items():
    print(f"  {what}  {how[0]}")
one, two, three = seen.values()
sys.exit(0 if one == ["SCAN plain"] and two == ["SEARCH keyed USING INDEX keyed_n (n=?)"] and three == ["SCAN keyed"] else 1)
PY
py/bin/python see.py
