-- Version 25 to 26: pieces are found by what their serial numbers begin or end with.

-- Pieces by what their serial numbers begin and end with: as printed, in small letters, without what separates their parts (`rows::pieces`).
CREATE INDEX stock_line_serial ON stock_line (replace(replace(replace(replace(replace(lower(substr(piece, 38)), ' ', ''), '-', ''), '/', ''), '.', ''), '_', ''))
    WHERE piece IS NOT NULL AND quantity <> 0;
CREATE INDEX stock_line_end ON stock_line (substr(replace(replace(replace(replace(replace(lower(substr(piece, 38)), ' ', ''), '-', ''), '/', ''), '.', ''), '_', ''), length(replace(replace(replace(replace(replace(lower(substr(piece, 38)), ' ', ''), '-', ''), '/', ''), '.', ''), '_', '')) - 3))
    WHERE piece IS NOT NULL AND quantity <> 0;
