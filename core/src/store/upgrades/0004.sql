-- Version 3 to 4: stock as lines and their entries, drafts in parts.

-- What of which part is where, as the entries below give it: one row for each place, card, condition and serial number.
CREATE TABLE stock_line (
    id INTEGER PRIMARY KEY,
    -- Keyed hash of the line's name.
    line TEXT NOT NULL UNIQUE,
    -- Keyed hash of card and serial number; NULL for parts without.
    piece TEXT,
    place BLOB NOT NULL,
    card BLOB NOT NULL,
    condition TEXT NOT NULL,
    -- Sealed: the serial number; NULL for parts without.
    serial BLOB,
    -- Thousandths of the card's unit.
    quantity INTEGER NOT NULL,
    -- When the oldest of it came in, ms since 1970 UTC.
    first_in INTEGER
) STRICT;
CREATE INDEX stock_line_place ON stock_line (place, card) WHERE quantity <> 0;
CREATE INDEX stock_line_piece ON stock_line (piece) WHERE piece IS NOT NULL;

-- What movements and stocktakes say of a line, in the order of time.
CREATE TABLE stock_entry (
    line INTEGER NOT NULL REFERENCES stock_line (id),
    at INTEGER NOT NULL,
    source BLOB NOT NULL,
    n INTEGER NOT NULL,
    -- 1: so much was there; 0: so much came in, or below zero went out. Thousandths.
    counted INTEGER NOT NULL CHECK (counted IN (0, 1)),
    amount INTEGER NOT NULL,
    PRIMARY KEY (line, at, source, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_entry_source ON stock_entry (source);

-- A draft that is kept in parts: each is a row, with the keyed hash of the whole's name.
ALTER TABLE draft ADD COLUMN part_of TEXT;
CREATE INDEX draft_part ON draft (part_of) WHERE part_of IS NOT NULL;
