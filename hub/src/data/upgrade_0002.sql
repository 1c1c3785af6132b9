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
