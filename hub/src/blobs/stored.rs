//! The blobs of one hub as a value, and what is read of them.

use super::busy::Busy;
use super::folder::BlobFolder;
use crate::clock::Clock;
use crate::data::{Db, uint};
use crate::error::HubError;
use crate::sql;
use fettle_core::kernel::Hash;
use fettle_core::store::Files;
use std::path::Path;
use std::sync::Arc;

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
    pub(super) db: Arc<Db>,
    pub(super) folder: BlobFolder,
    pub(super) clock: Clock,
    pub(super) busy: Busy,
}

impl Blobs {
    /// The blobs in `folder`, written through `files`. Uploads that nobody went on with are dropped when they are opened ([`Blobs::open`]).
    pub(super) fn new(db: Arc<Db>, folder: &Path, files: Arc<dyn Files>, clock: Clock) -> Self {
        Self { db, folder: BlobFolder::new(folder).on(files), clock, busy: Busy::default() }
    }
    /// What is known of a blob; `None` when it is not here whole.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn info(&self, hash: Hash) -> Result<Option<BlobInfo>, HubError> {
        let row = sql::query("SELECT size, media_type FROM blob WHERE hash = $1")
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
}
