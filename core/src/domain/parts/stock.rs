//! Stock: what is where. It follows from the ledger alone (see [`super::balances`]); below zero is kept, not hidden.

use super::{CardId, Condition, MovementDetails, PlaceId, StockKey, StockLine};
use crate::domain::printed;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Lines of stock: all of them, or those that a question is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stock {
    /// By place, card, condition, serial number: what lies together stands together.
    lines: BTreeMap<StockKey, (i64, Option<DateTime<Utc>>)>,
}

impl FromIterator<StockLine> for Stock {
    /// Lines as they were read; empty ones are left out.
    fn from_iter<I: IntoIterator<Item = StockLine>>(lines: I) -> Self {
        let there = lines.into_iter().filter(|line| line.quantity != 0);
        Self { lines: there.map(|line| (line.key, (line.quantity, line.first_in))).collect() }
    }
}

impl Stock {
    /// What is handed over now, on top of what was read: the next look sees it.
    pub(super) fn hand_over(&mut self, details: &MovementDetails) {
        let mut change = |place: Option<PlaceId>, condition: Condition, amount: i64| {
            let Some(place) = place else { return };
            let key = StockKey { place, card: details.card, condition, serial: details.serial.clone() };
            let line = self.lines.entry(key).or_default();
            line.0 = line.0.saturating_add(amount);
        };
        let amount = details.quantity.amount;
        change(details.from, details.condition, amount.saturating_neg());
        change(details.to, details.becomes.unwrap_or(details.condition), amount);
    }
    /// Every line that is not empty.
    pub fn lines(&self) -> impl Iterator<Item = StockLine> + '_ {
        self.lines.iter().filter_map(line)
    }
    /// Lines of one place.
    pub fn at(&self, place: PlaceId) -> impl Iterator<Item = StockLine> + '_ {
        let lines = self.lines.range(first(place, CardId::new(uuid::Uuid::nil()))..);
        lines.take_while(move |(key, _)| key.place == place).filter_map(line)
    }
    /// Lines of one card at one place.
    pub fn of_card(&self, place: PlaceId, card: CardId) -> impl Iterator<Item = StockLine> + '_ {
        let lines = self.lines.range(first(place, card)..);
        lines.take_while(move |(key, _)| key.place == place && key.card == card).filter_map(line)
    }
    /// Lines where more was taken than was booked.
    pub fn below_zero(&self) -> impl Iterator<Item = StockLine> + '_ {
        self.lines().filter(StockLine::below_zero)
    }
    /// How much of `card` is at `place` in any condition, in thousandths of its unit.
    pub fn quantity(&self, place: PlaceId, card: CardId) -> i64 {
        self.of_card(place, card).map(|line| line.quantity).fold(0, i64::saturating_add)
    }
    /// How much of `card` may be taken from `place`, in thousandths: usable conditions only. Whether the place lets anything go is asked
    /// of the place ([`super::PlaceKind::available`]).
    pub fn usable(&self, place: PlaceId, card: CardId) -> i64 {
        let usable = self.of_card(place, card).filter(|line| line.key.condition.usable());
        usable.map(|line| line.quantity).fold(0, i64::saturating_add)
    }
    /// What is to be handed out of `place` for `amount` (thousandths) of `card`: repaired before used before new, then first in, first out.
    /// Gives lines with how much of each; less than asked for where there is not enough.
    pub fn pick(&self, place: PlaceId, card: CardId, amount: i64) -> Vec<(StockLine, i64)> {
        let there = self.of_card(place, card).filter(|line| line.key.condition.usable() && line.quantity > 0);
        let mut lines: Vec<StockLine> = there.collect();
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
    /// The line where a serial number is, if it is anywhere among these lines.
    pub fn find(&self, card: CardId, serial: &str) -> Option<StockLine> {
        let named = |line: &StockLine| line.key.serial.as_deref().is_some_and(|own| printed::same(own, serial));
        self.lines().find(|line| line.key.card == card && line.quantity > 0 && named(line))
    }
}

/// Before every line of a card at a place.
fn first(place: PlaceId, card: CardId) -> StockKey {
    StockKey { place, card, condition: Condition::ALL[0], serial: None }
}

fn line((key, (quantity, first_in)): (&StockKey, &(i64, Option<DateTime<Utc>>))) -> Option<StockLine> {
    let line = StockLine { key: key.clone(), quantity: *quantity, first_in: *first_in };
    (line.quantity != 0).then_some(line)
}
