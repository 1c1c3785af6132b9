//! Half-filled screens: kept at each change, so that a killed app goes on where it was.

use super::error::StoreError;
use super::handle::Store;
use rusqlite::{OptionalExtension, params};

fn place(name: &str) -> String {
    format!("draft/{name}")
}

impl Store {
    /// Keeps a half-filled screen under `name`. `wall_ms`: milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// As any write.
    pub fn draft_put(&self, name: &str, doc: &str, wall_ms: i64) -> Result<(), StoreError> {
        self.write(|tx, shared| {
            let sealed = shared.seal.seal(&place(name), doc.as_bytes());
            tx.execute(
                "INSERT INTO draft (name, doc, saved) VALUES (?1, ?2, ?3)
                 ON CONFLICT (name) DO UPDATE SET doc = excluded.doc, saved = excluded.saved",
                params![name, sealed, wall_ms],
            )?;
            Ok(())
        })
    }
    /// The half-filled screen under `name`.
    ///
    /// # Errors
    /// As any read.
    pub fn draft_get(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.read(|tx, shared| {
            let sealed: Option<Vec<u8>> =
                tx.query_row("SELECT doc FROM draft WHERE name = ?1", params![name], |r| r.get(0)).optional()?;
            let Some(sealed) = sealed else { return Ok(None) };
            let doc = shared.seal.open(&place(name), &sealed)?;
            Ok(Some(String::from_utf8(doc).map_err(super::error::damaged)?))
        })
    }
    /// Lets go of it, once it was recorded or given up.
    ///
    /// # Errors
    /// As any write.
    pub fn draft_delete(&self, name: &str) -> Result<(), StoreError> {
        self.write(|tx, _| {
            tx.execute("DELETE FROM draft WHERE name = ?1", params![name])?;
            Ok(())
        })
    }
}
