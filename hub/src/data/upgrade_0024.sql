-- Version 23 to 24: rows of slips, of places and of what is short, and sums of stock. The sums are those of the lines; all else is filled at the next
-- start, beside serving.

-- What there is of a part at a place, summed over its lines and written with them: a row for each part that ever was there.
CREATE TABLE stock_sum (
    place  TEXT    NOT NULL,
    card   TEXT    NOT NULL,
    -- Thousandths of the card's unit: what may be issued, and what may not.
    usable INTEGER NOT NULL,
    other  INTEGER NOT NULL,
    -- Lines that are not empty, and those of them below zero.
    lines  INTEGER NOT NULL,
    below  INTEGER NOT NULL,
    -- 1: it is counted in whole things.
    whole  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (place, card)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_sum_card ON stock_sum (card, place);
CREATE INDEX stock_sum_there ON stock_sum (place, usable, other, below, whole, lines) WHERE lines > 0;
-- Parts of which a store has too little, by who sees into the store: one row a stream, and one under `*` for who reaches everything.
CREATE TABLE stock_short (
    place  TEXT NOT NULL,
    card   TEXT NOT NULL,
    stream TEXT NOT NULL,
    -- Which level it is under, as a code; the graver sorts first.
    grave  TEXT NOT NULL,
    -- The part's number.
    number TEXT NOT NULL,
    PRIMARY KEY (place, card, stream)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_short_in ON stock_short (stream, grave, number, card, place);
-- Places by who sees into them, in the order in which their stock is listed.
CREATE TABLE place_row (
    subject TEXT    NOT NULL,
    stream  TEXT    NOT NULL,
    -- Stores before bags before the rest.
    rank    INTEGER NOT NULL,
    kind    TEXT    NOT NULL,
    -- Its centre as a subject; empty for none.
    centre  TEXT    NOT NULL,
    -- 1: an open store, whose stock is held against the levels of the cards.
    store   INTEGER NOT NULL,
    sort_zh TEXT    NOT NULL,
    sort_en TEXT    NOT NULL,
    PRIMARY KEY (subject, stream)
) STRICT, WITHOUT ROWID;
CREATE INDEX place_row_zh ON place_row (stream, rank, sort_zh, subject);
CREATE INDEX place_row_en ON place_row (stream, rank, sort_en, subject);
-- Slips by who may know them: one row a stream, and one under `*` for who reaches everything. A page of those that wait is a range of the index.
CREATE TABLE take_row (
    subject TEXT    NOT NULL,
    stream  TEXT    NOT NULL,
    -- What it waits for, as a code; empty for nothing.
    waits   TEXT    NOT NULL,
    -- When it was written, milliseconds since 1970 UTC.
    since   INTEGER NOT NULL,
    -- Subjects; empty for none.
    centre  TEXT    NOT NULL,
    place   TEXT    NOT NULL,
    PRIMARY KEY (subject, stream)
) STRICT, WITHOUT ROWID;
CREATE INDEX take_row_waits ON take_row (stream, waits, since, subject) WHERE waits <> '';
-- No more of it is kept than adds up; a line may say anything.
INSERT INTO stock_sum (place, card, usable, other, lines, below)
SELECT place, card,
    CAST(CASE WHEN usable > 1125899906842624 THEN 1125899906842624 WHEN usable < -1125899906842624 THEN -1125899906842624 ELSE usable END AS BIGINT),
    CAST(CASE WHEN other > 1125899906842624 THEN 1125899906842624 WHEN other < -1125899906842624 THEN -1125899906842624 ELSE other END AS BIGINT),
    lines, below
FROM (
    SELECT place, card,
        SUM(CAST(CASE WHEN condition IN ('repaired', 'used_good', 'new') THEN quantity ELSE 0 END AS DOUBLE PRECISION)) AS usable,
        SUM(CAST(CASE WHEN condition IN ('repaired', 'used_good', 'new') THEN 0 ELSE quantity END AS DOUBLE PRECISION)) AS other,
        SUM(CASE WHEN quantity <> 0 THEN 1 ELSE 0 END) AS lines,
        SUM(CASE WHEN quantity < 0 THEN 1 ELSE 0 END) AS below
    FROM (SELECT place, card, quantity, substr(line, 75, instr(substr(line, 75), '/') - 1) AS condition FROM stock_line) l
    GROUP BY place, card
) s;
