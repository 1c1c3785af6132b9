-- Version 15 to 16: saved views.

-- The address of a list with a name: somebody's own, or shared with everyone who opens that list.
CREATE TABLE saved_view (
    id      TEXT    NOT NULL PRIMARY KEY,
    -- The list, such as `/jobs`.
    list    TEXT    NOT NULL,
    person  TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    -- Path and query, as the list writes them.
    address TEXT    NOT NULL,
    shared  INTEGER NOT NULL,
    UNIQUE (list, person, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_view_shared ON saved_view (list) WHERE shared = 1;
