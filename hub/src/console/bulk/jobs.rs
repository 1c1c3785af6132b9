//! What acts on jobs have of their own: who can be sent there.

use crate::console::kit::{Choice, Field};
use crate::console::names::people_at_work;
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::error::HubError;
use crate::ledger::Ledger;
use fettle_core::domain::jobs::Job;
use fettle_core::domain::jobs::commands::{ManyAct, may_be_assigned};
use fettle_core::domain::people::{Person, Role};
use fettle_core::kernel::{PersonId, Refusal};
use std::collections::BTreeMap;

/// The field of those who are to go.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn who_goes(auth: &AuthContext, p: &Page) -> Result<Field, HubError> {
    let field = [Role::Engineer, Role::Maintainer, Role::Integrator];
    // Who is of another centre is sent to none of the own one's jobs.
    let own = auth.viewer.person.centre;
    let offered = |person: &Person| {
        person.roles.any(&field) && (own.is_none() || person.centre.is_none() || person.centre == own)
    };
    let people = people_at_work(auth, None).await?.into_iter().filter(|(_, person)| offered(person));
    let choices = people.map(|(id, person)| Choice::new(id, person.name.in_lang(p.lang), "")).collect();
    let to = Field::several("to", p.t("bulk-to"), choices).help(p.t("bulk-to-about"));
    Ok(to.answers(&["assignees_missing", "assignee_unknown"]))
}

/// Those who are to be assigned, as recorded.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn people(ledger: &Ledger, act: &ManyAct) -> Result<BTreeMap<PersonId, Person>, HubError> {
    let ManyAct::Assign { to } = act else { return Ok(BTreeMap::new()) };
    let found = ledger.several::<Person>(to.iter().map(|id| id.uuid()).collect()).await?;
    Ok(found.into_iter().map(|(id, folded)| (PersonId::new(id), folded.state)).collect())
}

/// Refuses to send to a job somebody who cannot be sent there, as the job's own form does.
///
/// # Errors
/// `assignee_unknown`.
pub(super) fn can_go(act: &ManyAct, job: &Job, people: &BTreeMap<PersonId, Person>) -> Result<(), Refusal> {
    let ManyAct::Assign { to } = act else { return Ok(()) };
    let can = |id: &PersonId| people.get(id).is_some_and(|person| may_be_assigned(job, *id, person));
    if to.iter().all(can) { Ok(()) } else { Err(Refusal::new("assignee_unknown")) }
}
