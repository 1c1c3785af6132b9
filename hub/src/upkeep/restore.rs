//! Putting a backup back: into a new folder, checked before anything counts, with a new epoch and a new console.

use super::manifest::Manifest;
use super::part::{Part, sync_folders};
use super::{archive, backup};
use crate::audit::{Action, Note};
use crate::clock::Clock;
use crate::data::{Db, MANIFEST, Place, hub_key, open_read_only, private, private_dir};
use crate::epoch;
use crate::error::{At, Fault, HubError};
use crate::sql;
use crate::verify::{Depth, Progress, Report, verify};
use fettle_core::kernel::DeviceKey;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What is to be restored, and how.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The backup: a folder, or one file.
    pub backup: &'a Path,
    /// The data folder to make; it must not be there, or be empty.
    pub data: &'a Path,
    /// The file with the hub's secret key, for a backup without it.
    pub key: Option<&'a Path>,
    /// Restore although the check finds damage.
    pub damaged: bool,
}

/// What a restore came to.
#[derive(Debug)]
pub struct Restored {
    /// Where it lies.
    pub data: PathBuf,
    /// What the backup said of itself.
    pub manifest: Manifest,
    /// Short code of the new console.
    pub console: String,
    /// What the check of the backup found. With findings nothing was restored, unless it was asked for.
    pub report: Report,
    /// Whether it was restored.
    pub done: bool,
}

/// Restores a backup.
///
/// # Errors
/// [`HubError::Fault`]: `target_exists`, `no_backup`, `backup_newer`, `backup_without_key`, `other_key`; [`HubError::Newer`]; others when a disk
/// fails. The data folder is then not there.
pub async fn restore(asked: Asked<'_>, clock: &Clock, progress: Progress<'_>) -> Result<Restored, HubError> {
    let empty = asked.data.is_dir() && std::fs::read_dir(asked.data)?.next().is_none();
    if empty {
        std::fs::remove_dir(asked.data)?;
    }
    let part = Part::begin(asked.data)?;
    let folder = part.folder().to_owned();
    take(asked.backup, &folder).await?;
    let manifest = Manifest::read(&folder)?;
    let key = key(&asked, &manifest, &folder)?;
    // Brings an older version's database up, and refuses a newer one's.
    let file = folder.join("hub.db");
    let now = clock.now_ms();
    let report = check(&folder, &manifest, now, progress).await?;
    if !report.holds() && !asked.damaged {
        let console = manifest.console.clone();
        return Ok(Restored { data: asked.data.to_owned(), manifest, console, report, done: false });
    }
    let console = renew(&file, now, &key).await?;
    std::fs::remove_file(folder.join(MANIFEST))?;
    let data = tokio::task::spawn_blocking(move || -> Result<PathBuf, HubError> {
        sync_folders(&folder)?;
        part.finish(None)
    })
    .await
    .map_err(std::io::Error::other)??;
    Ok(Restored { data, manifest, console, report, done: true })
}

/// Copies the backup's files into `folder`.
async fn take(from: &Path, folder: &Path) -> Result<(), HubError> {
    let (from, folder) = (from.to_owned(), folder.to_owned());
    if from.is_file() {
        let work = move || {
            archive::read(&from, &folder)?;
            std::fs::create_dir_all(folder.join("blobs/parts"))?;
            Ok(private_dir(&folder.join("keys"))?)
        };
        return tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other)?;
    }
    Manifest::read(&from)?;
    std::fs::create_dir_all(folder.join("blobs/parts"))?;
    private_dir(&folder.join("keys"))?;
    for name in ["hub.db", MANIFEST] {
        backup::copy_hashed(&from.join(name), &folder.join(name))?;
    }
    if from.join("keys").exists() {
        backup::copy_keys(&from.join("keys"), &folder.join("keys"))?;
    }
    let mut conn = open_read_only(&Place::File(folder.join("hub.db"))).await?;
    let mut after = String::new();
    loop {
        let page = backup::blobs_after(&mut conn, &after).await?;
        let Some(last) = page.last() else { return Ok(conn.close().await?) };
        after = last.to_string();
        let (from, to) = (from.join("blobs"), folder.join("blobs"));
        let work = move || -> Result<(), HubError> {
            for hash in page {
                let [source, target] = [&from, &to].map(|root| crate::blobs::BlobFolder::new(root).path(hash));
                std::fs::create_dir_all(target.parent().unwrap_or(&to))?;
                match backup::copy_hashed(&source, &target) {
                    // What it lacks is found by the check.
                    Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
                    other => drop(other?),
                }
            }
            Ok(())
        };
        tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other)??;
    }
}

/// The hub's key, from the backup or as asked; it has to be the one that the backup names.
fn key(asked: &Asked<'_>, manifest: &Manifest, folder: &Path) -> Result<DeviceKey, HubError> {
    if let Some(given) = asked.key {
        let bytes = std::fs::read(given).at(given)?;
        let mut file = private(&hub_key::path(folder))?;
        file.write_all(&bytes)?;
        file.sync_all()?;
    }
    let key = hub_key::read(folder)?.ok_or_else(|| Fault::bad("backup_without_key"))?;
    if key.public() != manifest.hub_key {
        return Err(Fault::bad("other_key").with("key", &manifest.hub_key).into());
    }
    Ok(key)
}

/// Checks what was copied, as it came, and then after its upgrade.
async fn check(folder: &Path, manifest: &Manifest, now: u64, progress: Progress<'_>) -> Result<Report, HubError> {
    let file = folder.join("hub.db");
    let hashing = file.clone();
    let hash = tokio::task::spawn_blocking(move || crate::blobs::hash_file(&hashing))
        .await
        .map_err(std::io::Error::other)??;
    // An older version's database is brought up; a newer one's is refused.
    Db::open(&Place::File(file.clone()), now, None).await?.close().await?;
    let mut report = verify(folder, Depth::Full, progress).await?;
    if hash != manifest.database {
        let finding = crate::verify::Finding { code: "backup_database", args: Default::default() };
        report.findings.insert(0, finding);
    }
    Ok(report)
}

/// Begins the new epoch. The short code of the new console comes back.
async fn renew(file: &Path, now: u64, key: &DeviceKey) -> Result<String, HubError> {
    let db = Db::open(&Place::File(file.to_owned()), now, None).await?;
    let mut conn = db.write().await?;
    let mut tx = conn.begin().await?;
    epoch::begin(&mut tx, now, key).await?;
    epoch::adopt_file(&mut tx).await?;
    Note::new(Action::Restored).write(&mut tx, now).await?;
    let sql = "SELECT d.short FROM device d JOIN setting s ON s.value = d.id WHERE s.key = 'console'";
    let console = sql::query_scalar(sql).fetch_one(&mut *tx).await?;
    tx.commit().await?;
    drop(conn);
    db.close().await?;
    Ok(console)
}
