-- Version 8 to 9: what brings what to which stream; an index of what is kept apart, by device.

-- Which streams have something because they have something else: a site by its open jobs, a contract by those of its customer, a customer
-- by its sites.
CREATE TABLE brought (
    what   TEXT NOT NULL,
    stream TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (what, stream, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX brought_source ON brought (source);
INSERT INTO brought (what, stream, source)
    SELECT l.target, f.stream, l.source FROM link l JOIN filed f ON f.subject = l.source AND f.left_at IS NULL
    WHERE l.filing = 1 AND ((l.source >= 'job/' AND l.source < 'job0' AND l.target >= 'site/' AND l.target < 'site0')
        OR (l.source >= 'site/' AND l.source < 'site0' AND l.target >= 'customer/' AND l.target < 'customer0'))
    UNION SELECT l.target || ' customer/' || json_extract(s.folded, '$.folded.state.report.what.customer'), f.stream, l.source
    FROM link l JOIN filed f ON f.subject = l.source AND f.left_at IS NULL JOIN state s ON s.subject = l.source
    WHERE l.filing = 1 AND l.source >= 'job/' AND l.source < 'job0' AND l.target >= 'contract/' AND l.target < 'contract0'
        AND json_extract(s.folded, '$.folded.state.report.what.customer') IS NOT NULL;

-- A greeting tells a phone what of its work is kept apart, without a walk over all that it ever sent.
CREATE INDEX event_apart ON event (device, seq) WHERE quarantined IS NOT NULL;

-- What may have been filed by another rule meanwhile is noted anew as all states are made anew at the start.
DELETE FROM setting WHERE key IN ('folds', 'refolded_to');
