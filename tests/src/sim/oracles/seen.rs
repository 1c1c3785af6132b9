//! What all oracles look at, in one form: what stands in every stream, and every state. Two runs of one seed are compared by it.

use crate::sim::world::World;
use fettle_hub::sql;
use std::collections::BTreeMap;
use std::fmt::Write;

/// By the names of streams and subjects: the entries of each in order, and each folded state.
pub async fn seen(world: &World) -> BTreeMap<String, String> {
    let mut conn = world.hub.look().await;
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let sql =
        "SELECT n.stream, n.n, e.id, n.forget FROM entry n LEFT JOIN event e ON e.seq = n.event ORDER BY n.stream, n.n";
    for row in sql::query(sql).fetch_all(&mut *conn).await.expect("rows") {
        let (stream, n): (String, i64) = (row.try_get(0).expect("a stream"), row.try_get(1).expect("a number"));
        let (event, forget): (Option<String>, Option<String>) =
            (row.try_get(2).expect("an event"), row.try_get(3).expect("a subject"));
        let said = event.or(forget).unwrap_or_default();
        let _ = write!(seen.entry(format!("stream {stream}")).or_default(), "{n} {said}; ");
    }
    for row in sql::query("SELECT subject, folded FROM state").fetch_all(&mut *conn).await.expect("rows") {
        let (subject, folded): (String, String) =
            (row.try_get(0).expect("a subject"), row.try_get(1).expect("a state"));
        seen.insert(format!("state {subject}"), folded);
    }
    seen
}
