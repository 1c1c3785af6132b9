//! What was allowed when it was done counts, also where its author's role changed before it came in. The roles of the time of the deed are read
//! here from the events themselves, not from what the hub folded of them.

use crate::sim::world::World;
use fettle_core::domain::people::{Roles, permission};
use fettle_hub::sql::{self, Conn};
use serde_json::Value;

pub async fn check(world: &mut World) {
    let wrong = wrong(&mut *world.hub.look().await).await;
    for wrong in wrong {
        world.violate(wrong);
    }
}

async fn wrong(conn: &mut Conn) -> Vec<String> {
    let sql =
        "SELECT id, header, subject, kind, person, received FROM event WHERE quarantined = 'not_allowed' ORDER BY seq";
    let mut wrong = Vec::new();
    for row in sql::query(sql).fetch_all(&mut *conn).await.expect("rows") {
        let text = |at: usize| row.try_get::<String, _>(at).expect("a text");
        let (id, header, subject, kind, person) = (text(0), text(1), text(2), text(3), text(4));
        let done = done_at(&header, row.try_get(5).expect("a time"));
        let (of, _) = subject.split_once('/').expect("a subject");
        if roles_at(conn, &person, done).await.is_some_and(|roles| permission::allowed(&roles, of, &kind)) {
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
async fn roles_at(conn: &mut Conn, person: &str, at: i64) -> Option<Roles> {
    let sql = "SELECT header, received, body FROM event \
               WHERE subject = $1 AND kind IN ('registered', 'changed') AND quarantined IS NULL ORDER BY seq";
    let rows = sql::query(sql).bind(format!("person/{person}")).fetch_all(conn).await.expect("rows");
    let mut known: Vec<(i64, Roles)> = Vec::new();
    for row in rows {
        let (header, body): (String, String) = (row.try_get(0).expect("a header"), row.try_get(2).expect("a body"));
        let since = done_at(&header, row.try_get(1).expect("a time"));
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
