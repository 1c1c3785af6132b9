//! What is known of the hub's backups: the audit says when they were made and whether each was whole; beside the newest line stands where it
//! lies and what is in it.

use crate::audit::{Action, Audit, Line, Note, Wanted};
use crate::data::{Db, settings};
use crate::error::HubError;
use crate::sql::Conn;
use serde::{Deserialize, Serialize};

/// Setting: what the newest backup is, as JSON.
const KEY: &str = "last_backup";
/// Outcome of one whose check found the hub's own data damaged.
const DAMAGED: &str = "backup_of_damage";

/// What a backup is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Made {
    /// When, as its line of the audit says.
    pub at: u64,
    /// Name of its folder or file.
    pub name: String,
    /// Bytes of the database and of all files.
    pub bytes: u64,
    /// Events.
    pub events: u64,
    /// Files: photos, signatures, papers.
    pub blobs: u64,
    /// Whether the hub's secret key is in it.
    pub with_key: bool,
}

/// Notes one that was made; `whole`: whether its check found everything as it should be.
pub(crate) async fn note(conn: &mut Conn, made: &Made, whole: bool) -> Result<(), HubError> {
    let note = Note::new(Action::BackedUp);
    let note = if whole { note } else { note.outcome(DAMAGED) };
    note.write(conn, made.at).await?;
    settings::put(conn, KEY, &serde_json::to_string(made)?).await
}

/// How the hub stands with its backups.
#[derive(Debug)]
pub(crate) struct Backups {
    /// The newest line of the audit, whole or not.
    pub newest: Option<Line>,
    /// The newest of a whole one.
    pub whole: Option<Line>,
    /// What the newest one is; none where that was not kept yet.
    pub made: Option<Made>,
}

impl Backups {
    /// As the audit and the setting have it.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub(crate) async fn of(audit: &Audit, db: &Db) -> Result<Self, HubError> {
        let newest = async |done| {
            let wanted = Wanted { action: Some(Action::BackedUp), done, ..Wanted::default() };
            Ok::<_, HubError>(audit.found(&wanted, None, 1).await?.pop())
        };
        let (whole, newest) = (newest(true).await?, newest(false).await?);
        let made = settings::get(&mut *db.read().acquire().await?, KEY).await?;
        // What an older version wrote, or another hub that this one was put back from, is of another line.
        let made = made.and_then(|made| serde_json::from_str::<Made>(&made).ok());
        let made = made.filter(|made| newest.as_ref().is_some_and(|line| line.at == made.at));
        Ok(Self { newest, whole, made })
    }
}
