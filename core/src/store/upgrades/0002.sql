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
