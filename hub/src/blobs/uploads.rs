//! Uploads under way: their rows, and the bytes as they come.

use super::holders::Holder;
use super::stored::{BlobInfo, Blobs};
use crate::clock::Clock;
use crate::data::{Db, int, uint};
use crate::error::{Fault, HubError};
use crate::sql;
use axum::body::{Body, BodyDataStream};
use axum::http::StatusCode;
use fettle_core::kernel::{Hash, PersonId};
use fettle_core::store::Files;
use fettle_core::sync::protocol::STATUS_CHECKSUM_MISMATCH;
use futures_util::StreamExt;
use futures_util::stream::Fuse;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

/// An upload that nobody went on with for so long is dropped, in milliseconds.
const ABANDONED_MS: u64 = 30 * 24 * 60 * 60 * 1000;
/// Bytes gathered before they go to the disk.
const PIECE: usize = 256 * 1024;
/// Most bytes of a refused body that are still taken off the line.
const DRAINED: usize = 8 * 1024 * 1024;

/// An upload that was announced.
#[derive(Debug, Clone)]
pub(super) struct Upload {
    pub id: Uuid,
    pub blob: BlobInfo,
    /// Who sends it.
    pub person: PersonId,
}

/// Bytes of a blob that is here already: clients of plain tus send them although the answer to their announcement said so. They are counted as
/// taken, and not kept.
async fn pass_over(mut at: u64, size: u64, stream: &mut Fuse<BodyDataStream>) -> Result<u64, Fault> {
    // At its end nothing is missing: what comes with an announcement of what is here.
    if at == size {
        return Ok(at);
    }
    while let Some(piece) = stream.next().await {
        at += piece.map_err(|_| Fault::bad("body_cut"))?.len() as u64;
        if at > size {
            return Err(Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "upload_too_long").with("size", size));
        }
    }
    Ok(at)
}

impl Blobs {
    /// The blobs in `folder`, without the uploads that nobody went on with.
    pub(crate) async fn open(
        db: Arc<Db>,
        folder: &Path,
        files: Arc<dyn Files>,
        clock: Clock,
    ) -> Result<Self, HubError> {
        let blobs = Self::new(db, folder, files, clock);
        blobs.clear_abandoned().await?;
        blobs.drop_stray_parts().await?;
        Ok(blobs)
    }
    /// Announces an upload.
    pub(super) async fn announce(&self, blob: BlobInfo, person: PersonId) -> Result<Upload, HubError> {
        let now = self.clock.now_ms();
        let id = crate::random::uuid(now)?;
        sql::query("INSERT INTO upload (id, hash, size, media_type, person, at) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(id.to_string())
            .bind(blob.hash.to_string())
            .bind(int(blob.size))
            .bind(&blob.media_type)
            .bind(person.to_string())
            .bind(int(now))
            .execute(&mut *self.db.write().await?)
            .await?;
        Ok(Upload { id, blob, person })
    }
    /// The upload, for the person who announced it.
    pub(super) async fn upload(&self, id: &str, person: PersonId) -> Result<Upload, Fault> {
        let unknown = || Fault::new(StatusCode::NOT_FOUND, "upload_unknown");
        let id: Uuid = id.parse().map_err(|_| unknown())?;
        let row = sql::query("SELECT hash, size, media_type FROM upload WHERE id = $1 AND person = $2")
            .bind(id.to_string())
            .bind(person.to_string())
            .fetch_optional(self.db.read())
            .await?
            .ok_or_else(unknown)?;
        let hash: Hash = row.try_get::<String, _>(0)?.parse().map_err(|_| unknown())?;
        Ok(Upload { id, blob: BlobInfo { hash, size: uint(row.try_get(1)?), media_type: row.try_get(2)? }, person })
    }
    async fn is_done(&self, upload: &Upload) -> Result<bool, HubError> {
        self.is_held(upload.blob.hash, upload.blob.size, upload.person).await
    }
    /// Bytes that have come; all of them only once the blob is entered, as its sender then lets go of it, and once this sender had it: that
    /// others sent it says nothing. A hub that was killed after the last byte and before entering the blob does so now.
    pub(super) async fn offset(&self, upload: &Upload) -> Result<u64, Fault> {
        let at = self.length(upload).await?;
        if at < upload.blob.size || self.is_done(upload).await? {
            return Ok(at);
        }
        self.append(upload, at, Body::empty()).await
    }
    async fn length(&self, upload: &Upload) -> Result<u64, HubError> {
        if self.is_done(upload).await? {
            return Ok(upload.blob.size);
        }
        let (folder, id) = (self.folder.clone(), upload.id);
        Ok(tokio::task::spawn_blocking(move || folder.length(id)).await.map_err(std::io::Error::other)??)
    }
    /// Drops an upload with its bytes.
    pub(super) async fn drop_upload(&self, upload: &Upload) -> Result<(), Fault> {
        let _held = self.busy.hold(upload.id)?;
        Ok(self.remove(upload.id).await?)
    }
    /// Appends a body at `offset`; what came before a cut stays. At the end the hash is checked. The new offset comes back.
    pub(super) async fn append(&self, upload: &Upload, offset: u64, body: Body) -> Result<u64, Fault> {
        let mut stream = body.into_data_stream().fuse();
        let done = self.append_from(upload, offset, &mut stream).await;
        // Also where it was refused, or here already: whoever is still sending would find the connection broken and never hear why.
        let mut left = DRAINED;
        while let Some(Ok(piece)) = stream.next().await
            && left > piece.len()
        {
            left -= piece.len();
        }
        done
    }
    async fn append_from(&self, upload: &Upload, offset: u64, stream: &mut Fuse<BodyDataStream>) -> Result<u64, Fault> {
        let _held = self.busy.hold(upload.id)?;
        let mut at = self.length(upload).await?;
        let size = upload.blob.size;
        if at == size && offset <= size && self.is_done(upload).await? {
            return pass_over(offset, size, stream).await;
        }
        if at != offset {
            return Err(Fault::new(StatusCode::CONFLICT, "upload_offset").with("offset", at));
        }
        let (mut gathered, mut cut) = (Vec::with_capacity(PIECE), false);
        loop {
            let piece = stream.next().await;
            let ended = !matches!(piece, Some(Ok(_)));
            cut |= matches!(piece, Some(Err(_)));
            if let Some(Ok(piece)) = piece {
                gathered.extend_from_slice(&piece);
            }
            if at + gathered.len() as u64 > size {
                return Err(Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "upload_too_long").with("size", size));
            }
            if !gathered.is_empty() && (ended || gathered.len() >= PIECE) {
                at = self.keep(upload.id, at, std::mem::take(&mut gathered)).await?;
            }
            if ended {
                break;
            }
        }
        let (folder, id) = (self.folder.clone(), upload.id);
        tokio::task::spawn_blocking(move || folder.sync(id)).await.map_err(std::io::Error::other)??;
        self.renew(upload.id).await?;
        if at == size {
            self.complete(upload).await?;
        } else if cut {
            return Err(Fault::bad("body_cut"));
        }
        Ok(at)
    }
    /// Somebody goes on with it.
    async fn renew(&self, id: Uuid) -> Result<(), HubError> {
        sql::query("UPDATE upload SET at = $2 WHERE id = $1")
            .bind(id.to_string())
            .bind(int(self.clock.now_ms()))
            .execute(&mut *self.db.write().await?)
            .await?;
        Ok(())
    }
    async fn keep(&self, id: Uuid, at: u64, piece: Vec<u8>) -> Result<u64, HubError> {
        let folder = self.folder.clone();
        let work = move || folder.append(id, at, &piece).map(|()| at + piece.len() as u64);
        Ok(tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other)??)
    }
    async fn complete(&self, upload: &Upload) -> Result<(), Fault> {
        let (folder, id, hash) = (self.folder.clone(), upload.id, upload.blob.hash);
        let work = move || -> std::io::Result<bool> {
            let right = folder.hash(id)? == hash;
            if right {
                folder.adopt(id, hash)?;
            }
            Ok(right)
        };
        let right = tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other)??;
        if !right {
            self.remove(id).await?;
            let status = StatusCode::from_u16(STATUS_CHECKSUM_MISMATCH).unwrap_or(StatusCode::BAD_REQUEST);
            return Err(Fault::new(status, "blob_hash_mismatch"));
        }
        Ok(self.enter(&upload.blob, Holder::Person(upload.person)).await?)
    }
    async fn remove(&self, id: Uuid) -> Result<(), HubError> {
        let folder = self.folder.clone();
        tokio::task::spawn_blocking(move || folder.discard(id)).await.map_err(std::io::Error::other)??;
        sql::query("DELETE FROM upload WHERE id = $1")
            .bind(id.to_string())
            .execute(&mut *self.db.write().await?)
            .await?;
        Ok(())
    }
    /// Drops an upload that nobody writes to at this moment.
    pub(super) async fn give_up(&self, id: Uuid) -> Result<(), HubError> {
        match self.busy.hold(id) {
            Ok(_held) => self.remove(id).await,
            Err(_) => Ok(()),
        }
    }
    /// Drops uploads that nobody went on with.
    ///
    /// # Errors
    /// [`HubError`] when the database or the disk does not answer.
    pub async fn clear_abandoned(&self) -> Result<(), HubError> {
        let before = self.clock.now_ms().saturating_sub(ABANDONED_MS);
        let old: Vec<String> = sql::query_scalar("SELECT id FROM upload WHERE at < $1")
            .bind(int(before))
            .fetch_all(self.db.read())
            .await?;
        for id in old.iter().filter_map(|id| id.parse().ok()) {
            self.give_up(id).await?;
        }
        Ok(())
    }
    /// Drops parts that belong to no upload: those of a hub that was killed while it took in a file of its own, or dropped an upload. Only at opening,
    /// while nobody writes parts.
    async fn drop_stray_parts(&self) -> Result<(), HubError> {
        let known: Vec<String> = sql::query_scalar("SELECT id FROM upload").fetch_all(self.db.read()).await?;
        let (folder, known) = (self.folder.clone(), known.into_iter().collect::<HashSet<_>>());
        let work = move || {
            let parts = folder.parts()?;
            parts.into_iter().filter(|id| !known.contains(&id.to_string())).try_for_each(|id| folder.discard(id))
        };
        Ok(tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other)??)
    }
}
