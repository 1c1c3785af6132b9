-- Version 2 to 3: forms that were sent are remembered; the worklist.

-- Forms of the console that were sent and recorded: the same id again is answered as the first time. `digest` is of what it said.
CREATE TABLE command (
    id     TEXT    NOT NULL PRIMARY KEY,
    person TEXT    NOT NULL,
    digest TEXT    NOT NULL,
    at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX command_at ON command (at);

-- What a person has to look at: one row a flag or conflict that is open, and since when.
CREATE TABLE open_point (
    subject TEXT    NOT NULL,
    point   TEXT    NOT NULL,
    since   INTEGER NOT NULL,
    PRIMARY KEY (subject, point)
) STRICT, WITHOUT ROWID;
CREATE INDEX open_point_since ON open_point (since, subject, point);
