//! What a work has to write beside its events: the stored form of what changed, and what is kept beside it where that differs. Looked at while the
//! database takes the events, so it asks the database nothing.

use super::business::{self, State};
use super::cache::{Cache, Filed};
use super::{rows, sheets, worklist};
use crate::error::HubError;
use fettle_core::domain::filing::{self, Basis};
use fettle_core::kernel::Subject;
use std::collections::{BTreeSet, HashMap};
use tokio::task::yield_now;

/// What of some states has to be written beside them: most events change nothing of it.
pub(super) struct Plan<'w> {
    /// The stored form of each.
    pub texts: Vec<(&'w Subject, String)>,
    /// Those with other points of the worklist, other names of others, other sheets.
    pub points: Vec<(&'w Subject, &'w State)>,
    pub named: Vec<(&'w Subject, &'w State)>,
    pub sheets: Vec<(&'w Subject, &'w State)>,
    /// Those with other rows in lists and search.
    pub items: Vec<rows::Item>,
}

/// Whether all that is written beside a state is what it was. What came to it only added to its record.
fn as_before(subject: &Subject, before: &State, state: &State) -> bool {
    let beside = |state: &State| {
        let named = (filing::links(&state.0), business::names(state), filing::basis(&state.0));
        (worklist::points(state), named, state.0.as_job().map(sheets::hashes))
    };
    beside(before) == beside(state) && !rows::differ(subject, before, state)
}

/// States that are looked at before whoever shares the thread has its turn.
const A_TURN: usize = 16;

/// Looks what has to be written, a few states at a time.
pub(super) async fn plan<'w>(
    states: &'w HashMap<Subject, State>,
    filed: &'w HashMap<Subject, Filed>,
    cache: &Cache,
    replaced: &BTreeSet<Subject>,
    changed: &HashMap<Subject, Option<Basis>>,
) -> Result<Plan<'w>, HubError> {
    let mut plan =
        Plan { texts: Vec::new(), points: Vec::new(), named: Vec::new(), sheets: Vec::new(), items: Vec::new() };
    let known = |subject: &Subject| cache.states.get(subject).filter(|_| !replaced.contains(subject));
    for (n, (subject, state)) in states.iter().enumerate() {
        if n % A_TURN == A_TURN - 1 {
            yield_now().await;
        }
        plan.texts.push((subject, state.write()?));
        let before = known(subject);
        if !changed.contains_key(subject) && !filed.contains_key(subject) {
            debug_assert!(before.is_some_and(|before| as_before(subject, before, state)), "{subject} changed");
            continue;
        }
        if before.is_none_or(|before| worklist::points(before) != worklist::points(state)) {
            plan.points.push((subject, state));
        }
        let named = |state: &State| (filing::links(&state.0), business::names(state));
        if before.is_none_or(|before| named(before) != named(state)) {
            plan.named.push((subject, state));
        }
        let hashes = |state: &State| state.0.as_job().map(sheets::hashes);
        if before.is_none_or(|before| hashes(before) != hashes(state)) {
            plan.sheets.push((subject, state));
        }
        let same = || before.is_some_and(|before| !rows::differ(subject, before, state));
        if rows::has(subject.kind()) && state.count() > 0 && (filed.contains_key(subject) || !same()) {
            let filed = filed.get(subject).or_else(|| cache.filed.get(subject));
            plan.items.push(rows::Item::new(subject, state, filed));
        }
    }
    // Those that were only filed elsewhere.
    for (subject, filed) in
        filed.iter().filter(|(subject, _)| rows::has(subject.kind()) && !states.contains_key(*subject))
    {
        if let Some(state) = cache.states.get(subject).filter(|state| state.count() > 0) {
            plan.items.push(rows::Item::new(subject, state, Some(filed)));
        }
    }
    // The order of the map is another one each time; the numbers of what is found go by birth.
    plan.items.sort_by(|one, other| one.subject.cmp(&other.subject));
    Ok(plan)
}
