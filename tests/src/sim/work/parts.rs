//! Parts: asked for, taken first, built in, brought back.

use super::{Drafts, Hand};
use chrono_tz::Asia::Shanghai;
use fettle_core::domain::jobs::{Job, Replacement, commands};
use fettle_core::domain::parts::{
    Books, Card, FirstReason, Movement, MovementId, PartLabel, Place, Replaced, Returned, Stock, Take, TakeId, Wanted,
    Way, replaced, request, return_part, take_first,
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

pub fn act(hand: &mut Hand<'_>, job: &Job) -> (&'static str, Drafts) {
    if hand.member.manager {
        return super::desk::on_the_phone(hand, job);
    }
    let books = books(hand.store);
    let me = hand.me.clone();
    let (store, bag) = (hand.company.stores[hand.member.centre], hand.member.bag);
    let way = Way { from: store, bag, job: job.id };
    let quantity = pieces(hand.dice.between(1, 4));
    let plugs = Wanted { card: hand.company.plug, quantity, serial: None, old_for_new: hand.dice.percent(50) };
    match hand.dice.below(6) {
        0 => ("request", request(&books, &me, way, &[plugs], &mut || hand.fresh())),
        1 => {
            let serial = format!("DB-{}-{}", hand.member.centre, hand.dice.below(3));
            let board =
                Wanted { card: hand.company.board, quantity: pieces(1), serial: Some(serial), old_for_new: true };
            let now = hand.now;
            let why = (FirstReason::ALL[0], Shanghai);
            ("take board", take_first(&books, &me, way, &[board], why, now, &mut || hand.fresh()))
        }
        2 | 3 => {
            let now = hand.now;
            let why = (FirstReason::ALL[0], Shanghai);
            ("take first", take_first(&books, &me, way, &[plugs], why, now, &mut || hand.fresh()))
        }
        _ => {
            let takes: Vec<(TakeId, Take)> =
                hand.store.all::<Take>().expect("reads").into_iter().map(|(id, f)| (id.into(), f.state)).collect();
            let mine: Vec<_> = takes.into_iter().filter(|(_, take)| take.taker == Some(me.person)).collect();
            let label = if hand.dice.percent(50) { PartLabel::Good } else { PartLabel::Bad };
            let what = Returned {
                card: hand.company.plug,
                quantity: pieces(hand.dice.between(1, 2)),
                serial: None,
                label,
                person: me.person,
                from: Some(bag),
                to: hand.company.quarantines[hand.member.centre],
            };
            ("return", return_part(&books, &me, &what, &mine, &mut || hand.fresh()))
        }
    }
}

/// A part goes in: the job's fact and the ledger's movements in one record.
pub fn replace(hand: &mut Hand<'_>, job: &Job) -> Drafts {
    let books = books(hand.store);
    let equipment = job.equipment().first().copied().ok_or_else(|| Refusal::new("equipment_unknown"))?;
    let card = hand.company.plug;
    let part = Replacement {
        equipment,
        card,
        quantity: Amount::whole(1),
        serial_in: String::new(),
        serial_out: String::new(),
        label: Some(PartLabel::Bad),
        take: None,
    };
    let mut drafts = commands::replace_part(job, &hand.me, part)?;
    let what = Replaced {
        job: job.id.ok_or_else(|| Refusal::new("job_unknown"))?,
        card,
        quantity: pieces(1),
        serial_in: None,
        serial_out: None,
        label: Some(PartLabel::Bad),
        bag: hand.member.bag,
        site_place: None,
        take: None,
    };
    drafts.extend(replaced(&books, &what, &mut || hand.fresh())?);
    Ok(drafts)
}
