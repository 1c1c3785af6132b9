//! Stocktake: what was counted against what the books said at that moment, while the store works on (D5).

use super::Books;
use super::ledger::{keeper, movement_draft};
use crate::domain::ids::{CardId, PlaceId};
use crate::domain::parts::{Condition, MovementDetails, PlaceKind, Reason};
use crate::domain::people::Actor;
use crate::domain::values::Quantity;
use crate::kernel::{Draft, Refusal};
use uuid::Uuid;

/// Places that are counted.
pub const COUNTED_KINDS: &[PlaceKind] = &[PlaceKind::MainStore, PlaceKind::BranchStore, PlaceKind::Quarantine];

/// One line of stock as it was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The part.
    pub card: CardId,
    /// In which condition.
    pub condition: Condition,
    /// Serial number; none for parts without.
    pub serial: Option<String>,
    /// What the books said when it was counted, in thousandths of the card's unit. What moves afterwards moves the books alike, so the
    /// difference stays what it was.
    pub booked: i64,
    /// What was there, in thousandths of the card's unit.
    pub counted: i64,
}

impl Counted {
    /// More than the books said: above zero; less: below.
    pub const fn difference(&self) -> i64 {
        self.counted.saturating_sub(self.booked)
    }
}

/// Books what a count found different. What agrees gives nothing. A piece that the books know elsewhere is moved from there, so that no
/// serial number is at two places.
///
/// # Errors
/// `not_allowed` for who keeps no store; `place_unknown`, `place_closed`, `place_wrong_kind`; `card_unknown`; `count_below_zero`,
/// `quantity_absurd`, `quantity_serial_one`; `reason_missing` where there is a difference.
pub fn stocktake(
    books: &Books,
    actor: &Actor,
    place: PlaceId,
    counted: &[Counted],
    reason: &str,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<Vec<Draft>, Refusal> {
    keeper(actor)?;
    books.place_of(place, COUNTED_KINDS)?;
    let mut drafts = Vec::new();
    for line in counted {
        let card = books.card(line.card)?;
        if line.counted < 0 {
            return Err(Refusal::new("count_below_zero"));
        }
        if line.serial.is_some() && !matches!(line.counted, 0 | 1000) {
            return Err(Refusal::new("quantity_serial_one"));
        }
        let difference = line.difference();
        if difference == 0 {
            continue;
        }
        if reason.trim().is_empty() {
            return Err(Refusal::new("reason_missing"));
        }
        let quantity = Quantity { amount: difference.saturating_abs(), unit: card.unit };
        quantity.check(false)?;
        let known = line.serial.as_deref().and_then(|serial| books.stock.find(line.card, serial));
        let elsewhere = known.filter(|known| difference > 0 && known.key.place != place);
        let (from, to) = if difference > 0 {
            (elsewhere.as_ref().map(|known| known.key.place), Some(place))
        } else {
            (Some(place), None)
        };
        let condition = elsewhere.map_or(line.condition, |known| known.key.condition);
        let details = MovementDetails {
            card: line.card,
            quantity,
            serial: line.serial.clone(),
            from,
            to,
            reason: Reason::Stocktake,
            paper: None,
            condition,
            becomes: (condition != line.condition).then_some(line.condition),
            label: None,
            corrects: None,
            remark: reason.trim().to_owned(),
        };
        drafts.push(movement_draft(fresh().into(), details));
    }
    Ok(drafts)
}
