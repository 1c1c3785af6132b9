//! Blobs: photos, signatures, papers. Uploads by tus, kept under their SHA-256, immutable; read by who may read an event that names them and
//! whose author had them ([`crate::access::may_read`]).

mod download;
mod folder;
mod holders;
mod tus;
mod unnamed;
mod uploads;

pub use folder::BlobFolder;
pub(crate) use folder::hash_file;
pub use unnamed::Unnamed;

use crate::clock::Clock;
use crate::data::{Db, int, uint};
use crate::error::HubError;
use crate::hub::Hub;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use fettle_core::kernel::Hash;
use fettle_core::store::Files;
use fettle_core::sync::protocol::paths;
use holders::Holder;
use sqlx::Row;
use std::path::Path;
use std::sync::Arc;
use uploads::Busy;

/// A blob that is here whole.
#[derive(Debug, Clone)]
pub struct BlobInfo {
    /// SHA-256 of its bytes.
    pub hash: Hash,
    /// Length in bytes.
    pub size: u64,
    /// Media type as its sender said.
    pub media_type: String,
}

/// The blobs of one hub.
#[derive(Debug)]
pub struct Blobs {
    db: Arc<Db>,
    folder: BlobFolder,
    clock: Clock,
    busy: Busy,
}

/// The routes of blobs.
pub fn routes() -> Router<Arc<Hub>> {
    let uploads = axum::routing::post(tus::create).options(tus::options);
    let upload = axum::routing::head(tus::head).patch(tus::patch).delete(tus::terminate);
    Router::new()
        .route(paths::UPLOADS, uploads)
        .route(&format!("{}/{{id}}", paths::UPLOADS), upload)
        .route(&format!("{}/{{hash}}", paths::BLOBS), get(download::download))
        // Pieces go to disk as they come; the upload's own length is the limit.
        .layer(DefaultBodyLimit::disable())
}

impl Blobs {
    pub(crate) async fn open(
        db: Arc<Db>,
        folder: &Path,
        files: Arc<dyn Files>,
        clock: Clock,
    ) -> Result<Self, HubError> {
        let blobs = Self { db, folder: BlobFolder::new(folder).on(files), clock, busy: Busy::default() };
        blobs.drop_abandoned().await?;
        Ok(blobs)
    }
    /// What is known of a blob; `None` when it is not here whole.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn info(&self, hash: Hash) -> Result<Option<BlobInfo>, HubError> {
        let row = sqlx::query("SELECT size, media_type FROM blob WHERE hash = $1")
            .bind(hash.to_string())
            .fetch_optional(self.db.read())
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(BlobInfo { hash, size: uint(row.try_get(0)?), media_type: row.try_get(1)? }))
    }
    /// The bytes of a blob, for papers and pages. No check of who asks.
    ///
    /// # Errors
    /// [`HubError::Io`] when it is not here.
    pub async fn read(&self, hash: Hash) -> Result<Vec<u8>, HubError> {
        Ok(tokio::fs::read(self.folder.path(hash)).await?)
    }
    /// Where the bytes of a blob lie.
    pub(crate) fn file_of(&self, hash: Hash) -> std::path::PathBuf {
        self.folder.path(hash)
    }
    /// Takes in bytes made on the hub itself. The same bytes again are the same blob.
    ///
    /// # Errors
    /// [`HubError::Io`] when the disk says no.
    pub async fn put(&self, bytes: Vec<u8>, media_type: &str) -> Result<BlobInfo, HubError> {
        self.write(bytes, media_type, Holder::Hub).await
    }
    /// Takes in bytes that came another way than by an upload. Nobody counts as having had them before [`Blobs::hold`] says who.
    ///
    /// # Errors
    /// As [`Blobs::put`].
    pub(crate) async fn put_for_later(&self, bytes: Vec<u8>, media_type: &str) -> Result<BlobInfo, HubError> {
        self.write(bytes, media_type, Holder::Later).await
    }
    async fn write(&self, bytes: Vec<u8>, media_type: &str, holder: Holder) -> Result<BlobInfo, HubError> {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let folder = self.folder.clone();
        let id = crate::random::uuid(self.clock.now_ms())?;
        let work = move || -> std::io::Result<Hash> {
            let hash = Hash::of(&bytes);
            folder.append(id, 0, &bytes)?;
            folder.sync(id)?;
            folder.adopt(id, hash)?;
            Ok(hash)
        };
        let hash = tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other)??;
        let info = BlobInfo { hash, size, media_type: media_type.to_owned() };
        self.enter(&info, holder).await?;
        Ok(info)
    }
    /// Enters a blob whose bytes are in place, with who had them.
    async fn enter(&self, info: &BlobInfo, holder: Holder) -> Result<(), HubError> {
        let mut conn = self.db.write().await?;
        let mut tx = conn.begin().await?;
        sqlx::query(
            "INSERT INTO blob (hash, size, media_type, at) VALUES ($1, $2, $3, $4) ON CONFLICT (hash) DO NOTHING",
        )
        .bind(info.hash.to_string())
        .bind(int(info.size))
        .bind(&info.media_type)
        .bind(int(self.clock.now_ms()))
        .execute(&mut *tx)
        .await?;
        holders::note(&mut tx, info.hash, holder).await?;
        if let Holder::Person(person) = holder
            && info.media_type != fettle_core::rescue::MEDIA_TYPE
        {
            unnamed::note(&mut tx, info, person, self.clock.now_ms()).await?;
        }
        Ok(tx.commit().await?)
    }
}
