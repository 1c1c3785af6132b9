-- Version 1 to 2: audit, succession of devices, rescue, versions of folds.
ALTER TABLE device ADD COLUMN succeeds TEXT;
ALTER TABLE event ADD COLUMN repeats TEXT;
CREATE INDEX event_repeats ON event (repeats) WHERE repeats IS NOT NULL;

ALTER TABLE device ADD COLUMN retired_at INTEGER;
ALTER TABLE device ADD COLUMN lost_after INTEGER;
CREATE TABLE returned (
    device  TEXT    NOT NULL,
    number  INTEGER NOT NULL,
    before  TEXT    NOT NULL,
    carrier TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (device, number)
) STRICT, WITHOUT ROWID;

-- Sessions of version 1 end: nobody knows when they were used last.
ALTER TABLE session ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;

-- Wrong tries of passwords and codes of late, by digest of what was tried from where.
CREATE TABLE attempt (
    id  INTEGER NOT NULL PRIMARY KEY,
    key TEXT    NOT NULL,
    at  INTEGER NOT NULL
) STRICT;
CREATE INDEX attempt_key ON attempt (key, at);
-- Who did what that safety asks about. Rows are only ever added.
CREATE TABLE audit (
    id      INTEGER NOT NULL PRIMARY KEY,
    at      INTEGER NOT NULL,
    action  TEXT    NOT NULL,
    person  TEXT,
    about   TEXT,
    network TEXT,
    outcome TEXT    NOT NULL
) STRICT;

-- Rescue bundles that were taken in: who brought them, and what became of what was in them (JSON).
CREATE TABLE rescue (
    hash    TEXT    NOT NULL PRIMARY KEY,
    device  TEXT    NOT NULL,
    carrier TEXT,
    at      INTEGER NOT NULL,
    report  TEXT    NOT NULL
) STRICT;

-- Who had the bytes of a blob: who sent them, or might read them anyway; `hub` for the hub itself. Only what these name is opened by it.
CREATE TABLE blob_holder (
    hash   TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (hash, person)
) STRICT, WITHOUT ROWID;
-- Version 1 asked nobody: whoever announced or named a blob that is here counts.
INSERT INTO blob_holder (hash, person)
    SELECT n.hash, e.person FROM event_blob n JOIN event e ON e.seq = n.event JOIN blob b ON b.hash = n.hash
    WHERE e.quarantined IS NULL
    UNION SELECT u.hash, u.person FROM upload u JOIN blob b ON b.hash = u.hash;
