//! Nothing is lost, nothing is doubled: what a phone committed is on the hub exactly once, with its blobs; a repeat counts as its original.

use crate::sim::world::World;
use fettle_hub::sql::{self, Conn};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub async fn check(world: &mut World) {
    for wrong in wrong(world).await {
        world.violate(wrong);
    }
}

/// What the hub has of an event, said there or said again, in the order in which it came.
async fn there(conn: &mut Conn, id: &str) -> String {
    let sql = "SELECT device, kind, coalesce(quarantined, 'taken'), number, received FROM event \
               WHERE id = $1 OR repeats = $1 ORDER BY seq";
    let rows = sql::query(sql).bind(id).fetch_all(conn).await.expect("rows");
    let said = rows.iter().map(|row| {
        let text = |at: usize| row.try_get::<String, _>(at).expect("a text");
        let number = |at: usize| row.try_get::<i64, _>(at).expect("a number");
        format!("{} {} {} {} at {}", text(0), number(3), text(1), text(2), number(4))
    });
    said.collect::<Vec<_>>().join("; ")
}

/// How often each event is on the hub, by what it says again where it does.
async fn counted(conn: &mut Conn) -> BTreeMap<String, usize> {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    let mut apart: BTreeSet<(String, String)> = BTreeSet::new();
    for row in sql::query("SELECT id, header, quarantined FROM event").fetch_all(conn).await.expect("rows") {
        let (id, header): (String, String) = (row.try_get(0).expect("an id"), row.try_get(1).expect("a header"));
        let header: Value = serde_json::from_str(&header).expect("a header");
        let origin = header["repeats"].as_str().map_or(id, str::to_owned);
        match row.try_get::<Option<String>, _>(2).expect("a code") {
            None => *found.entry(origin).or_default() += 1,
            Some(code) if ["twin", "said_again"].contains(&code.as_str()) => {}
            // Two phones that say the same are each told that it is quarantined, and why; one letting in is for both.
            Some(code) => drop(apart.insert((origin, code))),
        }
    }
    for (origin, _) in apart {
        *found.entry(origin).or_default() += 1;
    }
    found
}

async fn wrong(world: &World) -> Vec<String> {
    let mut conn = world.hub.look().await;
    let found = counted(&mut conn).await;
    let mut wrong = Vec::new();
    for (id, committed) in &world.book.events {
        let count = found.get(&id.to_string()).copied().unwrap_or(0);
        let nowhere =
            || world.hub_lost_something && !world.phones.iter().any(|p| p.can_give(Some(&id.to_string()), None));
        let missing = count == 0 && (committed.acknowledged || !committed.lost);
        if (missing && !nowhere()) || count > 1 {
            wrong.push(format!(
                "event {id} (p{} {} number {}, acknowledged {}) is on the hub {count} times: {}",
                committed.phone,
                committed.device,
                committed.number,
                committed.acknowledged,
                there(&mut conn, &id.to_string()).await
            ));
        }
    }
    let sql = "SELECT DISTINCT b.hash FROM event_blob b LEFT JOIN blob h ON h.hash = b.hash WHERE h.hash IS NULL";
    for hash in sql::query_scalar::<String>(sql).fetch_all(&mut *conn).await.expect("rows") {
        if !world.nobody_has(&hash) {
            wrong.push(format!("blob {hash} is named and not on the hub"));
        }
    }
    wrong.truncate(5);
    wrong
}
