//! What tests of screens count: how far SQLite went for an answer, and what was written.

use crate::store::drafts::PARTS;
use crate::store::stock::{ALIKE, AT_PLACE, CLOSED, ENTRIES, LINE, OF_CARD, OF_PIECE, PRINTED, SAID, TOGETHER};
use crate::store::{Store, StoreError};
use rusqlite::{Connection, StatementStatus};
use std::collections::BTreeSet;

/// What is asked of stock, and of a draft that is kept in parts.
const ASKED: [&str; 11] = [AT_PLACE, OF_CARD, OF_PIECE, LINE, PRINTED, TOGETHER, ALIKE, ENTRIES, SAID, CLOSED, PARTS];

/// Steps of SQLite's machine that these took on one connection. Each is prepared once and held, and goes on counting.
fn steps(conn: &Connection) -> Result<i32, StoreError> {
    let mut steps = 0;
    for sql in ASKED {
        steps += conn.prepare_cached(sql)?.get_status(StatementStatus::VmStep);
    }
    Ok(steps)
}

impl Store {
    /// Steps of SQLite's machine so far for questions about stock and about drafts in parts, by screens and by commands.
    pub(crate) fn steps(&self) -> i32 {
        self.read(|tx, _| steps(tx)).unwrap() + self.with_writer(steps).unwrap()
    }
    /// Rows that were written or removed so far.
    pub(crate) fn rows_written(&self) -> u64 {
        self.with_writer(|conn| Ok(conn.total_changes())).unwrap()
    }
    /// Every draft and every part of one as it is stored: what is written again is sealed again, and is another value then.
    pub(crate) fn drafts_sealed(&self) -> BTreeSet<Vec<u8>> {
        let all = self.read(|tx, _| {
            let mut stmt = tx.prepare("SELECT doc FROM draft")?;
            let docs = stmt.query_map([], |r| r.get::<_, Vec<u8>>(0))?;
            Ok(docs.collect::<Result<BTreeSet<_>, _>>()?)
        });
        all.unwrap()
    }
}
