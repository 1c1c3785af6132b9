//! What was allowed when it was done counts, also where its author's role changed before it came in. The roles of the time of the deed are read
//! here from the events themselves, not from what the hub folded of them.

use crate::sim::world::World;
use fettle_core::domain::people::{Roles, permission};
use rusqlite::Connection;
use serde_json::Value;

pub fn check(world: &mut World) {
    for wrong in wrong(world.hub.look()) {
        world.violate(wrong);
    }
}

fn wrong(conn: &Connection) -> Vec<String> {
    let sql = "SELECT id, header, received, subject, kind, person FROM event WHERE quarantined = 'not_allowed'";
    let mut rows = conn.prepare(sql).expect("sql");
    let rows = rows.query_map([], |r| {
        let text = |i| r.get::<_, String>(i);
        Ok((text(0)?, done_at(&text(1)?, r.get(2)?), text(3)?, text(4)?, text(5)?))
    });
    let mut wrong = Vec::new();
    for row in rows.expect("rows") {
        let (id, done, subject, kind, person) = row.expect("a row");
        let (of, _) = subject.split_once('/').expect("a subject");
        if roles_at(conn, &person, done).is_some_and(|roles| permission::allowed(&roles, of, &kind)) {
            wrong.push(format!("event {id} ({of}.{kind}) was allowed when it was done and is kept apart"));
        }
    }
    wrong.truncate(3);
    wrong
}

/// When an event says that it happened, held back to its receipt.
fn done_at(header: &str, received: i64) -> i64 {
    let header: Value = serde_json::from_str(header).expect("a header");
    let told = |field: &str| header["clock"][field].as_i64().expect("a time");
    (told("wall") + told("skew")).min(received)
}

/// The roles that a person had then, by what is on record now.
fn roles_at(conn: &Connection, person: &str, at: i64) -> Option<Roles> {
    let sql = "SELECT header, received, body FROM event WHERE subject = ?1 AND kind IN ('registered', 'changed') AND quarantined IS NULL";
    let mut rows = conn.prepare_cached(sql).expect("sql");
    let rows = rows.query_map([format!("person/{person}")], |r| {
        Ok((done_at(&r.get::<_, String>(0)?, r.get(1)?), r.get::<_, String>(2)?))
    });
    let mut known: Vec<(i64, Roles)> = Vec::new();
    for row in rows.expect("rows") {
        let (since, body) = row.expect("a row");
        let body: Value = serde_json::from_str(&body).expect("a body");
        // A change names its fields within.
        let said = body.get("change").unwrap_or(&body);
        if let Ok(roles) = serde_json::from_value(said["roles"].clone()) {
            known.push((since, roles));
        }
    }
    known.sort_by_key(|(since, _)| *since);
    known.into_iter().rev().find(|(since, _)| *since <= at).map(|(_, roles)| roles)
}
