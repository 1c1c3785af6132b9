//! Carrying an import out: what the hub knows is read, the plan is made, and all of it is recorded in one transaction.

use super::{Files, Known, Plan, plan};
use crate::error::HubError;
use crate::hub::Hub;
use crate::random;
use fettle_core::domain::parts::{Card, Movement, Place};
use fettle_core::domain::people::{Account, Centre, Person};
use fettle_core::domain::sites::{Contract, Customer, Equipment, Site};
use fettle_core::kernel::PersonId;

/// Reads what the hub knows and says what an import of `files` would do. Nothing is changed.
///
/// # Errors
/// [`HubError`] when the database or the system's randomness does not answer.
pub async fn preview(hub: &Hub, files: &Files) -> Result<Plan, HubError> {
    let mut known = Known::default();
    for (id, folded) in hub.ledger.all::<Centre>().await? {
        known.centre(id.into(), &folded.state);
    }
    for (id, folded) in hub.ledger.all::<Account>().await? {
        known.account(id.into(), &folded.state);
    }
    for (id, folded) in hub.ledger.all::<Person>().await? {
        known.person(id.into(), &folded.state);
    }
    for (id, folded) in hub.ledger.all::<Customer>().await? {
        known.customer(id.into(), &folded.state);
    }
    for (id, folded) in hub.ledger.all::<Site>().await? {
        known.site(id.into(), &folded.state);
    }
    for (id, folded) in hub.ledger.all::<Contract>().await? {
        known.contract(id.into(), &folded.state);
    }
    for (id, folded) in hub.ledger.all::<Equipment>().await? {
        known.equipment(id.into(), &folded.state);
    }
    for (id, folded) in hub.ledger.all::<Card>().await? {
        known.card(id.into(), &folded.state);
    }
    for (id, folded) in hub.ledger.all::<Place>().await? {
        known.place(id.into(), &folded.state);
    }
    for (_, folded) in hub.ledger.all::<Movement>().await? {
        known.movement(&folded.state);
    }
    let now = hub.clock.now_ms();
    let mut failed = None;
    let made = plan(files, known, &mut || {
        random::uuid(now).unwrap_or_else(|e| {
            failed = Some(e);
            uuid::Uuid::nil()
        })
    });
    failed.map_or(Ok(made), Err)
}

/// Imports `files` in the name of `by`. With problems nothing is recorded, unless `partial` says that the good rows are wanted all the same.
/// Gives the plan and whether it was carried out.
///
/// # Errors
/// [`HubError`]; nothing is recorded then.
pub async fn import(hub: &Hub, by: PersonId, files: &Files, partial: bool) -> Result<(Plan, bool), HubError> {
    let mut plan = preview(hub, files).await?;
    if !plan.problems.is_empty() && !partial {
        return Ok((plan, false));
    }
    hub.ledger.record(by, std::mem::take(&mut plan.drafts)).await?;
    Ok((plan, true))
}
