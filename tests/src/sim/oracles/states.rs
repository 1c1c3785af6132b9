//! All replicas in a scope hold equal state: what a phone has is exactly what is filed for it, and as the hub has it.

use crate::sim::world::World;
use chrono::DateTime;
use fettle_core::domain::checks::{Check, Checklist};
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::jobs::Job;
use fettle_core::domain::parts::{COUNTED_KINDS, Card, Movement, Place, Take};
use fettle_core::domain::people::{Account, Centre, Device, Person};
use fettle_core::domain::reach;
use fettle_core::domain::sites::{Contract, Customer, Equipment, Price, Site};
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::{Aggregate, Subject};
use fettle_hub::sql;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

type States = BTreeMap<Subject, String>;

macro_rules! every_kind {
    ($each:ident) => {
        $each!(
            Person, Account, Centre, Device, Customer, Site, Contract, Price, Equipment, Job, Checklist, Check, Card,
            Place, Movement, Take
        )
    };
}

fn text<T: serde::Serialize>(state: &T) -> String {
    serde_json::to_string(state).expect("json")
}

/// The first place where two states differ, and what stands there.
fn difference(path: &str, one: &Value, other: &Value) -> Option<String> {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            let at = |map: &serde_json::Map<String, Value>, key: &str| map.get(key).cloned().unwrap_or_default();
            keys.into_iter().find_map(|key| difference(&format!("{path}/{key}"), &at(a, key), &at(b, key)))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            (0..a.len()).find_map(|n| difference(&format!("{path}/{n}"), &a[n], &b[n]))
        }
        _ if one == other => None,
        _ => Some(format!("{path}: {one} and {other}")),
    }
}

fn on_phone(world: &World, p: usize) -> States {
    let mut all = States::new();
    macro_rules! read {
        ($($kind:ty),*) => { $(
            for (id, folded) in world.phones[p].store().all::<$kind>().expect("reads") {
                all.insert(Subject::new(<$kind>::KIND, id), text(&folded));
            }
        )* };
    }
    every_kind!(read);
    all
}

async fn on_hub(world: &World) -> States {
    let mut all = States::new();
    macro_rules! read {
        ($($kind:ty),*) => { $(
            for (id, folded) in world.hub.hub().ledger.all::<$kind>().await.expect("reads") {
                all.insert(Subject::new(<$kind>::KIND, id), text(&folded));
            }
        )* };
    }
    every_kind!(read);
    all
}

/// What the phone says of each event about `subject`.
fn said_here(world: &World, p: usize, subject: &Subject) -> Vec<(String, String)> {
    let conn = world.phones[p].look();
    let sql = "SELECT e.id, coalesce(o.state, f.state, 'counts') || CASE WHEN e.twin THEN ' twin' ELSE '' END FROM event e \
               LEFT JOIN outbox o ON o.event = e.id LEFT JOIN former f ON f.event = e.id WHERE e.kind = ?1 AND e.subject = ?2";
    let mut stmt = conn.prepare(sql).expect("sql");
    let id = subject.id();
    let here = stmt.query_map(rusqlite::params![subject.kind(), id.as_bytes()], |r| {
        Ok((Uuid::from_bytes(r.get(0)?).to_string(), r.get(1)?))
    });
    here.expect("rows").map(|row| row.expect("a row")).collect()
}

/// What the hub says of each event about `subject`.
async fn said_there(world: &World, subject: &Subject) -> Vec<(String, String)> {
    let sql = "SELECT id, device, kind, coalesce(quarantined, 'taken'), coalesce(' again ' || repeats, ''), number \
               FROM event WHERE subject = $1 ORDER BY seq";
    let rows = sql::query(sql).bind(subject.to_string()).fetch_all(&mut *world.hub.look().await).await.expect("rows");
    let said = rows.iter().map(|row| {
        let text = |at: usize| row.try_get::<String, _>(at).expect("a text");
        let number: i64 = row.try_get(5).expect("a number");
        (text(0), format!("{} {number} {} {}{}", text(1), text(2), text(3), text(4)))
    });
    said.collect()
}

/// The events about `subject` that one side has otherwise than the other: what the phone says of each, and the hub.
async fn counts_as(world: &World, p: usize, subject: &Subject) -> String {
    let mut said: BTreeMap<String, [String; 2]> = BTreeMap::new();
    for (id, state) in said_here(world, p, subject) {
        said.entry(id).or_default()[0] = state;
    }
    for (id, state) in said_there(world, subject).await {
        said.entry(id).or_default()[1] = state;
    }
    said.retain(|_, [here, there]| {
        matches!(here.as_str(), "counts" | "acked" | "pending")
            != (there.ends_with("taken") || there.contains("taken again"))
    });
    let said = said.into_iter().map(|(id, [here, there])| format!("{id}: here {here}, there {there}"));
    said.collect::<Vec<_>>().join("; ")
}

/// The months of ledgers that are not closed, reckoned here from the states of places and not by the hub's code: those from the one on in which the
/// earliest of the places that are counted was counted whole, or since when there is anything there.
async fn open_months(world: &World) -> (Vec<Stream>, u64) {
    let mut conn = world.hub.look().await;
    let mut open: BTreeMap<Option<Uuid>, i64> = BTreeMap::new();
    let mut first: BTreeMap<String, i64> = BTreeMap::new();
    let sql = "SELECT place, first_at FROM stock_place WHERE first_at IS NOT NULL";
    for row in sql::query(sql).fetch_all(&mut *conn).await.expect("rows") {
        first.insert(row.try_get(0).expect("a place"), row.try_get(1).expect("a time"));
    }
    let states = super::filed::refolded(&mut conn).await;
    let mut closed: BTreeMap<Uuid, i64> = BTreeMap::new();
    for (subject, state) in &states {
        let closing = state.as_stocktake().and_then(|count| count.closing(subject.id().into()));
        if let Some((place, closing)) = closing {
            let newest = closed.entry(place.uuid()).or_insert(i64::MIN);
            *newest = closing.at.timestamp_millis().max(*newest);
        }
    }
    for (subject, state) in &states {
        let Some(place) = state.as_place() else { continue };
        if place.closed.is_some() || !place.kind().is_some_and(|kind| COUNTED_KINDS.contains(&kind)) {
            continue;
        }
        let first = first.get(&subject.id().to_string()).copied();
        let since = closed.get(&subject.id()).copied().or(first);
        if let Some(since) = since {
            let earliest = open.entry(place.centre().map(CentreId::uuid)).or_insert(since);
            *earliest = since.min(*earliest);
        }
    }
    let sql = "SELECT name FROM stream WHERE name LIKE 'stock/%' ORDER BY name DESC";
    let names = sql::query_scalar::<String>(sql).fetch_all(&mut *conn).await.expect("rows");
    let mut newest = BTreeSet::new();
    let (mut found, mut closed) = (Vec::new(), 0);
    for name in names {
        let (ledger, month) = name.rsplit_once('/').expect("a month");
        let of = ledger.split_once('/').map(|(_, centre)| centre.parse::<Uuid>().expect("an id"));
        let is_newest = newest.insert(of);
        let is_open = match open.get(&of) {
            Some(since) => {
                DateTime::from_timestamp_millis(*since).expect("a time").format("%Y-%m").to_string().as_str() <= month
            }
            None => is_newest,
        };
        if is_open {
            found.push(name.parse().expect("a stream"));
        } else {
            closed += 1;
        }
    }
    (found, closed)
}

pub async fn check(world: &mut World) {
    let hub = on_hub(world).await;
    let filed = super::filed::filed(&mut *world.hub.look().await).await;
    let nowhere = super::nowhere::subjects(world).await;
    let (months, closed) = open_months(world).await;
    world.totals.months_closed += closed;
    let ledger = world.hub.hub().ledger.clone();
    let centres: Vec<CentreId> =
        ledger.all::<Centre>().await.expect("reads").into_iter().map(|(id, _)| id.into()).collect();
    // Both ways of holding a state, of the phone and of the hub, are folds of events: what the hub keeps must be its own fold too.
    for p in 0..world.phones.len() {
        if world.phones[p].ended.is_some() || !world.phones[p].enrolled() {
            continue;
        }
        let id = world.phones[p].person;
        let person = ledger.get::<Person>(id.uuid()).await.expect("reads").expect("there").state;
        let mut follows = reach::follows(id, &person, &centres);
        let months = months.iter().filter(|month| follows.contains(&reach::reached_by(month)));
        let months: Vec<Stream> = months.cloned().collect();
        follows.extend(months);
        let mut wanted = BTreeMap::new();
        for (subject, state) in &hub {
            if !nowhere.contains(subject)
                && filed.get(subject).is_some_and(|streams| streams.iter().any(|stream| follows.contains(stream)))
            {
                wanted.insert(subject.clone(), state);
            }
        }
        let mut found = on_phone(world, p);
        found.retain(|subject, _| !nowhere.contains(subject));
        let mut wrong = Vec::new();
        for (subject, state) in &wanted {
            match found.get(subject) {
                None => wrong.push(format!("p{p} lacks {subject}")),
                Some(here) if here != *state => {
                    let value = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
                    let how = difference("", &value(here), &value(state)).unwrap_or_default();
                    let counts_as = counts_as(world, p, subject).await;
                    wrong.push(format!("p{p} and hub differ in {subject} {how}; {counts_as}"));
                }
                Some(_) => {}
            }
        }
        wrong.extend(
            found
                .keys()
                .filter(|subject| !wanted.contains_key(subject))
                .map(|s| format!("p{p} holds {s}, which is not for it")),
        );
        wrong.truncate(3);
        for wrong in wrong {
            world.violate(wrong);
        }
    }
}
