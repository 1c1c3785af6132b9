//! What a record of master data says, and what happened to it, in the reader's words.

use crate::console::kit::{Difference, Fact, StepView};
use crate::console::names::{Names, zone_of};
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::console::said;
use crate::console::words;
use crate::error::{Fault, HubError};
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::history;
use fettle_core::domain::said::{Piece, label, pieces};
use fettle_core::kernel::Subject;

/// Events of a history that a page shows: the newest.
const STEPS: usize = 100;

/// The fields of a record, in this order; what says nothing is left out.
pub(in crate::console) async fn facts(
    auth: &AuthContext,
    p: &Page,
    state: &AnyFolded,
    order: &[&str],
) -> Result<Vec<Fact>, HubError> {
    let all = state.facts();
    let mut facts = Vec::new();
    for field in order {
        let said = all.get(*field).map(|value| pieces(field, value)).unwrap_or_default();
        if said.is_empty() {
            continue;
        }
        let address = match said.as_slice() {
            [Piece::Record(subject)] => said::address(subject),
            _ => String::new(),
        };
        let text = said::text(&auth.hub().ledger, p, &auth.viewer, &said).await?;
        facts.push(Fact { label: p.t(&label(field)), text, address });
    }
    Ok(facts)
}

/// What a record is called, for who may see it; a dash for others.
pub(in crate::console) async fn name_of(auth: &AuthContext, p: &Page, subject: &Subject) -> Result<String, HubError> {
    said::name(&auth.hub().ledger, p, &auth.viewer, subject).await
}

/// What happened to a record, newest first.
pub(in crate::console) async fn history(
    auth: &AuthContext,
    p: &Page,
    subject: &Subject,
) -> Result<Vec<StepView>, Fault> {
    histories(auth, p, std::slice::from_ref(subject)).await
}

/// What happened to records that are one thing for who reads it, such as a person and what is private of them; newest first.
pub(in crate::console) async fn histories(
    auth: &AuthContext,
    p: &Page,
    subjects: &[Subject],
) -> Result<Vec<StepView>, Fault> {
    let ledger = &auth.hub().ledger;
    let mut steps = Vec::new();
    for subject in subjects {
        let events = ledger.events_of(subject).await?;
        steps.extend(history::history(subject, &events).into_iter().map(|step| (subject.kind(), step)));
    }
    if subjects.len() > 1 {
        steps.sort_by_key(|(_, step)| std::cmp::Reverse(step.at));
    }
    steps.truncate(STEPS);
    let names = Names::of(ledger, p.lang, steps.iter().map(|(_, step)| step.by.into()).collect()).await?;
    let zone = zone_of(auth).await?;
    let mut shown = Vec::with_capacity(steps.len());
    for (kind, step) in steps {
        let mut changes = Vec::with_capacity(step.changes.len());
        for change in &step.changes {
            let from = match change.from.as_slice() {
                [] => String::new(),
                from => said::text(ledger, p, &auth.viewer, from).await?,
            };
            let to = said::text(ledger, p, &auth.viewer, &change.to).await?;
            changes.push(Difference { label: p.t(&label(&change.field)), from, to });
        }
        shown.push(StepView {
            when: words::minute(step.at, zone),
            who: names.person(step.by),
            what: p.t(&step.key(kind)),
            changes,
        });
    }
    Ok(shown)
}
