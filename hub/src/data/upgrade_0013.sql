-- Version 12 to 13: what falls due, under which lease it is done, and what was told of a job. Filled at the next start, beside serving.

-- What falls due: each thing of a record that is not done and has a time, with the next step of its escalation. Written with the states that it is a function of.
CREATE TABLE due (
    subject TEXT    NOT NULL,
    what    TEXT    NOT NULL,
    -- Which one, where there may be several; empty for the only one.
    item    TEXT    NOT NULL,
    step    INTEGER NOT NULL,
    -- When the thing is to be done, and when the step falls due, milliseconds since 1970 UTC; NULL once all steps were taken.
    since   INTEGER NOT NULL,
    at      INTEGER,
    PRIMARY KEY (subject, what, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX due_at ON due (at, subject, what, item) WHERE at IS NOT NULL;
CREATE INDEX due_since ON due (since, subject, what, item);
-- What lies longest at a place.
CREATE INDEX stock_line_first ON stock_line (place, first_in) WHERE quantity > 0;
-- Who does what is due, and until when nobody else does: one row at most.
CREATE TABLE lease (
    name  TEXT    NOT NULL PRIMARY KEY,
    owner TEXT    NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- What was late of the job and told last (JSON); empty for nothing.
ALTER TABLE job_row ADD COLUMN overdue TEXT NOT NULL DEFAULT '';
