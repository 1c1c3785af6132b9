//! A database as an older version had it: what later steps added is taken away again, the newest first.

use rusqlite::Connection;

/// What takes away what the step to this version added, as far as that step would not take it as it is.
const UNDO: &[(i64, &str)] = &[
    (
        27,
        "DROP TABLE form_number; DROP INDEX job_in_due; ALTER TABLE job_in DROP COLUMN due; \
         DELETE FROM setting WHERE key = 'rows'",
    ),
    (26, "DROP INDEX stock_line_serial; DROP INDEX stock_line_end"),
    (
        25,
        "DROP INDEX directory_owner_code; DROP INDEX directory_owner_until; DROP INDEX directory_owner_changed; \
         DROP INDEX directory_in_code; DROP INDEX directory_in_until; DROP INDEX directory_in_changed; \
         ALTER TABLE directory DROP COLUMN sort_code; ALTER TABLE directory DROP COLUMN sort_until; \
         ALTER TABLE directory_in DROP COLUMN sort_code; ALTER TABLE directory_in DROP COLUMN sort_until; \
         ALTER TABLE directory_in DROP COLUMN changed; DELETE FROM setting WHERE key = 'rows'",
    ),
    (
        24,
        "DROP TABLE stock_sum; DROP TABLE stock_short; DROP TABLE place_row; DROP TABLE take_row; \
         DELETE FROM setting WHERE key = 'rows'",
    ),
    (
        23,
        "DROP INDEX job_row_site_at; DROP INDEX job_row_customer_at; DROP INDEX job_row_contract_at; DROP INDEX job_in_kind; \
         ALTER TABLE job_in DROP COLUMN kind; ALTER TABLE directory DROP COLUMN labels",
    ),
    (22, "DROP INDEX audit_at; DROP INDEX audit_action"),
    (21, "DROP INDEX stock_entry_told"),
    (
        20,
        "DROP TABLE stock_place; DROP TABLE stock_late; DROP TABLE place_closed; DROP INDEX stock_entry_at; ALTER TABLE stock_entry DROP COLUMN first_in",
    ),
    (
        19,
        "DROP INDEX event_noted; DROP INDEX state_folds; CREATE INDEX state_kind ON state (kind); \
         ALTER TABLE state DROP COLUMN folds; UPDATE setting SET value = '16.1' WHERE key = 'folds'; \
         DELETE FROM setting WHERE key = 'filing'",
    ),
    (18, "DROP TABLE bulk; DROP TABLE bulk_job"),
    (17, "DROP TABLE displaced"),
    (16, "DROP TABLE saved_view"),
    (15, "DROP INDEX stock_line_at; DROP INDEX stock_line_of"),
    (
        14,
        "DROP TABLE import_part; DROP TABLE import_heading; \
         ALTER TABLE import_batch DROP COLUMN chosen; ALTER TABLE import_batch DROP COLUMN undo",
    ),
    (13, "DROP INDEX stock_line_first; DROP TABLE due; DROP TABLE lease; ALTER TABLE job_row DROP COLUMN overdue"),
    (12, "DROP TABLE import_batch"),
    (11, "DROP TABLE job_row; DROP TABLE job_engineer; DROP TABLE job_in"),
    (
        10,
        "DROP TABLE directory; DROP TABLE directory_in; DROP TABLE search_doc; DROP TABLE search_word; DROP TABLE rows_due",
    ),
    (9, "DROP TABLE brought; DROP INDEX event_apart"),
    (8, "DROP INDEX device_succeeds"),
    (
        6,
        "DROP TABLE known_browser; DROP TABLE password_link; ALTER TABLE session DROP COLUMN network; \
         ALTER TABLE enrolment DROP COLUMN made_by; ALTER TABLE device DROP COLUMN known_at; DROP INDEX audit_person; \
         DROP INDEX audit_about",
    ),
    (5, "DROP TABLE stock_line; DROP TABLE stock_entry"),
    (4, "DROP TABLE sheet"),
];

/// Makes a database of this version one of version `to`, which is 3 or later.
pub(crate) fn made_older(db: &Connection, to: i64) {
    for (_, undo) in UNDO.iter().filter(|(version, _)| *version > to) {
        db.execute_batch(undo).expect("taken away");
    }
    db.execute("DELETE FROM upgrade WHERE version > ?1", [to]).expect("forgotten");
    db.execute("INSERT OR IGNORE INTO upgrade VALUES (?1, 0)", [to]).expect("noted");
}
