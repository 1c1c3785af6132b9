//! The hub's own books are right: every state is the fold of its events, every filing is what the domain says.

use crate::sim::world::World;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::filing::{self, Brought, Lookup};
use fettle_core::domain::parts::{Displaced, Ledger, PlaceId};
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::{BodyText, Event, Subject};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

struct Known {
    states: BTreeMap<Subject, AnyFolded>,
    displaced: BTreeSet<Displaced>,
}

impl Known {
    fn new(states: BTreeMap<Subject, AnyFolded>) -> Self {
        let mut ledger = Ledger::default();
        for (about, state) in &states {
            match state {
                AnyFolded::Movement(f) => ledger.add(about.id().into(), &f.state),
                AnyFolded::Stocktake(f) => ledger.count(about.id().into(), &f.state),
                _ => {}
            }
        }
        Self { states, displaced: ledger.displaced() }
    }
}

impl Lookup for Known {
    fn state(&self, subject: &Subject) -> Option<&AnyFolded> {
        self.states.get(subject)
    }
    fn naming(&self, subject: &Subject, kind: &'static str) -> Vec<Subject> {
        let names = |(about, state): (&Subject, &AnyFolded)| {
            (about.kind() == kind && filing::links(state).contains(subject)).then(|| about.clone())
        };
        self.states.iter().filter_map(names).collect()
    }
    fn brought(&self, what: &Brought) -> BTreeSet<Stream> {
        let bringing = self.states.iter().filter(|(_, state)| filing::brings(state).contains(what));
        bringing.flat_map(|(about, state)| filing::claims(about, state, self)).collect()
    }
    fn displaced_from(&self, stocktake: &Subject) -> BTreeSet<PlaceId> {
        let of = self.displaced.iter().filter(|(source, _)| *source == stocktake.id());
        of.map(|(_, place)| *place).collect()
    }
    fn displacing(&self, place: &Subject) -> BTreeSet<Subject> {
        let at = self.displaced.iter().filter(|(_, other)| other.uuid() == place.id());
        at.map(|(source, _)| Subject::new("stocktake", *source)).collect()
    }
}

/// Everything that the hub accepted, folded anew from its events.
pub fn refolded(conn: &Connection) -> BTreeMap<Subject, AnyFolded> {
    let mut events: BTreeMap<Subject, Vec<Event>> = BTreeMap::new();
    let sql = "SELECT header, body, body_hash, received FROM event WHERE quarantined IS NULL";
    let mut rows = conn.prepare(sql).expect("sql");
    let rows = rows
        .query_map([], |r| {
            Ok((r.get::<_, String>(0)?, r.get::<_, Option<String>>(1)?, r.get::<_, String>(2)?, r.get::<_, i64>(3)?))
        })
        .expect("rows");
    for row in rows {
        let (header, body, hash, received) = row.expect("a row");
        let raw = |text: String| serde_json::value::RawValue::from_string(text).expect("json");
        let body =
            body.map_or_else(|| BodyText::Redacted(hash.parse().expect("a hash")), |text| BodyText::Written(raw(text)));
        let event = Event::read(raw(header), body, u64::try_from(received).ok()).expect("an event");
        events.entry(event.header().subject.clone()).or_default().push(event);
    }
    events.into_iter().map(|(subject, events)| (subject.clone(), AnyFolded::fold(subject.kind(), &events))).collect()
}

pub fn check(world: &mut World) {
    for wrong in wrong(world) {
        world.violate(wrong);
    }
}

fn wrong(world: &World) -> Vec<String> {
    let conn = world.hub.look();
    let mut wrong = Vec::new();
    let known = Known::new(refolded(conn));
    let mut filed: BTreeMap<Subject, BTreeSet<Stream>> = BTreeMap::new();
    {
        let mut rows = conn.prepare("SELECT subject, stream FROM filed WHERE left_at IS NULL").expect("sql");
        let rows = rows.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?))).expect("rows");
        for row in rows {
            let (subject, stream) = row.expect("a row");
            filed.entry(subject.parse().expect("a subject")).or_default().insert(stream.parse().expect("a stream"));
        }
    }
    for (subject, state) in &known.states {
        let wanted = filing::filing(subject, state, &known);
        let found = filed.remove(subject).unwrap_or_default();
        if wanted != found {
            wrong.push(format!("{subject} is filed under {found:?}, the domain says {wanted:?}"));
        }
    }
    wrong.truncate(3);
    wrong
}
