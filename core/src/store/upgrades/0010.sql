-- Version 9 to 10: records are found by words. The kinds that are have another fold, so that their words are written when their states are made
-- anew.

-- What people may type to find a record, with its state. The words are keyed hashes, cut to 32 bits, of what the record's words begin with: they
-- give what may answer, and the state says what does.
CREATE TABLE find_doc (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    subject BLOB NOT NULL,
    -- Its hashes, four bytes each, in order: what is to be taken away with it.
    words BLOB NOT NULL,
    UNIQUE (kind, subject)
) STRICT;
CREATE TABLE find_word (
    word INTEGER NOT NULL,
    doc INTEGER NOT NULL,
    PRIMARY KEY (word, doc)
) STRICT, WITHOUT ROWID;
