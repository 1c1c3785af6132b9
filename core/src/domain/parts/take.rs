//! State and fold of a take.

use super::{
    CardId, FirstReason, MovementId, PartLabel, PlaceId, RequestedLine, SettledHow, TakeEvent, TakeFlag, TakenLine,
};
use crate::domain::codes::fixed_codes;
use crate::domain::dues::Overdue;
use crate::domain::ids::{CentreId, JobId};
use crate::domain::printed::same;
use crate::domain::values::Quantity;
use crate::kernel::{Aggregate, EventId, Flag, Meta, PersonId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

fixed_codes! {
    /// Where a take stands. Texts: `parts-take-<code>`.
    // keys!: parts-take-*
    TakeStatus {
        /// Waits for approval.
        Requested = "requested",
        /// Waits to be issued.
        Approved = "approved",
        /// Rejected.
        Rejected = "rejected",
        /// Parts are with the taker.
        Issued = "issued",
        /// Nothing was taken: a part came back that nobody owed.
        Unowed = "unowed",
    }
}

fixed_codes! {
    /// What a slip waits for. Texts: `parts-waits-<code>`.
    // keys!: parts-waits-*
    TakeWaits {
        /// The manager's word.
        Approval = "approval",
        /// The store, which hands the parts out.
        Issue = "issue",
        /// The store, which is to receive what is on its way back.
        Receipt = "receipt",
        /// The taker, who owes a part or the paper.
        Return = "return",
    }
}

/// One settlement of a line's debt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// How many.
    pub quantity: Quantity,
    /// How.
    pub how: SettledHow,
    /// The movement that brought the part back.
    pub movement: Option<MovementId>,
    /// The reason, as typed.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who recorded it.
    pub by: PersonId,
}

/// One line of the slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The part.
    pub card: CardId,
    /// How many were asked for, or taken first.
    pub quantity: Quantity,
    /// Whether the faulty part is owed in exchange.
    pub old_for_new: bool,
    /// What left the store.
    pub taken: Vec<TakenLine>,
    /// When the first of it left.
    pub taken_at: Option<DateTime<Utc>>,
    /// How its debt was settled so far.
    pub settled: Vec<Settlement>,
}

impl Line {
    /// What is still owed, in thousandths of the unit; never below zero.
    pub fn open(&self) -> i64 {
        let taken = self.taken.iter().map(|t| t.quantity.amount).fold(0, i64::saturating_add);
        let settled = self.settled.iter().map(|s| s.quantity.amount).fold(0, i64::saturating_add);
        taken.saturating_sub(settled).max(0)
    }
    /// Serial numbers taken that no settlement accounts for by count; empty for parts without.
    pub fn serials(&self) -> impl Iterator<Item = &str> {
        self.taken.iter().filter_map(|t| t.serial.as_deref())
    }
}

/// A part that came back without having been taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unowed {
    /// The part.
    pub card: CardId,
    /// How many.
    pub quantity: Quantity,
    /// Serial number.
    pub serial: Option<String>,
    /// The movement that brought it.
    pub movement: MovementId,
}

/// Parts that are on their way back to a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnItsWay {
    /// The event that said so: by it who receives the part names it.
    pub event: EventId,
    /// The line that it is owed on; 0 where nobody owed it.
    pub line: u32,
    /// Who brings or sends it.
    pub person: PersonId,
    /// The part.
    pub card: CardId,
    /// How many are still on their way.
    pub quantity: Quantity,
    /// Serial number.
    pub serial: Option<String>,
    /// The label put on it.
    pub label: PartLabel,
    /// From which bag.
    pub from: Option<PlaceId>,
    /// The quarantine that it goes to.
    pub to: PlaceId,
    /// Since when.
    pub at: DateTime<Utc>,
}

/// A take: the slip, what left the store for it, and what is owed back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Take {
    /// The slip's number.
    pub number: String,
    /// Where it stands; none before its first event is known.
    pub status: Option<TakeStatus>,
    /// Who takes, or brought an unowed part.
    pub taker: Option<PersonId>,
    /// The taker's bag.
    pub bag: Option<PlaceId>,
    /// The store asked.
    pub from: Option<PlaceId>,
    /// The centre whose store it is.
    pub centre: Option<CentreId>,
    /// For which job.
    pub job: Option<JobId>,
    /// Lines by number.
    pub lines: BTreeMap<u32, Line>,
    /// When the slip was written or the parts were taken.
    pub at: DateTime<Utc>,
    /// Who approved.
    pub approved_by: Option<PersonId>,
    /// Why it was rejected, as typed.
    pub rejected: String,
    /// Why taken before the paper; none where the paper came first.
    pub first: Option<FirstReason>,
    /// When the paper is due; none where it came first or is filed.
    pub paper_due: Option<DateTime<Utc>>,
    /// When the paper was filed.
    pub paper_filed: Option<DateTime<Utc>>,
    /// The number of the paper that was filed, as typed.
    #[serde(default)]
    pub paper_number: String,
    /// Parts that came back without having been taken.
    pub unowed: Vec<Unowed>,
    /// What is on its way back and nobody received yet.
    #[serde(default)]
    pub on_its_way: Vec<OnItsWay>,
    /// What was late, and who was told of it.
    #[serde(default)]
    pub overdue: Vec<Overdue>,
    /// What does not fit.
    pub flags: Vec<Flag>,
}

impl Take {
    /// Whether it waits for somebody: for a decision, for the store, or for what is owed.
    pub fn is_open(&self) -> bool {
        self.waits().is_some()
    }
    /// What it waits for.
    pub fn waits(&self) -> Option<TakeWaits> {
        match self.status {
            Some(TakeStatus::Requested) => Some(TakeWaits::Approval),
            Some(TakeStatus::Approved) => Some(TakeWaits::Issue),
            _ if !self.on_its_way.is_empty() => Some(TakeWaits::Receipt),
            _ => {
                let owed = self.paper_due.is_some() || self.lines.values().any(|line| line.open() > 0);
                owed.then_some(TakeWaits::Return)
            }
        }
    }

    /// How much of a line is on its way back, in thousandths of the unit: of what is still owed on it.
    pub fn on_its_way_of(&self, line: u32) -> i64 {
        let of_line = self.on_its_way.iter().filter(|sent| sent.line == line);
        let sent = of_line.map(|sent| sent.quantity.amount).fold(0, i64::saturating_add);
        sent.clamp(0, self.lines.get(&line).map_or(0, Line::open))
    }

    /// What came in is on its way no more: the very piece first, then what was sent first. `serial`: of the piece.
    fn arrived(&mut self, line: u32, card: CardId, mut amount: i64, serial: Option<&str>) {
        let piece = |sent: &OnItsWay| serial.zip(sent.serial.as_deref()).is_some_and(|(one, other)| same(one, other));
        self.on_its_way.sort_by_key(|sent| (!piece(sent), sent.at, sent.event));
        for sent in self.on_its_way.iter_mut().filter(|sent| sent.line == line && sent.card == card) {
            let came = amount.min(sent.quantity.amount).max(0);
            sent.quantity.amount = sent.quantity.amount.saturating_sub(came);
            amount = amount.saturating_sub(came);
        }
        self.on_its_way.retain(|sent| sent.quantity.amount > 0);
    }

    /// What nobody took begins with its return.
    fn begin_without_a_slip(&mut self, meta: &Meta<'_>, person: PersonId, centre: Option<CentreId>) {
        self.taker = self.taker.or(Some(person));
        self.centre = self.centre.or(centre);
        self.status.get_or_insert(TakeStatus::Unowed);
        if self.at == DateTime::<Utc>::default() {
            self.at = meta.when();
        }
    }

    fn request(&mut self, lines: Vec<RequestedLine>) {
        for RequestedLine { line, card, quantity, old_for_new } in lines {
            let entry = self.line(line, card, quantity, old_for_new);
            entry.quantity = quantity;
        }
    }

    fn line(&mut self, line: u32, card: CardId, quantity: Quantity, old_for_new: bool) -> &mut Line {
        self.lines.entry(line).or_insert_with(|| Line {
            card,
            quantity,
            old_for_new,
            taken: Vec::new(),
            taken_at: None,
            settled: Vec::new(),
        })
    }

    fn take(&mut self, meta: &Meta<'_>, lines: Vec<TakenLine>) {
        for taken in lines {
            if taken.stock_seen.is_some_and(|seen| taken.quantity.amount > seen) {
                let flag = Flag::new(TakeFlag::TakeBelowZero, meta.id).with("line", taken.line);
                self.flags.push(flag.with("quantity", taken.quantity));
            }
            let line = self.line(taken.line, taken.card, taken.quantity, taken.old_for_new);
            // The same movement told twice is one fact.
            if line.taken.iter().any(|t| t.movement == taken.movement) {
                continue;
            }
            line.taken_at.get_or_insert(meta.when());
            line.taken.push(taken);
        }
        self.status = Some(TakeStatus::Issued);
    }

    fn settle(&mut self, meta: &Meta<'_>, line: u32, settlement: Settlement, serial: Option<&str>) {
        let came = matches!(settlement.how, SettledHow::FaultyReturned | SettledHow::UnusedReturned);
        let amount = settlement.quantity.amount;
        let open = self.lines.get(&line).map_or(0, Line::open);
        if settlement.quantity.amount > open {
            self.flags.push(Flag::new(TakeFlag::SettledMoreThanTaken, meta.id).with("line", line));
        }
        if settlement.how == SettledHow::Reason && self.taker == Some(meta.by) {
            self.flags.push(Flag::new(TakeFlag::OwnDebtExcused, meta.id).with("line", line));
        }
        let Some(state) = self.lines.get_mut(&line) else { return };
        let card = state.card;
        state.settled.push(settlement);
        if state.open() == 0 {
            // Nothing of it is waited for, however it was settled.
            self.on_its_way.retain(|sent| sent.line != line);
        } else if came {
            self.arrived(line, card, amount, serial);
        }
    }
}

impl Aggregate for Take {
    const KIND: &'static str = "take";
    const FOLDS: u16 = 2;
    const FLAGS: &'static [&'static str] = TakeFlag::CODES;
    type Body = TakeEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: TakeEvent) {
        match body {
            TakeEvent::Requested { number, taker, bag, from, centre, job, lines } => {
                self.number = number;
                self.taker = Some(taker);
                self.bag = Some(bag);
                self.from = Some(from);
                self.centre = centre;
                self.job = job;
                self.at = meta.when();
                self.status.get_or_insert(TakeStatus::Requested);
                self.request(lines);
            }
            TakeEvent::Approved {} => {
                self.approved_by = Some(meta.by);
                if matches!(self.status, None | Some(TakeStatus::Requested)) {
                    self.status = Some(TakeStatus::Approved);
                }
            }
            TakeEvent::Rejected { reason } => {
                self.rejected = reason;
                if self.status == Some(TakeStatus::Issued) {
                    // The parts are gone: the rejection is put before a person.
                    self.flags.push(Flag::new(TakeFlag::RejectedAfterIssue, meta.id));
                } else {
                    self.status = Some(TakeStatus::Rejected);
                }
            }
            TakeEvent::Issued { lines } => {
                if self.status == Some(TakeStatus::Rejected) {
                    self.flags.push(Flag::new(TakeFlag::IssuedAfterRejection, meta.id));
                }
                let known = |taken: &TakenLine| {
                    let line = self.lines.get(&taken.line);
                    line.is_some_and(|line| line.taken.iter().any(|t| t.movement == taken.movement))
                };
                if self.status == Some(TakeStatus::Issued) && !lines.iter().all(known) {
                    // Two keepers, or one on two devices: parts left twice, or were booked twice.
                    self.flags.push(Flag::new(TakeFlag::IssuedTwice, meta.id));
                }
                self.take(meta, lines);
            }
            TakeEvent::TakenFirst { number, taker, bag, centre, job, lines, reason, paper_due } => {
                self.number = number;
                self.taker = Some(taker);
                self.bag = Some(bag);
                self.from = lines.first().map(|line| line.from);
                self.centre = centre;
                self.job = job;
                self.at = meta.when();
                self.first = Some(reason);
                self.paper_due = self.paper_filed.is_none().then_some(paper_due);
                self.take(meta, lines);
            }
            TakeEvent::PaperFiled { number } => {
                if self.paper_number.is_empty() {
                    self.paper_number = number;
                }
                self.paper_filed.get_or_insert(meta.when());
                self.paper_due = None;
            }
            TakeEvent::Settled { line, quantity, how, movement, reason, serial } => {
                let settlement = Settlement { quantity, how, movement, reason, at: meta.when(), by: meta.by };
                self.settle(meta, line, settlement, serial.as_deref());
            }
            TakeEvent::SentBack { line, person, centre, card, quantity, serial, label, from, to } => {
                self.begin_without_a_slip(meta, person, centre);
                // What was received before this was heard of is not on its way.
                let owed = self.lines.get(&line).is_some_and(|line| line.open() > 0);
                if (owed || line == 0) && quantity.amount > 0 {
                    let (event, at) = (meta.id, meta.when());
                    let sent = OnItsWay { event, line, person, card, quantity, serial, label, from, to, at };
                    self.on_its_way.push(sent);
                }
            }
            TakeEvent::ReturnedUnowed { person, centre, card, quantity, serial, movement } => {
                self.begin_without_a_slip(meta, person, centre);
                self.arrived(0, card, quantity.amount, serial.as_deref());
                self.unowed.push(Unowed { card, quantity, serial, movement });
                self.flags.push(Flag::new(TakeFlag::ReturnedNeverTaken, meta.id).with("quantity", quantity));
            }
            TakeEvent::Overdue(told) => self.overdue.push(told),
            TakeEvent::FlagSettled { event, .. } => self.flags.retain(|flag| flag.event != event),
        }
    }

    fn unsettled(&self) -> Vec<&Flag> {
        self.flags.iter().collect()
    }
}
