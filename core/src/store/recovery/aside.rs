//! A damaged file: set aside, never deleted; what it held unsent is saved where it can be read.

use super::salvage::{self, Saved as SavedCounts};
use crate::store::beside::beside;
use crate::store::db::Setup;
use crate::store::error::{StoreError, damaged};
use crate::store::files::Files;
use crate::store::schema;
use crate::store::seal::{Seal, SealError};
use crate::store::set_aside::SetAside;
use crate::store::vault::{self, Vault};
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file and the two that SQLite keeps beside it.
const SUFFIXES: [&str; 3] = ["", "-wal", "-shm"];

/// Opens the file for writing.
///
/// # Errors
/// [`StoreError::Corrupt`] when it is damaged or not ours; [`StoreError::Newer`] when a newer app wrote it.
pub(in crate::store) fn open_checked(path: &Path, vfs: Option<&str>) -> Result<Connection, StoreError> {
    if mark(path).exists() {
        // A salvage was cut off: what it made so far is no store.
        return Err(damaged("the salvage of this file was cut off"));
    }
    let there = fs::metadata(path).is_ok_and(|about| about.len() > 0);
    let conn = match schema::open_writer(path, vfs) {
        Err(StoreError::Newer { found, known }) if schema::is_of_this_version(path, vfs) => {
            return Err(damaged(format!("version {found} with the tables of {known}")));
        }
        // A statement of the schema that fails on a file that is there: what stands in it is not what we wrote.
        Err(StoreError::Database(e)) if there && of_the_content(&e) => return Err(damaged(e)),
        other => other?,
    };
    if beside(path, ".suspect").exists() {
        let verdict: String = conn.query_row("PRAGMA integrity_check(1)", [], |r| r.get(0))?;
        if verdict != "ok" {
            return Err(damaged(verdict));
        }
    }
    // Reads the root page of the smallest tables: a torn file shows here and not under a person's hands.
    let devices: i64 = conn.query_row("SELECT count(*) FROM identity", [], |r| r.get(0))?;
    if devices == 1 {
        // The next event follows on this: a head that is not the newest own event's would break the chain for ever.
        let recorder = crate::store::identity::recorder(&conn)?;
        let (device, head) = (recorder.device, recorder.head);
        let named: Vec<u8> = conn.query_row("SELECT device FROM identity", [], |r| r.get(0))?;
        if named != device.uuid().as_bytes() {
            return Err(damaged("the device's id"));
        }
        if let Some(newest) = crate::store::outbox::newest(&conn)?
            && newest != head
        {
            return Err(damaged("the chain's head is not the newest own event"));
        }
    }
    Ok(conn)
}

/// Whether the failure lies in what the file holds, not in the disk, the memory or another process.
fn of_the_content(e: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode;
    match e.sqlite_error_code() {
        Some(code) => matches!(
            code,
            ErrorCode::Unknown | ErrorCode::ConstraintViolation | ErrorCode::TypeMismatch | ErrorCode::SchemaChanged
        ),
        None => true,
    }
}

/// Whether SQLite says what it says of a head that is not ours, too.
fn blamed(e: &rusqlite::Error) -> bool {
    e.sqlite_error_code() == Some(rusqlite::ErrorCode::ReadOnly) || of_the_content(e)
}

/// What opening the vault says of a damaged file: a row that does not read is damage.
pub(in crate::store) fn of_the_file(e: StoreError) -> StoreError {
    match e {
        StoreError::Database(e) if of_the_content(&e) => damaged(e),
        other => other,
    }
}

/// After damage was found: own events that wait have to open and to hang together. One that does not would hold up the others for ever.
pub(in crate::store) fn check_suspect(
    path: &Path,
    conn: &Connection,
    seal: &dyn Seal,
    files: &dyn Files,
) -> Result<(), StoreError> {
    let suspected = beside(path, ".suspect");
    if !suspected.exists() {
        return Ok(());
    }
    let first = "SELECT min(number) FROM outbox WHERE state = 'pending'";
    let first: Option<i64> = conn.query_row(first, [], |r| r.get(0))?;
    if let Some(first) = first.map(crate::store::row::count) {
        let own = crate::store::events::own(conn, seal, first, usize::MAX).map_err(|e| match e {
            StoreError::Sealed(SealError::Closed { .. }) => damaged(e),
            other => other,
        })?;
        crate::store::outbox::check_links(conn, &own)?;
    }
    // What others wrote is not saved by a salvage, it comes again from the hub: a value of theirs that does not open is damage too.
    let mut stmt = conn.prepare("SELECT id, text FROM event")?;
    let mut rows = stmt.query([])?;
    while let Some(r) = rows.next()? {
        let (id, text): (Vec<u8>, Vec<u8>) = (r.get(0)?, r.get(1)?);
        let id = crate::kernel::EventId::new(crate::store::row::uuid(&id)?);
        match seal.open(&crate::store::events::place(id), &text) {
            Err(e @ SealError::Closed { .. }) => return Err(damaged(e)),
            other => other?,
        };
    }
    // What was folded from them is not checked, it is refolded.
    conn.execute("UPDATE identity SET folds = ?1", [crate::store::identity::NO_FOLDS])?;
    Ok(files.remove_whole(&suspected)?)
}

/// Says where a file is set aside, while that is going on: a crash in between must not pass for a fresh phone.
fn mark(path: &Path) -> PathBuf {
    beside(path, ".salvaging")
}

/// Sets the damaged file aside, opens a fresh one and saves into it what can be read of the old one. Cut off at any point, the next opening
/// begins it again.
pub(in crate::store) fn start_over(
    path: &Path,
    wall_ms: i64,
    setup: &Setup,
) -> Result<(Connection, Arc<Vault>, SetAside), StoreError> {
    let begun = fs::read_to_string(mark(path)).ok().filter(|name| !name.is_empty());
    let aside = begun.map_or_else(|| free_name(path, wall_ms), |name| path.with_file_name(name));
    let name = aside.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let files = setup.files.as_ref();
    files.put_whole(&mark(path), name.as_bytes())?;
    set_aside(path, &aside, files)?;
    files.remove_whole(&beside(path, ".suspect"))?;
    // SQLite may write while it reads (the log's index): it gets a copy. Where there is no room for one the pages alone are read.
    let copy = beside(path, ".salvage");
    let copied = copy_of(&aside, &copy);
    let mut fresh = schema::open_writer(path, setup.vfs.as_deref())?;
    let vault = vault::open(&mut fresh, setup)?;
    let saved = salvage::into(&mut fresh, &aside, copied.then_some(copy.as_path()), setup, &vault);
    for suffix in SUFFIXES {
        let file = beside(&copy, suffix);
        if file.exists() {
            fs::remove_file(file)?;
        }
    }
    let saved = saved?;
    files.remove_whole(&mark(path))?;
    let SavedCounts { device_kept, events, events_lost, blobs, blobs_lost } = saved;
    Ok((fresh, vault, SetAside { path: aside, device_kept, salvaged: events, lost: events_lost, blobs, blobs_lost }))
}

/// Moves the file and its log. What stands at their place when the file was moved before is a fresh one that was not finished.
fn set_aside(path: &Path, aside: &Path, files: &dyn Files) -> Result<(), StoreError> {
    let moved = aside.exists();
    // The log first: a main file without its log is still found damaged at the next opening, a log without its file is not.
    for suffix in SUFFIXES.iter().rev() {
        let from = beside(path, suffix);
        if !from.exists() {
            continue;
        }
        if moved {
            files.remove(&from)?;
        } else {
            files.rename(&from, &beside(aside, suffix))?;
        }
    }
    // Before a fresh file is made in its place: after a power cut too there is one or the other.
    Ok(path.parent().map_or(Ok(()), |folder| files.sync_dir(folder))?)
}

/// Sets a file aside that no key opens, with its blobs; gives where the file lies now.
pub(in crate::store) fn set_aside_locked(path: &Path, wall_ms: i64, files: &dyn Files) -> Result<PathBuf, StoreError> {
    let aside = free_name(path, wall_ms);
    set_aside(path, &aside, files)?;
    // A crash before this leaves files that no row names: they are overwritten when the same blob comes again.
    let blobs = path.with_file_name("blobs");
    fs::rename(&blobs, aside.with_extension("blobs"))?;
    fs::create_dir_all(&blobs)?;
    Ok(aside)
}

fn copy_of(aside: &Path, copy: &Path) -> bool {
    let copied = ["", "-wal"].iter().all(|suffix| {
        let from = beside(aside, suffix);
        !from.exists() || fs::copy(&from, beside(copy, suffix)).is_ok()
    });
    copied && mend_head(copy).is_ok()
}

/// What the head says in every file of ours, by <https://www.sqlite.org/fileformat2.html>.
const HEAD: &[(u64, &[u8])] = &[
    (0, b"SQLite format 3\0"),
    // Pages of 4,096 bytes; a log; no bytes kept free; fractions.
    (16, &[0x10, 0, 2, 2, 0, 64, 32, 32]),
    // The schema's format, and UTF-8.
    (44, &[0, 0, 0, 4]),
    (56, &[0, 0, 0, 1]),
];

/// Damage that shows otherwise while a file is opened: a head that does not say so, for which SQLite blames the disk, such as for being
/// read-only; a value that does not open although the file's key is the right one.
pub(in crate::store) fn of_the_opening(path: &Path, e: StoreError) -> StoreError {
    use std::io::Read;
    let mut head = [0; 100];
    let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut head));
    let stands = |(at, bytes): &(u64, &[u8])| {
        let at = usize::try_from(*at).unwrap_or(usize::MAX);
        head.get(at..).is_some_and(|rest| rest.starts_with(bytes))
    };
    match e {
        // A file that cannot be opened now, or a disk that fails, is no damage: a head of ours may not be there yet.
        StoreError::Database(e) if blamed(&e) && read.is_ok() && !HEAD.iter().all(stands) => damaged(e),
        StoreError::Sealed(e @ SealError::Closed { .. }) => damaged(e),
        other => other,
    }
}

/// Writes that into the head of the copy: without it SQLite does not even begin to read.
fn mend_head(copy: &Path) -> std::io::Result<()> {
    use std::io::{Seek, SeekFrom, Write};
    let mut file = fs::OpenOptions::new().write(true).open(copy)?;
    for (at, bytes) in HEAD {
        file.seek(SeekFrom::Start(*at))?;
        file.write_all(bytes)?;
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
