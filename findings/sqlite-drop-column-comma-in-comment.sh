#!/bin/sh
# What: in SQLite up to 3.51, ALTER TABLE ... DROP COLUMN of a table's last column fails with "incomplete input" where a comment between it and the
# column before has a comma in it. The statement cuts the table's text back to the nearest comma, which is the comment's: the rest of the comment then
# swallows the end of the table. Without the comma the same statement works, and so does it since 3.54. What is dropped, or could be, has no commas in
# the comments before it.
#
# Seen with SQLite 3.51.2 (apsw 3.51.2.0, PyPI) and 3.54.1 (apsw 3.54.1.0):
#   3.51.2  comment "first, second"   error in table t after drop column: incomplete input
#   3.51.2  comment "first second"    dropped
#   3.54.1  comment "first, second"   dropped
#
# Needs python3 with venv and PyPI. Works in a temporary folder. Exits with 1 when something comes out otherwise.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > see.py <<'PY'
import apsw, sys

def dropped(comment):
    db = apsw.Connection(":memory:")
    db.execute(f"CREATE TABLE t (a INT,\n  -- {comment}\n  c INT\n)")
    try:
        db.execute("ALTER TABLE t DROP COLUMN c")
        return "dropped"
    except apsw.SQLError as e:
        return str(e)

for comment, wanted in zip(("first, second", "first second"), sys.argv[1:]):
    how = dropped(comment)
    print(f"  SQLite {apsw.sqlite_lib_version()}  comment {comment!r}  {how}")
    if wanted not in how:
        sys.exit(1)
PY
for version in 3.51.2.0 3.54.1.0; do
  python3 -m venv "py$version"
  "py$version/bin/pip" -q install "apsw==$version"
done
py3.51.2.0/bin/python see.py "incomplete input" "dropped"
py3.54.1.0/bin/python see.py "dropped" "dropped"
