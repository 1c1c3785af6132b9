//! Parts: asked for, taken first, built in, brought back.

use super::{Drafts, Hand};
use crate::sim::pieces::{Piece, PieceId, Read, Step};
use chrono_tz::Asia::Shanghai;
use fettle_core::domain::calendar::WorkingDays;
use fettle_core::domain::ids::{CardId, PlaceId};
use fettle_core::domain::jobs::{Job, Replacement, commands};
use fettle_core::domain::parts::{
    self, Books, Card, Condition, FirstReason, Movement, MovementId, PartLabel, Place, Replaced, Returned, Stock, Take,
    TakeId, Wanted, Way, replaced, request, return_part, take_first,
};
use fettle_core::domain::values::{Amount, Quantity, Unit};
use fettle_core::kernel::Refusal;
use fettle_core::store::Store;

/// The books as this phone knows them.
pub fn books(store: &Store) -> Books {
    let mut books = Books::default();
    for (id, card) in store.all::<Card>().expect("reads") {
        books.cards.insert(id.into(), card.state);
    }
    for (id, place) in store.all::<Place>().expect("reads") {
        books.places.insert(id.into(), place.state);
    }
    let movements = store.all::<Movement>().expect("reads");
    books.stock = Stock::of(movements.iter().map(|(id, movement)| (MovementId::new(*id), &movement.state)));
    books
}

fn pieces(amount: u64) -> Quantity {
    Quantity::whole(i64::try_from(amount).unwrap_or(1), Unit::Piece)
}

/// Pieces go from where they are to another place as soon as it is on record.
fn carry(hand: &mut Hand<'_>, pieces: &[PieceId], to: Option<PlaceId>, becomes: Option<Condition>) {
    for piece in pieces.iter().copied() {
        let from = hand.pieces.piece(piece).at;
        hand.steps.push(Step { piece, from, to, becomes });
    }
}

fn way(hand: &Hand<'_>, job: &Job) -> Way {
    Way { from: hand.company.stores[hand.member.centre], bag: hand.member.bag, job: job.id }
}

pub fn act(hand: &mut Hand<'_>, job: &Job) -> (&'static str, Drafts) {
    if hand.member.manager {
        return super::desk::on_the_phone(hand, job);
    }
    if hand.dice.percent(40)
        && let Some((piece, movement)) = unread(hand)
    {
        return ("identify", identify(hand, piece, movement));
    }
    match hand.dice.below(6) {
        0 => {
            let (card, many) = if hand.dice.percent(30) {
                (hand.company.board, 1)
            } else {
                (hand.company.plug, hand.dice.between(1, 4))
            };
            let wanted = Wanted { card, quantity: pieces(many), serial: None, old_for_new: hand.dice.percent(50) };
            let (books, me, way) = (books(hand.store), hand.me.clone(), way(hand, job));
            ("request", request(&books, &me, way, &[wanted], &mut || hand.fresh()))
        }
        1 => ("take board", take(hand, job, hand.company.board)),
        2 | 3 => ("take first", take(hand, job, hand.company.plug)),
        _ => ("return", bring_back(hand)),
    }
}

/// The one piece in the own bag whose number nobody could read when it came out, and the movement that brought it; none where there are more, which
/// nobody can tell apart.
fn unread(hand: &Hand<'_>) -> Option<(PieceId, MovementId)> {
    let (bag, board) = (hand.member.bag, hand.company.board);
    let mut there = hand.pieces.at(bag).filter(|(_, piece)| piece.card == board && piece.serial.is_none());
    let (piece, _) = there.next().filter(|_| there.next().is_none())?;
    let movements = hand.store.all::<Movement>().expect("reads");
    let mut brought = movements.iter().filter(|(_, movement)| {
        let places = movement.state.details.iter().flat_map(|details| [details.from, details.to]);
        movement.state.unread() && places.flatten().any(|place| place == bag)
    });
    let (id, movement) = brought.next().filter(|_| brought.next().is_none())?;
    let came = movement.state.details.as_ref().is_some_and(|details| details.to == Some(bag));
    came.then(|| (piece, MovementId::new(*id)))
}

/// At a desk with a lamp the number can be read after all.
fn identify(hand: &mut Hand<'_>, piece: PieceId, id: MovementId) -> Drafts {
    let movement = hand.store.get::<Movement>(id.uuid()).expect("reads").ok_or_else(|| Refusal::new("gone"))?;
    let serial = format!("READ-{}", hand.fresh().simple());
    hand.read = Some(Read { piece, movement: id.uuid(), serial: serial.clone() });
    parts::identify(&hand.me, id, &movement.state, (&serial, true))
}

/// Takes from the shelf what is there, and writes the slip at once.
fn take(hand: &mut Hand<'_>, job: &Job, card: CardId) -> Drafts {
    let way = way(hand, job);
    let shelf = hand.pieces.good(way.from, card);
    let many = if card == hand.company.board { 1 } else { hand.dice.between(1, 4) };
    let start = hand.dice.index(shelf.len().max(1));
    let took: Vec<PieceId> = shelf.into_iter().skip(start).take(usize::try_from(many).unwrap_or(1)).collect();
    let Some(first) = took.first() else { return Err(Refusal::new("shelf_empty")) };
    let serial = hand.pieces.piece(*first).serial.clone();
    let wanted = Wanted { card, quantity: pieces(took.len() as u64), serial, old_for_new: hand.dice.percent(50) };
    carry(hand, &took, Some(way.bag), None);
    let (books, me, now) = (books(hand.store), hand.me.clone(), hand.now);
    let days = WorkingDays::default();
    let why = (FirstReason::ALL[0], Shanghai, &days);
    take_first(&books, &me, way, &[wanted], why, now, &mut || hand.fresh())
}

/// Brings something out of the bag into quarantine.
fn bring_back(hand: &mut Hand<'_>) -> Drafts {
    let (bag, to) = (hand.member.bag, hand.company.quarantines[hand.member.centre]);
    let in_bag: Vec<PieceId> = hand.pieces.at(bag).map(|(id, _)| id).collect();
    let Some(id) = hand.dice.pick(&in_bag).copied() else { return Err(Refusal::new("bag_empty")) };
    let (books, me) = (books(hand.store), hand.me.clone());
    let takes: Vec<(TakeId, Take)> =
        hand.store.all::<Take>().expect("reads").into_iter().map(|(id, f)| (id.into(), f.state)).collect();
    let mine: Vec<_> = takes.into_iter().filter(|(_, take)| take.taker == Some(me.person)).collect();
    let piece = hand.pieces.piece(id).clone();
    let good = piece.condition.usable();
    let (label, becomes) =
        if good { (PartLabel::Good, Condition::Unknown) } else { (PartLabel::Bad, Condition::Faulty) };
    carry(hand, &[id], Some(to), Some(becomes));
    let Piece { card, serial, .. } = piece;
    let what = Returned { card, quantity: pieces(1), serial, label, person: me.person, from: Some(bag), to };
    return_part(&books, &me, &what, &mine, &mut || hand.fresh())
}

/// A part goes in and an old one comes out: the job's fact and the ledger's movements in one record.
pub fn replace(hand: &mut Hand<'_>, job: &Job) -> Drafts {
    let equipment = job.equipment().first().copied().ok_or_else(|| Refusal::new("equipment_unknown"))?;
    let bag = hand.member.bag;
    let (board, plug) = (hand.company.board, hand.company.plug);
    let card = if hand.pieces.good(bag, board).is_empty() { plug } else { board };
    let Some(new) = hand.pieces.good(bag, card).first().copied() else { return take(hand, job, plug) };
    let serial_in = hand.pieces.piece(new).serial.clone();
    // What comes out was never in the books; sometimes its number cannot be read any more.
    let serial_out = (card == board && hand.dice.percent(80)).then(|| format!("OLD-{}", hand.fresh().simple()));
    let old = hand.pieces.make(card, serial_out.clone(), Condition::Faulty);
    carry(hand, &[new], None, None);
    carry(hand, &[old], Some(bag), None);
    let books = books(hand.store);
    let part = Replacement {
        equipment,
        card,
        quantity: Amount::whole(1),
        serial_in: serial_in.clone().unwrap_or_default(),
        serial_out: serial_out.clone().unwrap_or_default(),
        label: Some(PartLabel::Bad),
        take: None,
    };
    let mut drafts = commands::replace_part(job, &hand.me, part)?;
    let what = Replaced {
        job: job.id.ok_or_else(|| Refusal::new("job_unknown"))?,
        card,
        quantity: pieces(1),
        serial_in: serial_in.as_deref(),
        serial_out: serial_out.as_deref(),
        label: Some(PartLabel::Bad),
        bag,
        site_place: None,
        take: None,
    };
    drafts.extend(replaced(&books, &what, &mut || hand.fresh())?);
    Ok(drafts)
}
