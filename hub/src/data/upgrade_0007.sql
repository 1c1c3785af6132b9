-- Version 6 to 7: files that no record names are kept account of.

-- Blobs of people that no event names: who sent them, how much, since when. What nobody comes to name is removed after a time.
CREATE TABLE IF NOT EXISTS unnamed (
    hash   TEXT    NOT NULL,
    person TEXT    NOT NULL,
    size   INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (hash, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS unnamed_person ON unnamed (person);
CREATE INDEX IF NOT EXISTS unnamed_at ON unnamed (at);
-- Bundles of lost phones are no files of a record.
INSERT INTO unnamed (hash, person, size, at)
SELECT b.hash, h.person, b.size, b.at FROM blob b JOIN blob_holder h ON h.hash = b.hash
WHERE h.person <> 'hub' AND b.media_type <> 'application/vnd.fettle.rescue'
AND NOT EXISTS (SELECT 1 FROM event_blob n WHERE n.hash = b.hash)
ON CONFLICT DO NOTHING;
