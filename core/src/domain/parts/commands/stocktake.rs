//! Stocktake: what was counted, each line at its own moment, while the store works on (D5).

use super::Books;
use super::ledger::keeper;
use crate::domain::ids::{PlaceId, StocktakeId};
use crate::domain::parts::{CountedLine, PlaceEvent, PlaceKind, Stocktake, StocktakeEvent};
use crate::domain::people::Actor;
use crate::domain::values::{ABSURD_QUANTITY, Quantity};
use crate::kernel::{Aggregate, Draft, Refusal, Subject};

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

/// Records what was counted. What agrees is recorded too: it was there at that moment, whatever becomes known later. A piece that the books had
/// elsewhere is here from that moment on, so that no serial number is at two places. `id`: of the count, so that it is recorded once.
///
/// # Errors
/// `not_allowed` for who keeps no store; `place_unknown`, `place_closed`, `place_wrong_kind`; `card_unknown`; `count_below_zero`,
/// `quantity_absurd`, `quantity_serial_one`, `quantity_whole`; `count_moved`; `reason_missing` where there is a difference; `lines_missing`.
pub fn stocktake(
    books: &Books,
    actor: &Actor,
    (id, place): (StocktakeId, PlaceId),
    counted: &[Counted],
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
    let times = counted.iter().map(|counted| counted.line.at);
    let (Some(from), Some(to)) = (times.clone().min(), times.max()) else {
        return Err(Refusal::new("lines_missing"));
    };
    let lines: Vec<CountedLine> = counted.iter().map(|counted| counted.line.clone()).collect();
    let subject = Subject::new(Stocktake::KIND, id.uuid());
    let remark = reason.trim().to_owned();
    let event =
        |lines: &[CountedLine]| StocktakeEvent::Counted { place, lines: lines.to_vec(), remark: remark.clone() };
    let mut drafts: Vec<Draft> = lines.chunks(LINES).map(|some| Draft::new(subject.clone(), &event(some))).collect();
    drafts.push(Draft::new(place.into(), &PlaceEvent::Counted { stocktake: id, from, to }));
    Ok(drafts)
}
