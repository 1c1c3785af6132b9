//! Keepers of stores, at the console and on phones: they issue what lies on the shelf, inspect what came back, take in what was delivered, and
//! count what is there. The eyes see pieces; the books are looked at only where the product's own form shows them.

use super::crowd::{later, open};
use super::{Drafts, Hand};
use crate::sim::crowd::{Ask, Form};
use crate::sim::pieces::{Count, Piece, PieceId, Pieces, Step};
use crate::sim::world::World;
use chrono::{DateTime, Utc};
use fettle_core::domain::ids::{CardId, PlaceId};
use fettle_core::domain::parts::{
    self, Books, Card, Condition, Counted, CountedLine, Extent, Finding, Lot, Movement, Place, StockKey, StockLine,
    Stocktake, Take, TakeId,
};
use fettle_core::domain::people::Actor;
use fettle_core::domain::values::{Quantity, Unit};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Draft, Refusal};
use fettle_hub::error::HubError;
use fettle_hub::ledger::{Decision, Ledger};
use std::collections::BTreeMap;
use uuid::Uuid;

fn one() -> Quantity {
    Quantity::whole(1, Unit::Piece)
}

/// Pages of a keeper that nobody else is needed for, and one piece that two people inspect.
pub async fn pages(world: &mut World, centre: usize) {
    let (manager, keeper) = (world.company.managers[centre], world.company.keepers[centre]);
    let (store, quarantine) = (world.company.stores[centre], world.company.quarantines[centre]);
    match world.crowd_dice.below(6) {
        0 => {
            let (ask, steps) = receive(world, store);
            let form = open(world, keeper, ask, steps, None);
            later(world, form);
        }
        1 | 2 => {
            let place = if world.crowd_dice.percent(60) { store } else { quarantine };
            let ledger = world.hub.hub().ledger.clone();
            let Ok(booked) = ledger.stock_at(place).await else { return };
            let elsewhere = elsewhere(world, place).await;
            let ms = world.hub_ms();
            let stocktake = world.crowd_dice.uuid(ms);
            let counted = seen(&world.pieces, place, &booked, &elsewhere, time(ms));
            let count = Count { stocktake, place, at: world.now() };
            let word = world.crowd.word();
            let extent = if world.crowd_dice.percent(50) { Extent::Whole(time(ms)) } else { Extent::Lines };
            let ask = Ask::Count { stocktake, place, counted, extent, word };
            let form = open(world, keeper, ask, Vec::new(), Some(count));
            later(world, form);
        }
        _ => {
            let ledger = world.hub.hub().ledger.clone();
            let Ok(booked) = ledger.stock_at(quarantine).await else { return };
            let dice = &mut world.crowd_dice;
            let there: Vec<_> = world.pieces.at(quarantine).map(|(id, _)| id).collect();
            let Some(id) = dice.pick(&there).copied() else { return };
            let both = dice.percent(40);
            for by in [keeper, manager].into_iter().take(1 + usize::from(both)) {
                let to = finding(world.crowd_dice.below(10), by == manager, world, centre);
                let Some((key, lot)) = lot(world.pieces.piece(id), quarantine, &booked) else { return };
                let word = world.crowd.word();
                let steps = vec![inspected(id, quarantine, to)];
                let form = open(world, by, Ask::Inspect { key, lot, finding: to, word }, steps, None);
                later(world, form);
            }
        }
    }
}

fn finding(dice: u64, manager: bool, world: &World, centre: usize) -> Finding {
    let company = &world.company;
    match dice {
        0..=3 => Finding::Available { to: company.stores[centre], condition: Condition::UsedGood },
        4 | 5 => Finding::Available { to: company.stores[centre], condition: Condition::Repaired },
        6 | 7 if manager => Finding::Scrap { to: company.scraps[centre] },
        _ => Finding::Repairable { to: company.shops[centre] },
    }
}

fn inspected(piece: PieceId, from: PlaceId, finding: Finding) -> Step {
    let (to, becomes) = match finding {
        Finding::Available { to, condition } => (to, condition),
        Finding::Repairable { to } | Finding::Scrap { to } => (to, Condition::Faulty),
    };
    Step { piece, from: Some(from), to: Some(to), becomes: Some(becomes) }
}

/// The line of the books under which a piece lies there; none where the books do not have it there yet.
fn lot(piece: &Piece, place: PlaceId, booked: &[StockLine]) -> Option<(StockKey, Lot)> {
    let fits = |line: &&StockLine| {
        let key = &line.key;
        key.place == place && key.card == piece.card && key.serial == piece.serial && line.quantity >= 1000
    };
    let same = |line: &&StockLine| fits(line) && line.key.condition == piece.condition;
    // A piece with a number is known by it, whatever the books say of its condition. Of parts without, another condition is another part.
    let known = |line: &&StockLine| fits(line) && piece.serial.is_some();
    let line = booked.iter().find(same).or_else(|| booked.iter().find(known))?;
    let lot = Lot { card: piece.card, quantity: one(), serial: piece.serial.clone(), condition: line.key.condition };
    Some((line.key.clone(), lot))
}

/// Parts from a supplier: new pieces, which nobody has seen before.
fn receive(world: &mut World, to: PlaceId) -> (Ask, Vec<Step>) {
    let word = world.crowd.word();
    let board = world.crowd_dice.percent(50);
    let many = world.crowd_dice.between(1, 3);
    let card = if board { world.company.board } else { world.company.plug };
    let (mut lots, mut steps) = (Vec::new(), Vec::new());
    for n in 0..many {
        let serial = board.then(|| format!("NB-{word}{n}"));
        let piece = world.pieces.make(card, serial.clone(), Condition::New);
        steps.push(Step { piece, from: None, to: Some(to), becomes: None });
        lots.push(Lot { card, quantity: one(), serial, condition: Condition::New });
    }
    (Ask::Receive { lots, to, word }, steps)
}

/// What goes over the counter for a slip; none while the shelf does not have it.
pub fn issue(world: &mut World, take: TakeId, state: &Take) -> Option<(Ask, Vec<Step>)> {
    let (from, bag) = (state.from?, state.bag?);
    let (mut steps, mut scanned) = (Vec::new(), BTreeMap::new());
    for (number, line) in &state.lines {
        let many = usize::try_from(line.quantity.amount / 1000).ok()?;
        let shelf = world.pieces.good(from, line.card);
        let free = shelf.into_iter().filter(|id| !steps.iter().any(|step: &Step| step.piece == *id));
        let hand: Vec<PieceId> = free.take(many).collect();
        if hand.len() < many {
            return None;
        }
        let serials = hand.iter().filter_map(|id| world.pieces.piece(*id).serial.clone()).collect();
        scanned.insert(*number, serials);
        steps.extend(hand.into_iter().map(|piece| Step { piece, from: Some(from), to: Some(bag), becomes: None }));
    }
    Some((Ask::Issue { take, scanned }, steps))
}

/// Whether a person who looks again before sending sees that what the form is about is not there. Who inspects beside a colleague does not look, and
/// the same slip at another counter tells nothing.
pub fn gone(world: &World, form: &Form) -> bool {
    match form.ask {
        Ask::Issue { take, .. } => !world.crowd.handed.contains(&take) && !world.pieces.in_place(&form.steps),
        // In a box of equal parts a person takes one that is there.
        Ask::Inspect { ref lot, .. } => lot.serial.is_none() && !world.pieces.in_place(&form.steps),
        _ => false,
    }
}

/// Where the books have pieces with serial numbers, beside this place.
async fn elsewhere(world: &World, place: PlaceId) -> BTreeMap<(CardId, String), PlaceId> {
    let company = &world.company;
    let bags = company.members.iter().map(|member| member.bag);
    let places = [company.stores, company.quarantines, company.shops, company.scraps].concat();
    let mut found = BTreeMap::new();
    for other in places.into_iter().chain(bags).filter(|other| *other != place) {
        for line in world.hub.hub().ledger.stock_at(other).await.unwrap_or_default() {
            if let (Some(serial), true) = (line.key.serial, line.quantity > 0) {
                found.insert((line.key.card, serial), other);
            }
        }
    }
    found
}

/// What is on the shelf, line by line, beside what the books say: also that of a line of the books nothing is there.
pub fn seen(
    pieces: &Pieces,
    place: PlaceId,
    booked: &[StockLine],
    elsewhere: &BTreeMap<(CardId, String), PlaceId>,
    at: DateTime<Utc>,
) -> Vec<Counted> {
    let mut lines: BTreeMap<StockKey, (i64, i64)> = BTreeMap::new();
    for line in booked.iter().filter(|line| line.quantity != 0) {
        lines.entry(line.key.clone()).or_default().1 += line.quantity;
    }
    for (_, piece) in pieces.at(place) {
        let key = StockKey { place, card: piece.card, condition: piece.condition, serial: piece.serial.clone() };
        lines.entry(key).or_default().0 += 1000;
    }
    let line = |(key, (counted, booked)): (StockKey, (i64, i64))| {
        let from = key.serial.clone().and_then(|serial| elsewhere.get(&(key.card, serial)).copied());
        let StockKey { card, condition, serial, .. } = key;
        let from = from.filter(|_| counted > 0);
        Counted {
            line: CountedLine { card, condition, serial, counted, booked, at, from, first_in: None },
            moved: false,
        }
    };
    lines.into_iter().map(line).collect()
}

/// The same movements once more, under other ids: what a program that books twice does.
pub fn twice(drafts: &mut Vec<Draft>) {
    let again: Vec<Draft> = drafts
        .iter()
        .map(|draft| {
            let id = Uuid::from_u128(draft.subject.id().as_u128() ^ 1);
            Draft { subject: fettle_core::kernel::Subject::new("movement", id), ..draft.clone() }
        })
        .collect();
    drafts.extend(again);
}

async fn books(ledger: &Ledger) -> Result<Books, HubError> {
    Ok(Books {
        cards: ledger.all::<Card>().await?.into_iter().map(|(id, folded)| (id.into(), folded.state)).collect(),
        places: ledger.all::<Place>().await?.into_iter().map(|(id, folded)| (id.into(), folded.state)).collect(),
        ..Books::default()
    })
}

/// What a keeper's form decides.
pub async fn decide(
    ask: &Ask,
    ledger: &Ledger,
    me: &Actor,
    fresh: &mut (dyn FnMut() -> Uuid + Send),
) -> Result<Decision, HubError> {
    let books = books(ledger).await?;
    let mut fresh = || fresh();
    Ok(match ask {
        Ask::Receive { lots, to, word, .. } => {
            let mut drafts = Vec::new();
            for lot in lots {
                match parts::receive(&books, me, lot, *to, word, &mut fresh) {
                    Ok(more) => drafts.extend(more),
                    Err(refusal) => return Ok(Err(refusal)),
                }
            }
            Ok(drafts)
        }
        Ask::Count { stocktake, place, counted, extent, word } => {
            let books = Books { stock: ledger.stock_at(*place).await?.into_iter().collect(), ..books };
            parts::stocktake(&books, me, ((*stocktake).into(), *place), counted, *extent, word)
        }
        Ask::Inspect { key, lot, finding, word } => {
            // As the product's own screen asks: what was placed already is not placed again.
            let there = ledger.stock_at(key.place).await?;
            if !there.iter().any(|line| line.key == *key && line.quantity >= lot.quantity.amount) {
                return Ok(Err(Refusal::new("id_unreadable")));
            }
            let mut all = Vec::new();
            for (id, movement) in ledger.all::<Movement>().await? {
                all.extend(parts::movement_entries(id.into(), &movement.state));
            }
            for (id, stocktake) in ledger.all::<Stocktake>().await? {
                all.extend(parts::stocktake_entries(id.into(), &stocktake.state));
            }
            let thing = parts::Thing::of(key);
            all.retain(|entry| parts::Thing::of(&entry.key) == thing);
            let closing = ledger.closing_of(key.place).await?;
            let lots = parts::lots(key, all, closing);
            parts::inspect(&books, me, lot, (key.place, &lots), *finding, word, &mut fresh)
        }
        Ask::Field { .. } | Ask::Approve(_) | Ask::Issue { .. } => Err(Refusal::new("not_a_keepers_form")),
    })
}

/// A keeper with a phone: inspects a piece in quarantine, or counts a place.
pub fn act(hand: &mut Hand<'_>) -> (&'static str, Drafts) {
    let centre = hand.member.centre;
    let (store, quarantine) = (hand.company.stores[centre], hand.company.quarantines[centre]);
    let mut books = Books::default();
    books.cards.extend(hand.store.all::<Card>().expect("reads").into_iter().map(|(id, f)| (id.into(), f.state)));
    books.places.extend(hand.store.all::<Place>().expect("reads").into_iter().map(|(id, f)| (id.into(), f.state)));
    let me = hand.me.clone();
    if hand.dice.percent(30) {
        let place = if hand.dice.percent(50) { store } else { quarantine };
        let booked = hand.store.stock_at(place).expect("reads");
        let mut elsewhere = BTreeMap::new();
        for (_, piece) in hand.pieces.at(place) {
            let Some(serial) = &piece.serial else { continue };
            let lines = hand.store.piece(piece.card, serial).expect("reads");
            let other = lines.into_iter().find(|line| line.quantity > 0 && line.key.place != place);
            elsewhere.extend(other.map(|line| ((piece.card, serial.clone()), line.key.place)));
        }
        let counted = seen(hand.pieces, place, &booked, &elsewhere, hand.now);
        let stocktake = hand.fresh();
        hand.count = Some(Count { stocktake, place, at: hand.at });
        if hand.dice.percent(50) {
            books.stock = booked.into_iter().collect();
            let extent = Extent::Whole(hand.now);
            return ("close", parts::stocktake(&books, &me, (stocktake.into(), place), &counted, extent, "counted"));
        }
        let extent = Extent::Lines;
        return ("count", parts::stocktake(&books, &me, (stocktake.into(), place), &counted, extent, "counted"));
    }
    match hand.dice.below(100) {
        0..=21 => return ("transfer", transfer(hand, &books, store)),
        22..=29 => {
            // The wrong line of a list was tapped: it is written down, and nothing was carried.
            let drafts = transfer(hand, &books, store);
            hand.steps.clear();
            hand.mistyped = true;
            return ("mistype", drafts);
        }
        30..=49 => return ("correct", correct(hand)),
        _ => {}
    }
    let there: Vec<PieceId> = hand.pieces.at(quarantine).map(|(id, _)| id).collect();
    let Some(id) = hand.dice.pick(&there).copied() else { return ("inspect", Err(Refusal::new("nothing_there"))) };
    let booked = hand.store.stock_at(quarantine).expect("reads");
    let Some((key, lot)) = lot(hand.pieces.piece(id), quarantine, &booked) else {
        return ("inspect", Err(Refusal::new("not_in_the_books")));
    };
    let finding = if hand.dice.percent(60) {
        Finding::Available { to: store, condition: Condition::UsedGood }
    } else {
        Finding::Repairable { to: hand.company.shops[centre] }
    };
    let lots = hand.store.lots(&key).expect("reads");
    hand.steps.push(inspected(id, quarantine, finding));
    ("inspect", parts::inspect(&books, &me, &lot, (quarantine, &lots), finding, "", &mut || hand.dice.uuid(hand.ms)))
}

/// A piece goes to the store of the other centre.
fn transfer(hand: &mut Hand<'_>, books: &Books, from: PlaceId) -> Drafts {
    let to = hand.company.stores[1 - hand.member.centre];
    let card = if hand.dice.percent(50) { hand.company.board } else { hand.company.plug };
    let shelf = hand.pieces.good(from, card);
    let Some(id) = hand.dice.pick(&shelf).copied() else { return Err(Refusal::new("shelf_empty")) };
    let booked = hand.store.stock_at(from).expect("reads");
    let (_, lot) = lot(hand.pieces.piece(id), from, &booked).ok_or_else(|| Refusal::new("not_in_the_books"))?;
    let (dice, ms) = (&mut *hand.dice, hand.ms);
    let drafts = parts::transfer(books, &hand.me, &lot, (from, to), &mut || dice.uuid(ms))?;
    hand.steps.push(Step { piece: id, from: Some(from), to: Some(to), becomes: None });
    Ok(drafts)
}

/// Takes back what this keeper wrote down by mistake, unless somebody counted there since: then the books are right already.
fn correct(hand: &mut Hand<'_>) -> Drafts {
    let missing = || Refusal::new("no_mistake");
    let mistakes = hand.pieces.deeds.iter().filter(|deed| deed.mistyped);
    let wrong = mistakes.flat_map(|deed| deed.entries.iter().map(|(id, details)| (deed.at, *id, details)));
    let counted = |at: u64, details: &parts::MovementDetails| {
        let places = [details.from, details.to];
        let about = |count: &Count| details.serial.is_some() || places.contains(&Some(count.place));
        hand.pieces.counts.iter().any(|count| count.at >= at && about(count))
    };
    let still = wrong.filter(|(at, _, details)| details.corrects.is_none() && !counted(*at, details));
    let ids: Vec<Uuid> = still.map(|(_, id, _)| id).collect();
    let known = |id: &Uuid| hand.store.get::<Movement>(*id).expect("reads").map(|known| (*id, known.state));
    let mine = ids.iter().filter_map(known).find(|(_, movement)| {
        movement.by == Some(hand.me.person) && movement.details.is_some() && movement.corrected.is_empty()
    });
    let (id, movement) = mine.ok_or_else(missing)?;
    hand.mistyped = true;
    let (dice, ms) = (&mut *hand.dice, hand.ms);
    parts::correct(&hand.me, id.into(), &movement, "the wrong line was tapped", &mut || dice.uuid(ms))
}
