-- Version 4: which sheet was answered to on which job.
CREATE TABLE sheet (
    hash TEXT NOT NULL,
    job  TEXT NOT NULL,
    PRIMARY KEY (hash, job)
) STRICT, WITHOUT ROWID;
CREATE INDEX sheet_job ON sheet (job);

-- It is filled as all states are made anew at the start.
DELETE FROM setting WHERE key IN ('folds', 'refolded_to');
