//! Stock is the sum of the same movements everywhere: a phone's sum of a place that it may know in full is the hub's.

use crate::sim::world::World;
use fettle_core::domain::parts::{Ledger, Movement, MovementId, Stock, StockLine, Stocktake, StocktakeId};
use std::collections::{BTreeMap, BTreeSet};

pub async fn check(world: &mut World) {
    // A movement or a count that nobody can give back any more is still reckoned with by who read it.
    if super::nowhere::subjects(world).iter().any(|subject| ["movement", "stocktake"].contains(&subject.kind())) {
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
            // What one side counts otherwise than the other says where to look.
            let moves =
                |movement: &Movement| movement.details.as_ref().is_some_and(|d| [d.from, d.to].contains(&Some(bag)));
            let here: BTreeMap<_, _> = world.phones[p].store().all::<Movement>().expect("reads").into_iter().collect();
            let there: BTreeMap<_, _> = ledger.all::<Movement>().await.expect("reads").into_iter().collect();
            let counts: BTreeMap<_, _> =
                world.phones[p].store().all::<Stocktake>().expect("reads").into_iter().collect();
            let mut own = Ledger::default();
            for (id, movement) in &here {
                own.add(MovementId::new(*id), &movement.state);
            }
            for (id, stocktake) in &counts {
                own.count(StocktakeId::new(*id), &stocktake.state);
            }
            let own = own.stock();
            if own.at(bag).collect::<Vec<_>>() != on_phone {
                world.violate(format!("p{p}: the rows of the bag are not what its own movements give"));
            }
            let on_hub: BTreeMap<_, _> = ledger.all::<Stocktake>().await.expect("reads").into_iter().collect();
            for (id, here) in &counts {
                let there = on_hub.get(id).map(|f| &f.state);
                if there != Some(&here.state) {
                    world.violate(format!("p{p}: stocktake {id} is {:?}, on the hub {there:?}", here.state));
                }
            }
            let both: BTreeSet<_> = here.keys().chain(there.keys()).copied().collect();
            for id in both {
                let (here, there) = (here.get(&id).map(|f| &f.state), there.get(&id).map(|f| &f.state));
                if here != there && [here, there].into_iter().flatten().any(moves) {
                    world.violate(format!("p{p}: movement {id} is {here:?}, on the hub {there:?}"));
                }
            }
        }
    }
}
