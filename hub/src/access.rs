//! Who may see and do what: every read and write of the hub is checked here and nowhere else.
//!
//! What a role may record is the domain's one table; to whom, and what is seen, is decided by streams: an aggregate is filed under the
//! streams that may know it, a person reaches streams.

pub use crate::viewer::{Viewer, may_write, person_subject};
pub use fettle_core::domain::reach::Reach;

use crate::accounts::Accounts;
use crate::blobs::Blobs;
use crate::error::{Fault, HubError};
use crate::ledger::Ledger;
use fettle_core::kernel::{Aggregate, Folded, Hash, Subject};
use uuid::Uuid;

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
pub async fn may_read(blobs: &Blobs, accounts: &Accounts, viewer: &Viewer, hash: Hash) -> Result<bool, HubError> {
    let mut named = blobs.named(hash).await?;
    loop {
        if named.open.iter().any(|stream| viewer.reach.has(stream)) {
            return Ok(true);
        }
        let mut found = None;
        for person in named.claimed.keys() {
            let author = accounts.viewer(*person).await?;
            if author.is_some_and(|author| named.open.iter().any(|stream| author.reach.has(stream))) {
                found = Some(*person);
                break;
            }
        }
        let Some(person) = found else { return Ok(false) };
        // For good: what this author may read later says nothing about what was passed on today.
        match blobs.hold(hash, person).await {
            // Reading goes on; it is noted the next time.
            Err(e) if e.is_full() || e.is_busy() => tracing::debug!(error = %e, "not noted"),
            other => other?,
        }
        named.open.extend(named.claimed.remove(&person).unwrap_or_default());
    }
}
