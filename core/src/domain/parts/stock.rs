//! Stock: the sum of the ledger. A pure function of the movements, in whatever order they come; below zero is kept, not hidden.

use super::{CardId, Condition, Movement, MovementDetails, MovementId, PlaceId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a line of stock is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StockKey {
    /// Where.
    pub place: PlaceId,
    /// The part.
    pub card: CardId,
    /// In which condition.
    pub condition: Condition,
    /// Serial number; none for parts without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
}

/// One line of stock, as read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockLine {
    /// What it is about.
    #[serde(flatten)]
    pub key: StockKey,
    /// How much is there, in thousandths of the card's unit. Below zero: more was taken than was booked, a person has to look.
    pub quantity: i64,
    /// When the oldest of it came in; none where nothing ever came in.
    pub first_in: Option<DateTime<Utc>>,
}

impl StockLine {
    /// Whether more was taken than was booked.
    pub fn below_zero(&self) -> bool {
        self.quantity < 0
    }
}

/// What came in and what went out of one line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Ledger {
    came_in: BTreeMap<(DateTime<Utc>, MovementId), i64>,
    went_out: i64,
}

impl Ledger {
    fn quantity(&self) -> i64 {
        self.came_in.values().fold(0i64, |sum, amount| sum.saturating_add(*amount)).saturating_sub(self.went_out)
    }
    /// First in, first out: what went out is taken from the oldest; the first lot with something left is the oldest there.
    fn first_in(&self) -> Option<DateTime<Utc>> {
        let mut out = self.went_out;
        for ((at, _), amount) in &self.came_in {
            if out < *amount {
                return Some(*at);
            }
            out = out.saturating_sub(*amount);
        }
        self.came_in.last_key_value().map(|((at, _), _)| *at)
    }
}

/// The stock of any set of movements.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stock {
    lines: BTreeMap<StockKey, Ledger>,
    known: BTreeSet<MovementId>,
}

impl Stock {
    /// The stock that these movements give; the order does not matter.
    pub fn of<'a>(movements: impl IntoIterator<Item = (MovementId, &'a Movement)>) -> Self {
        let mut stock = Self::default();
        for (id, movement) in movements {
            stock.add(id, movement);
        }
        stock
    }
    /// Takes in one movement; one that was taken in already changes nothing.
    pub fn add(&mut self, id: MovementId, movement: &Movement) {
        let Some(details) = &movement.details else { return };
        if !self.known.insert(id) {
            return;
        }
        let MovementDetails { card, quantity, serial, from, to, condition, becomes, .. } = details;
        let key =
            |place: PlaceId, condition: Condition| StockKey { place, card: *card, condition, serial: serial.clone() };
        if let Some(from) = from {
            let line = self.lines.entry(key(*from, *condition)).or_default();
            line.went_out = line.went_out.saturating_add(quantity.amount);
        }
        if let Some(to) = to {
            let line = self.lines.entry(key(*to, becomes.unwrap_or(*condition))).or_default();
            line.came_in.insert((movement.at, id), quantity.amount);
        }
    }
    /// Every line that is not empty.
    pub fn lines(&self) -> impl Iterator<Item = StockLine> + '_ {
        let lines = self.lines.iter().map(|(key, ledger)| line(key, ledger));
        lines.filter(|line| line.quantity != 0)
    }
    /// Lines of one place.
    pub fn at(&self, place: PlaceId) -> impl Iterator<Item = StockLine> + '_ {
        self.lines().filter(move |line| line.key.place == place)
    }
    /// Lines where more was taken than was booked.
    pub fn below_zero(&self) -> impl Iterator<Item = StockLine> + '_ {
        self.lines().filter(StockLine::below_zero)
    }
    /// How much of `card` is at `place` in any condition, in thousandths of its unit.
    pub fn quantity(&self, place: PlaceId, card: CardId) -> i64 {
        self.at(place).filter(|line| line.key.card == card).map(|line| line.quantity).fold(0, i64::saturating_add)
    }
    /// How much of `card` may be taken from `place`, in thousandths: usable conditions only. Whether the place lets anything go is asked
    /// of the place ([`super::PlaceKind::available`]).
    pub fn usable(&self, place: PlaceId, card: CardId) -> i64 {
        self.at(place)
            .filter(|line| line.key.card == card && line.key.condition.usable())
            .map(|line| line.quantity)
            .fold(0, i64::saturating_add)
    }
    /// What is to be handed out of `place` for `amount` (thousandths) of `card`: repaired before used before new, then first in, first out.
    /// Gives lines with how much of each; less than asked for where there is not enough.
    pub fn pick(&self, place: PlaceId, card: CardId, amount: i64) -> Vec<(StockLine, i64)> {
        let mut lines: Vec<StockLine> = self
            .at(place)
            .filter(|line| line.key.card == card && line.key.condition.usable() && line.quantity > 0)
            .collect();
        lines.sort_by(|a, b| {
            (a.key.condition, a.first_in, &a.key.serial).cmp(&(b.key.condition, b.first_in, &b.key.serial))
        });
        let mut left = amount;
        let mut picked = Vec::new();
        for line in lines {
            let some = left.min(line.quantity);
            if some <= 0 {
                break;
            }
            left -= some;
            picked.push((line, some));
        }
        picked
    }
    /// The line where a serial number is, if it is anywhere.
    pub fn find(&self, card: CardId, serial: &str) -> Option<StockLine> {
        self.lines()
            .find(|line| line.key.card == card && line.key.serial.as_deref() == Some(serial) && line.quantity > 0)
    }
}

fn line(key: &StockKey, ledger: &Ledger) -> StockLine {
    StockLine { key: key.clone(), quantity: ledger.quantity(), first_in: ledger.first_in() }
}
