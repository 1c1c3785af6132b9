//! Who may see and do what: every read and write of the hub is checked here and nowhere else.
//!
//! What a role may record is the domain's one table; to whom, and what is seen, is decided by streams: an aggregate is filed under the
//! streams that may know it, a person reaches streams.

use crate::error::{Fault, HubError};
use crate::hub::Hub;
use crate::ledger::Ledger;
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::people::{Person, Role, permission};
pub use fettle_core::domain::reach::Reach;
use fettle_core::kernel::{Aggregate, Event, Folded, Hash, PersonId, Subject};
use uuid::Uuid;

/// A person who is signed in, with what this person reaches.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// Who.
    pub id: PersonId,
    /// As recorded.
    pub person: Person,
    /// What is reached.
    pub reach: Reach,
}

impl Viewer {
    /// A viewer; `centres` as [`Reach::of`] asks for them.
    pub fn new(id: PersonId, person: Person, centres: &[CentreId]) -> Self {
        let reach = Reach::of(id, &person, centres);
        Self { id, person, reach }
    }
    /// Whether the role is held.
    pub fn is(&self, role: Role) -> bool {
        self.person.active && self.person.roles.has(role)
    }
    /// Devices, quarantine, enrolment: for who looks after them, and the manager.
    pub fn may_administer(&self) -> bool {
        self.is(Role::Administrator) || self.is(Role::Manager)
    }
}

/// Whether the author's roles allow the event, wherever its subject is filed.
pub fn may_write(by: PersonId, person: &Person, event: &Event) -> bool {
    let header = event.header();
    if !person.active || !permission::allowed(&person.roles, header.subject.kind(), &header.kind) {
        return false;
    }
    // Everyone knows the persons; each changes the own one, administrators change all.
    let of_person = matches!(header.subject.kind(), "person" | "account");
    !of_person || header.subject.id() == by.uuid() || person.roles.has(Role::Administrator)
}

/// Whether the viewer may see an aggregate: whatever is shown of one thing in the console asks this first.
///
/// # Errors
/// [`HubError`] when the database does not answer.
pub async fn may_see(ledger: &Ledger, viewer: &Viewer, subject: &Subject) -> Result<bool, HubError> {
    Ok(viewer.reach.is_all() || ledger.streams_of(subject).await?.iter().any(|stream| viewer.reach.has(stream)))
}

/// The aggregate with `id`, if the viewer may see it.
///
/// # Errors
/// [`HubError::Fault`] `not_found`, which does not tell whether it is there; others when the database does not answer.
pub async fn look<A: Aggregate>(ledger: &Ledger, viewer: &Viewer, id: impl Into<Uuid>) -> Result<Folded<A>, HubError> {
    let subject = Subject::new(A::KIND, id);
    let found = if may_see(ledger, viewer, &subject).await? { ledger.get::<A>(subject.id()).await? } else { None };
    found.ok_or_else(|| Fault::not_found().into())
}

/// Whether the viewer may read a blob: an event that names it is filed where the viewer reaches it, and its author had the blob, or may read
/// it by an event of somebody who had. Knowing a hash opens nothing.
///
/// # Errors
/// [`HubError`] when the database does not answer.
pub async fn may_read(hub: &Hub, viewer: &Viewer, hash: Hash) -> Result<bool, HubError> {
    let mut named = hub.blobs.named(hash).await?;
    loop {
        if named.open.iter().any(|stream| viewer.reach.has(stream)) {
            return Ok(true);
        }
        let mut found = None;
        for person in named.claimed.keys() {
            let author = hub.accounts.viewer(*person).await?;
            if author.is_some_and(|author| named.open.iter().any(|stream| author.reach.has(stream))) {
                found = Some(*person);
                break;
            }
        }
        let Some(person) = found else { return Ok(false) };
        // For good: what this author may read later says nothing about what was passed on today.
        match hub.blobs.hold(hash, person).await {
            // Reading goes on; it is noted the next time.
            Err(e) if e.is_full() || e.is_busy() => tracing::debug!(error = %e, "not noted"),
            other => other?,
        }
        named.open.extend(named.claimed.remove(&person).unwrap_or_default());
    }
}

/// The aggregate of a person.
pub fn person_subject(id: PersonId) -> Subject {
    Subject::new(Person::KIND, id.uuid())
}
