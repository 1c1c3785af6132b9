//! Pieces that were counted somewhere while the books had them at another place. A count stands for the whole piece, so it changes that other
//! place too, also where nobody who counted knew of it: the movement into the bag became known later. Who has the books of that place has to
//! have the count.

use super::{Closings, Ledger, PlaceId, Says, StockEntry, StockKey};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A count, and a place where it changes something although it is of another one.
pub type Displaced = (Uuid, PlaceId);

/// Which counts change something at which other places, from all entries of one piece in any order. A place where the books had nothing of it
/// at that moment is as it was without the count. Where all of a place was counted, its books begin with that count: what is from before it changes
/// nothing there. So a later closing takes counts away that it has in itself, and never gives one that was of no account before.
pub fn displaced(entries: &[StockEntry], closings: &Closings) -> BTreeSet<Displaced> {
    let mut in_time: Vec<&StockEntry> = entries.iter().collect();
    in_time.sort_unstable_by_key(|entry| entry.moment());
    let mut there: BTreeMap<&StockKey, i64> = BTreeMap::new();
    let mut found = BTreeSet::new();
    for entry in in_time {
        let closing = closings.get(&entry.key.place);
        let closed = closing.is_some_and(|closing| closing.is_after(entry.at, entry.source));
        if let Says::Counted(amount) = entry.says
            && amount > 0
            && entry.key.serial.is_some()
        {
            let others = there.iter_mut().filter(|(key, quantity)| **key != &entry.key && **quantity != 0);
            for (key, quantity) in others {
                *quantity = 0;
                if key.place != entry.key.place {
                    found.insert((entry.source, key.place));
                }
            }
        }
        let line = if closed { continue } else { there.entry(&entry.key).or_default() };
        *line = match entry.says {
            Says::Moved(amount) => line.saturating_add(amount),
            Says::Counted(amount) => amount,
        };
    }
    found
}

impl Ledger {
    /// Which counts change something at which other places: see [`displaced`].
    pub fn displaced(&self) -> BTreeSet<Displaced> {
        self.each().flat_map(|entries| displaced(&entries, self.closings())).collect()
    }
}
