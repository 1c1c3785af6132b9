//! Rescue bundles of other phones that this one carries to the hub. A bundle is sealed for the hub alone: it lies in `bundles/` as it came,
//! named by its SHA-256, and only what its clear header says is known here.
//!
//! The folder counts: a file without a row (a crash in between, a damaged file of records) gets its row at the next opening. After handing
//! in, file and row stay as long as own work does, for a hub that is restored from a backup.

use super::blob_files;
use super::db::{Shared, Store};
use super::error::StoreError;
use super::row;
use crate::kernel::{BlobRef, DeviceId, Hash};
use crate::rescue::{Carried, FILE_ENDING, HEADER_BYTES, Header, MEDIA_TYPE, RescueError};
use crate::sync::protocol::{HandedIn, MAX_RESCUE_BYTES};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::Digest as _;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Bytes that are copied at once.
const PIECE: usize = 256 * 1024;
/// How the name of a copy ends that is not whole yet.
const UNFINISHED: &str = "new";

/// Where a bundle stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BundleState {
    /// It goes to the hub with the next sync.
    Waits,
    /// The hub did not take it, for the reason with this code; it is offered again.
    Refused(String),
    /// The hub took it in.
    HandedIn(HandedIn),
}

/// A bundle that this phone carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// What its header says.
    pub carried: Carried,
    /// Where it stands.
    pub state: BundleState,
}

fn folder(home: &Path) -> PathBuf {
    home.join("bundles")
}

fn path(home: &Path, hash: Hash) -> PathBuf {
    folder(home).join(format!("{hash}{FILE_ENDING}"))
}

impl Store {
    /// Takes a bundle along: a copy of the file at `from`. The same one again is handed in again.
    ///
    /// # Errors
    /// [`StoreError::NotEnrolled`]; [`StoreError::Rescue`] for a file that is no bundle, or one of another hub; [`StoreError::Full`]. There is
    /// no copy then.
    pub fn take_bundle(&self, from: &Path) -> Result<Carried, StoreError> {
        let identity = self.identity()?;
        let hub_key = identity.enrolment.as_ref().map(|e| &e.enrolled.hub_key).ok_or(StoreError::NotEnrolled)?;
        // What the platform hands over may be gone or unreadable: that is no failure of this phone's disk.
        let source = |e: std::io::Error| StoreError::Rescue(RescueError::Io(e));
        let mut file = File::open(from).map_err(source)?;
        let header = header_of(&mut file)?;
        if header.hub_hex() != *hub_key {
            return Err(RescueError::OtherHub { found: header.hub_hex() }.into());
        }
        file.seek(SeekFrom::Start(0)).map_err(source)?;
        let mut name = [0; 8];
        (self.shared.random)(&mut name)?;
        let folder = folder(self.home());
        let unfinished = folder.join(format!("{}.{UNFINISHED}", hex::encode(name)));
        let files = self.shared.files.as_ref();
        files.make_dirs(&folder)?;
        let mut copy = || -> Result<Carried, StoreError> {
            files.create(&unfinished)?;
            let (hash, size) = read_through(&mut file, source, |at, piece| Ok(files.write(&unfinished, at, piece)?))?;
            files.sync(&unfinished)?;
            let carried = Carried::new(&header, hash, size);
            self.write(|tx, shared| {
                shared.files.rename(&unfinished, &path(&shared.home, hash))?;
                shared.files.sync_dir(&folder)?;
                insert(tx, &carried)?;
                tx.execute(
                    "UPDATE bundle SET refused = NULL, outcome = NULL, handed_in = NULL WHERE hash = ?1",
                    params![hash.bytes()],
                )?;
                Ok(())
            })?;
            Ok(carried)
        };
        let copied = copy();
        if copied.is_err() {
            files.remove(&unfinished).ok();
        }
        copied
    }

    /// Bundles that this phone carries or carried, oldest first.
    ///
    /// # Errors
    /// As any read.
    pub fn bundles(&self) -> Result<Vec<Bundle>, StoreError> {
        self.read(|tx, _| {
            let mut stmt = tx.prepare_cached(
                "SELECT hash, size, device, short, made, refused, outcome FROM bundle ORDER BY made, hash",
            )?;
            let rows = stmt.query_map([], |r| {
                let hash: (Vec<u8>, i64) = (r.get(0)?, r.get(1)?);
                let of: (Vec<u8>, String, i64) = (r.get(2)?, r.get(3)?, r.get(4)?);
                Ok((hash, of, r.get::<_, Option<String>>(5)?, r.get::<_, Option<String>>(6)?))
            })?;
            let mut bundles = Vec::new();
            for found in rows {
                let ((hash, size), (device, short, made), refused, outcome) = found?;
                let state = match (outcome, refused) {
                    (Some(outcome), _) => {
                        BundleState::HandedIn(serde_json::from_str(&outcome).map_err(super::error::damaged)?)
                    }
                    (None, Some(code)) => BundleState::Refused(code),
                    (None, None) => BundleState::Waits,
                };
                let carried = Carried {
                    hash: row::hash(&hash)?,
                    size: row::count(size),
                    device: DeviceId::new(row::uuid(&device)?),
                    short,
                    made_ms: row::count(made),
                };
                bundles.push(Bundle { carried, state });
            }
            Ok(bundles)
        })
    }

    /// The next bundle that has to reach the hub, but for those in `skip`. One whose file changed since it was taken goes as it is now: the
    /// hub takes what is whole of it. One whose file is gone is refused.
    ///
    /// # Errors
    /// As any write.
    pub fn next_bundle(&self, skip: &BTreeSet<Hash>) -> Result<Option<blob_files::Upload>, StoreError> {
        let waiting = self.read(|tx, shared| {
            let mut stmt = tx.prepare_cached(
                "SELECT hash, size, upload_url FROM bundle WHERE handed_in IS NULL ORDER BY size, hash",
            )?;
            let rows = stmt.query_map([], |r| {
                Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, i64>(1)?, r.get::<_, Option<String>>(2)?))
            })?;
            for found in rows {
                let (hash, size, url) = found?;
                let hash = row::hash(&hash)?;
                if !skip.contains(&hash) {
                    return Ok(Some((
                        hash,
                        row::count(size),
                        blob_files::opened_url(shared.seal.as_ref(), hash, url)?,
                    )));
                }
            }
            Ok(None)
        })?;
        let Some((hash, size, url)) = waiting else { return Ok(None) };
        let upload = |hash, size, url| {
            let blob = BlobRef { hash, size, media_type: MEDIA_TYPE.to_owned() };
            Ok(Some(blob_files::Upload { blob, url }))
        };
        if url.is_some() {
            return upload(hash, size, url);
        }
        let read = File::open(path(self.home(), hash))
            .map_err(StoreError::from)
            .and_then(|mut file| read_through(&mut file, StoreError::from, |_, _| Ok(())));
        let Ok((now, length)) = read else {
            self.write(|tx, _| refuse(tx, hash, "blob_missing"))?;
            let skip = skip.iter().copied().chain([hash]).collect();
            return self.next_bundle(&skip);
        };
        if now != hash {
            self.write(|tx, shared| {
                let folder = folder(&shared.home);
                shared.files.rename(&path(&shared.home, hash), &path(&shared.home, now))?;
                shared.files.sync_dir(&folder)?;
                tx.execute("DELETE FROM bundle WHERE hash = ?1", params![now.bytes()])?;
                tx.execute(
                    "UPDATE bundle SET hash = ?2, size = ?3 WHERE hash = ?1",
                    params![hash.bytes(), now.bytes(), row::column(length)],
                )?;
                Ok(())
            })?;
        }
        upload(now, length, None)
    }

    /// Bytes of a bundle; `None`: there is no bundle with this hash.
    ///
    /// # Errors
    /// As any read; what the disk says.
    pub fn bundle_bytes(&self, hash: Hash, start: u64, length: usize) -> Result<Option<Vec<u8>>, StoreError> {
        let there = "SELECT EXISTS (SELECT 1 FROM bundle WHERE hash = ?1)";
        if !self.read(|tx, _| Ok(tx.query_row(there, params![hash.bytes()], |r| r.get::<_, bool>(0))?))? {
            return Ok(None);
        }
        let mut file = File::open(path(self.home(), hash))?;
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        file.take(length as u64).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// The hub took a bundle in, at `hub_ms` by its own time (milliseconds since 1970 UTC).
    ///
    /// # Errors
    /// As any write.
    pub fn handed_in(&self, hash: Hash, outcome: &HandedIn, hub_ms: u64) -> Result<(), StoreError> {
        let outcome = serde_json::to_string(outcome).map_err(super::error::damaged)?;
        self.write(|tx, _| {
            tx.execute(
                "UPDATE bundle SET upload_url = NULL, refused = NULL, outcome = ?2, handed_in = ?3 WHERE hash = ?1",
                params![hash.bytes(), outcome, row::column(hub_ms)],
            )?;
            Ok(())
        })
    }

    /// The hub does not take a bundle, for the reason with this code.
    ///
    /// # Errors
    /// As any write.
    pub fn hand_in_refused(&self, hash: Hash, code: &str) -> Result<(), StoreError> {
        self.write(|tx, _| refuse(tx, hash, code))
    }
}

fn insert(tx: &Connection, carried: &Carried) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO bundle (hash, size, device, short, made) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        params![
            carried.hash.bytes(),
            row::column(carried.size),
            carried.device.uuid().as_bytes(),
            carried.short,
            row::column(carried.made_ms)
        ],
    )?;
    Ok(())
}

fn refuse(tx: &Connection, hash: Hash, code: &str) -> Result<(), StoreError> {
    tx.execute("UPDATE bundle SET refused = ?2, upload_url = NULL WHERE hash = ?1", params![hash.bytes(), code])?;
    Ok(())
}

/// A restored hub may have lost what was handed in.
pub(super) fn hand_in_again(tx: &Connection) -> Result<(), StoreError> {
    tx.execute("UPDATE bundle SET upload_url = NULL, refused = NULL, outcome = NULL, handed_in = NULL", [])?;
    Ok(())
}

/// Lets go of what was handed in before `before`.
pub(super) fn prune(store: &Store, before: i64) -> Result<(), StoreError> {
    let old = store.read(|tx, _| {
        let mut stmt = tx.prepare_cached("SELECT hash FROM bundle WHERE handed_in < ?1")?;
        Ok(stmt.query_map(params![before], |r| r.get::<_, Vec<u8>>(0))?.collect::<Result<Vec<_>, _>>()?)
    })?;
    for hash in old {
        store.write(|tx, shared| {
            tx.execute("DELETE FROM bundle WHERE hash = ?1", params![hash])?;
            Ok(shared.files.remove_whole(&path(&shared.home, row::hash(&hash)?))?)
        })?;
    }
    Ok(())
}

/// At the opening, before anyone takes bundles: halves of copies go, and files without a row get theirs.
pub(super) fn settle(tx: &Connection, shared: &Shared) -> Result<(), StoreError> {
    let Ok(list) = fs::read_dir(folder(&shared.home)) else { return Ok(()) };
    for file in list.flatten().map(|entry| entry.path()) {
        if file.extension().is_some_and(|ending| ending == UNFINISHED) {
            shared.files.remove(&file)?;
            continue;
        }
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(Ok(hash)) = name.strip_suffix(FILE_ENDING).map(str::parse::<Hash>) else { continue };
        let known = tx
            .query_row("SELECT 1 FROM bundle WHERE hash = ?1", params![hash.bytes()], |_| Ok(()))
            .optional()?
            .is_some();
        // One that does not read is left lying: a person may still look at it.
        if !known
            && let Ok(mut open) = File::open(&file)
            && let (Ok(header), Ok(about)) = (header_of(&mut open), open.metadata())
        {
            insert(tx, &Carried::new(&header, hash, about.len()))?;
        }
    }
    Ok(())
}

fn header_of(file: &mut File) -> Result<Header, StoreError> {
    let mut head = Vec::new();
    file.take(HEADER_BYTES as u64).read_to_end(&mut head).map_err(RescueError::Io).map_err(StoreError::Rescue)?;
    Ok(Header::read(&head)?)
}

/// Reads a file to its end, piece by piece: its SHA-256 and its length.
fn read_through(
    file: &mut File,
    failed: impl Fn(std::io::Error) -> StoreError,
    mut each: impl FnMut(u64, &[u8]) -> Result<(), StoreError>,
) -> Result<(Hash, u64), StoreError> {
    let (mut hasher, mut piece, mut size) = (sha2::Sha256::new(), vec![0; PIECE], 0);
    loop {
        let got = match file.read(&mut piece) {
            Ok(0) => return Ok((Hash::new(hasher.finalize().into()), size)),
            Ok(got) => got,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(failed(e)),
        };
        let got = piece.get(..got).unwrap_or_default();
        hasher.update(got);
        each(size, got)?;
        size += got.len() as u64;
        if size > MAX_RESCUE_BYTES {
            return Err(RescueError::TooLarge.into());
        }
    }
}
