//! An import by command: looked at and recorded in one go, in the hub's own name. It is a batch like one from the browser, so that it is listed
//! with the others and can be taken back.

use super::batch::{counts_of, progress};
use super::brought::Called;
use super::plan::Plan;
use super::run::{PART, Wanted, preview};
use super::told::Told;
use super::{Brought, Turn};
use crate::audit::{Action, Note};
use crate::data::int;
use crate::error::HubError;
use crate::hub::Hub;
use crate::ledger::ImportPart;
use crate::sql;
use uuid::Uuid;

/// Imports what was brought as the batch `id`, in parts: a process that dies leaves whole rows, and the same order again brings the rest as the same
/// batch. With problems nothing is recorded, unless the good rows are wanted all the same. Gives what is told, and whether it was carried out.
///
/// # Errors
/// [`HubError`]; the parts that were recorded before stay.
pub async fn carry_out(
    hub: &Hub,
    id: Uuid,
    brought: impl Into<Brought>,
    wanted: Wanted,
    only_look: bool,
) -> Result<(Told, bool), HubError> {
    let brought = brought.into();
    let _mine = hub.imports.mine().await;
    let called = brought.called();
    let plan = preview(hub, brought.files, wanted.update).await?;
    let told = Told::of(&plan);
    if only_look || (!plan.problems.is_empty() && !wanted.partial) {
        return Ok((told, false));
    }
    // What is on record already makes no batch: there would be nothing to take back.
    if !plan.drafts.is_empty() {
        let _under_way = UnderWay::begin(&hub.imports, id);
        begun(hub, id, &called, wanted, &told).await?;
        let recorded = record(hub, id, plan).await;
        ended(hub, id, recorded.as_ref().err()).await?;
        recorded?;
    }
    hub.accounts.audit.note(Note::new(Action::Imported).about(Some(id))).await?;
    Ok((told, true))
}

/// A batch that this process is about, for as long as this value lives.
struct UnderWay<'a>(&'a Turn, Uuid);

impl<'a> UnderWay<'a> {
    fn begin(turn: &'a Turn, id: Uuid) -> Self {
        turn.begin(id);
        Self(turn, id)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.end(self.1);
    }
}

/// Takes note that the batch begins, or goes on after its process was killed.
async fn begun(hub: &Hub, id: Uuid, called: &Called, wanted: Wanted, told: &Told) -> Result<(), HubError> {
    let sql = "INSERT INTO import_batch (id, person, at, files, state, wanted, done, total, told, counts, outcome) \
               VALUES ($1, $2, $3, $4, 'begun', $5, 0, 0, $6, $7, '') ON CONFLICT (id) DO UPDATE SET state = 'begun'";
    sql::query(sql)
        .bind(id.to_string())
        .bind(hub.ledger.system().to_string())
        .bind(int(hub.clock.now_ms()))
        .bind(serde_json::to_string(called)?)
        .bind(serde_json::to_string(&wanted)?)
        .bind(serde_json::to_string(&told.clone().brief())?)
        .bind(serde_json::to_string(&counts_of(told))?)
        .execute(&mut *hub.db().write().await?)
        .await?;
    Ok(())
}

async fn record(hub: &Hub, id: Uuid, plan: Plan) -> Result<(), HubError> {
    let mut done = super::batch::get(hub, id).await?.map_or(0, |batch| batch.done);
    let total = done + plan.drafts.len() as u64;
    for part in plan.parts(PART) {
        let count = part.len() as u64;
        hub.ledger.record_part(hub.ledger.system(), ImportPart { batch: id, undo: false }, part).await?;
        done += count;
        progress(hub, id, done, total).await?;
    }
    Ok(())
}

/// Takes note of how it ended. Where the disk is full or the database is held, the same order is tried again.
async fn ended(hub: &Hub, id: Uuid, error: Option<&HubError>) -> Result<(), HubError> {
    let (state, outcome) = match error {
        None => ("done", ""),
        Some(e) if e.is_full() || e.is_busy() => return Ok(()),
        Some(HubError::Fault(fault)) => ("failed", fault.code),
        Some(_) => ("failed", "internal"),
    };
    let sql = "UPDATE import_batch SET state = $2, outcome = $3, ended_at = $4 WHERE id = $1";
    let query = sql::query(sql).bind(id.to_string()).bind(state).bind(outcome).bind(int(hub.clock.now_ms()));
    query.execute(&mut *hub.db().write().await?).await?;
    Ok(())
}
