//! Handing back: a hub that was put back from a backup gets its consoles' events again, and knows a phone again that was enrolled after it.

use super::answer::{self, Refused};
use super::io::{Answer, Apply, Instruction, Need, Returns};
use super::memory::Returning;
use super::session::{Machine, State};
use crate::kernel::{DeviceId, Reading};
use crate::sync::protocol::{MAX_RETURN_EVENTS, NDJSON, ReturnLine, Returned, paths};

impl Machine {
    /// After a greeting: hands back what the hub asks for, before anything that may build on it is pushed.
    pub(super) fn hand_back(&mut self) -> Instruction {
        if self.returning.lost.is_none() { self.next_batch() } else { self.next_return(None) }
    }

    /// The hub does not know who greets: a certificate may tell it. `None` when that was tried.
    pub(super) fn introduce(&mut self, sent: Reading, code: &str, status: u16) -> Option<Instruction> {
        if self.returning.tried {
            return None;
        }
        self.returning =
            Returning { lost: None, unknown: Some((code.to_owned(), status)), tried: true, sent: Some(sent) };
        Some(self.next_return(None))
    }

    fn next_return(&mut self, from: Option<(DeviceId, u64)>) -> Instruction {
        self.state = State::Returns;
        let again = self.returning.unknown.is_some();
        Instruction::Load(Need::Returns { lost: self.returning.lost.clone(), from, most: MAX_RETURN_EVENTS, again })
    }

    /// The store gave a page.
    pub(super) fn returns_loaded(&mut self, page: Returns) -> Instruction {
        let introducing = self.returning.unknown.is_some();
        let certificate = page.certificate.filter(|_| introducing && self.returning.lost.is_none());
        if page.events.is_empty() && certificate.is_none() {
            return self.returns_done();
        }
        let mut body = Vec::new();
        let lines = certificate.map(|it| ReturnLine::Certificate(Box::new(it))).into_iter();
        for line in lines.chain(page.events.into_iter().map(|event| ReturnLine::Event(Box::new(event)))) {
            body.extend(super::steps::json(&line));
            body.push(b'\n');
        }
        self.state = State::Return { next: page.next };
        self.post(paths::RETURN, NDJSON, &body, true)
    }

    /// The hub answered to a page.
    pub(super) fn return_answered(&mut self, next: Option<(DeviceId, u64)>, answer: &Answer) -> Instruction {
        match answer::json::<Returned>(answer) {
            Ok(returned) => {
                self.pace.success();
                let asked_now = self.returning.lost.is_none() && returned.lost.is_some();
                if asked_now {
                    // It knows the phone now and says what it lacks.
                    self.returning.lost = returned.lost;
                    return self.next_return(None);
                }
                match next {
                    Some(from) => self.next_return(Some(from)),
                    None => self.returns_done(),
                }
            }
            Err(refused @ Refused::Again { .. }) => self.refused(State::Return { next }, refused),
            // What the hub does not take is no reason to keep back one's own work.
            Err(Refused::Final { .. }) => match self.returning.unknown.take() {
                Some((code, status)) => self.refused_greeting(code, status),
                None => self.next_batch(),
            },
        }
    }

    fn returns_done(&mut self) -> Instruction {
        match self.returning.unknown.take() {
            // Nothing that helps: as the hub said.
            Some((code, status)) if self.returning.lost.is_none() => self.refused_greeting(code, status),
            Some(_) => self.greet(),
            None => self.apply(State::ReturnedAll, Apply::ReturnedAll),
        }
    }

    fn refused_greeting(&mut self, code: String, status: u16) -> Instruction {
        let refused = Refused::Final { code, status };
        match self.returning.sent {
            Some(sent) => self.refused(State::Greeting { sent }, refused),
            None => self.refused(State::Head, refused),
        }
    }
}
