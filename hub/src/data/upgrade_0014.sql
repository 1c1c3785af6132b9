-- Version 13 to 14: which events an import made, so that it can be taken back; rows that were chosen; headings of the company's own lists.

-- The rows that are wanted; NULL for all.
ALTER TABLE import_batch ADD COLUMN chosen TEXT;
-- What became of taking it back: who, since when, where it stands, what was told; NULL where nobody wanted that.
ALTER TABLE import_batch ADD COLUMN undo TEXT;

-- Which event rows a part of an import made; `undo` = 1: a part of what took it back.
CREATE TABLE import_part (
    batch     TEXT    NOT NULL,
    undo      INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq  INTEGER NOT NULL,
    PRIMARY KEY (batch, undo, first_seq)
) STRICT, WITHOUT ROWID;

-- Headings of the company's own lists: which column of ours each stands for.
CREATE TABLE import_heading (
    kind        TEXT    NOT NULL,
    -- As it compares, and as it stood in the list.
    plain       TEXT    NOT NULL,
    heading     TEXT    NOT NULL,
    column_name TEXT    NOT NULL,
    person      TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (kind, plain)
) STRICT, WITHOUT ROWID;
