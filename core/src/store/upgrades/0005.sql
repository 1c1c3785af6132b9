-- Version 4 to 5: what of own work the hub did not file yet stands in a table, so that asking about it does not walk all work.

-- Subjects of own work of which the hub said nothing yet: neither filed here nor to be forgotten.
CREATE TABLE unfiled (
    kind TEXT NOT NULL,
    subject BLOB NOT NULL,
    PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;

INSERT INTO unfiled (kind, subject) SELECT DISTINCT kind, subject FROM event e
WHERE id IN (SELECT event FROM outbox UNION ALL SELECT event FROM former)
AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.kind = e.kind AND m.subject = e.subject)
AND NOT EXISTS (SELECT 1 FROM forgotten f WHERE f.kind = e.kind AND f.subject = e.subject);
