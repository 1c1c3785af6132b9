-- Version 9 to 10: tables of what lists show and of what search finds. They are filled at the next start, beside serving.

-- What lists show of customers, sites, contracts, equipment, people, centres, cards and places. Written with the states that it is a function of.
CREATE TABLE directory (
    subject TEXT    NOT NULL PRIMARY KEY,
    kind    TEXT    NOT NULL,
    -- Number, serial number; empty where it has none.
    code    TEXT    NOT NULL,
    name_zh TEXT    NOT NULL,
    name_en TEXT    NOT NULL,
    -- The subject that it belongs to: the customer of a site, the site of a machine; empty for none.
    owner   TEXT    NOT NULL,
    -- Id of the centre that it names, or empty.
    centre  TEXT    NOT NULL,
    -- IANA time zone, or empty.
    zone    TEXT    NOT NULL,
    -- 1: it is over because somebody said so.
    ended   INTEGER NOT NULL,
    -- Last day, YYYY-MM-DD; empty where there is none.
    until   TEXT    NOT NULL,
    -- Keys of order by either name: they compare byte by byte.
    sort_zh TEXT    NOT NULL,
    sort_en TEXT    NOT NULL,
    -- When it was last written about, milliseconds since 1970 UTC.
    changed INTEGER NOT NULL
) STRICT;
CREATE INDEX directory_owner_zh ON directory (owner, kind, ended, sort_zh, subject);
CREATE INDEX directory_owner_en ON directory (owner, kind, ended, sort_en, subject);
-- The same by who may know it: one row a stream, and one under `*` for who reaches everything. A page is one range of an index.
CREATE TABLE directory_in (
    subject TEXT   NOT NULL,
    stream  TEXT   NOT NULL,
    kind    TEXT   NOT NULL,
    ended   INTEGER NOT NULL,
    sort_zh TEXT   NOT NULL,
    sort_en TEXT   NOT NULL,
    PRIMARY KEY (subject, stream)
) STRICT, WITHOUT ROWID;
CREATE INDEX directory_in_zh ON directory_in (stream, kind, ended, sort_zh, subject);
CREATE INDEX directory_in_en ON directory_in (stream, kind, ended, sort_en, subject);
-- Words under which records are found, with the streams that have them among these. The newest have the highest numbers.
CREATE TABLE search_doc (
    id      INTEGER NOT NULL PRIMARY KEY,
    subject TEXT    NOT NULL UNIQUE,
    -- SHA-256 of the words.
    digest  TEXT    NOT NULL
) STRICT;
CREATE VIRTUAL TABLE search_word USING fts5(words, content='', contentless_delete=1, tokenize='ascii');
-- Rows that are still to be written: `all` of them up to `at`, or those that show the name of the subject `what`.
CREATE TABLE rows_due (
    what TEXT NOT NULL PRIMARY KEY,
    at   TEXT NOT NULL
) STRICT;
