//! After a restore of the hub: what the phone has and was not sent again either moved to others meanwhile, and is to be forgotten, or is lost on
//! the hub, and is kept. Only the hub can tell which.

use super::answer;
use super::io::{Answer, Apply, Instruction, Need};
use super::session::{Machine, State};
use super::steps::json;
use crate::kernel::Subject;
use crate::sync::protocol::{Filed, FiledRequest, MAX_FILED, paths};
use std::collections::BTreeSet;
use uuid::Uuid;

impl Machine {
    /// Everything is pulled; a hub that was never restored has said all.
    pub(super) fn ask_doubtful(&mut self, after: Option<Subject>) -> Instruction {
        if self.returning.lost.is_none() {
            return self.next_download();
        }
        self.load(Need::Doubtful { after, most: MAX_FILED })
    }

    pub(super) fn ask_filed(&mut self, epoch: Uuid, subjects: Vec<Subject>) -> Instruction {
        let Some(last) = subjects.last().cloned() else { return self.next_download() };
        self.asked = subjects.iter().cloned().collect();
        self.state = State::Filed { last };
        self.post(paths::FILED, "application/json", &json(&FiledRequest { epoch, subjects }), false)
    }

    pub(super) fn filed_answered(&mut self, last: Subject, answer: &Answer) -> Instruction {
        // A hub of before: everything is kept.
        if matches!(answer.status, 404 | 405) {
            return self.next_download();
        }
        match answer::json::<Filed>(answer) {
            Ok(filed) => {
                let asked: BTreeSet<Subject> = std::mem::take(&mut self.asked);
                let elsewhere = filed.elsewhere.into_iter().filter(|subject| asked.contains(subject)).collect();
                self.apply(State::Elsewhere { last }, Apply::Elsewhere(elsewhere))
            }
            Err(refused) => self.refused(State::Filed { last }, refused),
        }
    }
}
