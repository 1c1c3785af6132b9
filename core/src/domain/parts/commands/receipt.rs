//! What came from a supplier into a store.

use super::ledger::{must_move, said};
use super::{Books, Drafts, Lot, UNREAD_AT_ONCE, movement_draft};
use crate::domain::parts::{CardId, Condition, MovementDetails, PlaceId, PlaceKind, Reason};
use crate::domain::people::Actor;
use crate::domain::printed::{folded, tidy};
use crate::domain::values::Quantity;
use crate::kernel::Refusal;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Kinds of places that something is received into.
const STORES: &[PlaceKind] = &[PlaceKind::MainStore, PlaceKind::BranchStore];

/// Parts came from a supplier into a store. Pieces whose serial numbers nobody read are taken in one by one, and flagged.
///
/// # Errors
/// `not_allowed` for who keeps no store; those of [`Books::check`]; `card_ended`; `place_unknown`, `place_closed`, `place_wrong_kind` unless it is a
/// store; `unread_too_many`.
pub fn receive(
    books: &Books,
    actor: &Actor,
    lot: &Lot,
    to: PlaceId,
    remark: &str,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Drafts {
    must_move(actor, Reason::Receipt)?;
    let card = books.check(lot.card, lot.quantity, lot.serial.as_deref())?;
    if books.cards.get(&lot.card).is_some_and(|card| card.withdrawn.is_some()) {
        return Err(Refusal::new("card_ended").with("part", &card.number));
    }
    books.place_of(to, STORES)?;
    let lots = Lot { serial: said(lot.serial.as_deref()), ..lot.clone() }.each(card)?;
    let moved = |lot: &Lot| {
        let details = lot.moved_of(card, None, Some(to), Reason::Receipt);
        movement_draft(fresh().into(), MovementDetails { remark: remark.to_owned(), ..details })
    };
    Ok(lots.iter().map(moved).collect())
}

/// One part of a delivery, as whoever opened the box counted it. New from the maker: what comes back from repair is inspected first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The part.
    pub card: CardId,
    /// How many.
    pub quantity: Quantity,
    /// Serial numbers that were read; of fewer than came the others are flagged until somebody says them.
    pub serials: Vec<String>,
    /// The store.
    pub to: PlaceId,
    /// The delivery note, and what else there is to say.
    pub remark: String,
}

/// Books a part of a delivery in. `books` knows where the pieces with these serial numbers are, if the company has any.
///
/// # Errors
/// Those of [`receive`]; `serial_unexpected`, `serial_twice`, `serials_too_many` for more numbers than pieces, `serial_in_stock` for a piece that the
/// books have already: one piece comes once.
pub fn receive_delivery(books: &Books, actor: &Actor, what: &Delivery, fresh: &mut dyn FnMut() -> Uuid) -> Drafts {
    must_move(actor, Reason::Receipt)?;
    let card = books.check_quantity(what.card, what.quantity)?;
    let serials: Vec<String> = what.serials.iter().map(|serial| tidy(serial)).filter(|s| !s.is_empty()).collect();
    if !serials.is_empty() && !card.serialised {
        return Err(Refusal::new("serial_unexpected").with("part", &card.number));
    }
    let mut met = BTreeSet::new();
    if let Some(twice) = serials.iter().find(|serial| !met.insert(folded(serial))) {
        return Err(Refusal::new("serial_twice").with("serial", twice));
    }
    if let Some(known) = serials.iter().find(|serial| books.stock.find(what.card, serial).is_some()) {
        return Err(Refusal::new("serial_in_stock").with("serial", known));
    }
    let pieces = what.quantity.amount / 1000;
    let read = i64::try_from(serials.len()).unwrap_or(i64::MAX);
    if read > pieces {
        return Err(Refusal::new("serials_too_many").with("count", read).with("pieces", pieces));
    }
    if read > UNREAD_AT_ONCE {
        return Err(Refusal::new("unread_too_many").with("part", &card.number).with("limit", UNREAD_AT_ONCE));
    }
    let condition = Condition::New;
    let one = Quantity { amount: 1000, ..what.quantity };
    let mut lots: Vec<Lot> = serials
        .into_iter()
        .map(|serial| Lot { card: what.card, quantity: one, serial: Some(serial), condition })
        .collect();
    let rest = what.quantity.amount - read * 1000;
    if rest > 0 {
        let quantity = Quantity { amount: rest, ..what.quantity };
        lots.push(Lot { card: what.card, quantity, serial: None, condition });
    }
    let mut drafts = Vec::new();
    for lot in &lots {
        drafts.extend(receive(books, actor, lot, what.to, &what.remark, fresh)?);
    }
    Ok(drafts)
}
