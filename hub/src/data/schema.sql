-- The hub's database, version 27, as a fresh one is made. Times are milliseconds since 1970 UTC; ids are UUIDs and hashes are lower-case
-- hex, as text, so that the same statements run on PostgreSQL. What must change later goes through a step in upgrade.rs and here.

CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Which steps were taken when; the highest number is the version.
CREATE TABLE upgrade (
    version INTEGER NOT NULL PRIMARY KEY,
    at      INTEGER NOT NULL
) STRICT;

-- Phones and the console: who may write, and how far each chain is.
CREATE TABLE device (
    id          TEXT    NOT NULL PRIMARY KEY,
    person      TEXT    NOT NULL,
    short       TEXT    NOT NULL UNIQUE,
    public_key  TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    app         TEXT    NOT NULL,
    token_hash  TEXT    UNIQUE,
    head_number INTEGER NOT NULL,
    head_hash   TEXT    NOT NULL,
    enrolled_at INTEGER NOT NULL,
    seen_at     INTEGER,
    pushed_at   INTEGER,
    pulled_at   INTEGER,
    revoked_at  INTEGER,
    -- The device in whose place it came, restored or cloned.
    succeeds    TEXT,
    -- A console whose database was put back from a copy: since when it writes no more, and the newest of its numbers that the copy knew.
    retired_at  INTEGER,
    lost_after  INTEGER,
    -- When its person said that they know it.
    known_at    INTEGER
) STRICT;
CREATE INDEX device_person ON device (person);
CREATE INDEX device_succeeds ON device (succeeds) WHERE succeeds IS NOT NULL;

-- Every event on record, accepted or in quarantine. `seq` is the order of commit.
CREATE TABLE event (
    seq         INTEGER NOT NULL PRIMARY KEY,
    id          TEXT    NOT NULL,
    subject     TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    person      TEXT    NOT NULL,
    device      TEXT    NOT NULL,
    number      INTEGER NOT NULL,
    hash        TEXT    NOT NULL,
    header      TEXT    NOT NULL,
    body        TEXT,
    body_hash   TEXT    NOT NULL,
    received    INTEGER NOT NULL,
    quarantined TEXT,
    notices     TEXT,
    -- The first record of what this event says again.
    repeats     TEXT,
    UNIQUE (device, number)
) STRICT;
CREATE INDEX event_repeats ON event (repeats) WHERE repeats IS NOT NULL;
CREATE INDEX event_id ON event (id);
-- A greeting tells a phone what of its work is kept apart, without a walk over all that it ever sent.
CREATE INDEX event_apart ON event (device, seq) WHERE quarantined IS NOT NULL;
CREATE INDEX event_subject ON event (subject);
CREATE INDEX event_quarantined ON event (seq) WHERE quarantined IS NOT NULL;
CREATE INDEX event_noted ON event (seq) WHERE notices IS NOT NULL;

-- What the device signed, kept so that anyone can check the chain later.
CREATE TABLE signed_head (
    device    TEXT    NOT NULL,
    number    INTEGER NOT NULL,
    hash      TEXT    NOT NULL,
    signature TEXT    NOT NULL,
    PRIMARY KEY (device, number)
) STRICT, WITHOUT ROWID;

-- Runs that could not be taken as the device's (a gap, a forgery, a fork), and events that nobody vouches for (`run` 0). As they came, in zstd;
-- a device's runs within a limit, newest first. `args` is what the reason's text mentions (JSON), `last` the id of the last event.
CREATE TABLE refused_run (
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
CREATE INDEX refused_run_device ON refused_run (device);

-- Events of a retired console that phones brought back: the hash before each, as there may be gaps, and who brought it first.
CREATE TABLE returned (
    device  TEXT    NOT NULL,
    number  INTEGER NOT NULL,
    before  TEXT    NOT NULL,
    carrier TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (device, number)
) STRICT, WITHOUT ROWID;

-- The newest number of each stream.
CREATE TABLE stream (
    name   TEXT    NOT NULL PRIMARY KEY,
    newest INTEGER NOT NULL
) STRICT;
-- What stands in a stream: an event, or the aggregate that is no longer filed there.
CREATE TABLE entry (
    stream TEXT    NOT NULL,
    n      INTEGER NOT NULL,
    event  INTEGER REFERENCES event (seq),
    forget TEXT,
    PRIMARY KEY (stream, n)
) STRICT, WITHOUT ROWID;
-- Where each aggregate is filed; `left_at` when it is no longer.
CREATE TABLE filed (
    subject TEXT    NOT NULL,
    stream  TEXT    NOT NULL,
    left_at INTEGER,
    PRIMARY KEY (subject, stream)
) STRICT, WITHOUT ROWID;

-- The state of each aggregate: its folded events as JSON, and what lists sort and filter by.
CREATE TABLE state (
    subject TEXT NOT NULL PRIMARY KEY,
    kind    TEXT NOT NULL,
    folded  TEXT NOT NULL,
    changed INTEGER NOT NULL,
    -- Version of the kind's fold that made it; another one than this program's counts as not there.
    folds   INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX state_folds ON state (kind, folds, subject);
-- Which aggregates an aggregate names: a check's job, a movement's places. Where `filing` is 1 the target's filing hangs on it.
CREATE TABLE link (
    source TEXT    NOT NULL,
    target TEXT    NOT NULL,
    filing INTEGER NOT NULL,
    PRIMARY KEY (source, target, filing)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_target ON link (target, filing);
-- Which streams have something because they have something else: a site by its open jobs, a contract by those of its customer, a customer
-- by its sites.
CREATE TABLE brought (
    what   TEXT NOT NULL,
    stream TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (what, stream, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX brought_source ON brought (source);
-- Which sheet was answered to on which job, for the public page behind the QR code on papers.
CREATE TABLE sheet (
    hash TEXT NOT NULL,
    job  TEXT NOT NULL,
    PRIMARY KEY (hash, job)
) STRICT, WITHOUT ROWID;
CREATE INDEX sheet_job ON sheet (job);

-- What of which part is where, as the entries below give it. `line` names place, card, condition and serial number.
CREATE TABLE stock_line (
    line     TEXT    NOT NULL PRIMARY KEY,
    place    TEXT    NOT NULL,
    card     TEXT    NOT NULL,
    -- Card and serial number: a piece is reckoned wherever it is. NULL for parts without.
    piece    TEXT,
    -- Thousandths of the card's unit.
    quantity INTEGER NOT NULL,
    -- When the oldest of it came in.
    first_in INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_line_place ON stock_line (place, card);
-- What is there now: lines that ran empty stay, and are not in these.
CREATE INDEX stock_line_at ON stock_line (place, card) WHERE quantity <> 0;
CREATE INDEX stock_line_of ON stock_line (card, place) WHERE quantity <> 0;
CREATE INDEX stock_line_piece ON stock_line (piece) WHERE piece IS NOT NULL;
-- Pieces by what their serial numbers begin and end with: as printed, in small letters, without what separates their parts (`rows::pieces`).
CREATE INDEX stock_line_serial ON stock_line (replace(replace(replace(replace(replace(lower(substr(piece, 38)), ' ', ''), '-', ''), '/', ''), '.', ''), '_', ''))
    WHERE piece IS NOT NULL AND quantity <> 0;
CREATE INDEX stock_line_end ON stock_line (substr(replace(replace(replace(replace(replace(lower(substr(piece, 38)), ' ', ''), '-', ''), '/', ''), '.', ''), '_', ''), length(replace(replace(replace(replace(replace(lower(substr(piece, 38)), ' ', ''), '-', ''), '/', ''), '.', ''), '_', '')) - 3))
    WHERE piece IS NOT NULL AND quantity <> 0;
-- What movements and stocktakes say of a line, in the order of time.
CREATE TABLE stock_entry (
    line    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    source  TEXT    NOT NULL,
    n       INTEGER NOT NULL,
    -- 1: so much was there; 0: so much came in, or below zero went out. Thousandths.
    counted INTEGER NOT NULL,
    amount  INTEGER NOT NULL,
    -- Of a count of the whole place: when the oldest of it had come in.
    first_in INTEGER,
    PRIMARY KEY (line, at, source, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_entry_source ON stock_entry (source);
-- What was said of a card at a place, by time: the name of a line begins with the two ids.
CREATE INDEX stock_entry_told ON stock_entry (substr(line, 1, 73), at, source);
-- What moved since a place was counted whole, where that becomes known later.
CREATE INDEX stock_entry_at ON stock_entry (at, line);
-- What the ledger of a place is reckoned by, and by whom.
CREATE TABLE stock_place (
    place     TEXT    NOT NULL PRIMARY KEY,
    -- Whose it is; empty for the whole house.
    centre    TEXT    NOT NULL,
    -- 1: an open place of a kind that is counted.
    counted   INTEGER NOT NULL,
    -- When the earliest that is known of it happened; NULL where nothing is.
    first_at  INTEGER
) STRICT, WITHOUT ROWID;
-- Counts of a whole place. The newest closes its ledger: of its lines nothing from before that is looked at.
CREATE TABLE place_closed (
    place     TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    stocktake TEXT    NOT NULL,
    PRIMARY KEY (place, at, stocktake)
) STRICT, WITHOUT ROWID;
CREATE INDEX place_closed_stocktake ON place_closed (stocktake);
-- What moved before such a count and became known after it: it is in the count already. By place, since its newest count.
CREATE TABLE stock_late (
    place  TEXT NOT NULL,
    -- The movement or the stocktake.
    source TEXT NOT NULL,
    PRIMARY KEY (place, source)
) STRICT, WITHOUT ROWID;
-- Which stocktakes change which places beside those that they name: by the entries of a piece it was there when it was counted elsewhere.
CREATE TABLE displaced (
    piece     TEXT NOT NULL,
    stocktake TEXT NOT NULL,
    place     TEXT NOT NULL,
    PRIMARY KEY (piece, stocktake, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX displaced_stocktake ON displaced (stocktake);
CREATE INDEX displaced_place ON displaced (place);

-- Blobs that are here whole, and which events name which blob.
CREATE TABLE blob (
    hash       TEXT    NOT NULL PRIMARY KEY,
    size       INTEGER NOT NULL,
    media_type TEXT    NOT NULL,
    at         INTEGER NOT NULL
) STRICT;
CREATE TABLE event_blob (
    hash  TEXT    NOT NULL,
    event INTEGER NOT NULL REFERENCES event (seq),
    PRIMARY KEY (hash, event)
) STRICT, WITHOUT ROWID;
CREATE TABLE upload (
    id         TEXT    NOT NULL PRIMARY KEY,
    hash       TEXT    NOT NULL,
    size       INTEGER NOT NULL,
    media_type TEXT    NOT NULL,
    person     TEXT    NOT NULL,
    at         INTEGER NOT NULL
) STRICT;

-- People who sign in, their sessions, the codes that make a phone a device. Login names come from the ledger.
CREATE TABLE login (
    person TEXT NOT NULL PRIMARY KEY,
    login  TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE password (
    person TEXT    NOT NULL PRIMARY KEY,
    hash   TEXT    NOT NULL,
    at     INTEGER NOT NULL
) STRICT;
CREATE TABLE session (
    token_hash TEXT    NOT NULL PRIMARY KEY,
    person     TEXT    NOT NULL,
    started_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL DEFAULT 0,
    -- The network that it began from.
    network    TEXT
) STRICT;
CREATE INDEX session_person ON session (person);
CREATE TABLE enrolment (
    code_hash  TEXT    NOT NULL PRIMARY KEY,
    person     TEXT    NOT NULL,
    expires_at INTEGER NOT NULL,
    used_by    TEXT,
    -- Who made it at the console; none for one of the hub's own machine.
    made_by    TEXT
) STRICT;
-- Links by which a person sets the own password once.
CREATE TABLE password_link (
    token_hash TEXT    NOT NULL PRIMARY KEY,
    person     TEXT    NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX password_link_person ON password_link (person);
-- Browsers in which a person signed in before, by the digest of a cookie that opens nothing.
CREATE TABLE known_browser (
    token_hash TEXT    NOT NULL,
    person     TEXT    NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (token_hash, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX known_browser_at ON known_browser (at);

-- Wrong tries of passwords and codes of late, by digest of what was tried from where.
CREATE TABLE attempt (
    id  INTEGER NOT NULL PRIMARY KEY,
    key TEXT    NOT NULL,
    at  INTEGER NOT NULL
) STRICT;
CREATE INDEX attempt_key ON attempt (key, at);
-- Who did what that safety asks about. Rows are only ever added.
CREATE TABLE audit (
    id      INTEGER NOT NULL PRIMARY KEY,
    at      INTEGER NOT NULL,
    action  TEXT    NOT NULL,
    person  TEXT,
    about   TEXT,
    network TEXT,
    outcome TEXT    NOT NULL
) STRICT;
CREATE INDEX audit_person ON audit (person, id) WHERE person IS NOT NULL;
CREATE INDEX audit_about ON audit (about, id) WHERE about IS NOT NULL;
CREATE INDEX audit_at ON audit (at, id);
CREATE INDEX audit_action ON audit (action, at, id);

-- Rescue bundles that were taken in: who brought them, and what became of what was in them (JSON).
CREATE TABLE rescue (
    hash    TEXT    NOT NULL PRIMARY KEY,
    device  TEXT    NOT NULL,
    carrier TEXT,
    at      INTEGER NOT NULL,
    report  TEXT    NOT NULL
) STRICT;

-- Who had the bytes of a blob: who sent them, or might read them anyway; `hub` for the hub itself. Only what these name is opened by it.
CREATE TABLE blob_holder (
    hash   TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (hash, person)
) STRICT, WITHOUT ROWID;

-- Forms of the console that were sent and recorded: the same id again is answered as the first time. `digest` is of what it said.
CREATE TABLE command (
    id     TEXT    NOT NULL PRIMARY KEY,
    person TEXT    NOT NULL,
    digest TEXT    NOT NULL,
    at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX command_at ON command (at);

-- What a person has to look at: one row a flag or conflict that is open, and since when.
CREATE TABLE open_point (
    subject TEXT    NOT NULL,
    point   TEXT    NOT NULL,
    since   INTEGER NOT NULL,
    PRIMARY KEY (subject, point)
) STRICT, WITHOUT ROWID;
CREATE INDEX open_point_since ON open_point (since, subject, point);

-- Blobs of people that no event names: who sent them, how much, since when. What nobody comes to name is removed after a time.
CREATE TABLE unnamed (
    hash   TEXT    NOT NULL,
    person TEXT    NOT NULL,
    size   INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (hash, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX unnamed_person ON unnamed (person);
CREATE INDEX unnamed_at ON unnamed (at);

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
    changed INTEGER NOT NULL,
    -- What else it is found by: one a line.
    labels  TEXT    NOT NULL DEFAULT '',
    -- Key of order by number; `~` where it has none.
    sort_code TEXT  NOT NULL DEFAULT '',
    -- Last day of a contract or of a machine's warranty; `~` where there is none and empty for what has no such day.
    sort_until TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX directory_owner_zh ON directory (owner, kind, ended, sort_zh, subject);
CREATE INDEX directory_owner_en ON directory (owner, kind, ended, sort_en, subject);
CREATE INDEX directory_owner_code ON directory (owner, kind, ended, sort_code, subject);
CREATE INDEX directory_owner_until ON directory (owner, kind, ended, sort_until, subject) WHERE sort_until <> '';
CREATE INDEX directory_owner_changed ON directory (owner, kind, ended, changed, subject);
-- The same by who may know it: one row a stream, and one under `*` for who reaches everything. A page is one range of an index.
CREATE TABLE directory_in (
    subject TEXT   NOT NULL,
    stream  TEXT   NOT NULL,
    kind    TEXT   NOT NULL,
    ended   INTEGER NOT NULL,
    sort_zh TEXT   NOT NULL,
    sort_en TEXT   NOT NULL,
    sort_code TEXT NOT NULL DEFAULT '',
    sort_until TEXT NOT NULL DEFAULT '',
    changed INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (subject, stream)
) STRICT, WITHOUT ROWID;
CREATE INDEX directory_in_zh ON directory_in (stream, kind, ended, sort_zh, subject);
CREATE INDEX directory_in_en ON directory_in (stream, kind, ended, sort_en, subject);
CREATE INDEX directory_in_code ON directory_in (stream, kind, ended, sort_code, subject);
CREATE INDEX directory_in_until ON directory_in (stream, kind, ended, sort_until, subject) WHERE sort_until <> '';
CREATE INDEX directory_in_changed ON directory_in (stream, kind, ended, changed, subject);
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

-- What the list of jobs shows, and figures sum. Written with the states that it is a function of: the job, its contract, its site and customer.
CREATE TABLE job_row (
    subject   TEXT    NOT NULL PRIMARY KEY,
    number    TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    status    TEXT    NOT NULL,
    -- 1 to 4; 9 before it was judged.
    level     INTEGER NOT NULL,
    emergency INTEGER NOT NULL,
    -- Flags and conflicts that wait for a person.
    attention INTEGER NOT NULL,
    -- Subjects, the contract's empty where there is none.
    centre    TEXT    NOT NULL,
    customer  TEXT    NOT NULL,
    site      TEXT    NOT NULL,
    contract  TEXT    NOT NULL,
    -- When the contact was, milliseconds since 1970 UTC, and on which day in the site's zone.
    reported  INTEGER NOT NULL,
    day       TEXT    NOT NULL,
    -- The cause on the sheet that the customer signed; empty for none.
    cause     TEXT    NOT NULL,
    symptom   TEXT    NOT NULL,
    -- Promises that are open (JSON).
    promises  TEXT    NOT NULL,
    -- Keys of order: by customer and site.
    place_zh  TEXT    NOT NULL,
    place_en  TEXT    NOT NULL,
    -- What was late of the job and told last (JSON); empty for nothing.
    overdue   TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX job_row_site ON job_row (site, subject);
CREATE INDEX job_row_customer ON job_row (customer, subject);
CREATE INDEX job_row_contract ON job_row (contract, subject) WHERE contract <> '';
-- The jobs of a thing, newest first.
CREATE INDEX job_row_site_at ON job_row (site, reported DESC, subject);
CREATE INDEX job_row_customer_at ON job_row (customer, reported DESC, subject);
CREATE INDEX job_row_contract_at ON job_row (contract, reported DESC, subject) WHERE contract <> '';
-- Who goes or went, in the order in which they were assigned.
CREATE TABLE job_engineer (
    person  TEXT    NOT NULL,
    -- The newest first: the time of report below zero.
    age     INTEGER NOT NULL,
    subject TEXT    NOT NULL,
    n       INTEGER NOT NULL,
    PRIMARY KEY (person, age, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_engineer_subject ON job_engineer (subject, n);
-- Jobs by who may know them: one row a stream, and one under `*` for who reaches everything. Each order and each filter that leaves little has
-- its index, so that a page is a range.
CREATE TABLE job_in (
    subject   TEXT    NOT NULL,
    stream    TEXT    NOT NULL,
    age       INTEGER NOT NULL,
    level     INTEGER NOT NULL,
    -- How far it has come, in the order of the work.
    rank      INTEGER NOT NULL,
    open      INTEGER NOT NULL,
    attention INTEGER NOT NULL,
    centre    TEXT    NOT NULL,
    cause     TEXT    NOT NULL,
    day       TEXT    NOT NULL,
    place_zh  TEXT    NOT NULL,
    place_en  TEXT    NOT NULL,
    kind      TEXT    NOT NULL DEFAULT '',
    -- When the next thing of it is due, milliseconds since 1970 UTC; later than any time where nothing is.
    due       INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (subject, stream)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_in_age ON job_in (stream, age, subject);
CREATE INDEX job_in_open ON job_in (stream, open, age, subject);
CREATE INDEX job_in_level ON job_in (stream, level, age, subject);
CREATE INDEX job_in_rank ON job_in (stream, rank, age, subject);
CREATE INDEX job_in_place_zh ON job_in (stream, place_zh, age, subject);
CREATE INDEX job_in_place_en ON job_in (stream, place_en, age, subject);
CREATE INDEX job_in_attention ON job_in (stream, age, subject) WHERE attention = 1;
CREATE INDEX job_in_cause ON job_in (stream, cause, age, subject) WHERE cause <> '';
CREATE INDEX job_in_kind ON job_in (stream, kind, age, subject);
CREATE INDEX job_in_due ON job_in (stream, due, age, subject);

-- Tables that were brought for an import: who brought what when, what was told of them, and how far they are recorded. Those without a
-- decision go after a day.
CREATE TABLE import_batch (
    id       TEXT    NOT NULL PRIMARY KEY,
    person   TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    files    TEXT    NOT NULL,
    state    TEXT    NOT NULL,
    wanted   TEXT    NOT NULL,
    done     INTEGER NOT NULL,
    total    INTEGER NOT NULL,
    told     TEXT    NOT NULL,
    counts   TEXT    NOT NULL,
    outcome  TEXT    NOT NULL,
    ended_at INTEGER,
    -- The rows that are wanted; NULL for all.
    chosen   TEXT,
    -- What became of taking it back: who, since when, where it stands, what was told; NULL where nobody wanted that.
    undo     TEXT
) STRICT, WITHOUT ROWID;

-- Which event rows a part of an import made; `undo` = 1: a part of what took it back.
CREATE TABLE import_part (
    batch     TEXT    NOT NULL,
    undo      INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq  INTEGER NOT NULL,
    PRIMARY KEY (batch, undo, first_seq)
) STRICT, WITHOUT ROWID;

-- Headings of the company's own lists: which column of ours each stands for.
CREATE TABLE import_heading (
    kind        TEXT    NOT NULL,
    -- As it compares, and as it stood in the list.
    plain       TEXT    NOT NULL,
    heading     TEXT    NOT NULL,
    column_name TEXT    NOT NULL,
    person      TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (kind, plain)
) STRICT, WITHOUT ROWID;

-- What falls due: each thing of a record that is not done and has a time, with the next step of its escalation. Written with the states that it is a function of.
CREATE TABLE due (
    subject TEXT    NOT NULL,
    what    TEXT    NOT NULL,
    -- Which one, where there may be several; empty for the only one.
    item    TEXT    NOT NULL,
    step    INTEGER NOT NULL,
    -- When the thing is to be done, and when the step falls due, milliseconds since 1970 UTC; NULL once all steps were taken.
    since   INTEGER NOT NULL,
    at      INTEGER,
    PRIMARY KEY (subject, what, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX due_at ON due (at, subject, what, item) WHERE at IS NOT NULL;
CREATE INDEX due_since ON due (since, subject, what, item);
-- What lies longest at a place.
CREATE INDEX stock_line_first ON stock_line (place, first_in) WHERE quantity > 0;
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
-- Who does what is due, and until when nobody else does: one row at most.
CREATE TABLE lease (
    name  TEXT    NOT NULL PRIMARY KEY,
    owner TEXT    NOT NULL,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The address of a list with a name: somebody's own, or shared with everyone who opens that list.
CREATE TABLE saved_view (
    id      TEXT    NOT NULL PRIMARY KEY,
    -- The list, such as `/jobs`.
    list    TEXT    NOT NULL,
    person  TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    -- Path and query, as the list writes them.
    address TEXT    NOT NULL,
    shared  INTEGER NOT NULL,
    UNIQUE (list, person, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_view_shared ON saved_view (list) WHERE shared = 1;

-- What somebody asked for in one go. Each job's part of it is a command and an event of its own; this tells them together, for thirty days.
CREATE TABLE bulk (
    -- The command of the form that asked.
    id      TEXT    NOT NULL PRIMARY KEY,
    person  TEXT    NOT NULL,
    -- SHA-256 of what it asked: the same id says the same again.
    digest  TEXT    NOT NULL,
    -- The act, as JSON.
    act     TEXT    NOT NULL,
    -- Where its preview was drawn.
    drawn   TEXT    NOT NULL,
    -- The one that it takes back.
    undoes  TEXT,
    at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX bulk_undoes ON bulk (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX bulk_at ON bulk (at);

-- The jobs that were chosen, and what became of each.
CREATE TABLE bulk_job (
    bulk   TEXT    NOT NULL,
    place  INTEGER NOT NULL,
    job    TEXT    NOT NULL,
    -- As JSON; empty until it was tried.
    became TEXT    NOT NULL,
    PRIMARY KEY (bulk, place)
) STRICT, WITHOUT ROWID;

-- The number of a job's report in the series of the company's form. Never taken away: no number is given twice.
CREATE TABLE form_number (
    job     TEXT    NOT NULL PRIMARY KEY,
    number  TEXT    NOT NULL UNIQUE,
    -- What the numbers that are counted together have in common.
    series  TEXT    NOT NULL,
    counted INTEGER NOT NULL,
    at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX form_number_series ON form_number (series, counted);
