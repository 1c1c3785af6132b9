-- Version 17 to 18: one act on many jobs.

-- What somebody asked for in one go. Each job's part of it is a command and an event of its own; this tells them together, for thirty days.
CREATE TABLE bulk (
    -- The command of the form that asked.
    id      TEXT    NOT NULL PRIMARY KEY,
    person  TEXT    NOT NULL,
    -- SHA-256 of what it asked: the same id says the same again.
    digest  TEXT    NOT NULL,
    -- The act, as JSON.
    act     TEXT    NOT NULL,
    -- Where its preview was drawn.
    drawn   TEXT    NOT NULL,
    -- The one that it takes back.
    undoes  TEXT,
    at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX bulk_undoes ON bulk (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX bulk_at ON bulk (at);

-- The jobs that were chosen, and what became of each.
CREATE TABLE bulk_job (
    bulk   TEXT    NOT NULL,
    place  INTEGER NOT NULL,
    job    TEXT    NOT NULL,
    -- As JSON; empty until it was tried.
    became TEXT    NOT NULL,
    PRIMARY KEY (bulk, place)
) STRICT, WITHOUT ROWID;
