//! Entries that this version cannot read: the hub's, or another phone's, is newer. Their lines are kept as they came, like drafts, and told; the
//! cursor passes them. A version that can read them pulls their streams again from there.

use super::db::{Shared, Store};
use super::drafts;
use super::error::StoreError;
use super::row;
use crate::kernel::Hash;
use crate::sync::protocol::{PullLine, place};
use rusqlite::{Connection, params};

/// Name of the whole of which each line is a part.
const UNREAD: &str = "unread";
/// Most lines that are kept. What comes beyond is counted no more; it is pulled again with the first that reads.
const MOST: u64 = 1_000;

pub(super) fn keep(tx: &Connection, shared: &Shared, lines: &[String]) -> Result<(), StoreError> {
    if lines.is_empty() {
        return Ok(());
    }
    let room = MOST.saturating_sub(drafts::count_parts(tx, &shared.seal, UNREAD)?);
    for line in lines.iter().take(usize::try_from(room).unwrap_or(usize::MAX)) {
        // The same line again is the same part.
        drafts::put(tx, &shared.seal, &drafts::part_name(UNREAD, &Hash::of(line.as_bytes()).to_string()), line, 0)?;
    }
    Ok(())
}

impl Store {
    /// How many entries came that this version cannot read.
    ///
    /// # Errors
    /// As any read.
    pub fn unread(&self) -> Result<u64, StoreError> {
        self.draft_parts_count(UNREAD)
    }

    /// After an update: where this version reads a line that an older one could not, its stream is pulled again from there, so that everything
    /// comes in its order. The other lines stay.
    pub(super) fn read_again(&self) -> Result<(), StoreError> {
        if self.unread()? == 0 {
            return Ok(());
        }
        let lines = self.draft_parts(UNREAD)?;
        let reads = |line: &String| serde_json::from_str::<PullLine>(line).is_ok();
        let now_read: Vec<_> = lines.into_iter().filter(|(_, line)| reads(line)).collect();
        self.write_quietly(|tx, shared| {
            for (part, line) in &now_read {
                if let Some((stream, n)) = place(line) {
                    tx.prepare_cached("UPDATE cursor SET n = min(n, ?2) WHERE stream = ?1")?
                        .execute(params![stream.to_string(), row::column(n.saturating_sub(1))])?;
                }
                drafts::delete(tx, &shared.seal, &drafts::part_name(UNREAD, part))?;
            }
            Ok(())
        })
    }
}
