-- Version 20 to 21: what was said of a card at a place is read by pages, newest first.

CREATE INDEX stock_entry_told ON stock_entry (substr(line, 1, 73), at, source);
