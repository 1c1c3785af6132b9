//! The ledger: what movements and stocktakes say of each line of stock, and what follows from it. Phone and hub keep the entries in tables of
//! their own and ask the same function of those of one thing: [`Balance`], for a piece by way of [`balances`].

use super::{
    CardId, Closing, Closings, Condition, Movement, MovementId, PlaceId, Stock, StockKey, StockLine, Stocktake,
    StocktakeId,
};
use crate::domain::printed::folded;
use chrono::{DateTime, NaiveTime, Utc};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What an entry says of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Says {
    /// So much came in; below zero: went out. In thousandths of the card's unit.
    Moved(i64),
    /// So much was there at that moment, whatever moved before. In thousandths of the card's unit.
    Counted(i64),
}

/// Where an entry stands in time. Total: the source and the number in it break ties.
pub type Moment = (DateTime<Utc>, Uuid, u32);

/// One entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockEntry {
    /// The line.
    pub key: StockKey,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// The movement or the stocktake that says it.
    pub source: Uuid,
    /// Its number in there.
    pub number: u32,
    /// What it says.
    pub says: Says,
    /// Of what was counted: when the oldest of it had come in, by the books of who counted.
    pub first_in: Option<DateTime<Utc>>,
}

impl StockEntry {
    /// Where it stands in time.
    pub fn moment(&self) -> Moment {
        (self.at, self.source, self.number)
    }
}

/// What is reckoned together: a piece with a serial number is one thing wherever it is, since it is in one place at a time. Parts without
/// are a thing by place and condition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// A piece by its serial number, in the form in which these compare.
    Piece(CardId, String),
    /// Parts without serial numbers.
    Parts(PlaceId, CardId, Condition),
}

impl Thing {
    /// The thing that a line is about.
    pub fn of(key: &StockKey) -> Self {
        match &key.serial {
            Some(serial) => Self::Piece(key.card, folded(serial)),
            None => Self::Parts(key.place, key.card, key.condition),
        }
    }
}

/// What a movement says: out of one line, into another. What an opening count found lay there since the day that somebody said, if anybody did: it
/// goes out before what came later, and whoever counted the place since then has counted it.
pub fn movement_entries(id: MovementId, movement: &Movement) -> Vec<StockEntry> {
    let Some(details) = &movement.details else { return Vec::new() };
    let key = |place: PlaceId, condition: Condition| StockKey {
        place,
        card: details.card,
        condition,
        serial: movement.serial().map(str::to_owned),
    };
    let amount = details.quantity.amount;
    let out = details.from.map(|from| (key(from, details.condition), Says::Moved(amount.saturating_neg())));
    let to = details.to.map(|to| (key(to, details.becomes.unwrap_or(details.condition)), Says::Moved(amount)));
    let since = details.since.filter(|_| details.from.is_none()).map(|day| day.and_time(NaiveTime::MIN).and_utc());
    let came = since.map_or(movement.at, |since| since.min(movement.at));
    let out = out.map(|(key, says)| (key, says, movement.at));
    let both = out.into_iter().chain(to.map(|(key, says)| (key, says, came))).zip(0..);
    both.map(|((key, says, at), number)| StockEntry { key, at, source: id.uuid(), number, says, first_in: None })
        .collect()
}

/// What a stocktake says: how much was there, line by line, each at its own moment.
pub fn stocktake_entries(id: StocktakeId, stocktake: &Stocktake) -> Vec<StockEntry> {
    let Some(place) = stocktake.place else { return Vec::new() };
    let entry = |(line, number): (&super::CountedLine, u32)| StockEntry {
        key: StockKey { place, card: line.card, condition: line.condition, serial: line.serial.clone() },
        at: line.at,
        source: id.uuid(),
        number,
        says: Says::Counted(line.counted),
        first_in: line.first_in,
    };
    stocktake.lines.iter().zip(0..).map(entry).collect()
}

/// The lines of one thing, from all its entries in any order. A count stands for everything before it, also for what becomes known later; a
/// piece that was counted at one place was at no other at that moment.
pub fn balances(mut entries: Vec<StockEntry>, closings: &Closings) -> Vec<StockLine> {
    entries.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.moment()));
    let mut keys: Vec<&StockKey> = entries.iter().map(|entry| &entry.key).collect();
    keys.sort_unstable();
    keys.dedup();
    // A piece in several spellings is shown as it was first printed.
    let printed = entries.last().and_then(|first| first.key.serial.clone());
    let named = |key: &StockKey| StockKey { serial: printed.clone(), ..key.clone() };
    let closing = |key: &StockKey| closings.get(&key.place).copied();
    keys.into_iter().map(|key| balance(&named(key), closing(key), entries.iter())).collect()
}

fn balance<'a>(
    key: &StockKey,
    closing: Option<Closing>,
    newest_first: impl Iterator<Item = &'a StockEntry>,
) -> StockLine {
    let mut balance = Balance::of(key.clone(), closing);
    for entry in newest_first {
        if !balance.add(entry) {
            break;
        }
    }
    balance.line()
}

/// One line as it comes out of the entries of its thing, newest first. Whoever reads them from a table stops when no more are wanted: of parts
/// that were counted the past is not read again.
#[derive(Debug, Clone)]
pub struct Balance {
    key: StockKey,
    /// Until when the ledger of its place is closed.
    closing: Option<Closing>,
    quantity: i64,
    /// When it was counted last, as far as was read.
    counted: Option<DateTime<Utc>>,
    /// What came in, newest first.
    lots: Vec<(DateTime<Utc>, i64)>,
    in_lots: i64,
}

impl Balance {
    /// Of a line, before its entries; and until when the ledger of its place is closed.
    pub fn of(key: StockKey, closing: Option<Closing>) -> Self {
        Self { key, closing, quantity: 0, counted: None, lots: Vec::new(), in_lots: 0 }
    }
    /// Takes in the next older entry. Whether more are wanted.
    pub fn add(&mut self, entry: &StockEntry) -> bool {
        if self.closing.is_some_and(|closing| closing.is_after(entry.at, entry.source)) {
            return false;
        }
        let says = match entry.says {
            says if entry.key == self.key => says,
            Says::Counted(amount) if amount > 0 && entry.key.serial.is_some() => Says::Counted(0),
            _ => return true,
        };
        match says {
            Says::Moved(amount) => {
                if self.counted.is_none() {
                    self.quantity = self.quantity.saturating_add(amount);
                }
                if amount > 0 {
                    self.lots.push((entry.at, amount));
                    self.in_lots = self.in_lots.saturating_add(amount);
                }
            }
            Says::Counted(amount) if self.counted.is_none() => {
                self.quantity = self.quantity.saturating_add(amount);
                self.counted = Some(entry.at);
            }
            Says::Counted(_) => {}
        }
        if let (Says::Counted(amount), Some(since)) = (says, entry.first_in)
            && entry.key == self.key
        {
            // Who counted all of the place knew how long it had lain there: older movements are not asked, as not everybody has them.
            self.lots.push((since.min(entry.at), amount));
            return false;
        }
        // What is there came in with the newest lots: what is older says nothing more.
        self.counted.is_none() || self.in_lots < self.quantity || self.lots.is_empty()
    }
    /// The line.
    pub fn line(self) -> StockLine {
        if self.quantity <= 0 {
            // Nothing is there of which something could be the oldest.
            return StockLine { key: self.key, quantity: self.quantity, first_in: None };
        }
        // First in, first out: what went out was the oldest.
        let mut left = self.quantity;
        let mut first_in = None;
        for (at, amount) in self.lots {
            first_in = Some(at);
            left = left.saturating_sub(amount);
            if left <= 0 {
                break;
            }
        }
        StockLine { key: self.key, quantity: self.quantity, first_in: first_in.or(self.counted) }
    }
}

/// What lies in a line: which sources brought how much of it, oldest first, as far as these are at hand. `entries`: of its thing, in any order.
pub fn lots(key: &StockKey, mut entries: Vec<StockEntry>, closing: Option<Closing>) -> Vec<(Uuid, i64)> {
    entries.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.moment()));
    let mut left = balance(key, closing, entries.iter()).quantity;
    let mut found = Vec::new();
    for entry in entries.iter().filter(|entry| entry.key == *key) {
        if let Says::Moved(amount) = entry.says
            && amount > 0
            && left > 0
        {
            found.push((entry.source, amount.min(left)));
            left -= amount;
        }
    }
    found.reverse();
    found
}

/// Movements, stocktakes and closings in memory.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    things: BTreeMap<Thing, BTreeMap<Moment, StockEntry>>,
    closings: Closings,
}

impl Ledger {
    /// Takes in a movement; one that is here already changes nothing.
    pub fn add(&mut self, id: MovementId, movement: &Movement) {
        self.extend(movement_entries(id, movement));
    }
    /// Takes in a stocktake; one that is here already changes nothing.
    pub fn count(&mut self, id: StocktakeId, stocktake: &Stocktake) {
        self.extend(stocktake_entries(id, stocktake));
        if let Some((place, closing)) = stocktake.closing(id) {
            let known = self.closings.entry(place).or_insert(closing);
            *known = closing.max(*known);
        }
    }
    fn extend(&mut self, entries: Vec<StockEntry>) {
        for entry in entries {
            self.things.entry(Thing::of(&entry.key)).or_default().insert(entry.moment(), entry);
        }
    }
    /// What follows from it.
    pub fn stock(&self) -> Stock {
        let lines =
            self.things.values().flat_map(|entries| balances(entries.values().cloned().collect(), &self.closings));
        lines.collect()
    }
    /// Of which places it is closed.
    pub(super) fn closings(&self) -> &Closings {
        &self.closings
    }
    /// The entries of each piece or part.
    pub(super) fn each(&self) -> impl Iterator<Item = Vec<StockEntry>> + '_ {
        self.things.values().map(|entries| entries.values().cloned().collect())
    }
    /// What lies in a line, oldest first: which movements brought how much of it.
    pub fn lots(&self, key: &StockKey) -> Vec<(Uuid, i64)> {
        let entries = self.things.get(&Thing::of(key)).into_iter().flat_map(BTreeMap::values);
        lots(key, entries.cloned().collect(), self.closings.get(&key.place).copied())
    }
}

impl Stock {
    /// The stock that these movements give; the order does not matter. Where there are stocktakes, it is [`Ledger`] that knows.
    pub fn of<'a>(movements: impl IntoIterator<Item = (MovementId, &'a Movement)>) -> Self {
        let mut ledger = Ledger::default();
        for (id, movement) in movements {
            ledger.add(id, movement);
        }
        ledger.stock()
    }
}
