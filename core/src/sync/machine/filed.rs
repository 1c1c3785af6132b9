//! What the phone has and the hub did not send: after a restore of the hub, or because own work moved to others before it came back. Either it is
//! filed for others, and is to be forgotten; or it came again and is kept apart; or it is lost on the hub, and is kept. Only the hub can tell which.

use super::answer;
use super::io::{Answer, Apply, AskedUpTo, Instruction, Need};
use super::session::{Machine, State};
use super::steps::json;
use crate::kernel::Subject;
use crate::sync::heard::Doubted;
use crate::sync::protocol::{Filed, FiledRequest, MAX_FILED, paths};
use uuid::Uuid;

impl Machine {
    /// Everything is pulled; mostly nothing is doubtful then.
    pub(super) fn ask_doubtful(&mut self) -> Instruction {
        self.load(Need::Doubtful { after: self.doubtful.up_to.clone(), most: MAX_FILED })
    }

    pub(super) fn ask_filed(&mut self, epoch: Uuid, subjects: Vec<Subject>, events: &[Doubted]) -> Instruction {
        if subjects.is_empty() && events.is_empty() {
            return self.blobs();
        }
        let AskedUpTo { subject, event } = &mut self.doubtful.up_to;
        *subject = subjects.last().cloned().or_else(|| subject.take());
        *event = events.last().map(|doubted| doubted.event).or(*event);
        self.doubtful.subjects = subjects.iter().cloned().collect();
        self.doubtful.events = events.iter().map(|doubted| doubted.origin).collect();
        self.state = State::Filed;
        let events = self.doubtful.events.iter().copied().collect();
        self.post(paths::FILED, "application/json", &json(&FiledRequest { epoch, subjects, events }), false)
    }

    pub(super) fn filed_answered(&mut self, answer: &Answer) -> Instruction {
        // A hub of before: everything is kept.
        if matches!(answer.status, 404 | 405) {
            return self.blobs();
        }
        match answer::json::<Filed>(answer) {
            Ok(Filed { mut elsewhere, mut apart }) => {
                elsewhere.retain(|subject| self.doubtful.subjects.contains(subject));
                apart.retain(|origin| self.doubtful.events.contains(origin));
                self.apply(State::FiledTaken, Apply::Filed { elsewhere, apart })
            }
            Err(refused) => self.refused(State::Filed, refused),
        }
    }
}
