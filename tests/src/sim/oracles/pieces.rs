//! Every piece is where the books have it: asked piece by piece of a world that no program keeps. What was done and is not on record (quarantined,
//! lost with its phone) explains a difference; so does a flag where two people wrote down one thing.

use crate::sim::pieces::{Count, Deed};
use crate::sim::world::World;
use fettle_core::domain::ids::{CardId, PlaceId};
use fettle_core::domain::parts::{Movement, MovementDetails, Stocktake, Take};
use fettle_core::kernel::{Aggregate, Folded};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

type Key = (PlaceId, CardId, Option<String>);

/// What is known of one movement or count: the true time and the recorded one; nothing recorded where it is not on record.
struct Entry<'a> {
    deed: &'a Deed,
    details: &'a MovementDetails,
    recorded: Option<i64>,
    id: Uuid,
}

pub async fn check(world: &mut World) {
    let mut booked: BTreeMap<Key, i64> = BTreeMap::new();
    let company = &world.company;
    let bags = company.members.iter().map(|member| member.bag);
    let places = [company.stores, company.quarantines, company.shops, company.scraps].concat();
    let places: BTreeSet<PlaceId> = places.into_iter().chain(bags).collect();
    let ledger = world.hub.hub().ledger.clone();
    for place in &places {
        for line in ledger.stock_at(*place).await.expect("reads") {
            *booked.entry((*place, line.key.card, line.key.serial)).or_default() += line.quantity;
        }
    }
    let mut there: BTreeMap<Key, i64> = BTreeMap::new();
    for piece in world.pieces.all() {
        if let Some(place) = piece.at {
            *there.entry((place, piece.card, piece.serial.clone())).or_default() += 1000;
        }
    }
    let flagged = flagged(world).await;
    let mut counts: Vec<(&Count, i64)> = Vec::new();
    for count in &world.pieces.counts {
        if let Some(state) = ledger.get::<Stocktake>(count.stocktake).await.expect("reads") {
            // Of nothing at all: when it was booked.
            let at = state.state.lines.iter().map(|line| line.at).min().unwrap_or(state.state.at);
            counts.push((count, at.timestamp_millis()));
        }
    }
    let mut entries = Vec::new();
    for deed in &world.pieces.deeds {
        for (id, details) in &deed.entries {
            let state = ledger.get::<Movement>(*id).await.expect("reads").map(|folded| folded.state);
            let recorded = state.filter(|state| state.details.is_some()).map(|state| state.at.timestamp_millis());
            entries.push(Entry { deed, details, recorded, id: *id });
        }
    }
    let mut unclear: BTreeSet<(Option<PlaceId>, CardId, Option<String>)> = BTreeSet::new();
    let mut read: BTreeMap<Uuid, &str> = BTreeMap::new();
    for (one, at) in &world.pieces.reads {
        let on_record = ledger.get::<Movement>(one.movement).await.expect("reads");
        if on_record.is_some_and(|movement| movement.state.serial() == Some(&one.serial)) {
            read.insert(one.movement, &one.serial);
            continue;
        }
        // The books have it without its number, and the hands by it.
        let card = world.pieces.piece(one.piece).card;
        unclear.insert((None, card, Some(one.serial.clone())));
        unclear.insert((*at, card, None));
    }
    for entry in &entries {
        let Entry { deed, details, recorded, id } = entry;
        let (card, serial) = (details.card, read.get(id).map(|serial| (*serial).to_owned()).or(details.serial.clone()));
        let told = deed.plain || deed.subjects.iter().any(|subject| flagged.contains(&subject.to_string()));
        // What did not happen and is on record counts in the books; what happened and is not on record does not.
        let sign = match (deed.void, recorded) {
            (true, Some(_)) if told || deed.mistyped => 1,
            (false, None) => -1,
            _ => 0,
        };
        for (place, amount) in [(details.from, -details.quantity.amount), (details.to, details.quantity.amount)] {
            let Some(place) = place else { continue };
            let about = |count: &Count| count.place == place || serial.is_some();
            let later = counts.iter().any(|(count, _)| about(count) && count.at > deed.at);
            if sign != 0 && !later {
                *there.entry((place, card, serial.clone())).or_default() += sign * amount;
            }
            // A wrong clock may put a movement on the other side of a count; the times' own oracle looks after clocks.
            let crossed = |(count, at): &(&Count, i64)| {
                about(count) && recorded.is_some_and(|r| (r < *at) != (deed.at < count.at))
            };
            if counts.iter().any(crossed) || (sign != 0 && later) {
                unclear.insert((serial.is_none().then_some(place), card, serial.clone()));
            }
        }
    }
    // What the firm began with was there before every count; a hub whose clock went far back may record a count before it.
    let deeds: BTreeSet<Uuid> = entries.iter().map(|entry| entry.id).collect();
    for (id, Folded { state, .. }) in ledger.all::<Movement>().await.expect("reads") {
        let Some(details) = state.details.as_ref().filter(|_| !deeds.contains(&id)) else { continue };
        let (place, serial, at) = (details.to, details.serial.clone(), state.at.timestamp_millis());
        let about = |count: &Count| Some(count.place) == place || serial.is_some();
        if details.from.is_none() && counts.iter().any(|(count, counted)| about(count) && *counted <= at) {
            unclear.insert((place.filter(|_| serial.is_none()), details.card, serial));
        }
    }
    let mut wrong = Vec::new();
    let keys: BTreeSet<&Key> = booked.keys().chain(there.keys()).filter(|key| places.contains(&key.0)).collect();
    for key in keys {
        let (place, card, serial) = key;
        let (books, hands) = (booked.get(key).copied().unwrap_or(0), there.get(key).copied().unwrap_or(0));
        let skip = unclear.contains(&(serial.is_none().then_some(*place), *card, serial.clone()));
        if books != hands && !skip {
            wrong.push(format!("{place} {card} {serial:?}: the books have {books}, there are {hands}"));
        }
    }
    world.totals.pieces += there.len() as u64;
    world.totals.unclear += unclear.len() as u64;
    wrong.truncate(3);
    for wrong in wrong {
        world.violate(wrong);
    }
}

/// Subjects on which a flag stands.
async fn flagged(world: &World) -> BTreeSet<String> {
    let ledger = &world.hub.hub().ledger;
    let mut found = BTreeSet::new();
    for (id, folded) in ledger.all::<Movement>().await.expect("reads") {
        if !folded.state.unsettled().is_empty() {
            found.insert(format!("movement/{id}"));
        }
    }
    for (id, folded) in ledger.all::<Take>().await.expect("reads") {
        if !folded.state.unsettled().is_empty() {
            found.insert(format!("take/{id}"));
        }
    }
    found
}
