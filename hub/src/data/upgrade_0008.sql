-- Version 7 to 8: refused runs, what is filed.

-- Refused runs are packed, kept within a limit a device, and listed by what they are.
CREATE TABLE refused_next (
    hash   TEXT    NOT NULL PRIMARY KEY,
    device TEXT    NOT NULL,
    code   TEXT    NOT NULL,
    args   TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    run    INTEGER NOT NULL,
    events INTEGER NOT NULL,
    last   TEXT,
    bytes  INTEGER NOT NULL,
    lines  BLOB    NOT NULL
) STRICT;
-- Those of before stay plain. A run ends in its head; an event that nobody vouches for stands alone.
INSERT INTO refused_next (hash, device, code, args, at, run, events, last, bytes, lines)
    SELECT hash, device, code, '{}', at, instr(lines, char(10)) > 0,
        MAX(length(lines) - length(replace(lines, char(10), '')), 1),
        NULL, length(CAST(lines AS BLOB)), CAST(lines AS BLOB)
    FROM refused_run ORDER BY at;
DELETE FROM refused_next WHERE hash IN (
    SELECT hash FROM (
        SELECT hash, SUM(bytes) OVER newest AS bytes, ROW_NUMBER() OVER newest AS n
        FROM refused_next WHERE run = 1 WINDOW newest AS (PARTITION BY device ORDER BY at DESC, rowid DESC)
    ) WHERE n > 1 AND (bytes > 16777216 OR n > 100)
);
DROP TABLE refused_run;
ALTER TABLE refused_next RENAME TO refused_run;
CREATE INDEX refused_run_device ON refused_run (device);
CREATE INDEX device_succeeds ON device (succeeds) WHERE succeeds IS NOT NULL;

-- What others name and nothing is on record of is filed nowhere.
DELETE FROM filed WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.subject = filed.subject AND e.quarantined IS NULL);
