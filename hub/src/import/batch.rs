//! A batch: tables that somebody brought to a running hub, first staged and looked at, then recorded part by part. It stays as who brought
//! what when; the tables themselves go when they are recorded, or after a day.

use super::brought::{Brought, Called};
use super::chosen::{Chosen, Offered};
use super::plan::Asked;
use super::run::{self, PART, Wanted};
use super::told::Told;
use super::undo::Undo;
use super::{Files, Plan};
use crate::audit::{Action, Note};
use crate::data::{int, private_dir, uint};
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use crate::ledger::ImportPart;
use crate::random;
use crate::sql::{self, Row};
use axum::http::StatusCode;
use fettle_core::kernel::PersonId;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use uuid::Uuid;

/// How long staged tables wait for a decision, in milliseconds.
const WAITS_MS: u64 = 24 * 60 * 60 * 1000;
/// Batches of one person that wait at once: an older one makes room.
const WAITING: i64 = 5;
/// Tries to record a part while another process holds the database.
const TRIES: u32 = 10;

/// Where a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Looked at, and nothing recorded.
    Staged,
    /// It began to be recorded.
    Begun,
    /// All that was wanted is on record.
    Done,
    /// Something stood against it; what was recorded before stays.
    Failed,
}

impl State {
    fn code(self) -> &'static str {
        match self {
            Self::Staged => "staged",
            Self::Begun => "begun",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
    fn of(code: &str) -> Option<Self> {
        [Self::Staged, Self::Begun, Self::Done, Self::Failed].into_iter().find(|state| state.code() == code)
    }
}

/// A batch.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Its id.
    pub id: Uuid,
    /// Who brought it.
    pub by: PersonId,
    /// When, in milliseconds since 1970 UTC.
    pub at: u64,
    /// What whoever brought it calls it; empty where it goes by its files.
    pub name: String,
    /// Names of the files.
    pub files: Vec<String>,
    /// Where it stands.
    pub state: State,
    /// What was wanted of it.
    pub wanted: Wanted,
    /// Events on record.
    pub done: u64,
    /// Events in all.
    pub total: u64,
    /// What was told of it: in a list the counts alone.
    pub told: Told,
    /// What stood against it; empty for nothing.
    pub outcome: String,
    /// When it was done.
    pub ended_at: Option<u64>,
    /// Rows that are wanted.
    pub chosen: Chosen,
    /// What became of taking it back; none where nobody wanted that.
    pub undo: Option<Undo>,
}

const WHOLE: &str =
    "SELECT id, person, at, files, state, wanted, done, total, told, outcome, ended_at, chosen, undo FROM import_batch";
const LISTED: &str =
    "SELECT id, person, at, files, state, wanted, done, total, counts, outcome, ended_at, NULL, undo FROM import_batch";
/// The file with all that was told, beside the tables.
const TOLD: &str = "told.json";
/// The file with the rows that may be chosen.
const OFFERED: &str = "offered.json";

fn batch(row: &Row) -> Result<Batch, HubError> {
    let text = |at: usize| -> Result<String, HubError> { Ok(row.try_get(at)?) };
    let wrong = |what: &str| HubError::Record(format!("{what} of an import"));
    let Called { name, files } = serde_json::from_str(&text(3)?)?;
    Ok(Batch {
        id: text(0)?.parse().map_err(|_| wrong("id"))?,
        by: text(1)?.parse().map_err(|_| wrong("person"))?,
        at: uint(row.try_get(2)?),
        name,
        files,
        state: State::of(&text(4)?).ok_or_else(|| wrong("state"))?,
        wanted: serde_json::from_str(&text(5)?)?,
        done: uint(row.try_get(6)?),
        total: uint(row.try_get(7)?),
        told: serde_json::from_str(&text(8)?)?,
        outcome: text(9)?,
        ended_at: row.try_get::<Option<i64>, _>(10)?.map(uint),
        chosen: match row.try_get::<Option<String>, _>(11)? {
            Some(chosen) => serde_json::from_str(&chosen)?,
            None => Chosen::default(),
        },
        undo: row.try_get::<Option<String>, _>(12)?.map(|undo| serde_json::from_str(&undo)).transpose()?,
    })
}

/// The folder of staged tables in a data folder.
pub(super) fn staging(data: &Path) -> PathBuf {
    data.join("imports")
}

fn folder(hub: &Hub, id: Uuid) -> PathBuf {
    staging(hub.data()).join(id.to_string())
}

fn died(e: &tokio::task::JoinError) -> HubError {
    HubError::Record(format!("import: {e}"))
}

/// Keeps what `by` brought, looks at it and gives the new batch's id. Nothing is recorded.
///
/// # Errors
/// [`HubError`] when disk or database do not answer.
pub async fn stage(hub: &Hub, by: PersonId, brought: impl Into<Brought>) -> Result<Uuid, HubError> {
    stage_as(hub, random::uuid(hub.clock.now_ms())?, by, brought.into()).await
}

/// The same under the id of the form that brought them: sent twice, it is one batch.
///
/// # Errors
/// As [`stage`].
pub async fn stage_as(hub: &Hub, id: Uuid, by: PersonId, brought: Brought) -> Result<Uuid, HubError> {
    match get(hub, id).await? {
        Some(known) if known.by == by => return Ok(id),
        // An id is nobody's proof: what somebody else brought stays theirs.
        Some(_) => return Box::pin(stage(hub, by, brought)).await,
        None => {}
    }
    forget(hub, by).await?;
    let folder = folder(hub, id);
    let called = serde_json::to_string(&brought.called())?;
    let files = brought.files;
    let parent = staging(hub.data());
    let (to, kept) = (folder.clone(), files.clone());
    let keep = move || -> Result<(), HubError> {
        private_dir(&parent)?;
        private_dir(&to)?;
        for (at, bytes) in kept.values().enumerate() {
            std::fs::write(to.join(at.to_string()), bytes)?;
        }
        Ok(())
    };
    tokio::task::spawn_blocking(keep).await.map_err(|e| died(&e))??;
    let plan = run::asked(hub, files, Asked { listed: true, ..Asked::default() }).await?;
    let told = Told::of(&plan);
    lay(folder, &told, plan.offered).await?;
    let counts = serde_json::to_string(&counts_of(&told))?;
    let told = told.brief();
    let sql = "INSERT INTO import_batch (id, person, at, files, state, wanted, done, total, told, counts, outcome) \
               VALUES ($1, $2, $3, $4, 'staged', $5, 0, $6, $7, $8, '') ON CONFLICT (id) DO NOTHING";
    sql::query(sql)
        .bind(id.to_string())
        .bind(by.to_string())
        .bind(int(hub.clock.now_ms()))
        .bind(called)
        .bind(serde_json::to_string(&Wanted::default())?)
        .bind(int(plan.drafts.len() as u64))
        .bind(serde_json::to_string(&told)?)
        .bind(counts)
        .execute(&mut *hub.db().write().await?)
        .await?;
    Ok(id)
}

/// Lays all that was told, and the rows that may be chosen, beside the tables.
async fn lay(folder: PathBuf, told: &Told, offered: Vec<Offered>) -> Result<(), HubError> {
    let told = serde_json::to_vec(told)?;
    let write = move || -> Result<(), HubError> {
        std::fs::write(folder.join(TOLD), told)?;
        std::fs::write(folder.join(OFFERED), serde_json::to_vec(&offered)?)?;
        Ok(())
    };
    tokio::task::spawn_blocking(write).await.map_err(|e| died(&e))?
}

/// Rows of staged tables that may be chosen; none where the tables are gone.
///
/// # Errors
/// [`HubError`] when the file does not read.
pub async fn offered(hub: &Hub, id: Uuid) -> Result<Vec<Offered>, HubError> {
    match tokio::fs::read(folder(hub, id).join(OFFERED)).await {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(e.into()),
    }
}

/// Takes note of which rows of staged tables are wanted, and looks at them again.
///
/// # Errors
/// `import_gone` where its tables are not there any more, or nobody waits for a decision.
pub async fn choose(hub: &Hub, id: Uuid, chosen: Chosen) -> Result<(), HubError> {
    let sql = "UPDATE import_batch SET chosen = $2 WHERE id = $1 AND state = 'staged'";
    let query = sql::query(sql).bind(id.to_string()).bind(serde_json::to_string(&chosen)?);
    query.execute(&mut *hub.db().write().await?).await?;
    look_again(hub, id).await
}

/// Looks at staged tables again: something that is asked of them, or known of their headings, is another by now.
///
/// # Errors
/// `import_gone` where its tables are not there any more, or nobody waits for a decision.
pub async fn look_again(hub: &Hub, id: Uuid) -> Result<(), HubError> {
    let gone = || HubError::from(Fault::new(StatusCode::NOT_FOUND, "import_gone"));
    let batch = get(hub, id).await?.filter(|batch| batch.state == State::Staged).ok_or_else(gone)?;
    let files = files(hub, &batch).await?;
    let plan = run::asked(hub, files, Asked { listed: true, chosen: batch.chosen, update: false }).await?;
    restaged(hub, id, plan, "").await
}

/// Puts what is told of staged tables by now in the place of what was told before.
async fn restaged(hub: &Hub, id: Uuid, plan: Plan, outcome: &str) -> Result<(), HubError> {
    let told = Told::of(&plan);
    lay(folder(hub, id), &told, plan.offered).await?;
    let counts = serde_json::to_string(&counts_of(&told))?;
    let sql = "UPDATE import_batch SET state = 'staged', outcome = $2, told = $3, counts = $4, total = $5 \
               WHERE id = $1 AND state <> 'done'";
    let query = sql::query(sql).bind(id.to_string()).bind(outcome).bind(serde_json::to_string(&told.brief())?);
    let query = query.bind(counts).bind(int(plan.drafts.len() as u64));
    query.execute(&mut *hub.db().write().await?).await?;
    Ok(())
}

async fn files(hub: &Hub, batch: &Batch) -> Result<Files, HubError> {
    let (to, names) = (folder(hub, batch.id), batch.files.clone());
    if !to.exists() {
        return Err(Fault::new(StatusCode::NOT_FOUND, "import_gone").into());
    }
    Ok(tokio::task::spawn_blocking(move || tables(&to, &names)).await.map_err(|e| died(&e))??)
}

pub(super) fn counts_of(told: &Told) -> Told {
    Told { counts: told.counts.clone(), wrong: told.wrong, ..Told::default() }
}

/// All that was told of a batch whose tables are still there; else what its page shows.
///
/// # Errors
/// [`HubError`] when the file does not read.
pub async fn all_told(hub: &Hub, batch: &Batch) -> Result<Told, HubError> {
    let path = folder(hub, batch.id).join(TOLD);
    match tokio::fs::read(path).await {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(batch.told.clone()),
        Err(e) => Err(e.into()),
    }
}

/// A batch; none for an id that is none's, or whose tables were forgotten.
///
/// # Errors
/// [`HubError`] when the database does not answer.
pub async fn get(hub: &Hub, id: Uuid) -> Result<Option<Batch>, HubError> {
    let sql = format!("{WHOLE} WHERE id = $1");
    let row = sql::query(sql::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(hub.db().read()).await?;
    row.as_ref().map(batch).transpose()
}

/// Batches that began, newest first, behind `before`.
///
/// # Errors
/// [`HubError`] when the database does not answer.
pub async fn list(hub: &Hub, before: Option<Uuid>, most: u32) -> Result<Vec<Batch>, HubError> {
    // Ids sort by birth.
    let sql = format!("{LISTED} WHERE state <> 'staged' AND id < $1 ORDER BY id DESC LIMIT $2");
    let before = before.map_or_else(|| "g".to_owned(), |id| id.to_string());
    let rows = sql::query(sql::AssertSqlSafe(sql)).bind(before).bind(i64::from(most)).fetch_all(hub.db().read());
    rows.await?.iter().map(batch).collect()
}

/// Forgets staged tables that nobody decided about for a day, and the oldest of `by` where there are many.
async fn forget(hub: &Hub, by: PersonId) -> Result<(), HubError> {
    let old = int(hub.clock.now_ms().saturating_sub(WAITS_MS));
    let sql = "DELETE FROM import_batch WHERE state = 'staged' AND (at < $1 OR id IN \
               (SELECT id FROM import_batch WHERE state = 'staged' AND person = $2 ORDER BY id DESC LIMIT 9223372036854775807 OFFSET $3))";
    let mut conn = hub.db().write().await?;
    sql::query(sql).bind(old).bind(by.to_string()).bind(WAITING - 1).execute(&mut *conn).await?;
    let kept: Vec<String> = sql::query_scalar("SELECT id FROM import_batch WHERE state <> 'done' AND at >= $1")
        .bind(old)
        .fetch_all(&mut *conn)
        .await?;
    drop(conn);
    let parent = staging(hub.data());
    let clear = move || {
        let Ok(list) = std::fs::read_dir(&parent) else { return };
        for entry in list.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            // One that is being written has no row yet.
            let age = entry.metadata().and_then(|m| m.modified()).map(|at| SystemTime::now().duration_since(at));
            let fresh = !matches!(age, Ok(Ok(age)) if age > Duration::from_secs(60 * 60));
            if !kept.contains(&name) && !fresh {
                std::fs::remove_dir_all(entry.path()).ok();
            }
        }
    };
    tokio::task::spawn_blocking(clear).await.map_err(|e| died(&e))
}

/// Gives staged tables up.
///
/// # Errors
/// [`HubError`] when the database does not answer.
pub async fn drop_staged(hub: &Hub, id: Uuid) -> Result<(), HubError> {
    let sql = "DELETE FROM import_batch WHERE id = $1 AND state = 'staged'";
    let gone = sql::query(sql).bind(id.to_string()).execute(&mut *hub.db().write().await?).await?;
    if gone.rows_affected() > 0 {
        std::fs::remove_dir_all(folder(hub, id)).ok();
    }
    Ok(())
}

fn tables(folder: &Path, names: &[String]) -> std::io::Result<Files> {
    names.iter().enumerate().map(|(at, name)| Ok((name.clone(), std::fs::read(folder.join(at.to_string()))?))).collect()
}

/// Begins to record a batch, or goes on with one that was broken off; `wanted` counts for one that did not begin yet. It goes on by itself.
///
/// # Errors
/// `import_gone` where its tables are not there any more, `import_problems` where rows are bad and the good ones alone were not wanted.
pub async fn begin(hub: &Arc<Hub>, id: Uuid, wanted: Wanted) -> Result<(), HubError> {
    let gone = || HubError::from(Fault::new(StatusCode::NOT_FOUND, "import_gone"));
    let under_way = hub.imports.under_way().contains(&id);
    let batch = get(hub, id).await?.ok_or_else(gone)?;
    let taken_back = batch.undo.as_ref().is_some_and(Undo::has_begun);
    if batch.state == State::Done || taken_back || under_way {
        return Ok(());
    }
    if !folder(hub, id).exists() {
        return Err(gone());
    }
    let wanted = if batch.state == State::Staged { wanted } else { batch.wanted };
    if batch.told.wrong > 0 && !wanted.partial {
        return Err(Fault::bad("import_problems").into());
    }
    if !hub.imports.begin(id) {
        return Ok(());
    }
    let sql = "UPDATE import_batch SET state = 'begun', wanted = $2, outcome = '' WHERE id = $1";
    let query = sql::query(sql).bind(id.to_string()).bind(serde_json::to_string(&wanted)?);
    let noted = match hub.db().write().await {
        Ok(mut conn) => query.execute(&mut *conn).await.map(drop).map_err(HubError::from),
        Err(e) => Err(e),
    };
    if let Err(e) = noted {
        hub.imports.end(id);
        return Err(e);
    }
    let fresh = batch.state == State::Staged;
    let hub = Arc::clone(hub);
    tokio::spawn(async move {
        let ended = record(&hub, &Batch { wanted, ..batch }, fresh).await;
        if let Err(e) = ended {
            tracing::warn!(error = %e, "an import stopped");
            let code = Fault::from(e).code;
            let sql = "UPDATE import_batch SET state = 'failed', outcome = $2 WHERE id = $1";
            let query = sql::query(sql).bind(id.to_string()).bind(code);
            if let Ok(mut conn) = hub.db().write().await {
                query.execute(&mut *conn).await.ok();
            }
        }
        hub.imports.end(id);
    });
    Ok(())
}

/// Records a batch. What is on record of it already is known by now, and passed over.
async fn record(hub: &Arc<Hub>, batch: &Batch, fresh: bool) -> Result<(), HubError> {
    let _mine = hub.imports.mine().await;
    let files = files(hub, batch).await?;
    if fresh {
        // What the person saw and agreed to: rows that would do something else by now are looked at again.
        let looks = Asked { listed: true, chosen: batch.chosen.clone(), update: false };
        let plan = run::asked(hub, files.clone(), looks).await?;
        if Told::of(&plan).digest() != batch.told.digest() {
            return restaged(hub, batch.id, plan, "import_changed_meanwhile").await;
        }
    }
    let wanted = Asked { update: batch.wanted.update, chosen: batch.chosen.clone(), listed: false };
    let plan = run::asked(hub, files, wanted).await?;
    let mut done = batch.done;
    let total = done + plan.drafts.len() as u64;
    progress(hub, batch.id, done, total).await?;
    for part in Plan::parts(plan, PART) {
        let count = part.len() as u64;
        let mut tries = 0;
        // In the name of who brought it, with that person's rights as they are by now.
        let of = ImportPart { batch: batch.id, undo: false };
        while let Err(e) = hub.ledger.record_part(batch.by, of, part.clone()).await {
            tries += 1;
            if !e.is_busy() || tries >= TRIES {
                return Err(e);
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        done += count;
        progress(hub, batch.id, done, total).await?;
    }
    hub.accounts.audit.note(Note::new(Action::Imported).by(batch.by).about(Some(batch.id))).await?;
    let sql = "UPDATE import_batch SET state = 'done', ended_at = $2 WHERE id = $1";
    let query = sql::query(sql).bind(batch.id.to_string()).bind(int(hub.clock.now_ms()));
    query.execute(&mut *hub.db().write().await?).await?;
    std::fs::remove_dir_all(folder(hub, batch.id)).ok();
    Ok(())
}

pub(super) async fn progress(hub: &Hub, id: Uuid, done: u64, total: u64) -> Result<(), HubError> {
    let sql = "UPDATE import_batch SET done = $2, total = $3 WHERE id = $1";
    let query = sql::query(sql).bind(id.to_string()).bind(int(done)).bind(int(total));
    query.execute(&mut *hub.db().write().await?).await?;
    Ok(())
}
