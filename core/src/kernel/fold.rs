//! Fold: an aggregate is its events folded in order. Two replicas with the same events have the same state, whatever order or how many
//! times they came.

use super::body::{Body, DecodeError};
use super::clock::ClockDoubt;
use super::event::Event;
use super::flag::Flag;
use super::frontier::Frontier;
use super::id::{DeviceId, EventId, PersonId};
use super::stamp::Order;
use super::subject::Subject;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a fold is told about an event beside its body.
#[derive(Clone, Debug)]
pub struct Meta<'a> {
    /// The canonical event id: the event's own, or that of the event that it repeats.
    pub id: EventId,
    /// The aggregate.
    pub subject: &'a Subject,
    /// The author.
    pub by: PersonId,
    /// The author's device.
    pub device: DeviceId,
    /// The event's number on it.
    pub number: u64,
    /// Best known time, milliseconds since 1970 UTC.
    pub when_ms: u64,
    /// Why that time may be wrong.
    pub doubt: Option<ClockDoubt>,
    /// What the author had seen of the subject.
    pub after: &'a Frontier,
    /// The device that first recorded it, where a person released it from quarantine and the hub recorded it again.
    pub first_device: Option<DeviceId>,
}

impl Meta<'_> {
    /// Best known time of what the event tells.
    pub fn when(&self) -> chrono::DateTime<chrono::Utc> {
        time(self.when_ms)
    }
}

/// Milliseconds since 1970 UTC as a time; beyond the calendar's end it stays there.
pub fn time(ms: u64) -> chrono::DateTime<chrono::Utc> {
    i64::try_from(ms)
        .ok()
        .and_then(chrono::DateTime::from_timestamp_millis)
        .unwrap_or(chrono::DateTime::<chrono::Utc>::MAX_UTC)
}

/// The state of one kind of aggregate and how events change it. `apply` must be a pure function of its arguments and must accept every
/// event in every state: facts are never refused, what does not fit is flagged in the state.
pub trait Aggregate: Default + Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The subject's kind.
    const KIND: &'static str;
    /// Version of the fold and of the state's form, from 1 on. Raised with every change of either: stored states of another version are folded
    /// again, those of other kinds stay (decision 0027).
    const FOLDS: u16;
    /// Codes of the flags that it may carry.
    const FLAGS: &'static [&'static str] = &[];
    /// Its events.
    type Body: Body;
    /// Takes in one event, in fold order.
    fn apply(&mut self, meta: &Meta<'_>, body: Self::Body);
    /// Its flags that nobody settled yet, each of one of [`Self::FLAGS`].
    fn unsettled(&self) -> Vec<&Flag> {
        Vec::new()
    }
    /// Whether values that were written concurrently stand beside each other somewhere in it.
    fn in_conflict(&self) -> bool {
        false
    }
    /// Whether somebody asked something in it that waits for a person's answer.
    fn awaits_answer(&self) -> bool {
        false
    }
}

/// An aggregate with what is needed to take in more events.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Folded<A> {
    /// The state.
    pub state: A,
    /// Order of the newest event taken in.
    pub last: Option<Order>,
    /// What has been seen of the subject: the `after` of the next event written about it.
    pub seen: Frontier,
    /// Events taken in.
    pub count: u64,
    /// Events without effect here: newer than this version, redacted, or malformed.
    pub skipped: u64,
}

impl<A: Aggregate> Folded<A> {
    /// Takes in an event that sorts behind all others. `false`, and no change, when it does not: the caller then refolds.
    pub fn push(&mut self, event: &Event) -> bool {
        let order = event.order();
        if self.last.is_some_and(|last| order <= last) {
            return false;
        }
        let header = event.header();
        match event.decode::<A::Body>() {
            Ok(body) => {
                let meta = Meta {
                    id: event.origin(),
                    subject: &header.subject,
                    by: header.by,
                    device: header.device,
                    number: header.number,
                    when_ms: event.when_ms(),
                    doubt: header.clock.doubt,
                    after: &header.after,
                    first_device: header.first_device,
                };
                self.state.apply(&meta, body);
            }
            Err(DecodeError::Unknown | DecodeError::Malformed(_) | DecodeError::Redacted) => self.skipped += 1,
        }
        self.seen.see(header.device, header.number);
        self.last = Some(order);
        self.count += 1;
        true
    }
}

/// Folds `events` of one aggregate; any order, repetitions allowed.
pub fn fold<'a, A: Aggregate>(events: impl IntoIterator<Item = &'a Event>) -> Folded<A> {
    let mut known: BTreeMap<EventId, &Event> = BTreeMap::new();
    for event in events {
        // The receipt may be known in one copy and not in another: the copy that knows counts.
        let copy = known.entry(event.header().id).or_insert(event);
        if copy.received().is_none() {
            *copy = event;
        }
    }
    let mut sorted: Vec<&Event> = known.into_values().collect();
    sorted.sort_unstable_by_key(|event| event.order());
    let mut folded = Folded::default();
    for event in sorted {
        folded.push(event);
    }
    folded
}
