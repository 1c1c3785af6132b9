-- Version 1 to 2: vault, succession of devices, rescue.

-- How values are sealed. One row; a file of version 1 has none until its values are.
CREATE TABLE vault (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    -- Number of the key that seals, in the platform's key store.
    key INTEGER NOT NULL,
    -- Tells that key from others; a keyed hash.
    mark TEXT NOT NULL,
    -- The key before, while values under it remain.
    old INTEGER,
    -- 1: blob files of version 1 may still stand plain.
    plain INTEGER NOT NULL CHECK (plain IN (0, 1))
) STRICT;

ALTER TABLE identity ADD COLUMN witness BLOB;
ALTER TABLE identity ADD COLUMN witness_next BLOB;
ALTER TABLE event ADD COLUMN repeats BLOB;
ALTER TABLE event ADD COLUMN twin INTEGER NOT NULL DEFAULT 0 CHECK (twin IN (0, 1));
CREATE INDEX event_repeats ON event (repeats) WHERE repeats IS NOT NULL;

CREATE TABLE predecessor (
    n INTEGER PRIMARY KEY,
    device BLOB NOT NULL UNIQUE,
    secret BLOB NOT NULL,
    enrolment BLOB,
    reason TEXT NOT NULL,
    common INTEGER
) STRICT;

CREATE TABLE former (
    device BLOB NOT NULL,
    number INTEGER NOT NULL,
    event BLOB NOT NULL UNIQUE REFERENCES event (id) ON DELETE CASCADE,
    hash BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'acked', 'quarantined')),
    receipt INTEGER,
    repeated INTEGER NOT NULL DEFAULT 0 CHECK (repeated IN (0, 1)),
    PRIMARY KEY (device, number)
) STRICT, WITHOUT ROWID;

ALTER TABLE identity ADD COLUMN returned BLOB;

-- Sealed: the lock of the app, when there is one. One row.
CREATE TABLE lock (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    doc BLOB NOT NULL
) STRICT;

-- Rescue: proofs of salvaged events.
ALTER TABLE salvaged ADD COLUMN before BLOB;
ALTER TABLE salvaged ADD COLUMN hash BLOB;
ALTER TABLE salvaged ADD COLUMN signature TEXT;

CREATE TABLE bundle (
    hash BLOB PRIMARY KEY,
    size INTEGER NOT NULL,
    device BLOB NOT NULL,
    short TEXT NOT NULL,
    made INTEGER NOT NULL,
    upload_url TEXT,
    refused TEXT,
    outcome TEXT,
    handed_in INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE doubt (
    event BLOB PRIMARY KEY REFERENCES event (id) ON DELETE CASCADE,
    apart INTEGER NOT NULL CHECK (apart IN (0, 1))
) STRICT, WITHOUT ROWID;
