//! What falls due is done here, by whoever runs: once, in the order in which it fell due, over restarts and several processes.
//!
//! One process at a time does it, under a lease that ends by time, so that the lease of a process that was killed holds nobody up for long. What
//! was done is an event of the record itself, and the record's next step follows from it: effect and being done are one and the same row,
//! written in one transaction, in which the lease is held. Nothing of the business is decided here.

use super::command::{Decision, Order, Outcome};
use super::judge::Author;
use super::rows::{DueRow, dues_of, first_due, next_due, write_again};
use super::{Ledger, lease, rows, stored};
use crate::data::{begin, int};
use crate::error::HubError;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::dues::{Late, Overdue, Staff, told};
use fettle_core::domain::jobs::JobEvent;
use fettle_core::domain::parts::{PlaceEvent, TakeEvent};
use fettle_core::domain::people::{Role, SkillsEvent};
use fettle_core::kernel::{Draft, PersonId, Subject};
use std::sync::Arc;

/// What a round came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Round {
    /// Steps that were recorded.
    pub done: u64,
    /// When the next one falls due, milliseconds since 1970 UTC.
    pub next: Option<u64>,
    /// Something is due, and was not done: another process does it, or it could not be done now.
    pub waits: bool,
}

impl Ledger {
    /// Does what is due, if no other process does it.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer; what was not done stays due.
    pub(crate) async fn run_dues(self: &Arc<Self>) -> Result<Round, HubError> {
        let mut round = Round { done: 0, next: None, waits: false };
        // Until all rows are there, and are this version's, what fell due first is not known.
        if self.rows_are_due() || self.states_are_older() {
            return Ok(Round { waits: true, ..round });
        }
        let now = self.dues.now(&self.clock);
        round.next = self.next_due().await?;
        if round.next.is_none_or(|next| next > now) {
            return Ok(round);
        }
        if !self.take_lease().await? {
            return Ok(Round { waits: true, ..round });
        }
        let staff = Arc::new(self.staff().await?);
        let mut behind: Option<DueRow> = None;
        loop {
            let found = first_due(&mut *self.db.read().acquire().await?, int(now), behind.as_ref()).await?;
            let Some(row) = found else { break };
            match self.run_due(&row, &staff).await {
                Ok(Done::Recorded) => round.done += 1,
                Ok(Done::NotDue) => {}
                // Another process holds the lease by now: this one was asleep.
                Ok(Done::LeaseGone) => return Ok(Round { waits: true, ..round }),
                // What is wrong with one record holds up no other.
                Err(error) => {
                    tracing::error!(subject = %row.subject, what = row.due.what.code(), %error, "what is due was not done");
                    round.waits = true;
                    behind = Some(row);
                }
            }
        }
        lease::end(&mut *self.db.write().await?, lease::DUES, self.lease_owner()?).await?;
        round.next = self.next_due().await?;
        Ok(round)
    }

    async fn next_due(&self) -> Result<Option<u64>, HubError> {
        let next = next_due(&mut *self.db.read().acquire().await?).await?;
        Ok(next.map(|at| u64::try_from(at).unwrap_or(0)))
    }

    /// Takes the lease, or makes the own one new; `false` while another process holds it.
    pub(super) async fn take_lease(&self) -> Result<bool, HubError> {
        let (owner, now) = (self.lease_owner()?, self.clock.now_ms());
        let mut conn = self.db.write().await?;
        let mut tx = begin(&mut conn).await?;
        let taken = lease::take(&mut tx, lease::DUES, owner, now).await?;
        tx.commit().await?;
        Ok(taken)
    }

    /// Whoever may be told of something.
    async fn staff(&self) -> Result<Vec<Staff>, HubError> {
        let mut conn = self.db.read().acquire().await?;
        let mut people = rows::people(&mut conn).await?;
        // The hub itself stands among them, and reads nothing.
        people.retain(|person| person.id() != self.system().uuid());
        let states = stored::states(&mut conn, &people).await?;
        let staff = states.into_iter().filter_map(|(subject, state)| match state.0 {
            AnyFolded::Person(person) => Some(Staff { id: PersonId::new(subject.id()), person: person.state }),
            _ => None,
        });
        Ok(staff.collect())
    }

    /// Does one step: looks at the record again, decides and records in one transaction.
    async fn run_due(self: &Arc<Self>, row: &DueRow, staff: &Arc<Vec<Staff>>) -> Result<Done, HubError> {
        let (wanted, staff) = (row.clone(), Arc::clone(staff));
        let lease = Some(self.lease_owner()?);
        let order = Order { author: Author::System, by: self.system(), sent: None, numbered: false, lease, part: None };
        let decide = Box::new(move |desk: super::Desk| {
            let decided = async move {
                let found = dues_of(&mut *desk.ledger.db.read().acquire().await?, &wanted.subject).await?;
                let Some((state, dues)) = found else { return Ok(Decision::Ok(Vec::new())) };
                // The state says what is due; the row only says where to look.
                let due = dues.iter().find(|due| **due == wanted.due && due.at.is_some());
                let draft = due.and_then(|due| event(&wanted.subject, &state.0, due, &staff));
                Ok(Decision::Ok(draft.into_iter().collect()))
            };
            Box::pin(decided) as futures_util::future::BoxFuture<'static, _>
        });
        let outcome = self.carry_out_in_task(order, decide).await?;
        match outcome {
            Outcome::Recorded(events) if events.is_empty() => {
                // The row is not what its record says: it is written again, and then says something else or nothing.
                let mut conn = self.db.write().await?;
                let mut tx = begin(&mut conn).await?;
                write_again(&mut tx, &row.subject).await?;
                tx.commit().await?;
                drop(conn);
                let same = first_due(&mut *self.db.read().acquire().await?, i64::MAX, None).await?;
                if same.as_ref() == Some(row) {
                    return Err(HubError::Record(format!("{} is due and says nothing", row.subject)));
                }
                Ok(Done::NotDue)
            }
            Outcome::Recorded(_) => Ok(Done::Recorded),
            Outcome::Again | Outcome::Refused(_) => Ok(Done::LeaseGone),
        }
    }
}

/// What became of one step.
enum Done {
    Recorded,
    NotDue,
    LeaseGone,
}

/// The event of a step.
fn event(subject: &Subject, state: &AnyFolded, due: &fettle_core::domain::dues::Due, staff: &[Staff]) -> Option<Draft> {
    match state {
        AnyFolded::Job(job) => {
            let job = &job.state;
            let told = told(due.step, &job.assignees(), Role::Desk, job.centre(), staff);
            Some(Draft::new(subject.clone(), &JobEvent::Overdue(Overdue::of(due, told))))
        }
        AnyFolded::Take(take) => {
            let take = &take.state;
            // What is on its way is the store's to receive, and no longer the taker's to bring.
            let doers: &[PersonId] = if due.what == Late::Receipt { &[] } else { take.taker.as_slice() };
            let told = told(due.step, doers, Role::StockKeeper, take.centre, staff);
            Some(Draft::new(subject.clone(), &TakeEvent::Overdue(Overdue::of(due, told))))
        }
        AnyFolded::Place(place) => {
            let told = told(due.step, &[], Role::StockKeeper, place.state.centre(), staff);
            Some(Draft::new(subject.clone(), &PlaceEvent::Overdue(Overdue::of(due, told))))
        }
        AnyFolded::Skills(_) => {
            // Of who left nothing is renewed.
            let person = staff.iter().find(|one| one.id.uuid() == subject.id())?;
            let told = told(due.step, &[], Role::Manager, person.person.centre, staff);
            Some(Draft::new(subject.clone(), &SkillsEvent::Overdue(Overdue::of(due, told))))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
