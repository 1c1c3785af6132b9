//! What a backup says of itself: `backup.json`.

use crate::data::{MANIFEST, VERSION, settings, uint};
use crate::error::{Fault, HubError};
use crate::sql::{self, Conn};
use fettle_core::kernel::Hash;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::Path;

/// Version of the layout.
const FORMAT: u16 = 1;

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the layout.
    pub format: u16,
    /// Version of the program that wrote it.
    pub fettle: String,
    /// Version of its database.
    pub schema: i64,
    /// When it was made, milliseconds since 1970 UTC.
    pub at: u64,
    /// The hub's name.
    pub hub: String,
    /// The hub's public key, 64 hex digits.
    pub hub_key: String,
    /// Whether the hub's secret key is in it.
    pub with_key: bool,
    /// The hub's epoch.
    pub epoch: String,
    /// Short code of the console.
    pub console: String,
    /// Number of its newest event.
    pub number: u64,
    /// Events.
    pub events: u64,
    /// Blobs.
    pub blobs: u64,
    /// Their bytes.
    pub blob_bytes: u64,
    /// Bytes of the database.
    pub database_bytes: u64,
    /// SHA-256 of the database's file.
    pub database: Hash,
    /// Blobs that the hub's own folder no longer had as they were sent.
    #[serde(default)]
    pub damaged: Vec<String>,
}

impl Manifest {
    /// Of a copied database, which lies in `folder`.
    pub(super) async fn of(
        conn: &mut Conn,
        folder: &Path,
        at: u64,
        hub_key: String,
        with_key: bool,
    ) -> Result<Self, HubError> {
        let row = sql::query(
            "SELECT d.short, d.head_number, (SELECT COUNT(*) FROM event), (SELECT COUNT(*) FROM blob), \
             (SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM blob) FROM device d JOIN setting s ON s.value = d.id WHERE s.key = 'console'",
        )
        .fetch_one(&mut *conn)
        .await?;
        let file = folder.join("hub.db");
        let database_bytes = std::fs::metadata(&file)?.len();
        let database = tokio::task::spawn_blocking(move || crate::blobs::hash_file(&file))
            .await
            .map_err(std::io::Error::other)??;
        Ok(Self {
            format: FORMAT,
            fettle: env!("CARGO_PKG_VERSION").to_owned(),
            schema: VERSION,
            at,
            hub: settings::get(conn, "name").await?.unwrap_or_default(),
            hub_key,
            with_key,
            epoch: settings::get(conn, "epoch").await?.unwrap_or_default(),
            console: row.try_get(0)?,
            number: uint(row.try_get(1)?),
            events: uint(row.try_get(2)?),
            blobs: uint(row.try_get(3)?),
            blob_bytes: uint(row.try_get(4)?),
            database_bytes,
            database,
            damaged: Vec::new(),
        })
    }
    /// Reads the one in a folder.
    ///
    /// # Errors
    /// [`HubError::Fault`] `no_backup` where there is none or it does not read; `backup_newer` for a newer program's.
    pub fn read(folder: &Path) -> Result<Self, HubError> {
        let none = || HubError::from(Fault::bad("no_backup").with("folder", folder.display()));
        let text = std::fs::read_to_string(folder.join(MANIFEST)).map_err(|_| none())?;
        Self::parse(&text).map_err(|e| e.unwrap_or_else(none))
    }
    /// Reads its text; the error is none where it does not read.
    pub(super) fn parse(text: &str) -> Result<Self, Option<HubError>> {
        #[derive(Deserialize)]
        struct Format {
            format: u16,
        }
        let Format { format } = serde_json::from_str(text).map_err(|_| None)?;
        if format > FORMAT {
            return Err(Some(Fault::bad("backup_newer").into()));
        }
        serde_json::from_str(text).map_err(|_| None)
    }
    /// Writes it, last of all.
    pub(super) fn write(&self, folder: &Path) -> Result<(), HubError> {
        let mut file = std::fs::File::create(folder.join(MANIFEST))?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.write_all(b"\n")?;
        Ok(file.sync_all()?)
    }
}
