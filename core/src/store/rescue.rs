//! A damaged file: set aside, never deleted; what it held unsent is saved where it can be read.

use super::error::{StoreError, damaged};
use super::handle::{SetAside, Setup};
use super::salvage;
use super::schema;
use super::vault::{self, Vault};
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file and the two that SQLite keeps beside it.
const SUFFIXES: [&str; 3] = ["", "-wal", "-shm"];

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Remembers that a read or write found damage: the next opening checks the whole file.
pub(super) fn suspect(path: &Path) {
    // If even this cannot be written, the next read finds the damage again.
    fs::write(beside(path, ".suspect"), b"").ok();
}

/// Opens the file for writing.
///
/// # Errors
/// [`StoreError::Corrupt`] when it is damaged or not ours; [`StoreError::Newer`] when a newer app wrote it.
pub(super) fn open_checked(path: &Path, vfs: Option<&str>) -> Result<Connection, StoreError> {
    let conn = schema::open_writer(path, vfs)?;
    let mark = beside(path, ".suspect");
    if mark.exists() {
        let verdict: String = conn.query_row("PRAGMA integrity_check(1)", [], |r| r.get(0))?;
        if verdict != "ok" {
            return Err(damaged(verdict));
        }
        fs::remove_file(mark)?;
    }
    // Reads the root page of the smallest tables: a torn file shows here and not under a person's hands.
    conn.query_row("SELECT count(*) FROM identity", [], |r| r.get::<_, i64>(0))?;
    Ok(conn)
}

/// Sets the damaged file aside, opens a fresh one and saves into it what can be read of the old one.
pub(super) fn start_over(
    path: &Path,
    wall_ms: i64,
    setup: &Setup,
) -> Result<(Connection, Arc<Vault>, SetAside), StoreError> {
    let aside = free_name(path, wall_ms);
    move_aside(path, &aside)?;
    let mark = beside(path, ".suspect");
    if mark.exists() {
        fs::remove_file(mark)?;
    }
    // SQLite may write while it reads (the log's index): it gets a copy.
    let copy = beside(path, ".salvage");
    for suffix in ["", "-wal"] {
        let from = beside(&aside, suffix);
        if from.exists() {
            fs::copy(&from, beside(&copy, suffix))?;
        }
    }
    let mut fresh = schema::open_writer(path, setup.vfs.as_deref())?;
    let vault = vault::open(&mut fresh, setup)?;
    let saved = salvage::into(&mut fresh, &copy, setup, &vault)?;
    for suffix in SUFFIXES {
        let file = beside(&copy, suffix);
        if file.exists() {
            fs::remove_file(file)?;
        }
    }
    Ok((fresh, vault, SetAside { path: aside, device_kept: saved.device_kept, salvaged: saved.events }))
}

/// Sets a file aside that no key opens, with its blobs; gives where the file lies now.
pub(super) fn set_aside_locked(path: &Path, wall_ms: i64) -> Result<PathBuf, StoreError> {
    let aside = free_name(path, wall_ms);
    move_aside(path, &aside)?;
    // A crash before this leaves files that no row names: they are overwritten when the same blob comes again.
    let blobs = path.with_file_name("blobs");
    fs::rename(&blobs, aside.with_extension("blobs"))?;
    fs::create_dir_all(&blobs)?;
    Ok(aside)
}

fn move_aside(path: &Path, aside: &Path) -> Result<(), StoreError> {
    // The log first: a main file without its log is still found damaged at the next opening, a log without its file is not.
    for suffix in SUFFIXES.iter().rev() {
        let from = beside(path, suffix);
        if from.exists() {
            fs::rename(&from, beside(aside, suffix))?;
        }
    }
    Ok(())
}

fn free_name(path: &Path, wall_ms: i64) -> PathBuf {
    let named = |suffix: &str| path.with_file_name(format!("fettle.{wall_ms}{suffix}.damaged.db"));
    let mut name = named("");
    let mut again = 1;
    while name.exists() {
        name = named(&format!("-{again}"));
        again += 1;
    }
    name
}
