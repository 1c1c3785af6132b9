-- Version 16 to 17: a count is filed also where the books had a piece that it found.

-- Which stocktakes change which places beside those that they name: by the entries of a piece it was there when it was counted elsewhere.
CREATE TABLE displaced (
    piece     TEXT NOT NULL,
    stocktake TEXT NOT NULL,
    place     TEXT NOT NULL,
    PRIMARY KEY (piece, stocktake, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX displaced_stocktake ON displaced (stocktake);
CREATE INDEX displaced_place ON displaced (place);

-- It is filled as all states are made anew at the start.
DELETE FROM setting WHERE key IN ('folds', 'refolded_to');
