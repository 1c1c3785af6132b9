//! What was allowed when it was done counts, also where its author's role changed before it came in. Not promised yet: asked only of seeds that
//! play what is beyond today's promises ([`crate::sim::faults::beyond`]).

use crate::sim::world::World;

pub fn check(world: &mut World) {
    if !world.beyond {
        return;
    }
    let mut wrong = Vec::new();
    {
        let sql = "SELECT id FROM event WHERE quarantined = 'not_allowed'";
        let mut rows = world.hub.look().prepare(sql).expect("sql");
        for id in rows.query_map([], |r| r.get::<_, String>(0)).expect("rows") {
            // Every phone here asks its own books before it records: what it recorded was allowed by what its person was then.
            wrong.push(format!("event {} was allowed when it was done and is kept apart", id.expect("a row")));
        }
    }
    wrong.truncate(3);
    for wrong in wrong {
        world.violate(wrong);
    }
}
