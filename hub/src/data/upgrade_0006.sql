-- Version 5 to 6: who signs in from where, and who is told of a phone.

-- Browsers in which a person signed in before, by the digest of a cookie that opens nothing.
CREATE TABLE known_browser (
    token_hash TEXT    NOT NULL,
    person     TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (token_hash, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX known_browser_at ON known_browser (at);
-- Links by which a person sets the own password once.
CREATE TABLE password_link (
    token_hash TEXT    NOT NULL PRIMARY KEY,
    person     TEXT    NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX password_link_person ON password_link (person);
-- The network that a session began from. Sessions of before begin anew.
DELETE FROM session;
ALTER TABLE session ADD COLUMN network TEXT;
-- Who made a code at the console; none for one of the hub's own machine.
ALTER TABLE enrolment ADD COLUMN made_by TEXT;
-- When its person said that they know a phone. Those of before are known.
ALTER TABLE device ADD COLUMN known_at INTEGER;
UPDATE device SET known_at = enrolled_at;
-- What somebody did, and what was done about somebody, newest first.
CREATE INDEX audit_person ON audit (person, id) WHERE person IS NOT NULL;
CREATE INDEX audit_about ON audit (about, id) WHERE about IS NOT NULL;
