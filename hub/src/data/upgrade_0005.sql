-- Version 4 to 5: stock as lines and their entries.

-- What of which part is where, as the entries below give it. `line` names place, card, condition and serial number.
CREATE TABLE stock_line (
    line     TEXT    NOT NULL PRIMARY KEY,
    place    TEXT    NOT NULL,
    card     TEXT    NOT NULL,
    -- Card and serial number: a piece is reckoned wherever it is. NULL for parts without.
    piece    TEXT,
    -- Thousandths of the card's unit.
    quantity INTEGER NOT NULL,
    -- When the oldest of it came in.
    first_in INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_line_place ON stock_line (place, card);
CREATE INDEX stock_line_piece ON stock_line (piece) WHERE piece IS NOT NULL;
-- What movements and stocktakes say of a line, in the order of time.
CREATE TABLE stock_entry (
    line    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    source  TEXT    NOT NULL,
    n       INTEGER NOT NULL,
    -- 1: so much was there; 0: so much came in, or below zero went out. Thousandths.
    counted INTEGER NOT NULL,
    amount  INTEGER NOT NULL,
    PRIMARY KEY (line, at, source, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_entry_source ON stock_entry (source);

-- They are filled as all states are made anew at the start.
DELETE FROM setting WHERE key IN ('folds', 'refolded_to');
