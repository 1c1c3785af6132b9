-- Version 7 to 8: the ledger of a place is closed by a count of the whole place.

-- Of a count of the whole place: when the oldest of it had come in.
ALTER TABLE stock_entry ADD COLUMN first_in INTEGER;

-- Counts of a whole place. The newest closes its ledger: of its lines nothing from before that is looked at.
CREATE TABLE place_closed (
    place BLOB NOT NULL,
    at INTEGER NOT NULL,
    stocktake BLOB NOT NULL,
    PRIMARY KEY (place, at, stocktake)
) STRICT, WITHOUT ROWID;
CREATE INDEX place_closed_stocktake ON place_closed (stocktake);
