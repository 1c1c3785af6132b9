//! Slips: request, approval, issue; and taking first, with the paper to follow within 24 hours, holidays excepted (D6).

use super::Books;
use super::ledger::{Lot, keeper, movement_draft, said};
use crate::domain::calendar::WorkingDays;
use crate::domain::ids::{CardId, JobId, PlaceId, TakeId};
use crate::domain::parts::{CardDetails, Condition, FirstReason, MovementDetails, PlaceKind, Reason, RequestedLine};
use crate::domain::parts::{Stock, Take, TakeEvent, TakeStatus, TakenLine};
use crate::domain::people::Actor;
use crate::domain::printed::{folded, same};
use crate::domain::rules::TAKE_PAPER_HOURS;
use crate::domain::values::Quantity;
use crate::kernel::{Aggregate, Draft, Refusal, Subject};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Places from which parts may be taken.
const STORES: &[PlaceKind] = &[PlaceKind::MainStore, PlaceKind::BranchStore];

fn subject(id: TakeId) -> Subject {
    Subject::new(Take::KIND, id.uuid())
}

/// From which store, into which bag, for which job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// The store.
    pub from: PlaceId,
    /// The taker's bag.
    pub bag: PlaceId,
    /// The job.
    pub job: Option<JobId>,
}

/// One line asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The part.
    pub card: CardId,
    /// How many.
    pub quantity: Quantity,
    /// Serial number, where the part is in the taker's hand; none when asking, or where nobody could read it.
    pub serial: Option<String>,
    /// Whether the faulty part is owed in exchange.
    pub old_for_new: bool,
}

fn check_way(books: &Books, actor: &Actor, way: Way) -> Result<(), Refusal> {
    books.place_of(way.from, STORES)?;
    let bag = books.place_of(way.bag, &[PlaceKind::Bag])?;
    if bag.person != Some(actor.person) {
        return Err(Refusal::new("bag_of_another"));
    }
    Ok(())
}

/// Writes a slip. The first draft's subject is the take.
///
/// # Errors
/// `not_allowed`, `lines_missing`, `bag_of_another`, `place_unknown`, `place_closed`, `place_wrong_kind`, those of [`Books::check_quantity`] and
/// [`Books::check_pairs`].
pub fn request(
    books: &Books,
    actor: &Actor,
    way: Way,
    lines: &[Wanted],
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("take.requested")?;
    check_way(books, actor, way)?;
    if lines.is_empty() {
        return Err(Refusal::new("lines_missing"));
    }
    let mut requested = Vec::with_capacity(lines.len());
    for (line, wanted) in (1..).zip(lines) {
        books.check_quantity(wanted.card, wanted.quantity)?;
        let Wanted { card, quantity, old_for_new, .. } = *wanted;
        requested.push(RequestedLine { line, card, quantity, old_for_new });
    }
    books.check_pairs(lines.iter().map(|wanted| (wanted.card, wanted.quantity)))?;
    let event = TakeEvent::Requested {
        number: actor.number(),
        taker: actor.person,
        bag: way.bag,
        from: way.from,
        centre: books.place(way.from)?.centre.or(actor.centre),
        job: way.job,
        lines: requested,
    };
    Ok(vec![Draft::new(subject(fresh().into()), &event)])
}

/// Approves a slip. Nobody approves an own one.
///
/// # Errors
/// `not_allowed`, `take_not_requested`, `own_slip`.
pub fn approve(actor: &Actor, id: TakeId, take: &Take) -> Result<Vec<Draft>, Refusal> {
    actor.must("take.approved")?;
    decidable(actor, take)?;
    Ok(vec![Draft::new(subject(id), &TakeEvent::Approved {})])
}

/// Whether a slip can be rejected: as long as it waits for approval, and, where it was approved by mistake, until the store hands anything out.
pub fn may_be_rejected(take: &Take) -> bool {
    matches!(take.status, Some(TakeStatus::Requested | TakeStatus::Approved))
}

/// Rejects a slip, an approved one too. Nobody rejects an own one.
///
/// # Errors
/// `not_allowed`, `own_slip`, `reason_missing`; `take_decided` for one that was issued or rejected.
pub fn reject(actor: &Actor, id: TakeId, take: &Take, reason: &str) -> Result<Vec<Draft>, Refusal> {
    actor.must("take.rejected")?;
    if !may_be_rejected(take) {
        return Err(Refusal::new("take_decided"));
    }
    must_be_anothers(actor, take)?;
    if reason.trim().is_empty() {
        return Err(Refusal::new("reason_missing"));
    }
    Ok(vec![Draft::new(subject(id), &TakeEvent::Rejected { reason: reason.to_owned() })])
}

fn decidable(actor: &Actor, take: &Take) -> Result<(), Refusal> {
    if take.status != Some(TakeStatus::Requested) {
        return Err(Refusal::new("take_not_requested"));
    }
    must_be_anothers(actor, take)
}

fn must_be_anothers(actor: &Actor, take: &Take) -> Result<(), Refusal> {
    if take.taker == Some(actor.person) { Err(Refusal::new("own_slip")) } else { Ok(()) }
}

/// Hands the parts of an approved slip over: repaired before new, then first in, first out. `scanned` are serial numbers by line, as scanned by
/// the keeper; without them the books choose. What is handed over beyond the books is booked below zero and flagged.
///
/// # Errors
/// `not_allowed`, `take_not_approved`, `place_unknown`, `card_unknown`, `serial_missing` where neither scan nor books name enough pieces,
/// `serial_twice`.
pub fn issue(
    books: &Books,
    actor: &Actor,
    id: TakeId,
    take: &Take,
    scanned: &BTreeMap<u32, Vec<String>>,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("take.issued")?;
    keeper(actor)?;
    if take.status != Some(TakeStatus::Approved) {
        return Err(Refusal::new("take_not_approved"));
    }
    let (Some(from), Some(bag)) = (take.from, take.bag) else { return Err(Refusal::new("place_unknown")) };
    let mut builder = IssueBuilder::new(books, id, from, bag);
    for (number, line) in &take.lines {
        let serials = scanned.get(number).map(Vec::as_slice).unwrap_or_default();
        let lots = builder.chosen(line.card, line.quantity, serials)?;
        builder.give((*number, line.card, line.old_for_new), lots, fresh)?;
    }
    let IssueBuilder { lines, movements, .. } = builder;
    let mut drafts = vec![Draft::new(subject(id), &TakeEvent::Issued { lines })];
    drafts.extend(movements);
    Ok(drafts)
}

/// Takes first, because the paper cannot come first: offline, at night, in an emergency. It is a fact: what the books say is no reason to
/// refuse. The paper is due within 24 hours, holidays excepted, in `zone`.
///
/// # Errors
/// `not_allowed`, `lines_missing`, `bag_of_another`, `place_unknown`, `place_closed`, `place_wrong_kind`, those of [`Books::check`] and
/// [`Books::check_pairs`], `serial_twice`, `unread_too_many`.
pub fn take_first(
    books: &Books,
    actor: &Actor,
    way: Way,
    lines: &[Wanted],
    (reason, zone, days): (FirstReason, Tz, &WorkingDays),
    now: DateTime<Utc>,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("take.taken_first")?;
    check_way(books, actor, way)?;
    if lines.is_empty() {
        return Err(Refusal::new("lines_missing"));
    }
    books.check_pairs(lines.iter().map(|wanted| (wanted.card, wanted.quantity)))?;
    let id: TakeId = fresh().into();
    let mut builder = IssueBuilder::new(books, id, way.from, way.bag);
    for (number, wanted) in (1..).zip(lines) {
        books.check(wanted.card, wanted.quantity, wanted.serial.as_deref())?;
        let serial = said(wanted.serial.as_deref());
        let lots = match (&serial, books.card(wanted.card)?.serialised) {
            // Which piece it was, the taker could not read; the books do not know it better.
            (None, true) => {
                let condition = books.condition_at(way.from, wanted.card, None, true);
                vec![Lot { card: wanted.card, quantity: wanted.quantity, serial, condition }]
            }
            _ => builder.chosen(wanted.card, wanted.quantity, serial.as_slice())?,
        };
        builder.give((number, wanted.card, wanted.old_for_new), lots, fresh)?;
    }
    let IssueBuilder { lines, movements, .. } = builder;
    let event = TakeEvent::TakenFirst {
        number: actor.number(),
        taker: actor.person,
        bag: way.bag,
        centre: books.place(way.from)?.centre.or(actor.centre),
        job: way.job,
        lines,
        reason,
        paper_due: days.due_in_hours(now, TAKE_PAPER_HOURS, zone),
    };
    let mut drafts = vec![Draft::new(subject(id), &event)];
    drafts.extend(movements);
    Ok(drafts)
}

/// Files the paper of what was taken first, by the number that stands on it.
///
/// # Errors
/// `not_allowed`, `take_paper_not_owed`, `paper_number_missing`.
pub fn file_paper(actor: &Actor, id: TakeId, take: &Take, number: &str) -> Result<Vec<Draft>, Refusal> {
    actor.must("take.paper_filed")?;
    if take.paper_due.is_none() {
        return Err(Refusal::new("take_paper_not_owed"));
    }
    let number = number.trim().to_owned();
    if number.is_empty() {
        return Err(Refusal::new("paper_number_missing"));
    }
    Ok(vec![Draft::new(subject(id), &TakeEvent::PaperFiled { number })])
}

/// What is issued so far, so that two lines of one part do not issue the same piece.
struct IssueBuilder<'a> {
    books: &'a Books,
    take: TakeId,
    from: PlaceId,
    bag: PlaceId,
    stock: Stock,
    serials: BTreeSet<(CardId, String)>,
    lines: Vec<TakenLine>,
    movements: Vec<Draft>,
}

impl<'a> IssueBuilder<'a> {
    fn new(books: &'a Books, take: TakeId, from: PlaceId, bag: PlaceId) -> Self {
        let (stock, serials) = (books.stock.clone(), BTreeSet::new());
        Self { books, take, from, bag, stock, serials, lines: Vec::new(), movements: Vec::new() }
    }

    /// The pieces with these serial numbers; without them what the books choose.
    fn chosen(&self, card: CardId, quantity: Quantity, serials: &[String]) -> Result<Vec<Lot>, Refusal> {
        let details = self.books.card(card)?;
        let lot =
            |amount, serial, condition| Lot { card, quantity: Quantity { amount, ..quantity }, serial, condition };
        let mut lots: Vec<Lot> = Vec::new();
        if details.serialised && !serials.is_empty() {
            for serial in serials {
                let condition = self.books.condition_at(self.from, card, Some(serial), true);
                lots.push(lot(1000, Some(serial.clone()), condition));
            }
        } else {
            for (picked, amount) in self.stock.pick(self.from, card, quantity.amount) {
                lots.push(lot(amount, picked.key.serial, picked.key.condition));
            }
            let rest = quantity.amount - lots.iter().map(|lot| lot.quantity.amount).sum::<i64>();
            if rest > 0 && !details.serialised {
                // Handed over beyond the books: the books are wrong, not the hand.
                match lots.last_mut() {
                    Some(last) => last.quantity.amount += rest,
                    None => lots.push(lot(rest, None, Condition::New)),
                }
            }
        }
        if lots.iter().map(|lot| lot.quantity.amount).sum::<i64>() != quantity.amount {
            return Err(Refusal::new("serial_missing").with("part", &details.number));
        }
        Ok(lots)
    }

    fn give(
        &mut self,
        (line, card, old_for_new): (u32, CardId, bool),
        lots: Vec<Lot>,
        fresh: &mut dyn FnMut() -> Uuid,
    ) -> Result<(), Refusal> {
        let details = self.books.card(card)?;
        let lots: Vec<Vec<Lot>> = lots.into_iter().map(|lot| lot.each(details)).collect::<Result<_, _>>()?;
        let mut left = self.stock.usable(self.from, card);
        for lot in lots.into_iter().flatten() {
            if let Some(serial) = &lot.serial
                && !self.serials.insert((card, folded(serial)))
            {
                return Err(Refusal::new("serial_twice").with("serial", serial));
            }
            // A serial number that the books do not have here is below zero, whatever else is there.
            let here = |serial: &str| {
                let mut there = self.stock.of_card(self.from, card).filter_map(|there| there.key.serial);
                there.any(|own| same(&own, serial))
            };
            let known = lot.serial.as_deref().is_none_or(here);
            self.hand_over(line, (lot, details), old_for_new, if known { left.max(0) } else { 0 }, fresh);
            left = self.stock.usable(self.from, card);
        }
        Ok(())
    }

    fn hand_over(
        &mut self,
        line: u32,
        (lot, card): (Lot, &CardDetails),
        old_for_new: bool,
        seen: i64,
        fresh: &mut dyn FnMut() -> Uuid,
    ) {
        let movement = fresh().into();
        let paper = Some(subject(self.take));
        let moved = lot.moved_of(card, Some(self.from), Some(self.bag), Reason::Take);
        let details = MovementDetails { paper, ..moved };
        self.stock.hand_over(&details);
        self.movements.push(movement_draft(movement, details));
        let Lot { card, quantity, serial, .. } = lot;
        let from = self.from;
        self.lines.push(TakenLine {
            line,
            card,
            quantity,
            serial,
            from,
            old_for_new,
            movement,
            stock_seen: Some(seen),
        });
    }
}
