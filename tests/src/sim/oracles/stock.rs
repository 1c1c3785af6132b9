//! Stock is the sum of the same movements everywhere: a phone's sum of the own bag, and of each place whose ledger it follows, is the hub's, also where the
//! phone has none of what moved before the place was counted whole.

use crate::sim::world::World;
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::parts::{
    Ledger, Movement, MovementId, Place, PlaceId, Stock, StockLine, Stocktake, StocktakeId,
};
use fettle_core::domain::people::Person;
use fettle_core::kernel::Folded;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

pub async fn check(world: &mut World) {
    // A movement or a count that nobody can give back any more is still reckoned with by who read it.
    if super::nowhere::subjects(world).await.iter().any(|subject| ["movement", "stocktake"].contains(&subject.kind())) {
        return;
    }
    let ledger = world.hub.hub().ledger.clone();
    let movements = ledger.all::<Movement>().await.expect("reads");
    let counts = ledger.all::<Stocktake>().await.expect("reads");
    let hub = sum(&movements, &counts);
    let mut stores: Vec<(PlaceId, Option<CentreId>)> = Vec::new();
    for place in world.company.stores.iter().chain(&world.company.quarantines) {
        let state = ledger.get::<Place>(place.uuid()).await.expect("reads").expect("there").state;
        stores.push((*place, state.centre()));
    }
    for member in &world.company.members {
        let rows: Stock = ledger.stock_at(member.bag).await.expect("reads").into_iter().collect();
        if rows.at(member.bag).ne(hub.at(member.bag)) {
            world.violate("the rows of a bag are not what its movements give".to_owned());
            return;
        }
    }
    for place in world.company.stores.iter().chain(&world.company.quarantines) {
        let rows: Stock = ledger.stock_at(*place).await.expect("reads").into_iter().collect();
        let (rows, given): (Vec<StockLine>, Vec<StockLine>) = (rows.at(*place).collect(), hub.at(*place).collect());
        if rows != given {
            world.violate(format!("the rows of {place} are {rows:?}, its movements give {given:?}"));
            return;
        }
    }
    for p in 0..world.phones.len() {
        if world.phones[p].ended.is_some() || !world.phones[p].enrolled() {
            continue;
        }
        let bag = world.company.members[p].bag;
        let person = ledger.get::<Person>(world.phones[p].person.uuid()).await.expect("reads").expect("there").state;
        for (place, _) in stores.iter().filter(|(_, centre)| person.active && person.centre == *centre) {
            let here: Stock = world.phones[p].store().stock_at(*place).expect("reads").into_iter().collect();
            let (on_hub, on_phone): (Vec<StockLine>, Vec<StockLine>) =
                (hub.at(*place).collect(), here.at(*place).collect());
            world.totals.ledgers += 1;
            if on_hub != on_phone {
                world.violate(format!("p{p}: {place} holds {on_phone:?}, the hub says {on_hub:?}"));
            }
        }
        let here: Stock = world.phones[p].store().stock_at(bag).expect("reads").into_iter().collect();
        let (on_hub, on_phone): (Vec<StockLine>, Vec<StockLine>) = (hub.at(bag).collect(), here.at(bag).collect());
        if on_hub != on_phone {
            world.violate(format!("p{p}: the bag holds {on_phone:?}, the hub says {on_hub:?}"));
            // What one side counts otherwise than the other says where to look.
            let moves =
                |movement: &Movement| movement.details.as_ref().is_some_and(|d| [d.from, d.to].contains(&Some(bag)));
            let store = world.phones[p].store();
            let own_movements = store.all::<Movement>().expect("reads");
            let own_counts = store.all::<Stocktake>().expect("reads");
            if sum(&own_movements, &own_counts).at(bag).collect::<Vec<_>>() != on_phone {
                world.violate(format!("p{p}: the rows of the bag are not what its own movements give"));
            }
            let on_hub: BTreeMap<_, _> = counts.iter().map(|(id, count)| (*id, &count.state)).collect();
            for (id, here) in &own_counts {
                let there = on_hub.get(id).copied();
                if there != Some(&here.state) {
                    world.violate(format!("p{p}: stocktake {id} is {:?}, on the hub {there:?}", here.state));
                }
            }
            let here: BTreeMap<_, _> = own_movements.iter().map(|(id, movement)| (*id, &movement.state)).collect();
            let there: BTreeMap<_, _> = movements.iter().map(|(id, movement)| (*id, &movement.state)).collect();
            let both: BTreeSet<_> = here.keys().chain(there.keys()).copied().collect();
            for id in both {
                let (here, there) = (here.get(&id).copied(), there.get(&id).copied());
                if here != there && [here, there].into_iter().flatten().any(moves) {
                    world.violate(format!("p{p}: movement {id} is {here:?}, on the hub {there:?}"));
                }
            }
        }
    }
}

/// What movements and counts come to.
fn sum(movements: &[(Uuid, Folded<Movement>)], counts: &[(Uuid, Folded<Stocktake>)]) -> Stock {
    let mut all = Ledger::default();
    for (id, movement) in movements {
        all.add(MovementId::new(*id), &movement.state);
    }
    for (id, stocktake) in counts {
        all.count(StocktakeId::new(*id), &stocktake.state);
    }
    all.stock()
}
