-- The phone's store, final schema of version 10. A new version adds a step in upgrades/ and brings this file to the same result; a test compares.
-- Texts of events, projections, drafts and secrets are sealed values (each is listed in vault/values.rs). Index columns hold ids, kinds, codes
-- of states and times: nothing personal. What people read or print (codes, names of drafts) stands as a keyed hash.

-- The device and its log. One row.
CREATE TABLE identity (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    device BLOB NOT NULL,
    -- Sealed: the seed of the device's key.
    secret BLOB NOT NULL,
    -- Sealed: what enrolment gave (person, short code, token, hub). NULL before.
    enrolment BLOB,
    -- JSON: newest link of the chain, hybrid logical clock, clock anchor.
    recorder TEXT NOT NULL,
    -- The hub's epoch that the cursors belong to.
    epoch BLOB,
    -- Code of what keeps this device from syncing until a person acts, such as device_forked.
    stopped TEXT,
    -- Whether the projections hold at all: after a damage they are made anew (see fold for each kind's version).
    folds INTEGER NOT NULL,
    -- What the key store holds too; another value there means that this file was put back from a copy. NULL before the first opening.
    witness BLOB,
    -- Value that is on its way to the key store; either counts.
    witness_next BLOB,
    -- The epoch in which the hub was handed back what it asked for.
    returned BLOB
) STRICT;

-- Counts of the numbers that people read, by prefix.
CREATE TABLE counter (
    prefix TEXT PRIMARY KEY,
    count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    id BLOB NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    subject BLOB NOT NULL,
    device BLOB NOT NULL,
    number INTEGER NOT NULL,
    -- The hub's time of receipt, ms since 1970 UTC; NULL while unknown.
    received INTEGER,
    -- Sealed: header and body as written.
    text BLOB NOT NULL,
    -- The first record of what this one says again.
    repeats BLOB,
    -- Another event that says the same counts: this one folds nowhere.
    twin INTEGER NOT NULL DEFAULT 0 CHECK (twin IN (0, 1)),
    -- How many events had come here with it: what a screen showed is told by this.
    arrived INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX event_subject ON event (kind, subject, device, number);
CREATE INDEX event_repeats ON event (repeats) WHERE repeats IS NOT NULL;

-- This device's own events, in order: what has to reach the hub, and what it said.
CREATE TABLE outbox (
    number INTEGER PRIMARY KEY,
    event BLOB NOT NULL UNIQUE REFERENCES event (id) ON DELETE CASCADE,
    -- Chain hash: a receipt must name it.
    hash BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'acked', 'quarantined')),
    -- The hub's reason for keeping it apart.
    reason TEXT,
    -- When the receipt came, by the hub's time.
    receipt INTEGER
) STRICT;
CREATE INDEX outbox_state ON outbox (state) WHERE state <> 'acked';

CREATE TABLE projection (
    kind TEXT NOT NULL,
    subject BLOB NOT NULL,
    -- Sealed: the folded state.
    doc BLOB NOT NULL,
    parent_kind TEXT,
    parent BLOB,
    -- Code of a state, such as on_site.
    status TEXT,
    -- When something is due, ms since 1970 UTC.
    due INTEGER,
    -- A person has to look at something of it.
    open INTEGER NOT NULL DEFAULT 0 CHECK (open IN (0, 1)),
    -- Version of the kind's fold that made it; another one than this version's counts as not there.
    folds INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, subject)
) STRICT;
CREATE INDEX projection_open ON projection (kind, subject) WHERE open = 1;
CREATE INDEX projection_parent ON projection (parent_kind, parent, kind);
CREATE INDEX projection_status ON projection (kind, status, due);

-- Of which version of their fold the states of a kind are, or are on their way to be.
CREATE TABLE fold (
    kind TEXT PRIMARY KEY,
    folds INTEGER NOT NULL,
    -- The subject up to which they are; NULL once all are.
    at BLOB
) STRICT, WITHOUT ROWID;

-- What a scanner may read, as a keyed hash, and the subject it names.
CREATE TABLE code (
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject BLOB NOT NULL,
    PRIMARY KEY (code, kind, subject),
    FOREIGN KEY (kind, subject) REFERENCES projection (kind, subject) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX code_subject ON code (kind, subject);

-- Which machines a job is about, so that the history of one machine is read and not that of its site.
CREATE TABLE about (
    what BLOB NOT NULL,
    kind TEXT NOT NULL,
    -- When it was reported, ms since 1970 UTC.
    at INTEGER NOT NULL,
    subject BLOB NOT NULL,
    PRIMARY KEY (what, kind, at, subject),
    FOREIGN KEY (kind, subject) REFERENCES projection (kind, subject) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX about_subject ON about (kind, subject);

-- What people may type to find a record, with its state. The words are keyed hashes, cut to 32 bits, of what the record's words begin with: they
-- give what may answer, and the state says what does.
CREATE TABLE find_doc (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    subject BLOB NOT NULL,
    -- Its hashes, four bytes each, in order: what is to be taken away with it.
    words BLOB NOT NULL,
    UNIQUE (kind, subject)
) STRICT;
CREATE TABLE find_word (
    word INTEGER NOT NULL,
    doc INTEGER NOT NULL,
    PRIMARY KEY (word, doc)
) STRICT, WITHOUT ROWID;

-- What of which part is where, as the entries below give it: one row for each place, card, condition and serial number.
CREATE TABLE stock_line (
    id INTEGER PRIMARY KEY,
    -- Keyed hash of the line's name.
    line TEXT NOT NULL UNIQUE,
    -- Keyed hash of card and serial number; NULL for parts without.
    piece TEXT,
    place BLOB NOT NULL,
    card BLOB NOT NULL,
    condition TEXT NOT NULL,
    -- Sealed: the serial number; NULL for parts without.
    serial BLOB,
    -- Thousandths of the card's unit.
    quantity INTEGER NOT NULL,
    -- When the oldest of it came in, ms since 1970 UTC.
    first_in INTEGER
) STRICT;
CREATE INDEX stock_line_place ON stock_line (place, card) WHERE quantity <> 0;
CREATE INDEX stock_line_piece ON stock_line (piece) WHERE piece IS NOT NULL;

-- What movements and stocktakes say of a line, in the order of time.
CREATE TABLE stock_entry (
    line INTEGER NOT NULL REFERENCES stock_line (id),
    at INTEGER NOT NULL,
    source BLOB NOT NULL,
    n INTEGER NOT NULL,
    -- 1: so much was there; 0: so much came in, or below zero went out. Thousandths.
    counted INTEGER NOT NULL CHECK (counted IN (0, 1)),
    amount INTEGER NOT NULL,
    -- Of a count of the whole place: when the oldest of it had come in.
    first_in INTEGER,
    PRIMARY KEY (line, at, source, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_entry_source ON stock_entry (source);
-- What moved since a place was counted whole.
CREATE INDEX stock_entry_at ON stock_entry (at, line);

-- Counts of a whole place. The newest closes its ledger: of its lines nothing from before that is looked at.
CREATE TABLE place_closed (
    place BLOB NOT NULL,
    at INTEGER NOT NULL,
    stocktake BLOB NOT NULL,
    PRIMARY KEY (place, at, stocktake)
) STRICT, WITHOUT ROWID;
CREATE INDEX place_closed_stocktake ON place_closed (stocktake);

-- Streams in which the hub files a subject for this phone.
CREATE TABLE membership (
    kind TEXT NOT NULL,
    subject BLOB NOT NULL,
    stream TEXT NOT NULL,
    PRIMARY KEY (kind, subject, stream)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_stream ON membership (stream);

-- Subjects that the hub told this phone to forget. done = 0 while unsent work about them waits.
CREATE TABLE forgotten (
    kind TEXT NOT NULL,
    subject BLOB NOT NULL,
    done INTEGER NOT NULL CHECK (done IN (0, 1)),
    PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;

-- Subjects of own work of which the hub said nothing yet: neither filed here nor to be forgotten.
CREATE TABLE unfiled (
    kind TEXT NOT NULL,
    subject BLOB NOT NULL,
    PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE cursor (
    stream TEXT PRIMARY KEY,
    n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE blob (
    hash BLOB PRIMARY KEY,
    size INTEGER NOT NULL,
    media TEXT NOT NULL,
    -- The file is in blobs/.
    local INTEGER NOT NULL CHECK (local IN (0, 1)),
    -- Made on this phone.
    mine INTEGER NOT NULL CHECK (mine IN (0, 1)),
    -- The hub has it.
    uploaded INTEGER NOT NULL CHECK (uploaded IN (0, 1)),
    -- To be fetched.
    wanted INTEGER NOT NULL CHECK (wanted IN (0, 1)),
    -- Sealed, in hex: where a begun upload goes on.
    upload_url TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX blob_down ON blob (size, hash) WHERE wanted = 1 AND local = 0;
CREATE INDEX blob_up ON blob (media IN ('image/jpeg', 'image/png', 'image/webp'), size, hash)
    WHERE mine = 1 AND local = 1 AND uploaded = 0;

-- Which subjects' events name a blob.
CREATE TABLE blob_use (
    hash BLOB NOT NULL REFERENCES blob (hash),
    kind TEXT NOT NULL,
    subject BLOB NOT NULL,
    PRIMARY KEY (hash, kind, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_use_subject ON blob_use (kind, subject);

-- Blobs whose row is gone and whose file is to be removed: after the commit, or at the next opening.
CREATE TABLE doomed (
    hash BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Sealed pieces of a download that is not finished.
CREATE TABLE blob_part (
    hash BLOB NOT NULL REFERENCES blob (hash) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    length INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (hash, start)
) STRICT;

-- Sealed: half-filled screens, with their names; the column has the name's keyed hash.
CREATE TABLE draft (
    name TEXT PRIMARY KEY,
    doc BLOB NOT NULL,
    saved INTEGER NOT NULL,
    -- Of a draft that is kept in parts: the keyed hash of the whole's name.
    part_of TEXT
) STRICT;
CREATE INDEX draft_part ON draft (part_of) WHERE part_of IS NOT NULL;

-- Sealed: unsent events of a damaged file whose device could not go on, for a person to look at.
CREATE TABLE salvaged (
    device BLOB NOT NULL,
    number INTEGER NOT NULL,
    text BLOB NOT NULL,
    -- The chain's hash before it and after it, and the device's signature over the latter; NULL where they are lost.
    before BLOB,
    hash BLOB,
    signature TEXT,
    PRIMARY KEY (device, number)
) STRICT;

-- How values are sealed. One row; a file of version 1 has none until its values are.
CREATE TABLE vault (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    -- Number of the key that seals, in the platform's key store.
    key INTEGER NOT NULL,
    -- Tells that key from others; a keyed hash.
    mark TEXT NOT NULL,
    -- The key before, while values under it remain.
    old INTEGER,
    -- 1: blob files of version 1 may still stand plain.
    plain INTEGER NOT NULL CHECK (plain IN (0, 1))
) STRICT;

-- Devices that this store was before it was restored or cloned, oldest first, until the hub knows the successor of each and after.
CREATE TABLE predecessor (
    n INTEGER PRIMARY KEY,
    device BLOB NOT NULL UNIQUE,
    -- Sealed: the seed of its key.
    secret BLOB NOT NULL,
    -- Sealed: what enrolment gave. NULL where no hub ever knew it.
    enrolment BLOB,
    -- How it ended: restored, forked.
    reason TEXT NOT NULL,
    -- Its newest event that the hub has too; NULL until the hub said so.
    common INTEGER
) STRICT;

-- The outboxes of those devices.
CREATE TABLE former (
    device BLOB NOT NULL,
    number INTEGER NOT NULL,
    event BLOB NOT NULL UNIQUE REFERENCES event (id) ON DELETE CASCADE,
    hash BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'acked', 'quarantined')),
    receipt INTEGER,
    -- It was said again by a device after it.
    repeated INTEGER NOT NULL DEFAULT 0 CHECK (repeated IN (0, 1)),
    PRIMARY KEY (device, number)
) STRICT, WITHOUT ROWID;

-- Events of others that were here before the hub's epoch changed and did not come again. apart = 1: the hub keeps it apart, and it folds nowhere.
CREATE TABLE doubt (
    event BLOB PRIMARY KEY REFERENCES event (id) ON DELETE CASCADE,
    apart INTEGER NOT NULL CHECK (apart IN (0, 1))
) STRICT, WITHOUT ROWID;

-- Sealed: the lock of the app, when there is one. One row.
CREATE TABLE lock (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    doc BLOB NOT NULL
) STRICT;

-- Rescue bundles of other phones that this one carries to the hub. Their files lie in bundles/, sealed for the hub alone.
CREATE TABLE bundle (
    hash BLOB PRIMARY KEY,
    size INTEGER NOT NULL,
    -- The device whose work it is, its short code, and when it was written, ms since 1970 UTC.
    device BLOB NOT NULL,
    short TEXT NOT NULL,
    made INTEGER NOT NULL,
    -- Sealed, in hex: where a begun upload goes on.
    upload_url TEXT,
    -- Code for which the hub did not take it; it is offered again.
    refused TEXT,
    -- What became of it on the hub: counts, JSON.
    outcome TEXT,
    -- When the hub took it in, by its time, ms since 1970 UTC.
    handed_in INTEGER
) STRICT, WITHOUT ROWID;
