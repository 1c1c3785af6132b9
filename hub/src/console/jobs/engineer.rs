//! Who is meant by what was typed into the filter of engineers.

use crate::console::kit::{Asked, Choice};
use crate::console::names::people_like;
use crate::console::request::AuthContext;
use crate::error::HubError;
use fettle_core::kernel::{PersonId, Refusal, Subject};

/// The filter.
pub(super) const FIELD: &str = "engineer";
/// People that it offers to choose from at most.
const MOST: usize = 20;

/// What it says.
pub(super) enum Meant {
    /// Nothing.
    Nobody,
    /// This person.
    One(PersonId),
    /// No one person: why, and those to choose from.
    Which(Refusal, Vec<Choice>),
}

/// Who is meant: an id, whom the list of the field offered, or the only one of those who answer.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn meant(auth: &AuthContext, asked: &Asked) -> Result<Meant, HubError> {
    let typed = asked.get(FIELD);
    if typed.is_empty() {
        return Ok(Meant::Nobody);
    }
    let id = |text: &str| text.parse::<PersonId>().ok();
    let chosen = id(asked.get("engineer_chosen")).filter(|_| asked.get("engineer_for") == typed);
    if let Some(id) = id(typed).or(chosen) {
        return Ok(Meant::One(id));
    }
    let found = people_like(auth, typed, MOST + 1).await?;
    let exact: Vec<&Subject> =
        found.iter().filter(|one| one.name.zh == typed || one.name.en == typed).map(|one| &one.subject).collect();
    let one = match (exact.as_slice(), found.as_slice()) {
        ([one], _) => Some(one.id()),
        ([], [one]) => Some(one.subject.id()),
        _ => None,
    };
    Ok(match one {
        Some(id) => Meant::One(PersonId::new(id)),
        None if found.is_empty() => Meant::Which(Refusal::new("none_found").with("value", typed), Vec::new()),
        None => {
            let lang = auth.lang();
            let choices = found.iter().take(MOST).map(|one| Choice::new(one.subject.id(), one.called(lang), ""));
            Meant::Which(Refusal::new("which_one").with("count", found.len()), choices.collect())
        }
    })
}
