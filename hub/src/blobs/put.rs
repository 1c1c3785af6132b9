//! A blob becomes one of the hub: its bytes are in place first, then its row, with who had them.

use super::holders::{self, Holder};
use super::stored::{BlobInfo, Blobs};
use super::unnamed;
use crate::data::int;
use crate::error::HubError;
use crate::sql;
use fettle_core::kernel::Hash;

impl Blobs {
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
    pub(super) async fn enter(&self, info: &BlobInfo, holder: Holder) -> Result<(), HubError> {
        let mut conn = self.db.write().await?;
        let mut tx = conn.begin().await?;
        sql::query(
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
