-- Version 26 to 27: numbers of the company's form, and jobs by what is due of them. The rows are filled at the next start, beside serving.

-- The number of a job's report in the series of the company's form. Never taken away: no number is given twice.
CREATE TABLE form_number (
    job     TEXT    NOT NULL PRIMARY KEY,
    number  TEXT    NOT NULL UNIQUE,
    -- What the numbers that are counted together have in common.
    series  TEXT    NOT NULL,
    counted INTEGER NOT NULL,
    at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX form_number_series ON form_number (series, counted);

ALTER TABLE job_in ADD COLUMN due INTEGER NOT NULL DEFAULT 0;
CREATE INDEX job_in_due ON job_in (stream, due, age, subject);
