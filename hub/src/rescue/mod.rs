//! Rescue bundles on the hub: what a lost or broken phone held is judged like a push of that phone, and nothing of it is dropped.
//!
//! [`Hub::import_rescue`] is the one way in, whoever brings a bundle: `fettle import-rescue`, the folder `rescue/` of a running hub
//! ([`inbox`]), a colleague's phone (`sync`). Taking a bundle in twice changes nothing. Reading a bundle is `fettle_core::rescue`'s.

pub mod inbox;
mod intake;
mod report;

pub use report::{Damage, Imported, Quarantined};

use crate::audit::{Action, Note};
use crate::data::int;
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use crate::sql::{self, Row};
use axum::http::StatusCode;
use fettle_core::kernel::{Hash, PersonId};
use fettle_core::rescue::{Item, RescueError};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;

impl From<RescueError> for HubError {
    fn from(e: RescueError) -> Self {
        match e {
            RescueError::Io(e) => Self::Io(e),
            RescueError::OtherHub { .. } => Fault::new(StatusCode::CONFLICT, "rescue_other_hub").into(),
            other => Fault::bad(other.code()).into(),
        }
    }
}

/// A bundle that was taken in.
#[derive(Debug, Clone)]
pub struct Taken {
    /// SHA-256 of its file.
    pub hash: Hash,
    /// Who brought it; `None` for a file at the hub itself.
    pub carrier: Option<PersonId>,
    /// When, first, milliseconds since 1970 UTC.
    pub at: u64,
    /// What became of what was in it, at the last time that it was taken in.
    pub report: Imported,
}

impl Hub {
    /// Takes in the bundle at `path`, brought by `carrier` (`None`: at the hub itself), and keeps the report. The file stays.
    ///
    /// # Errors
    /// [`HubError::Fault`] `rescue_not_a_bundle`, `rescue_other_hub`; others when the disk or the database fails: what came before is then on
    /// record, and the same bundle again brings the rest.
    pub async fn import_rescue(self: &Arc<Self>, path: &Path, carrier: Option<PersonId>) -> Result<Imported, HubError> {
        // One after the other: a phone that got no answer asks again while the first time goes on.
        let _one = self.rescuing.lock().await;
        let file = path.to_owned();
        let hash = tokio::task::spawn_blocking(move || hash_of(&file)).await.map_err(std::io::Error::other)??;
        let file = File::open(path)?;
        let key = self.key().clone();
        // A few items at once: one may be as large as a photo.
        let (send, mut items) = tokio::sync::mpsc::channel::<Item>(2);
        let read =
            move || fettle_core::rescue::read(BufReader::new(file), &key, |item| send.blocking_send(item).is_ok());
        let reading = tokio::task::spawn_blocking(read);
        let mut intake = intake::Intake::new(self, hash);
        let mut failed = None;
        while let Some(item) = items.recv().await {
            if let Err(e) = intake.take(item).await {
                failed = Some(e);
                break;
            }
        }
        // The reader stops when nobody takes any more.
        drop(items);
        let read = reading.await.map_err(std::io::Error::other)?;
        if let Some(e) = failed {
            return Err(e);
        }
        let report = intake.end(read?).await?;
        self.note_rescue(&report, carrier).await?;
        let note = Note::new(Action::Rescued).about(Some(report.device.uuid()));
        self.accounts.audit.note(carrier.map_or(note.clone(), |carrier| note.by(carrier))).await?;
        tracing::info!(device = %report.device, accepted = report.accepted, known = report.known, "rescue bundle");
        Ok(report)
    }

    async fn note_rescue(&self, report: &Imported, carrier: Option<PersonId>) -> Result<(), HubError> {
        let sql = "INSERT INTO rescue (hash, device, carrier, at, report) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (hash) DO UPDATE SET report = excluded.report";
        sql::query(sql)
            .bind(report.hash.to_string())
            .bind(report.device.to_string())
            .bind(carrier.map(|person| person.to_string()))
            .bind(int(self.clock.now_ms()))
            .bind(serde_json::to_string(report)?)
            .execute(&mut *self.db().write().await?)
            .await?;
        Ok(())
    }

    /// Bundles that were taken in, newest first.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn rescued(&self) -> Result<Vec<Taken>, HubError> {
        let sql = "SELECT hash, carrier, at, report FROM rescue ORDER BY at DESC, hash";
        let rows = sql::query(sql).fetch_all(self.db().read()).await?;
        let taken = |row: &Row| -> Result<Taken, HubError> {
            let bad = || HubError::Record("a rescue bundle's row".into());
            let carrier: Option<String> = row.try_get(1)?;
            Ok(Taken {
                hash: row.try_get::<String, _>(0)?.parse().map_err(|_| bad())?,
                carrier: carrier.map(|person| person.parse().map_err(|_| bad())).transpose()?,
                at: crate::data::uint(row.try_get(2)?),
                report: serde_json::from_str(&row.try_get::<String, _>(3)?)?,
            })
        };
        rows.iter().map(taken).collect()
    }
}

/// SHA-256 of a file, read piece by piece.
pub(crate) fn hash_of(path: &Path) -> std::io::Result<Hash> {
    use sha2::Digest;
    let mut file = File::open(path)?;
    let (mut hasher, mut buffer) = (sha2::Sha256::new(), vec![0; 256 * 1024]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(Hash::new(hasher.finalize().into())),
            read => hasher.update(buffer.get(..read).unwrap_or_default()),
        }
    }
}
