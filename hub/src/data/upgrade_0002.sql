-- Version 1 to 2: audit, succession of devices, rescue, versions of folds.
ALTER TABLE device ADD COLUMN succeeds TEXT;
ALTER TABLE event ADD COLUMN repeats TEXT;
CREATE INDEX event_repeats ON event (repeats) WHERE repeats IS NOT NULL;
