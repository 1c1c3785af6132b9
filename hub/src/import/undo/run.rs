//! Taking back, part by part: a process that dies leaves whole records taken back, and beginning again brings the rest.

use super::decide::decide;
use super::desk::{Case, Desk};
use super::fate::{Fate, Stage, Undo};
use super::found::{Written, hanging, ours, written};
use crate::audit::{Action, Note};
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use crate::import::batch::{self, Batch, State};
use crate::ledger::ImportPart;
use crate::sql;
use axum::http::StatusCode;
use fettle_core::kernel::{Draft, PersonId, Subject};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use uuid::Uuid;

/// Records that are decided in one transaction: others write between two.
const PART: usize = 100;
/// Tries to record a part while another process holds the database.
const TRIES: u32 = 10;

/// Looks at what taking back would do; it goes on by itself. Nothing is recorded.
///
/// # Errors
/// `import_gone` for a batch that wrote nothing.
pub async fn look(hub: &Arc<Hub>, id: Uuid, by: PersonId) -> Result<(), HubError> {
    start(hub, id, by, Stage::Looking).await
}

/// Takes a batch back, or goes on with that; it goes on by itself. What was taken back already is not taken back again.
///
/// # Errors
/// As [`look`].
pub async fn begin(hub: &Arc<Hub>, id: Uuid, by: PersonId) -> Result<(), HubError> {
    start(hub, id, by, Stage::Begun).await
}

/// Whether a batch can be taken back: something of it is on record.
pub(in crate::import) fn is_possible(batch: &Batch) -> bool {
    batch.state != State::Staged
}

async fn start(hub: &Arc<Hub>, id: Uuid, by: PersonId, stage: Stage) -> Result<(), HubError> {
    let gone = || HubError::from(Fault::new(StatusCode::NOT_FOUND, "import_gone"));
    let batch = batch::get(hub, id).await?.filter(is_possible).ok_or_else(gone)?;
    let (begun, stands) =
        (batch.undo.as_ref().is_some_and(Undo::has_begun), batch.undo.as_ref().map(|undo| undo.stage));
    // What began goes on; looking at it again would say something else.
    if stands == Some(Stage::Done) || (stage == Stage::Looking && begun) {
        return Ok(());
    }
    if !hub.imports.begin(id) {
        return Ok(());
    }
    let mut undo = Undo::new(by, hub.clock.now_ms(), stage);
    if let Err(e) = put(hub, id, &undo).await {
        hub.imports.end(id);
        return Err(e);
    }
    let hub = Arc::clone(hub);
    tokio::spawn(async move {
        let _mine = hub.imports.mine().await;
        let real = stage == Stage::Begun;
        let ended = pass(&hub, id, &mut undo, real).await;
        undo.stage = if real { Stage::Done } else { Stage::Looked };
        if let Err(e) = ended {
            tracing::warn!(error = %e, "taking an import back stopped");
            undo.stage = Stage::Failed;
            Fault::from(e).code.clone_into(&mut undo.outcome);
        }
        if let Err(e) = put(&hub, id, &undo).await {
            tracing::warn!(error = %e, "taking an import back");
        }
        hub.imports.end(id);
    });
    Ok(())
}

async fn put(hub: &Hub, id: Uuid, undo: &Undo) -> Result<(), HubError> {
    let sql = "UPDATE import_batch SET undo = $2 WHERE id = $1";
    let query = sql::query(sql).bind(id.to_string()).bind(serde_json::to_string(undo)?);
    query.execute(&mut *hub.db().write().await?).await?;
    Ok(())
}

/// Goes through all records of the batch.
async fn pass(hub: &Arc<Hub>, id: Uuid, undo: &mut Undo, real: bool) -> Result<(), HubError> {
    let mut found = written(hub, id).await?;
    let records = std::mem::take(&mut found.records);
    undo.progress = (0, records.iter().map(|(_, all)| all.len()).sum());
    let found = Arc::new(found);
    let desk = Arc::new(Mutex::new(Desk::new(hub, undo.by, real).await?));
    let mut left = BTreeSet::new();
    for (kind, subjects) in records {
        let ours = ours(hub, id, &found.brought).await?;
        desk.lock().await.next_kind(hub);
        for part in subjects.chunks(PART) {
            let fates = if real {
                record(hub, id, undo.by, (part, &ours, &left), (&found, &desk)).await?
            } else {
                judge(hub, (part, &ours, &left), &found, &mut *desk.lock().await).await?.0
            };
            for (subject, fate) in &fates {
                if matches!(fate, Fate::Left(..)) {
                    left.insert(subject.clone());
                }
                undo.note(subject, fate);
            }
            undo.progress.0 += part.len();
            put(hub, id, undo).await?;
        }
        tracing::debug!(kind, "an import is taken back");
    }
    if real {
        hub.accounts.audit.note(Note::new(Action::ImportUndone).by(undo.by).about(Some(id))).await?;
    }
    Ok(())
}

type Fates = Vec<(Subject, Fate)>;
/// Records of a part, what is the import's own, and what of it is left as it is.
type Part<'a> = (&'a [Subject], &'a BTreeSet<Subject>, &'a BTreeSet<Subject>);

/// What becomes of the records of a part.
async fn judge(
    hub: &Hub,
    (part, ours, left): Part<'_>,
    found: &Written,
    desk: &mut Desk,
) -> Result<(Fates, Vec<Draft>), HubError> {
    let hanging = hanging(hub, part, ours, left).await?;
    let (mut fates, mut drafts) = (Vec::with_capacity(part.len()), Vec::new());
    for subject in part {
        let history = hub.ledger.rows_of(subject).await?;
        let case = Case { subject, history: &history, found, hangs: hanging.get(subject) };
        let (fate, more) = decide(hub, desk, &case).await?;
        drafts.extend(more);
        fates.push((subject.clone(), fate));
    }
    Ok((fates, drafts))
}

/// Decides a part while nobody else writes, and records it.
async fn record(
    hub: &Arc<Hub>,
    id: Uuid,
    by: PersonId,
    (part, ours, left): Part<'_>,
    (found, desk): (&Arc<Written>, &Arc<Mutex<Desk>>),
) -> Result<Fates, HubError> {
    let fates = Arc::new(Mutex::new(Vec::new()));
    let mut tries = 0;
    loop {
        let (at, known, desk, told) = (Arc::clone(hub), Arc::clone(found), Arc::clone(desk), Arc::clone(&fates));
        let (part, ours, left) = (part.to_vec(), ours.clone(), left.clone());
        let decide = Box::new(move |_| {
            Box::pin(async move {
                let mut desk = desk.lock().await;
                let (fates, drafts) = judge(&at, (&part, &ours, &left), &known, &mut desk).await?;
                *told.lock().await = fates;
                Ok(Ok(drafts))
            }) as _
        });
        match hub.ledger.decide_part(by, ImportPart { batch: id, undo: true }, decide).await {
            Ok(_) => break,
            Err(e) => {
                tries += 1;
                if !e.is_busy() || tries >= TRIES {
                    return Err(e);
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
    let fates = std::mem::take(&mut *fates.lock().await);
    Ok(fates)
}
