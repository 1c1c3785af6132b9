//! For tests: a log of one device that folds what it records, and ids that count up.

use super::any::AnyFolded;
use super::parts::{Books, Ledger, Movement, Stocktake, Take, TakeId};
use super::people::{Actor, Role, Roles};
use crate::kernel::{Aggregate, DeviceId, Draft, Event, EventId, Folded, PersonId, Reading, Recorder, Subject, fold};
use chrono::{DateTime, Utc};
use std::cell::Cell;
use std::collections::BTreeMap;
use uuid::Uuid;

thread_local!(static NEXT: Cell<u128> = const { Cell::new(1) });

/// The next id.
pub(crate) fn fresh() -> Uuid {
    NEXT.with(|next| Uuid::from_u128(next.replace(next.get() + 1)))
}

/// An id of any type.
pub(crate) fn id<T: From<Uuid>>() -> T {
    fresh().into()
}

/// Somebody in these roles.
pub(crate) fn actor<const N: usize>(roles: [Role; N]) -> Actor {
    Actor { person: id(), roles: Roles::from(roles), centre: None, device_short: "A7".into(), next_count: 12 }
}

/// A log.
pub(crate) struct Log {
    recorder: Recorder,
    now: DateTime<Utc>,
    pub(crate) events: Vec<Event>,
}

impl Log {
    pub(crate) fn at(now: &str) -> Self {
        Self { recorder: Recorder::new(id::<DeviceId>()), now: now.parse().unwrap(), events: Vec::new() }
    }
    /// Lets time pass.
    pub(crate) fn wait(&mut self, hours: i64) -> &mut Self {
        self.now += chrono::TimeDelta::hours(hours);
        self
    }
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.now
    }
    /// Records drafts by `by` on a device of their own, which has seen no more than the first `seen` events.
    pub(crate) fn write_concurrently(&mut self, by: PersonId, seen: usize, drafts: Vec<Draft>) {
        let mut recorder = Recorder::new(id::<DeviceId>());
        for draft in drafts {
            self.now += chrono::TimeDelta::milliseconds(1);
            let known = self.events.iter().take(seen).filter(|event| event.header().subject == draft.subject);
            let after = fold::<super::any::Opaque>(known).seen;
            let event = recorder.record(self.reading(), id::<EventId>(), by, after, &draft).unwrap();
            self.events.push(event);
        }
    }
    fn reading(&self) -> Reading {
        let ms = self.now.timestamp_millis();
        Reading { wall_ms: ms, mono_ms: ms.try_into().unwrap(), boot: Uuid::nil(), counts_sleep: true }
    }
    /// Records drafts by `by`.
    pub(crate) fn write(&mut self, by: PersonId, drafts: Vec<Draft>) {
        for draft in drafts {
            self.now += chrono::TimeDelta::milliseconds(1);
            let after = fold::<super::any::Opaque>(self.of(&draft.subject)).seen;
            let reading = self.reading();
            let event = self.recorder.record(reading, id::<EventId>(), by, after, &draft).unwrap();
            self.events.push(event);
        }
    }
    pub(crate) fn of<'a>(&'a self, subject: &Subject) -> impl Iterator<Item = &'a Event> {
        let subject = subject.clone();
        self.events.iter().filter(move |event| event.header().subject == subject)
    }
    pub(crate) fn subjects(&self, kind: &str) -> Vec<Subject> {
        let mut all: Vec<Subject> = self.events.iter().map(|event| event.header().subject.clone()).collect();
        all.retain(|subject| subject.kind() == kind);
        all.sort();
        all.dedup();
        all
    }
    /// One aggregate; every event of it has to have had an effect.
    pub(crate) fn get<A: Aggregate>(&self, id: impl Into<Uuid>) -> A {
        let folded: Folded<A> = fold(self.of(&Subject::new(A::KIND, id)));
        assert_eq!(folded.skipped, 0, "an event without effect");
        folded.state
    }
    pub(crate) fn any(&self, subject: &Subject) -> AnyFolded {
        AnyFolded::fold(subject.kind(), self.of(subject))
    }
    /// Every aggregate of a kind.
    pub(crate) fn all<A: Aggregate>(&self) -> BTreeMap<Uuid, A> {
        self.subjects(A::KIND).into_iter().map(|subject| (subject.id(), self.get(subject.id()))).collect()
    }
    pub(crate) fn movements(&self) -> BTreeMap<Uuid, Movement> {
        self.all()
    }
    pub(crate) fn takes(&self) -> Vec<(TakeId, Take)> {
        self.all().into_iter().map(|(id, take)| (id.into(), take)).collect()
    }
    /// Everything that says something of stock.
    pub(crate) fn ledger(&self) -> Ledger {
        let mut ledger = Ledger::default();
        for (id, movement) in self.movements() {
            ledger.add(id.into(), &movement);
        }
        for (id, stocktake) in self.all::<Stocktake>() {
            ledger.count(id.into(), &stocktake);
        }
        ledger
    }
    /// The books with everything.
    pub(crate) fn books(&self) -> Books {
        Books {
            cards: self.all().into_iter().map(|(id, card)| (id.into(), card)).collect(),
            places: self.all().into_iter().map(|(id, place)| (id.into(), place)).collect(),
            stock: self.ledger().stock(),
        }
    }
}
