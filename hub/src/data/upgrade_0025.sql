-- Version 24 to 25: lists of the directory by number, by last day and by when something was last written about. The rows are filled at the next
-- start, beside serving.

ALTER TABLE directory ADD COLUMN sort_code TEXT NOT NULL DEFAULT '';
ALTER TABLE directory ADD COLUMN sort_until TEXT NOT NULL DEFAULT '';
CREATE INDEX directory_owner_code ON directory (owner, kind, ended, sort_code, subject);
CREATE INDEX directory_owner_until ON directory (owner, kind, ended, sort_until, subject) WHERE sort_until <> '';
CREATE INDEX directory_owner_changed ON directory (owner, kind, ended, changed, subject);
ALTER TABLE directory_in ADD COLUMN sort_code TEXT NOT NULL DEFAULT '';
ALTER TABLE directory_in ADD COLUMN sort_until TEXT NOT NULL DEFAULT '';
ALTER TABLE directory_in ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX directory_in_code ON directory_in (stream, kind, ended, sort_code, subject);
CREATE INDEX directory_in_until ON directory_in (stream, kind, ended, sort_until, subject) WHERE sort_until <> '';
CREATE INDEX directory_in_changed ON directory_in (stream, kind, ended, changed, subject);
