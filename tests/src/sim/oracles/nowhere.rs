//! What a restored hub has not, or not yet. From nobody it gets what its author lost too, or wiped: who read it keeps what was read, and nobody is
//! to give it back in another's name. And it quarantines, until an administrator lets it through, what it accepted once and may not accept now: the
//! work of a phone that was revoked since, of a person that changed centre since. Here such aggregates are found, so that only they may differ.

use crate::sim::world::World;
use fettle_core::kernel::Subject;
use fettle_hub::sql;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Subjects of events that count on a phone, and that the hub quarantines, or has not while no phone can give them as its own.
pub async fn subjects(world: &World) -> BTreeSet<Subject> {
    let mut lost = BTreeSet::new();
    if !world.hub_lost_something {
        return lost;
    }
    // Ids with whether they count there.
    let mut on_hub: BTreeMap<Uuid, bool> = BTreeMap::new();
    let sql = "SELECT id, quarantined IS NULL OR quarantined = 'twin' FROM event";
    for row in sql::query(sql).fetch_all(&mut *world.hub.look().await).await.expect("rows") {
        let (id, counts): (String, Option<bool>) = (row.try_get(0).expect("an id"), row.try_get(1).expect("whether"));
        let counts = counts.unwrap_or_default();
        on_hub.insert(id.parse().expect("an id"), counts);
    }
    let mut known: BTreeMap<Uuid, Subject> = BTreeMap::new();
    let mut own: BTreeSet<Uuid> = BTreeSet::new();
    for phone in &world.phones {
        let conn = phone.look();
        // What the phone knows to be quarantined counts nowhere; what is its own and should be on the hub, other oracles look for.
        const OWN: &str = "(SELECT event FROM outbox UNION SELECT event FROM former)";
        known.extend(ids(&conn, &format!("SELECT id, kind, subject FROM event WHERE id NOT IN {OWN}")));
        own.extend(ids(&conn, &format!("SELECT id, kind, subject FROM event WHERE id IN {OWN}")).into_keys());
    }
    for (id, subject) in known {
        match on_hub.get(&id) {
            Some(true) => {}
            None if own.contains(&id) => {}
            Some(false) | None => drop(lost.insert(subject)),
        }
    }
    lost
}

fn ids(conn: &Connection, sql: &str) -> BTreeMap<Uuid, Subject> {
    let mut rows = conn.prepare(sql).expect("sql");
    let rows = rows.query_map([], |r| Ok((r.get::<_, [u8; 16]>(0)?, r.get::<_, String>(1)?, r.get::<_, [u8; 16]>(2)?)));
    let rows = rows.expect("rows").map(|row| {
        let (id, kind, subject) = row.expect("a row");
        (Uuid::from_bytes(id), format!("{kind}/{}", Uuid::from_bytes(subject)).parse().expect("a subject"))
    });
    rows.collect()
}
