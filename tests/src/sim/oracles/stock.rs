//! Stock is the sum of the same movements everywhere: a phone's sum of a place that it may know in full is the hub's.

use crate::sim::world::World;
use fettle_core::domain::parts::{Movement, MovementId, Stock, StockLine};

pub async fn check(world: &mut World) {
    // A movement that nobody can give back any more is still counted by who read it.
    if super::nowhere::subjects(world).iter().any(|subject| subject.kind() == "movement") {
        return;
    }
    let ledger = world.hub.hub().ledger.clone();
    let mut hub = Stock::default();
    for (id, movement) in ledger.all::<Movement>().await.expect("reads") {
        hub.add(MovementId::new(id), &movement.state);
    }
    for p in 0..world.phones.len() {
        if world.phones[p].ended.is_some() || !world.phones[p].enrolled() {
            continue;
        }
        let mut here = Stock::default();
        for (id, movement) in world.phones[p].store().all::<Movement>().expect("reads") {
            here.add(MovementId::new(id), &movement.state);
        }
        let bag = world.company.members[p].bag;
        let (on_hub, on_phone): (Vec<StockLine>, Vec<StockLine>) = (hub.at(bag).collect(), here.at(bag).collect());
        if on_hub != on_phone {
            world.violate(format!("p{p}: the bag holds {on_phone:?}, the hub says {on_hub:?}"));
        }
    }
}
