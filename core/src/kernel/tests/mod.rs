//! Tests of the kernel: a small made-up aggregate on many devices, played in every order.

mod bodies;
mod chains;
mod clocks;
mod folding;
mod wire;

use super::*;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Events of the made-up aggregate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub(super) enum NoteEvent {
    Renamed { name: String },
    Added { amount: i64 },
}
impl Body for NoteEvent {
    const TYPES: &'static [&'static str] = &["renamed", "added"];
}

/// An aggregate with an owned field, a sum, and a history that depends on order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Note {
    pub name: Owned<String>,
    pub sum: i64,
    pub history: Vec<EventId>,
}
impl Aggregate for Note {
    const KIND: &'static str = "note";
    const FOLDS: u16 = 1;
    type Body = NoteEvent;
    fn apply(&mut self, meta: &Meta<'_>, body: NoteEvent) {
        self.history.push(meta.id);
        match body {
            NoteEvent::Renamed { name } => self.name.write(meta, name),
            NoteEvent::Added { amount } => self.sum += amount,
        }
    }
}

pub(super) fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}
pub(super) fn subject() -> Subject {
    Subject::new("note", uuid(7))
}
pub(super) fn boot(n: u128) -> Uuid {
    uuid(0xb007_0000 + n)
}

/// One step of a made-up history.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// A device writes. Its wall clock shows `wall_ms` (anything), the monotonic clock goes on.
    Write { device: usize, wall_ms: i64, body: NoteEvent },
    /// A device learns all that another has.
    Meet { from: usize, to: usize },
}

/// A device of the made-up world.
pub(super) struct Phone {
    pub recorder: Recorder,
    pub known: BTreeMap<EventId, Event>,
    pub own: Vec<Event>,
    pub key: DeviceKey,
}

impl Phone {
    pub fn new(n: u8) -> Self {
        Phone {
            recorder: Recorder::new(DeviceId::new(uuid(100 + u128::from(n)))),
            known: BTreeMap::new(),
            own: Vec::new(),
            key: DeviceKey::from_seed(&[n + 1; 32]),
        }
    }
    pub fn write(&mut self, id: u128, wall_ms: i64, body: &NoteEvent) -> Event {
        let seen = fold::<Note>(self.known.values()).seen;
        let reading = Reading { wall_ms, mono_ms: 0, boot: boot(1), counts_sleep: true };
        let by = PersonId::new(self.recorder.device.uuid());
        let draft = Draft::new(subject(), body);
        let event = self.recorder.record(reading, EventId::new(uuid(id)), by, seen, &draft).unwrap();
        self.known.insert(event.header().id, event.clone());
        self.own.push(event.clone());
        event
    }
    pub fn learn(&mut self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            self.recorder.observe(event.order());
            self.known.insert(event.header().id, event);
        }
    }
}

/// Plays the steps on three devices and gives them back.
pub(super) fn play(steps: &[Step]) -> Vec<Phone> {
    let mut phones: Vec<Phone> = (0..3).map(Phone::new).collect();
    for (at, step) in steps.iter().enumerate() {
        match step {
            Step::Write { device, wall_ms, body } => {
                phones[*device].write(1000 + at as u128, *wall_ms, body);
            }
            Step::Meet { from, to } => {
                let events: Vec<Event> = phones[*from].known.values().cloned().collect();
                phones[*to].learn(events);
            }
        }
    }
    phones
}

/// Every event of every device.
pub(super) fn all(phones: &[Phone]) -> Vec<Event> {
    phones.iter().flat_map(|phone| phone.own.iter().cloned()).collect()
}

fn body() -> impl Strategy<Value = NoteEvent> {
    prop_oneof![
        "[a-z]{1,3}".prop_map(|name| NoteEvent::Renamed { name }),
        (-9i64..9).prop_map(|amount| NoteEvent::Added { amount }),
    ]
}
/// Histories whose wall clocks jump by years, to before 1970 and back.
pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let years = 60_i64 * 365 * 86_400_000;
    let write =
        (0usize..3, -years..years, body()).prop_map(|(device, wall_ms, body)| Step::Write { device, wall_ms, body });
    let meet = (0usize..3, 0usize..3).prop_map(|(from, to)| Step::Meet { from, to });
    proptest::collection::vec(prop_oneof![3 => write, 1 => meet], 1..25)
}
