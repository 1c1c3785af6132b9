//! Nothing is lost, nothing is doubled: what a phone committed is on the hub exactly once, with its blobs; a repeat counts as its original.

use crate::sim::world::World;
use std::collections::BTreeMap;

pub fn check(world: &mut World) {
    for wrong in wrong(world) {
        world.violate(wrong);
    }
}

fn wrong(world: &World) -> Vec<String> {
    let conn = world.hub.look();
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    {
        let sql = "SELECT id, json_extract(header, '$.repeats') FROM event WHERE quarantined IS NOT 'twin'";
        let mut rows = conn.prepare(sql).expect("sql");
        let rows = rows.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, Option<String>>(1)?))).expect("rows");
        for row in rows {
            let (id, repeats) = row.expect("a row");
            *found.entry(repeats.unwrap_or(id)).or_default() += 1;
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
                "event {id} (p{} {} number {}, acknowledged {}) is on the hub {count} times",
                committed.phone, committed.device, committed.number, committed.acknowledged
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
