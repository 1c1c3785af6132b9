//! A step that was taken by mistake and withdrawn at once (decision 0033): on the way, on site, at work, back, going on. Both stay on record;
//! the state is as before the step.

use super::moment::Moment;
use super::state::Job;
use crate::kernel::{EventId, Meta, PersonId};

impl Job {
    /// The newest step of a person that can be withdrawn: the last one of the newest way there, or that the work goes on.
    pub fn last_step(&self, by: PersonId) -> Option<Moment> {
        let visit = self.newest_visit(by);
        let on_the_way = visit.into_iter().flat_map(|visit| [visit.left, visit.arrived, visit.started, visit.back]);
        let goes_on = self.waiting.last().and_then(|waiting| waiting.to).filter(|to| to.by == by);
        on_the_way.chain([goes_on]).flatten().max_by_key(|moment| (moment.at, moment.event))
    }

    /// Takes the author's step out of the state. One that is not there, is another's, or stands on a document that somebody signed stays as it
    /// is.
    pub(super) fn withdraw(&mut self, meta: &Meta<'_>, step: EventId) {
        let own = |moment: &Moment| moment.event == step && moment.by == meta.by;
        let unsigned = self.unsigned.iter().any(|fact| fact.event == step);
        let misplaced = self.flags.iter().any(|flagged| flagged.flag.event == step);
        let mut gone = false;
        for visit in &mut self.visits {
            if unsigned || misplaced {
                if visit.left.take_if(|moment| own(moment)).is_some() {
                    visit.check = None;
                    gone = true;
                }
                if visit.arrived.take_if(|moment| own(moment)).is_some() {
                    visit.position = None;
                    gone = true;
                }
                gone |= visit.started.take_if(|moment| own(moment)).is_some();
            }
            gone |= visit.back.take_if(|moment| own(moment)).is_some();
        }
        self.visits.retain(|visit| [visit.left, visit.arrived, visit.started, visit.back].iter().any(Option::is_some));
        // Another wait that began meanwhile ends this one.
        let mut begins_next: Option<Moment> = None;
        for waiting in self.waiting.iter_mut().rev() {
            if waiting.to.as_ref().is_some_and(own) {
                waiting.to = begins_next;
                gone = true;
            }
            begins_next = Some(waiting.from);
        }
        if gone {
            // What did not fit of it is no question any more.
            self.flags.retain(|flagged| flagged.flag.event != step);
            self.unsigned.retain(|fact| fact.event != step);
        }
    }
}
