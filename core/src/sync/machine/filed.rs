//! What the phone has and the hub did not send: after a restore of the hub, or because own work moved to others before it came back. Either it is
//! filed for others, and is to be forgotten; or it came again and is quarantined; or it is lost on the hub, and is kept. Only the hub can tell which.

use super::answer;
use super::io::{Answer, Apply, AskedUpTo, Instruction, Need};
use super::session::{Machine, State};
use super::steps::json;
use crate::kernel::Subject;
use crate::sync::heard::UnconfirmedEvent;
use crate::sync::protocol::{Filed, FiledRequest, MAX_FILED, paths};
use uuid::Uuid;

impl Machine {
    /// Everything is pulled; mostly nothing is unconfirmed then.
    pub(super) fn ask_unconfirmed(&mut self) -> Instruction {
        self.load(Need::Unconfirmed { after: self.unconfirmed.up_to.clone(), most: MAX_FILED })
    }

    pub(super) fn ask_filed(
        &mut self,
        epoch: Uuid,
        subjects: Vec<Subject>,
        events: &[UnconfirmedEvent],
    ) -> Instruction {
        if subjects.is_empty() && events.is_empty() {
            return self.blobs();
        }
        let AskedUpTo { subject, event } = &mut self.unconfirmed.up_to;
        *subject = subjects.last().cloned().or_else(|| subject.take());
        *event = events.last().map(|unconfirmed| unconfirmed.event).or(*event);
        self.unconfirmed.subjects = subjects.iter().cloned().collect();
        self.unconfirmed.events = events.iter().map(|unconfirmed| unconfirmed.origin).collect();
        self.state = State::Filed;
        let events = self.unconfirmed.events.iter().copied().collect();
        self.post(paths::FILED, "application/json", &json(&FiledRequest { epoch, subjects, events }), false)
    }

    pub(super) fn filed_answered(&mut self, answer: &Answer) -> Instruction {
        // A hub of before: everything is kept.
        if matches!(answer.status, 404 | 405) {
            return self.blobs();
        }
        match answer::json::<Filed>(answer) {
            Ok(Filed { mut elsewhere, mut quarantined }) => {
                elsewhere.retain(|subject| self.unconfirmed.subjects.contains(subject));
                quarantined.retain(|origin| self.unconfirmed.events.contains(origin));
                self.apply(State::FiledTaken, Apply::Filed { elsewhere, quarantined })
            }
            Err(refused) => self.refused(State::Filed, refused),
        }
    }
}
