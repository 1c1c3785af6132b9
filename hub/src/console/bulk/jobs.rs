//! What acts on jobs have of their own: who can be sent there.

use crate::console::kit::{Choice, Field};
use crate::console::names::{FIELD, first_in_the_field};
use crate::console::page::Page;
use crate::console::request::{AuthContext, Fields};
use crate::error::HubError;
use crate::ledger::Ledger;
use fettle_core::domain::jobs::Job;
use fettle_core::domain::jobs::commands::{ManyAct, may_be_assigned};
use fettle_core::domain::people::Person;
use fettle_core::kernel::{Aggregate, PersonId, Refusal};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// People who are offered to tick: the first by name. Everybody else is found by what people type.
const FEW: usize = 12;

/// The field of those who are to go; `typed` is a form that was refused, whose ticks stay.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn who_goes(auth: &AuthContext, p: &Page, typed: Option<&Fields>) -> Result<Field, HubError> {
    // Who is of another centre is sent to none of the own one's jobs.
    let own = auth.viewer.person.centre;
    let first = first_in_the_field(auth, own, FEW).await?;
    let ticked = typed.into_iter().flat_map(|typed| typed.all("to")).filter_map(|id| id.parse::<PersonId>().ok());
    let mut ids: Vec<PersonId> = Vec::new();
    // No more than anybody ticks by hand: what was sent is not believed.
    for id in ticked.take(FEW * 2).chain(first) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let found = auth.hub().ledger.several::<Person>(ids.iter().map(|id| id.uuid()).collect()).await?;
    let mut known: HashMap<Uuid, Person> = found.into_iter().map(|(id, folded)| (id, folded.state)).collect();
    let mut people: Vec<(PersonId, Person)> =
        ids.iter().filter_map(|id| Some((*id, known.remove(&id.uuid())?))).collect();
    people.retain(|(_, person)| {
        person.roles.any(&FIELD) && (own.is_none() || person.centre.is_none() || person.centre == own)
    });
    let choice = |(id, person): &(PersonId, Person)| Choice::new(id, person.name.in_lang(p.lang), "");
    let to = Field::find_several("to", p.t("bulk-to"), Person::KIND, people.iter().map(choice).collect());
    let to = to.help(p.t("console-who-else-goes"));
    Ok(to.answers(&["assignees_missing", "assignee_unknown", "which_one", "none_found"]))
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
