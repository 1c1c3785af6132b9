//! Nothing was overwritten unseen: a value that no later author had before the eyes still stands. Who saw what, the simulator remembers; the
//! program's frontiers are not asked.

use crate::sim::world::World;
use crate::sim::written::{self, field, shown};
use fettle_core::domain::jobs::Job;
use fettle_core::kernel::{DeviceId, Event, EventId, PersonId, Subject};
use std::collections::{BTreeMap, BTreeSet};

/// One value on record.
struct Value {
    origin: EventId,
    by: PersonId,
    device: DeviceId,
    body: String,
    /// It chooses a value that somebody else wrote: it takes others away and is none itself.
    choice: bool,
}

pub async fn check(world: &mut World) {
    let ledger = world.hub.hub().ledger.clone();
    let mut wrong = Vec::new();
    for (id, job) in ledger.all::<Job>().await.expect("reads") {
        let mut events = ledger.events_of(&Subject::new("job", id)).await.expect("reads");
        // As they are folded: of the same value written concurrently, the later one stands.
        events.sort_by_key(Event::order);
        let origins: BTreeMap<EventId, EventId> = events.iter().map(|e| (e.header().id, e.origin())).collect();
        for (name, standing) in shown(&job.state) {
            let values: Vec<Value> = events.iter().filter_map(|event| value(world, name, event)).collect();
            let standing: BTreeSet<EventId> = standing.into_iter().map(|id| *origins.get(&id).unwrap_or(&id)).collect();
            // What nobody remembers writing may have seen anything.
            if values.iter().any(|value| !world.writes.made.contains_key(&value.origin)) {
                continue;
            }
            for (n, value) in values.iter().enumerate() {
                let seen = || {
                    values
                        .iter()
                        .any(|later| later.origin != value.origin && knew(world, &values, later, value, &origins))
                        || values[n + 1..].iter().any(|later| stood(world, later, value))
                };
                let same =
                    |later: &&Value| later.body == value.body || (later.by, later.device) == (value.by, value.device);
                let replaced = values.iter().skip(n + 1).any(|later| same(&later));
                if !value.choice && !standing.contains(&value.origin) && !replaced && !seen() {
                    let told = told(world, &events, name);
                    wrong.push(format!("job {id}: {name} of {} was overwritten unseen: {told}", value.origin));
                }
            }
        }
    }
    wrong.truncate(3);
    for wrong in wrong {
        world.violate(wrong);
    }
}

fn value(world: &World, name: &str, event: &Event) -> Option<Value> {
    let header = event.header();
    let body = event.body_text()?;
    (field(&header.kind, body)? == name).then(|| Value {
        origin: event.origin(),
        by: header.by,
        device: world.writes.made.get(&event.origin()).map_or(header.device, |made| made.device),
        body: written::value(&header.kind, body),
        choice: header.kind == "conflict_settled",
    })
}

/// The events that wrote a field, in their order: who wrote what, what the record says that they had seen, and what they had seen.
fn told(world: &World, events: &[Event], name: &str) -> String {
    let one = |event: &Event| {
        let header = event.header();
        let (device, after) = (header.device.to_string(), serde_json::to_string(&header.after).unwrap_or_default());
        let body = event.body_text().unwrap_or_default();
        let made = world.writes.made.get(&event.origin());
        let seen: Vec<String> = made.iter().flat_map(|made| &made.seen).map(ToString::to_string).collect();
        let (origin, number, order) = (event.origin(), header.number, event.order());
        format!("{origin} of {device} {number} at {order:?}, {body}, after {after}, before the eyes {seen:?}")
    };
    let wrote = events
        .iter()
        .filter(|event| event.body_text().is_some_and(|body| field(&event.header().kind, body) == Some(name)));
    wrote.map(one).collect::<Vec<_>>().join("; ")
}

/// Whether the author of `later`, which comes behind `value`, had the same value before the eyes: which of two that say the same stands hangs on when
/// the hub got them, and a hub that was put back got them again.
fn stood(world: &World, later: &Value, value: &Value) -> bool {
    let made = |id: &EventId| world.writes.made.get(id);
    made(&later.origin)
        .is_some_and(|later| later.seen.iter().any(|id| made(id).is_some_and(|seen| seen.body == value.body)))
}

/// Whether the author of `later` had `value` before the eyes, or something that had replaced it.
fn knew(world: &World, values: &[Value], later: &Value, value: &Value, origins: &BTreeMap<EventId, EventId>) -> bool {
    let (mut open, mut met) = (vec![later.origin], BTreeSet::new());
    while let Some(id) = open.pop() {
        if !met.insert(id) {
            continue;
        }
        if id == value.origin {
            return true;
        }
        let Some(made) = world.writes.made.get(&id) else { continue };
        open.extend(made.seen.iter().map(|id| *origins.get(id).unwrap_or(id)));
        // What the author saw may be lost since, with its phone: it had replaced the same value of somebody else all the same.
        if made.body == value.body && values.iter().all(|value| value.origin != id) {
            return true;
        }
        // What the author wrote before, and the same value of anybody, count as replaced too.
        if let Some(n) = values.iter().position(|value| value.origin == id) {
            let own = values[..n].iter().filter(|before| {
                (before.by, before.device) == (values[n].by, values[n].device) || before.body == values[n].body
            });
            open.extend(own.map(|before| before.origin));
        }
    }
    false
}
