//! The line of devices that this one goes on for: the hub is told of each, oldest first. A hub that was restored from a backup may have lost
//! one; its certificate makes it known again. Where there is none, this device goes on without it: its enrolment is proof of nothing before.

use super::answer::{self, Refused};
use super::io::{Answer, Apply, Instruction, Replacement};
use super::session::{Machine, State};
use super::steps::json;
use crate::kernel::DeviceId;
use crate::sync::protocol::{NDJSON, ReturnLine, Returned, SucceedRequest, paths};

impl Machine {
    pub(super) fn send_succeed(&mut self, pending: Replacement) -> Instruction {
        let request = SucceedRequest { app: self.config.app.clone(), ..pending.request.clone() };
        self.state = State::Succeed { old: pending.old };
        let sent = self.post(paths::SUCCEED, "application/json", &json(&request), false);
        let sent = authorised(sent, &pending.token);
        self.line.told = Some(Box::new(pending));
        sent
    }

    /// The hub does not know the device `old`: sends it that device's certificate, once in a session.
    pub(super) fn send_certificate(&mut self, old: DeviceId) -> Instruction {
        let told = self.line.told.take().map(|told| *told);
        let Some(Replacement { token, certificate: Some(certificate), .. }) = told else { return self.without(old) };
        if !self.line.certified.insert(old) {
            return self.without(old);
        }
        let mut line = json(&ReturnLine::Certificate(Box::new(certificate)));
        line.push(b'\n');
        self.state = State::SendCertificate { old };
        authorised(self.post(paths::RETURN, NDJSON, &line, true), &token)
    }

    /// The hub answered to the certificate.
    pub(super) fn certificate_answered(&mut self, old: DeviceId, answer: &Answer) -> Instruction {
        match answer::json::<Returned>(answer) {
            // It is told of the replacement again.
            Ok(_) => self.greet(),
            Err(refused @ Refused::Again { .. }) => {
                self.line.certified.remove(&old);
                self.refused(State::SendCertificate { old }, refused)
            }
            Err(Refused::Final { .. }) => self.without(old),
        }
    }

    /// Greets as this device, without the one before it: the hub may know it alone, as after an enrolment by a fresh code.
    fn without(&mut self, old: DeviceId) -> Instruction {
        self.line.orphan_of = Some(old);
        self.greet()
    }

    /// The hub knows this device alone: all that the old one recorded is repeated.
    pub(super) fn orphaned(&mut self) -> Instruction {
        match self.line.orphan_of.take() {
            Some(old) => self.apply(State::Succeeding, Apply::Orphaned(old)),
            None => self.greet(),
        }
    }
}

/// With another device's token.
fn authorised(mut instruction: Instruction, token: &str) -> Instruction {
    if let Instruction::Send(request) = &mut instruction {
        request.headers.push(("authorization", format!("Bearer {token}")));
    }
    instruction
}
