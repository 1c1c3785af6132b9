//! Another record, as people type it: by its number, its name or its id. Where several answer, the form comes back with them to choose from.

use crate::access;
use crate::console::kit::Choice;
use crate::console::visit::{Fields, Visit};
use crate::error::HubError;
use crate::ledger::Listed;
use fettle_core::kernel::{Refusal, Subject};
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
    visit: &Visit,
    fields: &Fields,
    name: &str,
    kind: &'static str,
) -> Result<Result<Option<Uuid>, Miss>, HubError> {
    let ledger = &visit.hub().ledger;
    let typed = fields.get(name);
    let chosen = (fields.get(&format!("{name}_for")) == typed).then(|| fields.get(&format!("{name}_chosen")));
    let wanted = chosen.filter(|chosen| !chosen.is_empty()).unwrap_or(typed);
    if wanted.is_empty() {
        return Ok(Ok(None));
    }
    if let Ok(id) = wanted.parse::<Uuid>() {
        let seen = access::may_see(ledger, &visit.viewer, &Subject::new(kind, id)).await?;
        let known = seen && ledger.any(&Subject::new(kind, id)).await?.is_some();
        return Ok(if known { Ok(Some(id)) } else { Err(nothing(typed)) });
    }
    let found = ledger.search(&visit.viewer.reach, wanted, &[kind], MOST + 1).await?;
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
        let owner = owner.map(|owner| owner.called(visit.lang()).to_owned());
        let parts = [Some(listed.called(visit.lang()).to_owned()), Some(listed.code.clone()), owner];
        let mut parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        parts.dedup();
        choices.push(Choice::new(one.subject.id(), parts.join(" · "), ""));
    }
    Ok(Err(Miss { refusal: Refusal::new("which_one").with("count", found.len()), choices }))
}

fn nothing(typed: &str) -> Miss {
    Miss { refusal: Refusal::new("none_found").with("value", typed), choices: Vec::new() }
}
