-- Version 14 to 15: what is where is summed over the lines that are not empty.

CREATE INDEX stock_line_at ON stock_line (place, card) WHERE quantity <> 0;
CREATE INDEX stock_line_of ON stock_line (card, place) WHERE quantity <> 0;
