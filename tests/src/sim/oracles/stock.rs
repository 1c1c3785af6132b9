//! Stock is the sum of the same movements everywhere: a phone's sum of a place that it may know in full is the hub's.

use crate::sim::world::World;
use fettle_core::domain::parts::{Ledger, Movement, MovementId, Stock, StockLine, Stocktake, StocktakeId};

pub async fn check(world: &mut World) {
    // A movement that nobody can give back any more is still counted by who read it.
    if super::nowhere::subjects(world).iter().any(|subject| subject.kind() == "movement") {
        return;
    }
    let ledger = world.hub.hub().ledger.clone();
    let mut all = Ledger::default();
    for (id, movement) in ledger.all::<Movement>().await.expect("reads") {
        all.add(MovementId::new(id), &movement.state);
    }
    for (id, stocktake) in ledger.all::<Stocktake>().await.expect("reads") {
        all.count(StocktakeId::new(id), &stocktake.state);
    }
    let hub = all.stock();
    for member in &world.company.members {
        let rows: Stock = ledger.stock_at(member.bag).await.expect("reads").into_iter().collect();
        if rows.at(member.bag).ne(hub.at(member.bag)) {
            world.violate("the rows of a bag are not what its movements give".to_owned());
            return;
        }
    }
    for p in 0..world.phones.len() {
        if world.phones[p].ended.is_some() || !world.phones[p].enrolled() {
            continue;
        }
        let bag = world.company.members[p].bag;
        let here: Stock = world.phones[p].store().stock_at(bag).expect("reads").into_iter().collect();
        let (on_hub, on_phone): (Vec<StockLine>, Vec<StockLine>) = (hub.at(bag).collect(), here.at(bag).collect());
        if on_hub != on_phone {
            world.violate(format!("p{p}: the bag holds {on_phone:?}, the hub says {on_hub:?}"));
        }
    }
}
