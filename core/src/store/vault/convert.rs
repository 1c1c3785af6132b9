//! Stores of version 1, whose values stand as they are: sealed at the first opening. The records in one transaction, then the file is
//! written again so that no page keeps what stood there, then the blob files one by one. A kill at any point goes on at the next opening.

use super::files;
use super::key::Key;
use super::ring::Vault;
use super::values::{self, COLUMNS};
use crate::kernel::Hash;
use crate::store::blob_files;
use crate::store::error::StoreError;
use crate::store::files::Files;
use crate::store::seal::Plain;
use rusqlite::{Connection, TransactionBehavior, params};
use std::path::Path;

/// Seals every value of the file; all or nothing.
pub(super) fn records(conn: &mut Connection, vault: &Vault, key: &Key) -> Result<(), StoreError> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for column in COLUMNS {
        let mut after = Some(i64::MIN);
        while let Some(from) = after {
            after = values::reseal(&tx, column, (&Plain, None), vault, from, 256)?.next;
        }
    }
    values::seal_drafts(&tx, vault)?;
    values::hash_codes(&tx, vault)?;
    values::reseal_uploads(&tx, &|_, url| Ok(url.to_owned()), vault)?;
    insert(&tx, key, true)?;
    tx.commit()?;
    Ok(())
}

/// Clears what the file's pages and its log still held, and seals the blob files.
pub(super) fn files(conn: &Connection, vault: &Vault, disk: &dyn Files, home: &Path) -> Result<(), StoreError> {
    conn.execute_batch("VACUUM")?;
    truncate_log(conn)?;
    for (hash, path) in files::all(home, disk)? {
        // A file whose bytes have the hash of its name stands plain: a sealed one cannot.
        if let Some(bytes) = files::read(&path)?
            && Hash::of(&bytes) == hash
        {
            blob_files::write_file(disk, home, vault, hash, &bytes)?;
        }
    }
    conn.execute("UPDATE vault SET plain = 0", [])?;
    Ok(())
}

/// Takes the log into the file and empties it. Waits for nobody: a reader in the middle of something leaves it for later.
pub(super) fn truncate_log(conn: &Connection) -> Result<(), StoreError> {
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

/// Writes the vault's row.
pub(super) fn insert(conn: &Connection, key: &Key, plain: bool) -> Result<(), StoreError> {
    conn.execute(
        "INSERT INTO vault (one, key, mark, plain) VALUES (1, ?1, ?2, ?3)",
        params![key.number, key.mark(), plain],
    )?;
    Ok(())
}
