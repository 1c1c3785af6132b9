//! The hub's own books are right: every state is the fold of its events, every filing is what the domain says.

use crate::sim::world::World;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::filing::{self, Brought, Lookup};
use fettle_core::domain::parts::{Displaced, Ledger, PlaceId};
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::{BodyText, Event, Subject};
use fettle_hub::sql::{self, Conn};
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

/// Everything that the hub accepted, refolded from its events.
pub async fn refolded(conn: &mut Conn) -> BTreeMap<Subject, AnyFolded> {
    let mut events: BTreeMap<Subject, Vec<Event>> = BTreeMap::new();
    let sql = "SELECT header, body, body_hash, received FROM event WHERE quarantined IS NULL ORDER BY seq";
    for row in sql::query(sql).fetch_all(conn).await.expect("rows") {
        let (header, hash): (String, String) = (row.try_get(0).expect("a header"), row.try_get(2).expect("a hash"));
        let (body, received): (Option<String>, i64) =
            (row.try_get(1).expect("a body"), row.try_get(3).expect("a time"));
        let raw = |text: String| serde_json::value::RawValue::from_string(text).expect("json");
        let body =
            body.map_or_else(|| BodyText::Redacted(hash.parse().expect("a hash")), |text| BodyText::Written(raw(text)));
        let event = Event::read(raw(header), body, u64::try_from(received).ok()).expect("an event");
        events.entry(event.header().subject.clone()).or_default().push(event);
    }
    events.into_iter().map(|(subject, events)| (subject.clone(), AnyFolded::fold(subject.kind(), &events))).collect()
}

/// Under which streams everything is filed now.
pub async fn filed(conn: &mut Conn) -> BTreeMap<Subject, BTreeSet<Stream>> {
    let mut filed: BTreeMap<Subject, BTreeSet<Stream>> = BTreeMap::new();
    let sql = "SELECT subject, stream FROM filed WHERE left_at IS NULL";
    for row in sql::query(sql).fetch_all(conn).await.expect("rows") {
        let (subject, stream): (String, String) =
            (row.try_get(0).expect("a subject"), row.try_get(1).expect("a stream"));
        filed.entry(subject.parse().expect("a subject")).or_default().insert(stream.parse().expect("a stream"));
    }
    filed
}

pub async fn check(world: &mut World) {
    for wrong in wrong(world).await {
        world.violate(wrong);
    }
}

async fn wrong(world: &World) -> Vec<String> {
    let mut conn = world.hub.look().await;
    let mut wrong = Vec::new();
    let known = Known::new(refolded(&mut conn).await);
    let mut filed = filed(&mut conn).await;
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
