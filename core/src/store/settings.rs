//! What a person set on this phone, such as the language, and how much room the store takes. A setting is kept like a draft: sealed, under
//! a keyed hash of its name.

use super::db::Store;
use super::drafts;
use super::error::StoreError;
use super::row;

/// How much is kept on this phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Storage {
    /// Photos, signatures and papers that are here.
    pub files: u64,
    /// Their size in bytes, before sealing.
    pub file_bytes: u64,
    /// Size of the file of records in bytes.
    pub record_bytes: u64,
}

/// The setting under which the hub's checkpoint is kept.
const CHECKPOINT: &str = "checkpoint";

fn name(setting: &str) -> String {
    format!("setting/{setting}")
}

impl Store {
    /// What was set under this name.
    ///
    /// # Errors
    /// As any read.
    pub fn setting(&self, setting: &str) -> Result<Option<String>, StoreError> {
        self.draft_get(&name(setting))
    }
    /// Keeps a setting; `None` takes it back. `wall_ms`: milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// As any write.
    pub fn setting_put(&self, setting: &str, value: Option<&str>, wall_ms: i64) -> Result<(), StoreError> {
        match value {
            Some(value) => self.draft_put(&name(setting), value, wall_ms),
            None => self.draft_delete(&name(setting)),
        }
    }
    /// How far the hub was when it last answered, as it said with its signature; to be brought back to it.
    ///
    /// # Errors
    /// As any read.
    pub fn checkpoint(&self) -> Result<Option<String>, StoreError> {
        self.setting(CHECKPOINT)
    }
    /// Keeps what the hub last said of how far it is. Before what came with it is taken in: it is true of the hub whatever becomes of that.
    ///
    /// # Errors
    /// As any write.
    pub fn keep_checkpoint(&self, checkpoint: Option<&str>) -> Result<(), StoreError> {
        let Some(checkpoint) = checkpoint else { return Ok(()) };
        if self.checkpoint()?.as_deref() == Some(checkpoint) {
            return Ok(());
        }
        self.write_quietly(|tx, shared| drafts::put(tx, &shared.seal, &name(CHECKPOINT), checkpoint, 0))
    }
    /// How much room is taken.
    ///
    /// # Errors
    /// As any read.
    pub fn storage(&self) -> Result<Storage, StoreError> {
        self.read(|tx, _| {
            let count = |sql: &str| -> Result<u64, StoreError> { Ok(row::count(tx.query_row(sql, [], |r| r.get(0))?)) };
            let pages = count("PRAGMA page_count")?;
            Ok(Storage {
                files: count("SELECT count(*) FROM blob WHERE local = 1")?,
                file_bytes: count("SELECT coalesce(sum(size), 0) FROM blob WHERE local = 1")?,
                record_bytes: pages.saturating_mul(count("PRAGMA page_size")?),
            })
        })
    }
}
