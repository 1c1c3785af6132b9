-- Version 3: forms that were sent are remembered.

-- Forms of the console that were sent and recorded: the same id again is answered as the first time. `digest` is of what it said.
CREATE TABLE command (
    id     TEXT    NOT NULL PRIMARY KEY,
    person TEXT    NOT NULL,
    digest TEXT    NOT NULL,
    at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX command_at ON command (at);
