-- Version 2 to 3: the order in which events came here. What was here before counts as seen.
ALTER TABLE event ADD COLUMN arrived INTEGER NOT NULL DEFAULT 0;
