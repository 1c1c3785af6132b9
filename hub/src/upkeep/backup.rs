//! A backup: the database as it was at one moment, then every blob that it has, the keys, and what it says of itself.

use super::archive;
use super::manifest::Manifest;
use super::part::{Part, sync_folders};
use crate::backups::{Made, note};
use crate::clock::Clock;
use crate::data::{Db, MANIFEST, Place, copy_database, hub_key, open_read_only, private, private_dir, snapshot};
use crate::error::{Fault, HubError};
use crate::hub::in_words;
use crate::ledger::fill_all;
use crate::sql::{self, Conn};
use crate::verify::{Depth, Report, verify};
use fettle_core::kernel::Hash;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// What a backup came to.
#[derive(Debug)]
pub struct Backed {
    /// Where it lies.
    pub target: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
    /// Blobs that were copied.
    pub copied: u64,
    /// Blobs that are links to those of an earlier backup beside it.
    pub linked: u64,
    /// The check of the copy that a restore insists on.
    pub report: Report,
    /// Whether it stands in the audit of the hub. A hub that is full or cannot be written is backed up all the same.
    pub noted: bool,
}

/// Backs `data` up to `target`, which must not be there: a folder, or one file if its name ends with `.tar`. The hub may be running.
///
/// Blobs that the newest other backup of the same hub beside a target folder has are linked, not copied: deleting either leaves the other
/// whole.
///
/// # Errors
/// [`HubError::Fault`]: `no_hub`, `hub_key_missing`, `hub_key_other`, `target_inside`, `target_exists`; [`HubError::Io`], [`HubError::Sql`] when a disk is full or fails. Nothing that looks like a
/// backup is then left.
pub async fn backup(data: &Path, target: &Path, with_key: bool, clock: &Clock) -> Result<Backed, HubError> {
    made(data, target, with_key, clock).await.map_err(|e| if e.is_damage() { in_words(e, data) } else { e })
}

async fn made(data: &Path, target: &Path, with_key: bool, clock: &Clock) -> Result<Backed, HubError> {
    if !Place::is_made(data) {
        return Err(Fault::bad("no_hub").with("folder", data.display()).into());
    }
    outside(data, target)?;
    let place = Place::of(data)?;
    // A newer or older database is not copied: what it means is not known here.
    let looked = snapshot(&place).await?;
    let mut source = match &place {
        Place::File(_) => {
            looked.close().await?;
            open_read_only(&place).await?
        }
        // One state until the last row.
        Place::Server(_) => looked,
    };
    let key = match with_key {
        true => hub_key::of(data, &mut source).await?.public(),
        // A hub that lost its key is backed up all the same, when its key is left out.
        false => match hub_key::known(&mut source).await? {
            Some(known) => known,
            None => hub_key::of(data, &mut source).await?.public(),
        },
    };
    let part = Part::begin(target)?;
    let folder = part.folder().to_owned();
    copy_database(&mut source, &folder.join("hub.db")).await?;
    if source.is_postgres() {
        let file = Db::open(&Place::File(folder.join("hub.db")), clock.now_ms(), None).await?;
        fill_all(&mut *file.write().await?).await?;
        file.close().await?;
    }
    source.close().await?;
    std::fs::create_dir_all(folder.join("blobs/parts"))?;
    let mut conn = open_read_only(&Place::File(folder.join("hub.db"))).await?;
    let mut manifest = Manifest::of(&mut conn, &folder, clock.now_ms(), key, with_key).await?;
    if with_key {
        let (from, to) = (data.join("keys"), folder.join("keys"));
        tokio::task::spawn_blocking(move || copy_keys(&from, &to)).await.map_err(std::io::Error::other)??;
    }
    let earlier = earlier(target, &manifest.hub_key);
    let (mut copied, mut linked, mut after) = (0, 0, String::new());
    loop {
        let sql = "SELECT hash FROM blob WHERE hash > $1 ORDER BY hash LIMIT 200";
        let page: Vec<String> = sql::query_scalar(sql).bind(&after).fetch_all(&mut conn).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(last);
        let (from, to, earlier) = (data.join("blobs"), folder.join("blobs"), earlier.clone());
        let work = move || take_blobs(&page, &from, &to, earlier.as_deref());
        let took = tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other)??;
        copied += took.copied;
        linked += took.linked;
        manifest.damaged.extend(took.damaged);
    }
    conn.close().await?;
    manifest.write(&folder)?;
    let report = verify(&folder, Depth::Record, &mut |_, _, _| {}).await?;
    // Before it has its name: a backup that stands is noted, whenever this is killed.
    let noted = match noted(&place, clock, target, &manifest, report.holds()).await {
        Ok(()) => true,
        Err(e) => {
            tracing::warn!(error = %e, "the backup is not noted in the audit");
            false
        }
    };
    let done = is_file(target);
    let target = tokio::task::spawn_blocking(move || -> Result<PathBuf, HubError> {
        if done {
            let file = folder.join("whole.tar");
            archive::write(&folder, &file)?;
            return part.finish(Some(&file));
        }
        sync_folders(&folder)?;
        part.finish(None)
    })
    .await
    .map_err(std::io::Error::other)??;
    Ok(Backed { target, manifest, copied, linked, report, noted })
}

/// Adds to the hub's own audit that what it knows was copied, and notes beside it what the copy is.
async fn noted(
    database: &Place,
    clock: &Clock,
    target: &Path,
    manifest: &Manifest,
    whole: bool,
) -> Result<(), HubError> {
    let made = Made {
        at: clock.now_ms(),
        name: target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        bytes: manifest.database_bytes + manifest.blob_bytes,
        events: manifest.events,
        blobs: manifest.blobs,
        with_key: manifest.with_key,
    };
    let db = Db::beside(database, made.at).await?;
    let mut conn = db.write().await?;
    let mut tx = conn.begin().await?;
    note(&mut tx, &made, whole).await?;
    tx.commit().await?;
    drop(conn);
    db.close().await
}

/// Refuses a target within the data folder: it would go with the hub, and be copied by whatever copies that.
fn outside(data: &Path, target: &Path) -> Result<(), HubError> {
    let data = data.canonicalize()?;
    let target = std::path::absolute(target)?;
    // The nearest folder above it that is there, as it is really called.
    let above = target.ancestors().skip(1).find_map(|above| above.canonicalize().ok());
    if above.is_some_and(|above| above.starts_with(&data)) {
        return Err(Fault::bad("target_inside").with("target", target.display()).with("folder", data.display()).into());
    }
    Ok(())
}

/// Whether the target is one file.
pub(super) fn is_file(target: &Path) -> bool {
    target.extension().is_some_and(|end| end == "tar")
}

/// The newest backup of the same hub in the folder where `target` is to be.
fn earlier(target: &Path, hub_key: &str) -> Option<PathBuf> {
    let parent = std::path::absolute(target).ok()?.parent()?.to_owned();
    let mut newest: Option<(u64, PathBuf)> = None;
    for entry in std::fs::read_dir(parent).ok()?.flatten() {
        let path = entry.path();
        if !path.join(MANIFEST).exists() || path.file_name()?.to_string_lossy().contains(".part-") {
            continue;
        }
        if let Ok(manifest) = Manifest::read(&path)
            && manifest.hub_key == hub_key
            && newest.as_ref().is_none_or(|(at, _)| manifest.at > *at)
        {
            newest = Some((manifest.at, path));
        }
    }
    newest.map(|(_, path)| path.join("blobs"))
}

struct Took {
    copied: u64,
    linked: u64,
    damaged: Vec<String>,
}

fn take_blobs(page: &[String], from: &Path, to: &Path, earlier: Option<&Path>) -> Result<Took, HubError> {
    let mut took = Took { copied: 0, linked: 0, damaged: Vec::new() };
    for name in page {
        let hash: Hash = name.parse().map_err(|_| HubError::Record(format!("blob {name}")))?;
        let [source, target] = [from, to].map(|root| crate::blobs::BlobFolder::new(root).path(hash));
        std::fs::create_dir_all(target.parent().unwrap_or(to))?;
        if let Some(earlier) = earlier
            && same_size(&crate::blobs::BlobFolder::new(earlier).path(hash), &source)
            && std::fs::hard_link(crate::blobs::BlobFolder::new(earlier).path(hash), &target).is_ok()
        {
            took.linked += 1;
            continue;
        }
        match copy_hashed(&source, &target) {
            Ok(found) if found == hash => took.copied += 1,
            // A copy of what is damaged would look good in the next backup.
            Ok(_) => {
                std::fs::remove_file(&target)?;
                took.damaged.push(name.clone());
            }
            Err(e) if e.kind() == ErrorKind::NotFound => took.damaged.push(name.clone()),
            Err(e) => return Err(e.into()),
        }
    }
    Ok(took)
}

fn same_size(one: &Path, other: &Path) -> bool {
    let length = |path| std::fs::metadata(path).map(|about| about.len()).ok();
    length(one).is_some_and(|size| length(other) == Some(size))
}

/// Copies a file to the disk and says what was copied.
pub(super) fn copy_hashed(from: &Path, to: &Path) -> std::io::Result<Hash> {
    let mut source = File::open(from)?;
    let mut target = File::create(to)?;
    let (mut hasher, mut buffer) = (Sha256::new(), vec![0; 256 * 1024]);
    loop {
        match source.read(&mut buffer)? {
            0 => break,
            read => {
                hasher.update(&buffer[..read]);
                target.write_all(&buffer[..read])?;
            }
        }
    }
    target.sync_all()?;
    Ok(Hash::new(hasher.finalize().into()))
}

/// Copies what is in the folder of keys, readable by its owner alone.
pub(super) fn copy_keys(from: &Path, to: &Path) -> Result<(), HubError> {
    private_dir(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            let mut file = private(&to.join(entry.file_name()))?;
            file.write_all(&std::fs::read(entry.path())?)?;
            file.sync_all()?;
        }
    }
    Ok(())
}

/// Every blob of a database, page by page, for who takes them elsewhere.
pub(super) async fn blobs_after(conn: &mut Conn, after: &str) -> Result<Vec<Hash>, HubError> {
    let sql = "SELECT hash FROM blob WHERE hash > $1 ORDER BY hash LIMIT 200";
    let rows = sql::query(sql).bind(after).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let name: String = row.try_get(0)?;
            name.parse().map_err(|_| HubError::Record(format!("blob {name}")))
        })
        .collect()
}
