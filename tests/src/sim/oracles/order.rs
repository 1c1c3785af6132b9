//! Each device's order is kept: on the hub its numbers come one after the other, without a gap.

use crate::sim::world::World;
use std::collections::BTreeMap;

pub fn check(world: &mut World) {
    for wrong in wrong(world) {
        world.violate(wrong);
    }
}

fn wrong(world: &World) -> Vec<String> {
    let conn = world.hub.look();
    let mut last: BTreeMap<String, i64> = BTreeMap::new();
    let mut wrong = Vec::new();
    // A former console's events come back from whoever has them, in any order, and some are on no phone.
    let sql = "SELECT e.device, e.number FROM event e JOIN device d ON d.id = e.device
         WHERE d.id <> d.person OR d.lost_after IS NULL ORDER BY e.seq";
    let mut rows = conn.prepare(sql).expect("sql");
    let rows = rows.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?))).expect("rows");
    for row in rows {
        let (device, number) = row.expect("a row");
        let before = last.insert(device.clone(), number).unwrap_or(0);
        if number != before + 1 {
            wrong.push(format!("device {device}: number {number} after {before}"));
        }
    }
    wrong.truncate(3);
    wrong
}
