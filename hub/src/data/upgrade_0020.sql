-- Version 19 to 20: the ledger of a place is closed by a count of the whole place.

-- Of a count of the whole place: when the oldest of it had come in.
ALTER TABLE stock_entry ADD COLUMN first_in INTEGER;
-- What moved since a place was counted whole, where that becomes known later.
CREATE INDEX stock_entry_at ON stock_entry (at, line);
-- What the ledger of a place is reckoned by, and by whom.
CREATE TABLE stock_place (
    place     TEXT    NOT NULL PRIMARY KEY,
    -- Whose it is; empty for the whole house.
    centre    TEXT    NOT NULL,
    -- 1: an open place of a kind that is counted.
    counted   INTEGER NOT NULL,
    -- When the earliest that is known of it happened; NULL where nothing is.
    first_at  INTEGER
) STRICT, WITHOUT ROWID;
-- Counts of a whole place. The newest closes its ledger: of its lines nothing from before that is looked at.
CREATE TABLE place_closed (
    place     TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    stocktake TEXT    NOT NULL,
    PRIMARY KEY (place, at, stocktake)
) STRICT, WITHOUT ROWID;
CREATE INDEX place_closed_stocktake ON place_closed (stocktake);
-- What moved before such a count and became known after it: it is in the count already. By place, since its newest count.
CREATE TABLE stock_late (
    place  TEXT NOT NULL,
    -- The movement or the stocktake.
    source TEXT NOT NULL,
    PRIMARY KEY (place, source)
) STRICT, WITHOUT ROWID;
-- Whose they are is written as places are made anew.
INSERT INTO stock_place (place, centre, counted, first_at)
SELECT l.place, '', 0, MIN(e.at) FROM stock_line l JOIN stock_entry e ON e.line = l.line GROUP BY l.place;
