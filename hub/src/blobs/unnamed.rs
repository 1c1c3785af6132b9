//! Files that somebody sent and no record names: bounded for each person, listed, and removed after a time. A phone sends what its records name,
//! and its records come first; what stays unnamed is of no use to anybody.

use super::{BlobInfo, Blobs};
use crate::data::{int, uint};
use crate::error::{Fault, HubError};
use crate::sql::{self, Conn};
use axum::http::StatusCode;
use fettle_core::kernel::{Hash, PersonId};

/// How long a file stays that no record names, in milliseconds.
const KEPT_MS: u64 = 30 * 24 * 60 * 60 * 1000;
/// Bytes of such files that one person may have here, those under way included.
const MOST_BYTES: u64 = 512 * 1024 * 1024;
/// Uploads under way of one person; the oldest makes room for another.
const MOST_UPLOADS: i64 = 200;
/// Files removed in one go.
const CHUNK: i64 = 100;

/// What one person sent and no record names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unnamed {
    /// Who.
    pub person: PersonId,
    /// How many files.
    pub files: u64,
    /// How many bytes.
    pub bytes: u64,
    /// Since when, milliseconds since 1970 UTC.
    pub since: u64,
}

/// Notes a file that came, unless a record names it already.
pub(super) async fn note(conn: &mut Conn, blob: &BlobInfo, person: PersonId, now: u64) -> Result<(), HubError> {
    sql::query(
        "INSERT INTO unnamed (hash, person, size, at) SELECT $1, $2, $3, $4 \
         WHERE NOT EXISTS (SELECT 1 FROM event_blob WHERE hash = $1) ON CONFLICT DO NOTHING",
    )
    .bind(blob.hash.to_string())
    .bind(person.to_string())
    .bind(int(blob.size))
    .bind(int(now))
    .execute(conn)
    .await?;
    Ok(())
}

impl Blobs {
    /// Refuses another upload of a person who has sent enough that no record names. What a record names already is always taken.
    ///
    /// # Errors
    /// [`Fault`] `upload_quota` (429); others when the database does not answer.
    pub(super) async fn must_have_room(&self, blob: &BlobInfo, person: PersonId) -> Result<(), Fault> {
        if blob.media_type == fettle_core::rescue::MEDIA_TYPE {
            return Ok(());
        }
        let sql = "SELECT EXISTS (SELECT 1 FROM event_blob WHERE hash = $2), \
                   CAST((SELECT COALESCE(SUM(size), 0) FROM unnamed WHERE person = $1) + \
                   (SELECT COALESCE(SUM(u.size), 0) FROM upload u WHERE u.person = $1 AND u.hash <> $2 AND u.media_type <> $3 \
                    AND NOT EXISTS (SELECT 1 FROM event_blob n WHERE n.hash = u.hash) \
                    AND NOT EXISTS (SELECT 1 FROM unnamed d WHERE d.hash = u.hash AND d.person = u.person)) AS BIGINT)";
        let row = sql::query(sql)
            .bind(person.to_string())
            .bind(blob.hash.to_string())
            .bind(fettle_core::rescue::MEDIA_TYPE)
            .fetch_one(self.db.read())
            .await?;
        let (named, has): (bool, u64) = (row.try_get(0)?, uint(row.try_get(1)?));
        if named || has.saturating_add(blob.size) <= MOST_BYTES {
            return Ok(());
        }
        let fault = Fault::new(StatusCode::TOO_MANY_REQUESTS, "upload_quota");
        Err(fault.with("megabytes", MOST_BYTES / 1024 / 1024))
    }
    /// Drops the oldest uploads under way of a person who has too many. One that came to its end is none of them: its row stays for a while, as its sender
    /// may not have heard of it.
    pub(super) async fn make_room(&self, person: PersonId) -> Result<(), HubError> {
        let sql = "SELECT id FROM upload u WHERE person = $1 AND NOT EXISTS \
                   (SELECT 1 FROM blob_holder h WHERE h.hash = u.hash AND h.person = u.person) \
                   ORDER BY at DESC, id DESC LIMIT 9223372036854775807 OFFSET $2";
        let old: Vec<String> =
            sql::query_scalar(sql).bind(person.to_string()).bind(MOST_UPLOADS - 1).fetch_all(self.db.read()).await?;
        for id in old.iter().filter_map(|id| id.parse().ok()) {
            self.give_up(id).await?;
        }
        Ok(())
    }
    /// What is here that no record names, person by person.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn unnamed(&self) -> Result<Vec<Unnamed>, HubError> {
        let sql = "SELECT person, COUNT(*), CAST(SUM(size) AS BIGINT), MIN(at) FROM unnamed GROUP BY person ORDER BY SUM(size) DESC";
        let rows = sql::query(sql).fetch_all(self.db.read()).await?;
        rows.iter()
            .map(|row| {
                let person: String = row.try_get(0)?;
                Ok(Unnamed {
                    person: person.parse().map_err(|_| HubError::Record(format!("person {person}")))?,
                    files: uint(row.try_get(1)?),
                    bytes: uint(row.try_get(2)?),
                    since: uint(row.try_get(3)?),
                })
            })
            .collect()
    }
    /// Removes files that no record came to name in time. How many were removed.
    ///
    /// # Errors
    /// [`HubError`] when the database or the disk does not answer.
    pub async fn clear_unnamed(&self) -> Result<u64, HubError> {
        let before = int(self.clock.now_ms().saturating_sub(KEPT_MS));
        let mut removed = 0;
        loop {
            let sql = "SELECT hash FROM unnamed GROUP BY hash HAVING MAX(at) < $1 LIMIT $2";
            let old: Vec<String> = sql::query_scalar(sql).bind(before).bind(CHUNK).fetch_all(self.db.read()).await?;
            if old.is_empty() {
                return Ok(removed);
            }
            for name in old {
                if self.remove_unnamed(&name).await? {
                    removed += 1;
                }
            }
        }
    }
    /// Removes one file, unless a record names it or the hub has it of another hand. The rows first: a crash leaves a file that nothing knows,
    /// which the next upload of the same bytes takes up.
    async fn remove_unnamed(&self, name: &str) -> Result<bool, HubError> {
        let mut conn = self.db.write().await?;
        let mut tx = conn.begin().await?;
        let sql = "SELECT EXISTS (SELECT 1 FROM event_blob WHERE hash = $1) OR \
                   EXISTS (SELECT 1 FROM blob_holder WHERE hash = $1 AND person = 'hub')";
        let wanted: bool = sql::query_scalar(sql).bind(name).fetch_one(&mut *tx).await?;
        let tables: &[&str] = if wanted { &["unnamed"] } else { &["unnamed", "blob_holder", "blob"] };
        for table in tables {
            let sql = sql::AssertSqlSafe(format!("DELETE FROM {table} WHERE hash = $1"));
            sql::query(sql).bind(name).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        if wanted {
            return Ok(false);
        }
        let hash: Hash = name.parse().map_err(|_| HubError::Record(format!("blob {name}")))?;
        let path = self.folder.path(hash);
        // Still with the writer held: the same bytes cannot come in between.
        let work = move || match std::fs::remove_file(path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e),
            _ => Ok(()),
        };
        tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other)??;
        Ok(true)
    }
}
