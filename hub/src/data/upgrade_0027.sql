-- Version 26 to 27: numbers of the company's form.

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
