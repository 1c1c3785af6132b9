-- Version 10 to 11: rows of jobs. They are filled at the next start, beside serving.

-- What the list of jobs shows, and figures sum. Written with the states that it is a function of: the job, its contract, its site and customer.
CREATE TABLE job_row (
    subject   TEXT    NOT NULL PRIMARY KEY,
    number    TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    status    TEXT    NOT NULL,
    -- 1 to 4; 9 before it was judged.
    level     INTEGER NOT NULL,
    emergency INTEGER NOT NULL,
    -- Flags and conflicts that wait for a person.
    attention INTEGER NOT NULL,
    -- Subjects, the contract's empty where there is none.
    centre    TEXT    NOT NULL,
    customer  TEXT    NOT NULL,
    site      TEXT    NOT NULL,
    contract  TEXT    NOT NULL,
    -- When the contact was, milliseconds since 1970 UTC, and on which day in the site's zone.
    reported  INTEGER NOT NULL,
    day       TEXT    NOT NULL,
    -- The cause on the sheet that the customer signed; empty for none.
    cause     TEXT    NOT NULL,
    symptom   TEXT    NOT NULL,
    -- Promises that are open (JSON).
    promises  TEXT    NOT NULL,
    -- Keys of order: by customer and site.
    place_zh  TEXT    NOT NULL,
    place_en  TEXT    NOT NULL
) STRICT;
CREATE INDEX job_row_site ON job_row (site, subject);
CREATE INDEX job_row_customer ON job_row (customer, subject);
CREATE INDEX job_row_contract ON job_row (contract, subject) WHERE contract <> '';
-- Who goes or went, in the order in which they were assigned.
CREATE TABLE job_engineer (
    person  TEXT    NOT NULL,
    -- The newest first: the time of report below zero.
    age     INTEGER NOT NULL,
    subject TEXT    NOT NULL,
    n       INTEGER NOT NULL,
    PRIMARY KEY (person, age, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_engineer_subject ON job_engineer (subject, n);
-- Jobs by who may know them: one row a stream, and one under `*` for who reaches everything. Each order and each filter that leaves little has
-- its index, so that a page is a range.
CREATE TABLE job_in (
    subject   TEXT    NOT NULL,
    stream    TEXT    NOT NULL,
    age       INTEGER NOT NULL,
    level     INTEGER NOT NULL,
    -- How far it has come, in the order of the work.
    rank      INTEGER NOT NULL,
    open      INTEGER NOT NULL,
    attention INTEGER NOT NULL,
    centre    TEXT    NOT NULL,
    cause     TEXT    NOT NULL,
    day       TEXT    NOT NULL,
    place_zh  TEXT    NOT NULL,
    place_en  TEXT    NOT NULL,
    PRIMARY KEY (subject, stream)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_in_age ON job_in (stream, age, subject);
CREATE INDEX job_in_open ON job_in (stream, open, age, subject);
CREATE INDEX job_in_level ON job_in (stream, level, age, subject);
CREATE INDEX job_in_rank ON job_in (stream, rank, age, subject);
CREATE INDEX job_in_place_zh ON job_in (stream, place_zh, age, subject);
CREATE INDEX job_in_place_en ON job_in (stream, place_en, age, subject);
CREATE INDEX job_in_attention ON job_in (stream, age, subject) WHERE attention = 1;
CREATE INDEX job_in_cause ON job_in (stream, cause, age, subject) WHERE cause <> '';
