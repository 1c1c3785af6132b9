-- Version 8 to 9: what moved since a place was counted whole is found by its time.

CREATE INDEX stock_entry_at ON stock_entry (at, line);
