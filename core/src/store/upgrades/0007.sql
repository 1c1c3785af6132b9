-- Version 6 to 7: each kind has a version of its fold, and each state says which one made it. All are made anew once, when there is time.

ALTER TABLE projection ADD COLUMN folds INTEGER NOT NULL DEFAULT 0;

-- Of which version of their fold the states of a kind are, or are on their way to be.
CREATE TABLE fold (
    kind TEXT PRIMARY KEY,
    folds INTEGER NOT NULL,
    -- The subject up to which they are; NULL once all are.
    at BLOB
) STRICT, WITHOUT ROWID;
