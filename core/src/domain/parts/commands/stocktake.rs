//! Stocktake: what was counted, each line at its own moment, while the store works on (D5). A count of the whole place closes its ledger.

use super::Books;
use super::ledger::keeper;
use crate::domain::ids::{PlaceId, StocktakeId};
use crate::domain::parts::{CountedLine, PlaceEvent, PlaceKind, StockKey, Stocktake, StocktakeEvent};
use crate::domain::people::Actor;
use crate::domain::values::{ABSURD_QUANTITY, Quantity};
use crate::kernel::{Aggregate, Draft, Refusal, Subject};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// Places that are counted.
pub const COUNTED_KINDS: &[PlaceKind] = &[PlaceKind::MainStore, PlaceKind::BranchStore, PlaceKind::Quarantine];
/// Lines of one event: some hundred bytes each, far below the limit of an event.
const LINES: usize = 400;

/// One line of stock as it was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// What was found when, and what the books said then.
    pub line: CountedLine,
    /// Something of the line moved between its first piece and its last: nobody knows whether what moved was counted already.
    pub moved: bool,
}

/// How much of a place was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Some lines; of the others nothing is said.
    Lines,
    /// All of it, booked at this moment: what is not listed was not there, and the ledger of the place is closed before the count.
    Whole(DateTime<Utc>),
}

/// Records what was counted. What agrees is recorded too: it was there at that moment, whatever becomes known later. A piece that the books had
/// elsewhere is here from that moment on, so that no serial number is at two places. `id`: of the count, so that it is recorded once. Where the whole
/// place was counted, `books` have all of its lines.
///
/// # Errors
/// `not_allowed` for who keeps no store; `place_unknown`, `place_closed`, `place_wrong_kind`; `card_unknown`; `count_below_zero`,
/// `quantity_absurd`, `quantity_serial_one`, `quantity_whole`; `count_moved`; `reason_missing` where there is a difference; `lines_missing`;
/// `count_incomplete` where the whole place was counted and the books have lines there that nobody counted.
pub fn stocktake(
    books: &Books,
    actor: &Actor,
    (id, place): (StocktakeId, PlaceId),
    counted: &[Counted],
    extent: Extent,
    reason: &str,
) -> Result<Vec<Draft>, Refusal> {
    keeper(actor)?;
    actor.must("stocktake.counted")?;
    books.place_of(place, COUNTED_KINDS)?;
    for Counted { line, moved } in counted {
        let card = books.card(line.card)?;
        if line.counted < 0 {
            return Err(Refusal::new("count_below_zero"));
        }
        if line.serial.is_some() && !matches!(line.counted, 0 | 1000) {
            return Err(Refusal::new("quantity_serial_one"));
        }
        if line.counted > ABSURD_QUANTITY * 1000 {
            return Err(Refusal::new("quantity_absurd").with("limit", ABSURD_QUANTITY));
        }
        if line.counted > 0 {
            Quantity { amount: line.counted, unit: card.unit }.check(false)?;
        }
        if *moved {
            return Err(Refusal::new("count_moved").with("part", &card.number));
        }
        if line.difference() != 0 && reason.trim().is_empty() {
            return Err(Refusal::new("reason_missing"));
        }
    }
    let mut lines: Vec<CountedLine> = counted.iter().map(|counted| counted.line.clone()).collect();
    let whole = extent != Extent::Lines;
    if whole {
        let uncounted = uncounted(books, place, counted).len();
        if uncounted > 0 {
            return Err(Refusal::new("count_incomplete").with("lines", uncounted));
        }
        since(books, place, &mut lines);
    }
    let times = lines.iter().map(|line| line.at);
    let (from, to) = match (times.clone().min(), times.max(), extent) {
        (Some(from), Some(to), _) => (from, to),
        // A place where nothing is, and where the books have nothing.
        (_, _, Extent::Whole(now)) => (now, now),
        _ => return Err(Refusal::new("lines_missing")),
    };
    let subject = Subject::new(Stocktake::KIND, id.uuid());
    let remark = reason.trim().to_owned();
    let event = |lines: &[CountedLine], last: bool| {
        let (lines, remark, whole) = (lines.to_vec(), remark.clone(), whole && last);
        Draft::new(subject.clone(), &StocktakeEvent::Counted { place, lines, remark, whole })
    };
    let many = lines.len().div_ceil(LINES);
    let mut drafts: Vec<Draft> =
        lines.chunks(LINES).zip(1..).map(|(some, number)| event(some, number == many)).collect();
    if drafts.is_empty() {
        drafts.push(event(&[], true));
    }
    drafts.push(Draft::new(place.into(), &PlaceEvent::Counted { stocktake: id, from, to }));
    Ok(drafts)
}

/// Lines that the books have at the place and that nobody counted.
pub fn uncounted(books: &Books, place: PlaceId, counted: &[Counted]) -> Vec<StockKey> {
    let known: BTreeSet<StockKey> = counted.iter().map(|counted| counted.line.key(place)).collect();
    let there = books.stock.at(place).filter(|line| line.quantity > 0 && !known.contains(&line.key));
    there.map(|line| line.key).collect()
}

/// Says of what was found how long it has lain there: who has this count and nothing from before it knows it by that.
fn since(books: &Books, place: PlaceId, lines: &mut [CountedLine]) {
    let known: BTreeMap<StockKey, DateTime<Utc>> =
        books.stock.at(place).filter_map(|line| Some((line.key, line.first_in?))).collect();
    for line in lines.iter_mut().filter(|line| line.counted > 0) {
        line.first_in = Some(known.get(&line.key(place)).copied().unwrap_or(line.at));
    }
}
