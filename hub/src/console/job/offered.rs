//! The people whom a job's page offers to send: who goes already, and some who work in the field at the job's centre. Everybody else is found by name.

use super::joined;
use crate::console::kit::Choice;
use crate::console::names::{first_in_the_field, skills_of};
use crate::console::page::Page;
use crate::console::request::{AuthContext, Fields};
use crate::error::HubError;
use fettle_core::domain::jobs::{Job, commands};
use fettle_core::domain::people::Person;
use fettle_core::kernel::PersonId;
use std::collections::HashMap;
use uuid::Uuid;

/// People of the centre that are offered to tick.
const FEW: usize = 12;

/// Who is offered: those who go, those who were ticked in a form that was refused, and the first of the centre by name.
pub(super) async fn people(
    auth: &AuthContext,
    p: &Page,
    job: &Job,
    typed: Option<&Fields>,
) -> Result<Vec<Choice>, HubError> {
    let assigned = job.assignment.get().map(|assignment| assignment.to.clone()).unwrap_or_default();
    let ticked = typed.into_iter().flat_map(|typed| typed.all("to")).filter_map(|id| id.parse::<PersonId>().ok());
    let mut ids: Vec<PersonId> = Vec::new();
    // No more than anybody ticks by hand: what was sent is not believed.
    for id in assigned.iter().copied().chain(ticked.take(FEW * 2)) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if let Some(centre) = job.centre() {
        for id in first_in_the_field(auth, Some(centre), FEW).await? {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    let found = auth.hub().ledger.several::<Person>(ids.iter().map(|id| id.uuid()).collect()).await?;
    let mut known: HashMap<Uuid, Person> = found.into_iter().map(|(id, folded)| (id, folded.state)).collect();
    let mut people: Vec<(PersonId, Person)> =
        ids.iter().filter_map(|id| Some((*id, known.remove(&id.uuid())?))).collect();
    people.retain(|(id, person)| commands::may_be_assigned(job, *id, person));
    let skills = skills_of(auth, &people).await?;
    let choice = |(id, person): &(PersonId, Person)| Choice {
        value: id.to_string(),
        text: joined([person.name.in_lang(p.lang), skills.get(id).map_or("", String::as_str)]),
        chosen: assigned.contains(id),
    };
    Ok(people.iter().map(choice).collect())
}
