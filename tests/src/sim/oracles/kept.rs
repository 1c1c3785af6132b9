//! Nothing is lost, nothing is doubled: what a phone committed is on the hub exactly once, with its blobs; a repeat counts as its original.

use crate::sim::world::World;
use rusqlite::{Connection, Row};
use std::collections::BTreeMap;

pub fn check(world: &mut World) {
    for wrong in wrong(world) {
        world.violate(wrong);
    }
}

/// What the hub has of an event, said there or said again, in the order in which it came.
fn there(conn: &Connection, id: &str) -> String {
    let sql = "SELECT device, number, kind, coalesce(quarantined, 'taken'), received FROM event \
               WHERE id = ?1 OR repeats = ?1 ORDER BY seq";
    let mut rows = conn.prepare(sql).expect("sql");
    let said = |r: &Row<'_>| -> rusqlite::Result<String> {
        let (device, number, kind): (String, i64, String) = (r.get(0)?, r.get(1)?, r.get(2)?);
        Ok(format!("{device} {number} {kind} {} at {}", r.get::<_, String>(3)?, r.get::<_, i64>(4)?))
    };
    let found: Vec<String> = rows.query_map([id], said).expect("rows").map(|row| row.expect("a row")).collect();
    found.join("; ")
}

fn wrong(world: &World) -> Vec<String> {
    let conn = world.hub.look();
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    {
        // Two phones that say the same are each told that it is kept apart, and why; one letting in is for both.
        let sql = "SELECT coalesce(json_extract(header, '$.repeats'), id) AS origin, count(*) FROM event \
                   WHERE quarantined IS NULL GROUP BY origin UNION ALL \
                   SELECT coalesce(json_extract(header, '$.repeats'), id) AS origin, count(DISTINCT quarantined) FROM event \
                   WHERE quarantined IS NOT NULL AND quarantined NOT IN ('twin', 'said_again') GROUP BY origin";
        let mut rows = conn.prepare(sql).expect("sql");
        for row in rows.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, u32>(1)?))).expect("rows") {
            let (id, count) = row.expect("a row");
            *found.entry(id).or_default() += count;
        }
    }
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
                there(conn, &id.to_string())
            ));
        }
    }
    let sql = "SELECT DISTINCT b.hash FROM event_blob b LEFT JOIN blob h ON h.hash = b.hash WHERE h.hash IS NULL";
    let mut rows = conn.prepare(sql).expect("sql");
    for hash in rows.query_map([], |r| r.get::<_, String>(0)).expect("rows") {
        let hash = hash.expect("a row");
        if !world.nobody_has(&hash) {
            wrong.push(format!("blob {hash} is named and not on the hub"));
        }
    }
    wrong.truncate(5);
    wrong
}
