//! What an import would do: what the hub knows is read as far as the files ask for it, and the plan is made.

use super::known::asks;
use super::plan::{Asked, Plan, plan_tables};
use super::problems::Problems;
use super::read::{Files, Tables, tables};
use super::remembered::headings;
use super::{Known, kinds::KINDS};
use crate::error::HubError;
use crate::hub::Hub;
use crate::random;
use fettle_core::domain::parts::{Card, CardPrice, Movement, Place};
use fettle_core::domain::people::{Account, Centre, Person, Skills};
use fettle_core::domain::sites::{Contract, Customer, Equipment, Price, Site};
use fettle_core::kernel::Aggregate;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Events that are recorded in one transaction: others write between two.
pub const PART: usize = 500;
/// Things of the record that are read at once.
const READ: u32 = 2_000;

/// Gives every aggregate of a kind to `take`, page by page.
pub(super) async fn each<A: Aggregate>(hub: &Hub, mut take: impl FnMut(Uuid, A)) -> Result<(), HubError> {
    let mut after = None;
    loop {
        let page = hub.ledger.some::<A>(after, READ).await?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = Some(*last);
        for (id, folded) in page {
            take(id, folded.state);
        }
    }
}

/// What is on record of the kinds that the tables ask for.
async fn known(hub: &Hub, tables: &Tables) -> Result<Known, HubError> {
    let asked: BTreeSet<&str> =
        KINDS.iter().filter(|kind| tables.has(kind.name)).flat_map(|kind| asks(kind)).copied().collect();
    let mut known = Known::default();
    for kind in asked {
        match kind {
            "centres" => each::<Centre>(hub, |id, state| known.centre(id.into(), &state)).await?,
            "people" => {
                each::<Account>(hub, |id, state| known.account(id.into(), &state)).await?;
                each::<Person>(hub, |id, state| known.person(id.into(), &state)).await?;
            }
            "skills" => each::<Skills>(hub, |id, state| known.skills(id.into(), state)).await?,
            "customers" => each::<Customer>(hub, |id, state| known.customer(id.into(), &state)).await?,
            "sites" => each::<Site>(hub, |id, state| known.site(id.into(), &state)).await?,
            "contracts" => {
                each::<Contract>(hub, |id, state| known.contract(id.into(), &state)).await?;
                each::<Price>(hub, |id, state| known.contract_price(id.into(), state)).await?;
            }
            "equipment" => each::<Equipment>(hub, |id, state| known.equipment(id.into(), &state)).await?,
            "cards" => {
                each::<Card>(hub, |id, state| known.card(id.into(), &state)).await?;
                each::<CardPrice>(hub, |id, state| known.price(id.into(), state)).await?;
            }
            "places" => each::<Place>(hub, |id, state| known.place(id.into(), &state)).await?,
            "stock" => each::<Movement>(hub, |_, state| known.movement(&state)).await?,
            other => return Err(HubError::Record(format!("import of {other}"))),
        }
    }
    Ok(known)
}

/// Says what an import of `files` would do; `update`: with the differences taken. Nothing is changed.
///
/// # Errors
/// [`HubError`] when the database or the system's randomness does not answer.
pub async fn preview(hub: &Hub, files: Files, update: bool) -> Result<Plan, HubError> {
    asked(hub, files, Asked { update, ..Asked::default() }).await
}

/// As [`preview`], with all that may be asked.
///
/// # Errors
/// As [`preview`].
pub async fn asked(hub: &Hub, files: Files, asked: Asked) -> Result<Plan, HubError> {
    let own = headings(hub).await?;
    let died = |e: tokio::task::JoinError| HubError::Record(format!("import: {e}"));
    let read = move || {
        let mut problems = Problems::default();
        (tables(&files, &own, &mut problems), problems)
    };
    let (tables, problems) = tokio::task::spawn_blocking(read).await.map_err(died)?;
    let known = known(hub, &tables).await?;
    let now = hub.clock.now_ms();
    let make = move || {
        let mut failed = None;
        let mut fresh = || {
            random::uuid(now).unwrap_or_else(|e| {
                failed = Some(e);
                Uuid::nil()
            })
        };
        let plan = plan_tables(tables, problems, known, asked, &mut fresh);
        failed.map_or(Ok(plan), Err)
    };
    tokio::task::spawn_blocking(make).await.map_err(died)?
}

/// What is wanted of an import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Wanted {
    /// The good rows although others are bad.
    pub partial: bool,
    /// Differences from the record are taken.
    pub update: bool,
}
