//! Back by scan into quarantine, labelled good or bad whichever it is (D7); inspection, without which nothing becomes available; and debts
//! settled with a reason.

use super::Books;
use super::ledger::{Lot, keeper, movement_draft, must_move, returned_condition, said};
use crate::domain::ids::{CardId, MovementId, PlaceId, TakeId};
use crate::domain::parts::{
    Condition, Line, Movement, MovementDetails, MovementEvent, OnItsWay, PartLabel, PlaceKind, Reason, SettledHow,
    Take, TakeEvent,
};
use crate::domain::people::Actor;
use crate::domain::printed::same;
use crate::domain::values::Quantity;
use crate::kernel::{Aggregate, Draft, PersonId, Refusal, Subject};
use uuid::Uuid;

pub(super) fn subject(id: TakeId) -> Subject {
    Subject::new(Take::KIND, id.uuid())
}

/// A part that comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// The part.
    pub card: CardId,
    /// How many.
    pub quantity: Quantity,
    /// Serial number as scanned; none for a part without, or where nobody could read one.
    pub serial: Option<String>,
    /// The label put on it.
    pub label: PartLabel,
    /// Who brings it.
    pub person: PersonId,
    /// From which bag; none where it came from nowhere known.
    pub from: Option<PlaceId>,
    /// The quarantine that takes it in.
    pub to: PlaceId,
}

/// Takes a part back. It settles what that person owes of it, the same serial number first, then the oldest take; what nobody owed is taken
/// in all the same and flagged. `takes` are the person's open takes.
///
/// # Errors
/// `not_allowed`, `place_unknown`, `place_closed`, `place_wrong_kind` unless it goes to quarantine, those of [`Books::check_quantity`].
pub fn return_part(
    books: &Books,
    actor: &Actor,
    what: &Returned,
    takes: &[(TakeId, Take)],
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("take.settled")?;
    let quarantine = books.place_of(what.to, &[PlaceKind::Quarantine])?;
    let card = books.check_quantity(what.card, what.quantity)?;
    let serial = said(what.serial.as_deref());
    let serial = serial.as_deref();
    if serial.is_some() {
        what.quantity.check(true)?;
    }
    let becomes = returned_condition(what.label);
    let condition = what.from.map_or(becomes, |bag| {
        let usable = what.label == PartLabel::Good;
        books.condition_at(bag, what.card, serial, usable)
    });
    let lot = Lot { card: what.card, quantity: what.quantity, serial: serial.map(str::to_owned), condition };
    // Pieces that nobody read are taken in all the same, one by one; until somebody says which piece it is, the books have that piece elsewhere, and a
    // flag says so.
    let lots = lot.each(card)?;

    let owed = owed_by(what, serial, takes);
    let taken = |line: &Line| serial.is_some_and(|serial| line.serials().any(|own| same(own, serial)));
    // What nobody owed and was announced all the same comes in under its announcement.
    let announced = |sent: &OnItsWay| {
        let piece = serial.zip(sent.serial.as_deref()).is_none_or(|(one, other)| same(one, other));
        sent.line == 0 && sent.card == what.card && piece
    };
    let announced = takes.iter().find(|(_, take)| take.on_its_way.iter().any(announced)).map(|(id, _)| *id);

    let mut open: Vec<i64> = owed.iter().map(|(.., line)| line.open()).collect();
    let mut drafts = Vec::new();
    for lot in lots {
        let movement: MovementId = fresh().into();
        let mut left = lot.quantity.amount;
        let mut settlements = Vec::new();
        for ((id, _, line, state), open) in owed.iter().zip(&mut open) {
            let amount = left.min(*open);
            if amount <= 0 {
                continue;
            }
            left -= amount;
            *open -= amount;
            // The very piece that was taken, or a good one of parts without numbers, comes back unused; any other is the old one.
            let unused = if serial.is_some() { taken(state) } else { what.label == PartLabel::Good };
            let how = if unused { SettledHow::UnusedReturned } else { SettledHow::FaultyReturned };
            let quantity = Quantity { amount, ..what.quantity };
            let (line, movement, serial) = (*line, Some(movement), lot.serial.clone());
            let event = TakeEvent::Settled { line, quantity, how, movement, reason: String::new(), serial };
            settlements.push((*id, event));
        }
        if left > 0 {
            let event = TakeEvent::ReturnedUnowed {
                person: what.person,
                centre: quarantine.centre.or(actor.centre),
                card: what.card,
                quantity: Quantity { amount: left, ..what.quantity },
                serial: lot.serial.clone(),
                movement,
            };
            let id = announced.unwrap_or_else(|| fresh().into());
            settlements.push((id, event));
        }
        let paper = settlements.first().map(|(id, _)| subject(*id));
        let becomes = (becomes != condition).then_some(becomes);
        let details = lot.moved_of(card, what.from, Some(what.to), Reason::Return);
        let details = MovementDetails { paper, becomes, label: Some(what.label), ..details };
        drafts.push(movement_draft(movement, details));
        drafts.extend(settlements.iter().map(|(id, event)| Draft::new(subject(*id), event)));
    }
    Ok(drafts)
}

/// What a person owes of a part: the line on which this very piece was taken first, then the oldest take's.
pub(super) fn owed_by<'t>(
    what: &Returned,
    serial: Option<&str>,
    takes: &'t [(TakeId, Take)],
) -> Vec<(TakeId, &'t Take, u32, &'t Line)> {
    let mut owed: Vec<(TakeId, &Take, u32, &Line)> = Vec::new();
    for (id, take) in takes.iter().filter(|(_, take)| take.taker == Some(what.person)) {
        let lines = take.lines.iter().filter(|(_, line)| line.card == what.card && line.open() > 0);
        owed.extend(lines.map(|(number, line)| (*id, take, *number, line)));
    }
    let taken = |line: &Line| serial.is_some_and(|serial| line.serials().any(|own| same(own, serial)));
    owed.sort_by_key(|(id, take, number, line)| (!taken(line), take.at, *id, *number));
    owed
}

/// Settles a debt, or part of it, with a reason: lost, left with the customer, built in elsewhere. Who owes may give the reason too; it is then
/// flagged, so that the keeper of the store reads it.
///
/// # Errors
/// `not_allowed`, `take_line_unknown`, `settled_too_much`, `reason_missing`, those of [`Quantity::check`].
pub fn settle_with_reason(
    actor: &Actor,
    id: TakeId,
    take: &Take,
    (line, quantity): (u32, Quantity),
    reason: &str,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("take.settled")?;
    let open = take.lines.get(&line).map(Line::open).ok_or_else(|| Refusal::new("take_line_unknown"))?;
    quantity.check(false)?;
    if quantity.amount > open {
        return Err(Refusal::new("settled_too_much"));
    }
    if reason.trim().is_empty() {
        return Err(Refusal::new("reason_missing"));
    }
    let reason = reason.to_owned();
    let how = SettledHow::Reason;
    let event = TakeEvent::Settled { line, quantity, how, movement: None, reason, serial: None };
    Ok(vec![Draft::new(subject(id), &event)])
}

/// What an inspection found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// Good: into a store, in this condition.
    Available {
        /// The store.
        to: PlaceId,
        /// New, used and good, or repaired.
        condition: Condition,
    },
    /// Repairable: to the supplier's repair shop.
    Repairable {
        /// The shop.
        to: PlaceId,
    },
    /// Beyond repair: placed apart. The manager approves by recording it.
    Scrap {
        /// The place for scrap.
        to: PlaceId,
    },
}

/// In which conditions a part may be found good that lies at a place of this kind in this condition, the likely one first. What was faulty, or was at a
/// repair shop, is never new again.
pub const fn found_good(from: PlaceKind, condition: Condition) -> &'static [Condition] {
    match (from, condition) {
        (PlaceKind::SupplierRepair, _) => &[Condition::Repaired, Condition::UsedGood],
        (_, Condition::Faulty) => &[Condition::UsedGood, Condition::Repaired],
        _ => &[Condition::UsedGood, Condition::New, Condition::Repaired],
    }
}

/// Inspects what lies in quarantine or came back from repair, and places it. `lots`: the movements that brought what lies there and how much of
/// each is left, oldest first (see [`crate::domain::parts::lots`]); each remembers that it was inspected, so that two people who inspect one
/// thing without seeing each other are flagged there.
///
/// # Errors
/// `not_allowed` for who keeps no store, and for scrap by anyone but the manager; `place_unknown`, `place_closed`, `place_wrong_kind`;
/// `condition_not_usable`, also for one that is not among [`found_good`]; those of [`Books::check_quantity`].
pub fn inspect(
    books: &Books,
    actor: &Actor,
    lot: &Lot,
    (from, lots): (PlaceId, &[(Uuid, i64)]),
    finding: Finding,
    remark: &str,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<Vec<Draft>, Refusal> {
    keeper(actor)?;
    let card = books.check_quantity(lot.card, lot.quantity)?;
    let from_kind = books.place_of(from, &[PlaceKind::Quarantine, PlaceKind::SupplierRepair])?.kind;
    let (to, becomes, reason) = match finding {
        Finding::Available { to, condition } => {
            books.place_of(to, &[PlaceKind::MainStore, PlaceKind::BranchStore])?;
            if !found_good(from_kind, lot.condition).contains(&condition) {
                return Err(Refusal::new("condition_not_usable"));
            }
            (to, condition, Reason::Inspection)
        }
        Finding::Repairable { to } => {
            books.place_of(to, &[PlaceKind::SupplierRepair])?;
            (to, Condition::Faulty, Reason::Repair)
        }
        Finding::Scrap { to } => {
            must_move(actor, Reason::Scrap)?;
            books.place_of(to, &[PlaceKind::Scrap])?;
            (to, Condition::Faulty, Reason::Scrap)
        }
    };
    let becomes = (becomes != lot.condition).then_some(becomes);
    let details =
        MovementDetails { becomes, remark: remark.to_owned(), ..lot.moved_of(card, Some(from), Some(to), reason) };
    let movement: MovementId = fresh().into();
    let mut drafts = vec![movement_draft(movement, details)];
    let mut left = lot.quantity.amount;
    for (brought, there) in lots {
        let amount = left.min(*there);
        if amount <= 0 {
            break;
        }
        left -= amount;
        let inspected = MovementEvent::Inspected { movement, quantity: Quantity { amount, ..lot.quantity } };
        drafts.push(Draft::new(Subject::new(Movement::KIND, *brought), &inspected));
    }
    Ok(drafts)
}
