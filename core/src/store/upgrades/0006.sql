-- Version 5 to 6: the jobs of a machine are found by an index. It is filled as everything is folded anew: the folds are other ones too.

-- Which machines a job is about, so that the history of one machine is read and not that of its site.
CREATE TABLE about (
    what BLOB NOT NULL,
    kind TEXT NOT NULL,
    -- When it was reported, ms since 1970 UTC.
    at INTEGER NOT NULL,
    subject BLOB NOT NULL,
    PRIMARY KEY (what, kind, at, subject),
    FOREIGN KEY (kind, subject) REFERENCES projection (kind, subject) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX about_subject ON about (kind, subject);
