//! The steps: greeting, push, pull.

use super::answer::{self, Page, Refused};
use super::io::{Answer, Apply, Instruction, Loaded, Method, Need, Request};
use super::session::{Machine, State};
use crate::kernel::{ChainHead, ClockAnchor, Event, Reading, SignedHead};
use crate::sync::protocol::{
    CHECKPOINT, Greeting, Hello, NDJSON, PullRequest, PushLine, Stream, Succeeded, VERSION, paths,
};
use serde::Serialize;
use std::collections::BTreeMap;
use uuid::Uuid;

impl Machine {
    /// The store gave something.
    pub(super) fn loaded(&mut self, state: State, loaded: Loaded) -> Instruction {
        match (state, loaded) {
            // An older version of the app stopped here and waited for a person.
            (State::Head, Loaded::Head { stopped: Some(code), .. }) if code == "device_forked" => self.succeed(),
            // A revoked phone asks again: an older hub that took nothing from it may have been updated.
            (State::Head, Loaded::Head { stopped: Some(code), .. }) if code != "device_revoked" => {
                self.finish(Some(code))
            }
            (State::Head, Loaded::Head { replacement: Some(pending), .. }) if self.line.orphan_of.is_none() => {
                self.send_succeed(*pending)
            }
            (State::Head, Loaded::Head { head, reading, checkpoint, told, .. }) => {
                (self.checkpoint, self.told) = (checkpoint, *told);
                self.send_hello(head, reading)
            }
            (State::Batch, Loaded::Batch(Some((events, head)))) => self.send_push(events, head),
            (State::Batch, Loaded::Batch(None)) if self.revoked => self.blobs(),
            (State::Batch, Loaded::Batch(None)) => self.load(Need::Cursors),
            (State::Returns, Loaded::Returns(page)) => self.returns_loaded(*page),
            (State::Cursors, Loaded::Cursors { epoch, mut cursors }) => {
                cursors.retain(|stream, _| self.followed.contains(stream));
                self.send_pull(epoch, cursors)
            }
            (State::Unconfirmed, Loaded::Unconfirmed { epoch, subjects, events }) => {
                self.ask_filed(epoch, subjects, &events)
            }
            (state, loaded) => self.blob_loaded(state, loaded),
        }
    }

    /// The checkpoint, to be kept with what came with it.
    fn newest(&self) -> Option<String> {
        self.checkpoint.clone()
    }

    /// The hub answered.
    pub(super) fn answered(&mut self, state: State, answer: &Answer) -> Instruction {
        if (200..300).contains(&answer.status)
            && let Some(newest) = answer.headers.get(CHECKPOINT)
        {
            self.checkpoint = Some(newest.clone());
        }
        match state {
            State::Greeting { sent } => match answer::json::<Greeting>(answer) {
                Ok(greeting) if greeting.version != VERSION => self.finish(Some("protocol_version".to_owned())),
                Ok(greeting) => {
                    self.hub_ms = greeting.now;
                    self.revoked = greeting.revoked;
                    self.returning.lost.clone_from(&greeting.lost);
                    self.followed = greeting.streams.keys().cloned().collect();
                    let anchor = answer.reading.and_then(|came| anchor(sent, came, greeting.now));
                    let (checkpoint, behind) = (self.newest(), self.told.is_more_than(&greeting));
                    self.apply(
                        State::Greeted,
                        Apply::Greeting { greeting: Box::new(greeting), anchor, checkpoint, behind },
                    )
                }
                Err(Refused::Final { code, status })
                    if matches!(code.as_str(), "unknown_device" | "person_inactive") =>
                {
                    let introduced = self.introduce(sent, &code, status);
                    introduced
                        .unwrap_or_else(|| self.refused(State::Greeting { sent }, Refused::Final { code, status }))
                }
                Err(refused) => self.refused(State::Greeting { sent }, refused),
            },
            // Whatever page an older hub, or a proxy before it, shows where the request is not known.
            State::Succeed { .. } if matches!(answer.status, 404 | 405) => {
                self.finish(Some("succession_waits".to_owned()))
            }
            State::Succeed { old } => match answer::json::<Succeeded>(answer) {
                Ok(said) => self.apply(State::Succeeding, Apply::Succeeded { old, answer: Box::new(said) }),
                Err(Refused::Final { code, .. }) if code == "unknown_device" => self.send_certificate(old),
                Err(refused) => self.refused(State::Succeed { old }, refused),
            },
            State::SendCertificate { old } => self.certificate_answered(old, answer),
            State::Push { numbers } => match answer::receipts(answer) {
                // Receipts come in the order of the events; of a broken answer, those that came count.
                Ok(receipts) if receipts.is_empty() && answer.cut => {
                    self.refused(State::Push { numbers }, Refused::again("connection_broken"))
                }
                Ok(receipts) => {
                    let fits = !receipts.is_empty() && receipts.iter().zip(&numbers).all(|(r, n)| r.number == *n);
                    let complete = receipts.len() == numbers.len();
                    if !fits || receipts.len() > numbers.len() || (!complete && !answer.cut) {
                        return self.finish(Some("bad_answer".to_owned()));
                    }
                    self.apply(State::Receipts, Apply::Receipts { receipts, checkpoint: self.newest() })
                }
                Err(refused) => self.refused(State::Push { numbers }, refused),
            },
            State::Return { next } => self.return_answered(next, answer),
            State::Filed => self.filed_answered(answer),
            State::Pull => match answer::page(answer) {
                Ok(Page { more: None, .. }) if !answer.cut => self.finish(Some("bad_answer".to_owned())),
                Ok(Page { more: None, entries, .. }) if entries.is_empty() => {
                    self.refused(State::Pull, Refused::again("connection_broken"))
                }
                Ok(Page { entries, unread, more }) => {
                    self.apply(State::Entries { more }, Apply::Entries { entries, unread, checkpoint: self.newest() })
                }
                Err(refused) => self.refused(State::Pull, refused),
            },
            state => self.blob_answered(state, answer),
        }
    }

    /// The store took something in.
    pub(super) fn applied(&mut self, state: State) -> Instruction {
        match state {
            State::Greeted if self.line.orphan_of.is_some() => self.orphaned(),
            State::Greeted if self.again => self.greet(),
            State::Succeeding => self.greet(),
            State::Unknown if self.again => self.greet(),
            State::Unknown => self.finish(Some("unknown_device".to_owned())),
            State::Greeted => self.hand_back(),
            State::ReturnedAll => self.next_batch(),
            State::Receipts => self.next_batch(),
            // What came before the break is in; the cursors say where to go on.
            State::Entries { more: None | Some(true) } => self.load(Need::Cursors),
            State::Entries { more: Some(false) } => self.pulled(),
            State::FiledTaken => self.ask_unconfirmed(),
            state => self.blob_applied(state),
        }
    }

    /// The store did not take something in.
    pub(super) fn not_applied(&mut self, state: State, code: String) -> Instruction {
        match (state, code.as_str()) {
            // The hub has another branch of this device: it was restored or cloned.
            (state, "chain_fork") if !matches!(state, State::Succeeding) => self.succeed(),
            (state @ State::Entries { .. }, "stream_gap") => self.refused(state, Refused::again("stream_gap")),
            (State::Whole { hash }, "hash_mismatch") => {
                // The pieces were thrown away; another session fetches them again.
                self.skip.insert(hash);
                self.report.code = Some(code);
                self.blobs()
            }
            (_, _) => self.finish(Some(code)),
        }
    }

    fn send_hello(&mut self, head: ChainHead, reading: Reading) -> Instruction {
        let hello = Hello { versions: vec![VERSION], head, wall: reading.wall_ms, app: self.config.app.clone() };
        self.state = State::Greeting { sent: reading };
        self.ask(paths::HELLO, "application/json", &json(&hello), false)
    }

    fn send_push(&mut self, events: Vec<Event>, head: SignedHead) -> Instruction {
        let numbers = events.iter().map(|event| event.header().number).collect();
        let mut body = Vec::new();
        for event in events {
            body.extend(json(&PushLine::Event(Box::new(event))));
            body.push(b'\n');
        }
        body.extend(json(&PushLine::Head(head)));
        body.push(b'\n');
        self.state = State::Push { numbers };
        self.ask(paths::PUSH, NDJSON, &body, true)
    }

    fn send_pull(&mut self, epoch: Uuid, cursors: BTreeMap<Stream, u64>) -> Instruction {
        let request = PullRequest { epoch, cursors, limit: self.config.page };
        self.state = State::Pull;
        self.ask(paths::PULL, "application/json", &json(&request), false)
    }

    /// A request that brings back how far the hub was.
    fn ask(&self, path: &str, kind: &str, body: &[u8], compress: bool) -> Instruction {
        let mut asked = self.post(path, kind, body, compress);
        if let (Instruction::Send(request), Some(checkpoint)) = (&mut asked, &self.checkpoint) {
            request.headers.push((CHECKPOINT, checkpoint.clone()));
        }
        asked
    }

    pub(super) fn post(&self, path: &str, kind: &str, body: &[u8], compress: bool) -> Instruction {
        let headers = vec![("content-type", kind.to_owned()), ("accept-language", self.config.language.clone())];
        Instruction::Send(Request {
            method: Method::Post,
            path: path.to_owned(),
            headers,
            body: body.to_vec(),
            compress,
        })
    }
}

/// JSON of a message. Messages are plain data: they always serialise; an empty body would be refused by the hub.
pub(super) fn json(message: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(message).unwrap_or_default()
}

/// An exchange that took longer says too little of when the hub looked at its clock, in milliseconds.
const LONGEST_EXCHANGE_MS: u64 = 120_000;

/// What the exchange teaches of the time: the hub looked at its clock between `sent` and `came`.
fn anchor(sent: Reading, came: Reading, hub_ms: u64) -> Option<ClockAnchor> {
    let round_trip = came.mono_since(&sent)?;
    // A clock that stands in sleep does not tell how long the exchange took; the wall clock may. What took longer than any exchange waits
    // teaches nothing: the device slept, or a clock was set.
    let wall = u64::try_from(came.wall_ms.saturating_sub(sent.wall_ms)).unwrap_or(0);
    let round_trip = if came.counts_sleep_since(&sent) { round_trip } else { round_trip.max(wall) };
    if round_trip > LONGEST_EXCHANGE_MS {
        return None;
    }
    let half = round_trip / 2;
    let reading = Reading {
        wall_ms: came.wall_ms.saturating_sub(i64::try_from(half).ok()?),
        mono_ms: came.mono_ms.saturating_sub(half),
        boot: came.boot,
        counts_sleep: came.counts_sleep_since(&sent),
    };
    Some(ClockAnchor { reading, hub_ms, within_ms: u32::try_from(half.max(1)).unwrap_or(u32::MAX) })
}
