//! Another record, as people type it: by its number, its name or its id. Where several answer, the form comes back with them to choose from.

use crate::access;
use crate::console::kit::{Choice, Field};
use crate::console::names::people_like;
use crate::console::request::{AuthContext, Fields};
use crate::error::HubError;
use crate::ledger::Listed;
use fettle_core::domain::people::Person;
use fettle_core::kernel::{Aggregate, PersonId, Refusal, Subject};
use fettle_core::text::text;
use uuid::Uuid;

/// Records that a form offers to choose from at most.
const MOST: usize = 20;

/// Why what was typed is no one record.
pub(in crate::console) struct Miss {
    /// The refusal.
    pub refusal: Refusal,
    /// The records to choose from; none where none answers.
    pub choices: Vec<Choice>,
}

/// The record of `kind` that the field `name` says; none where it is empty. What was chosen among those that answered counts as long as the words
/// are the same.
///
/// # Errors
/// When the database does not answer.
pub(in crate::console) async fn find(
    auth: &AuthContext,
    fields: &Fields,
    name: &str,
    kind: &'static str,
) -> Result<Result<Option<Uuid>, Miss>, HubError> {
    let ledger = &auth.hub().ledger;
    let typed = fields.get(name);
    let wanted = wanted(fields, name);
    if wanted.is_empty() {
        return Ok(Ok(None));
    }
    if let Ok(id) = wanted.parse::<Uuid>() {
        let seen = access::may_see(ledger, &auth.viewer, &Subject::new(kind, id)).await?;
        let known = seen && ledger.any(&Subject::new(kind, id)).await?.is_some();
        return Ok(if known { Ok(Some(id)) } else { Err(nothing(typed)) });
    }
    let found = ledger.search(&auth.viewer.reach, wanted, &[kind], MOST + 1).await?;
    let names = ledger.names(found.iter().map(|one| one.subject.clone()).collect()).await?;
    let same = |one: &Listed| one.code == wanted || one.name.zh == wanted || one.name.en == wanted;
    let exact: Vec<Uuid> =
        found.iter().filter(|one| names.get(&one.subject).is_some_and(same)).map(|one| one.subject.id()).collect();
    match (exact.as_slice(), found.as_slice()) {
        ([one], _) => return Ok(Ok(Some(*one))),
        (_, []) => return Ok(Err(nothing(typed))),
        ([], [one]) => return Ok(Ok(Some(one.subject.id()))),
        _ => {}
    }
    let owners = ledger.names(names.values().filter_map(|one| one.owner.clone()).collect()).await?;
    let mut choices = Vec::new();
    for one in found.iter().take(MOST) {
        let Some(listed) = names.get(&one.subject) else { continue };
        let owner = listed.owner.as_ref().and_then(|owner| owners.get(owner));
        let owner = owner.map(|owner| owner.called(auth.lang()).to_owned());
        let parts = [Some(listed.called(auth.lang()).to_owned()), Some(listed.code.clone()), owner];
        let mut parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        parts.dedup();
        choices.push(Choice::new(one.subject.id(), parts.join(" · "), ""));
    }
    Ok(Err(Miss { refusal: Refusal::new("which_one").with("count", found.len()), choices }))
}

/// What the field says: which record was chosen, as long as the words are those that it was chosen for; else the words.
fn wanted<'f>(fields: &'f Fields, name: &str) -> &'f str {
    let typed = fields.get(name);
    let chosen = (fields.get(&format!("{name}_for")) == typed).then(|| fields.get(&format!("{name}_chosen")));
    chosen.filter(|chosen| !chosen.is_empty()).unwrap_or(typed)
}

/// The person at work whom the field `name` says, of the centres that the reader reaches and of head office; none where it is empty. What a command may do
/// with that person is the command's to say.
///
/// # Errors
/// When the database does not answer.
pub(in crate::console) async fn find_person(
    auth: &AuthContext,
    fields: &Fields,
    name: &str,
) -> Result<Result<Option<PersonId>, Miss>, HubError> {
    let ledger = &auth.hub().ledger;
    let (typed, wanted) = (fields.get(name), wanted(fields, name));
    if wanted.is_empty() {
        return Ok(Ok(None));
    }
    if let Ok(id) = wanted.parse::<PersonId>() {
        let subject = Subject::from(id);
        let office = ledger.names(vec![subject.clone()]).await?.get(&subject).is_some_and(|row| row.centre.is_none());
        let seen = office || access::may_see(ledger, &auth.viewer, &subject).await?;
        return Ok(if seen { Ok(Some(id)) } else { Err(nothing(typed)) });
    }
    let mut found = people_like(auth, wanted, MOST + 1).await?;
    found.retain(|one| !one.ended);
    let same = |one: &&Listed| one.name.zh == wanted || one.name.en == wanted;
    let exact: Vec<&Listed> = found.iter().filter(same).collect();
    match (exact.as_slice(), found.as_slice()) {
        ([one], _) => return Ok(Ok(Some(one.subject.id().into()))),
        ([], [one]) => return Ok(Ok(Some(one.subject.id().into()))),
        (_, []) => return Ok(Err(nothing(typed))),
        _ => {}
    }
    let centres = ledger.names(found.iter().filter_map(|one| one.centre).map(Subject::from).collect()).await?;
    let choice = |one: &Listed| {
        let centre = one.centre.and_then(|centre| centres.get(&centre.into()));
        let centre =
            centre.map_or_else(|| text(auth.lang(), "people-head-office"), |row| row.called(auth.lang()).to_owned());
        Choice::new(one.subject.id(), format!("{} · {centre}", one.called(auth.lang())), "")
    };
    let choices = found.iter().take(MOST).map(choice).collect();
    Ok(Err(Miss { refusal: Refusal::new("which_one").with("count", found.len()), choices }))
}

/// The field of one person, found by what people type; `stands` is who is on record.
///
/// # Errors
/// When the database does not answer.
pub(in crate::console) async fn person_field(
    auth: &AuthContext,
    name: &'static str,
    label: String,
    stands: Option<PersonId>,
) -> Result<Field, HubError> {
    let Some(id) = stands else { return Ok(Field::find(name, label, Person::KIND, Vec::new())) };
    let subject = Subject::from(id);
    let rows = auth.hub().ledger.names(vec![subject.clone()]).await?;
    let called = rows.get(&subject).map_or_else(String::new, |row| row.called(auth.lang()).to_owned());
    let stands = vec![Choice::new(id, called.as_str(), &id.to_string())];
    Ok(Field::find(name, label, Person::KIND, stands).holding(called))
}

fn nothing(typed: &str) -> Miss {
    Miss { refusal: Refusal::new("none_found").with("value", typed), choices: Vec::new() }
}
