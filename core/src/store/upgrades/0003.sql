-- Version 2 to 3: the order in which events came here. What was here before counts as seen.
ALTER TABLE event ADD COLUMN arrived INTEGER NOT NULL DEFAULT 0;

-- What stands on the worklist.
ALTER TABLE projection ADD COLUMN open INTEGER NOT NULL DEFAULT 0 CHECK (open IN (0, 1));
CREATE INDEX projection_open ON projection (kind, subject) WHERE open = 1;
