//! Where the ledger meets the business: the few questions it asks of `fettle_core::domain`. Nothing is decided here.

use crate::error::HubError;
use fettle_core::domain::any::{AnyFolded, TYPES, decodes};
use fettle_core::domain::filing;
use fettle_core::domain::jobs::{Job, JobEvent};
use fettle_core::domain::parts::Card;
use fettle_core::domain::people::{Account, AccountEvent, Person, Skills, is_login};
use fettle_core::domain::sites::{Contract, Price, Site};
use fettle_core::kernel::Aggregate;
use fettle_core::kernel::{DecodeError, Event, Subject};
use std::collections::BTreeSet;

/// The state of an aggregate with what is needed to fold more into it.
#[derive(Debug, Clone)]
pub(super) struct State(pub AnyFolded);

impl State {
    /// Before the first event.
    pub(super) fn fresh(subject: &Subject) -> Self {
        Self(AnyFolded::new(subject.kind()))
    }
    pub(super) fn fold(subject: &Subject, events: &[Event]) -> Self {
        Self(AnyFolded::fold(subject.kind(), events))
    }
    /// Takes in an event that sorts behind all others; `false` when it does not.
    pub(super) fn push(&mut self, event: &Event) -> bool {
        self.0.push(event)
    }
    /// Events taken in.
    pub(super) fn count(&self) -> u64 {
        self.0.count()
    }
    /// Reads the stored form.
    pub(super) fn read(text: &str) -> Result<Self, HubError> {
        Ok(Self(AnyFolded::from_text(text)?))
    }
    /// The stored form.
    pub(super) fn write(&self) -> Result<String, HubError> {
        Ok(self.0.to_text()?)
    }
}

/// Whether this version knows events of this type.
pub(super) fn knows(kind: &str, event_type: &str) -> bool {
    TYPES.iter().any(|(name, types)| *name == kind && types.contains(&event_type))
}

/// Whether the body of an event of a known type reads. A body removed by law does, and one that a newer version of the type wrote: what it says is
/// for later.
pub(super) fn reads(event: &Event) -> bool {
    !matches!(decodes(event), Err(DecodeError::Malformed(_)))
}

/// The code of what a body that reads says and must not: a login name that nobody can type.
pub(super) fn refuses(event: &Event) -> Option<&'static str> {
    if event.header().subject.kind() != Account::KIND {
        return None;
    }
    match event.decode::<AccountEvent>() {
        Ok(AccountEvent::LoginSet { login: Some(login) }) if !is_login(&login) => Some("login_invalid"),
        _ => None,
    }
}

/// Aggregates that this one names, as far as filing asks.
pub(super) fn links(state: &State) -> BTreeSet<Subject> {
    filing::links(&state.0)
}

/// What the event opens to the streams of its own aggregate, by naming it: a job its site, a site its customer.
pub(super) fn opens(event: &Event) -> BTreeSet<Subject> {
    let kind = event.header().subject.kind();
    if (kind != Job::KIND && kind != Site::KIND) || filing::only_adds(event) {
        return BTreeSet::new();
    }
    let mut alone = AnyFolded::new(kind);
    alone.push(event);
    // A contract is opened by jobs of its own customer only, whom the author knows by the site.
    let mut names = filing::links(&alone);
    // A correction names another site and other machines of a report that stands before it.
    if kind == Job::KIND
        && let Ok(JobEvent::ReportChanged { change }) = event.decode()
    {
        names.extend(change.site.map(Subject::from));
        names.extend(change.equipment.into_iter().flatten().map(Subject::from));
    }
    names.retain(|named| named.kind() != Contract::KIND && named.kind() != Person::KIND);
    names
}

/// Aggregates that this one names and that lists ask for, beside those that filing asks for.
pub(super) fn names(state: &State) -> BTreeSet<Subject> {
    let mut named = BTreeSet::new();
    match &state.0 {
        AnyFolded::Job(job) => named.extend(job.state.site().map(Subject::from)),
        AnyFolded::Contract(contract) => named.extend(contract.state.customer.map(Subject::from)),
        AnyFolded::Take(take) => named.extend(take.state.job.map(Subject::from)),
        AnyFolded::Movement(movement) => {
            named.extend(movement.state.details.iter().map(|details| Subject::new(Card::KIND, details.card.uuid())));
        }
        _ => {}
    }
    named
}

/// The aggregate without which nobody knows where `subject` is filed: of a price its contract, of skills their person.
pub(super) fn filed_by(subject: &Subject) -> Subject {
    match subject.kind() {
        Price::KIND => Subject::new(Contract::KIND, subject.id()),
        Skills::KIND => Subject::new(Person::KIND, subject.id()),
        _ => subject.clone(),
    }
}
