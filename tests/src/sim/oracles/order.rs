//! Each device's order is kept: on the hub its numbers come one after the other, without a gap.

use crate::sim::world::World;
use fettle_hub::sql;
use std::collections::BTreeMap;

pub async fn check(world: &mut World) {
    for wrong in wrong(world).await {
        world.violate(wrong);
    }
}

async fn wrong(world: &World) -> Vec<String> {
    let mut conn = world.hub.look().await;
    let mut last: BTreeMap<String, i64> = BTreeMap::new();
    let mut wrong = Vec::new();
    // A former console's events come back from whoever has them, in any order, and some are on no phone.
    let sql = "SELECT e.device, e.number FROM event e JOIN device d ON d.id = e.device
         WHERE d.id <> d.person OR d.lost_after IS NULL ORDER BY e.seq";
    for row in sql::query(sql).fetch_all(&mut *conn).await.expect("rows") {
        let (device, number): (String, i64) = (row.try_get(0).expect("a device"), row.try_get(1).expect("a number"));
        let before = last.insert(device.clone(), number).unwrap_or(0);
        if number != before + 1 {
            wrong.push(format!("device {device}: number {number} after {before}"));
        }
    }
    wrong.truncate(3);
    wrong
}
