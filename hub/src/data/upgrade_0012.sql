-- Version 11 to 12: batches of imports.

-- Tables that were brought for an import: who brought what when, what was told of them, and how far they are recorded. Those without a
-- decision go after a day.
CREATE TABLE import_batch (
    id       TEXT    NOT NULL PRIMARY KEY,
    person   TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    files    TEXT    NOT NULL,
    state    TEXT    NOT NULL,
    wanted   TEXT    NOT NULL,
    done     INTEGER NOT NULL,
    total    INTEGER NOT NULL,
    told     TEXT    NOT NULL,
    counts   TEXT    NOT NULL,
    outcome  TEXT    NOT NULL,
    ended_at INTEGER
) STRICT, WITHOUT ROWID;
