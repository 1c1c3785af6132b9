//! What does not fit among parts, and settling it: takes, movements, stocktakes and places carry flags, one list shows them all.

use super::{Movement, MovementEvent, Place, PlaceEvent, Stocktake, StocktakeEvent, Take, TakeEvent};
use crate::domain::codes::flags;
use crate::domain::people::Actor;
use crate::kernel::{Aggregate, Draft, EventId, Flag, Refusal, Subject};

flags! {
    /// What may not fit about a place. Texts: `flag-<code>`.
    PlaceFlag {
        /// Two stocktakes of this place overlap. Please see whether a line was counted by both.
        CountedTwice = "counted_twice",
    }
}

flags! {
    /// What may not fit about a movement. Texts: `flag-<code>`.
    MovementFlag {
        /// What came back was inspected twice. Please see where it really is.
        InspectedTwice = "inspected_twice",
        /// Somebody tried to edit a recorded movement; the first record stands.
        MovementEdited = "movement_edited",
        /// A piece moved whose serial number nobody could read; the books still have it elsewhere. Please say which one it is.
        SerialUnread = "serial_unread",
        /// This movement was taken back twice. Please count what is there.
        CorrectedTwice = "corrected_twice",
        /// Two serial numbers were given for one piece; the later one does not count.
        IdentifiedTwice = "identified_twice",
    }
}

flags! {
    /// What may not fit about a stocktake. Texts: `flag-<code>`.
    StocktakeFlag {
        /// A stocktake of one place names a second one; those lines are left out.
        CountedElsewhere = "counted_elsewhere",
    }
}

flags! {
    /// What may not fit about a take. Texts: `flag-<code>`.
    TakeFlag {
        /// More was taken than the books had.
        TakeBelowZero = "take_below_zero",
        /// More was settled than taken.
        SettledMoreThanTaken = "settled_more_than_taken",
        /// Who owed the part gave the reason; please read it.
        OwnDebtExcused = "own_debt_excused",
        /// The slip was rejected after the parts had left.
        RejectedAfterIssue = "rejected_after_issue",
        /// The parts left although the slip had been rejected.
        IssuedAfterRejection = "issued_after_rejection",
        /// The parts of this slip were issued twice. Please see what really left the store.
        IssuedTwice = "issued_twice",
        /// Something came back that nobody had taken.
        ReturnedNeverTaken = "returned_never_taken",
    }
}

/// Settles what was shown of an aggregate about parts: all flags of `event`. `flags` are its open ones.
///
/// # Errors
/// `not_allowed` for who keeps no store; `flag_unknown` when there is none, as after a colleague settled it; `reason_missing` without a remark.
pub fn settle_flag(
    actor: &Actor,
    subject: &Subject,
    flags: &[&Flag],
    event: EventId,
    remark: &str,
) -> Result<Vec<Draft>, Refusal> {
    actor.must(&format!("{}.flag_settled", subject.kind()))?;
    if !flags.iter().any(|flag| flag.event == event) {
        return Err(Refusal::new("flag_unknown"));
    }
    let remark = remark.trim().to_owned();
    if remark.is_empty() {
        return Err(Refusal::new("reason_missing"));
    }
    let draft = match subject.kind() {
        Take::KIND => Draft::new(subject.clone(), &TakeEvent::FlagSettled { event, remark }),
        Movement::KIND => Draft::new(subject.clone(), &MovementEvent::FlagSettled { event, remark }),
        Stocktake::KIND => Draft::new(subject.clone(), &StocktakeEvent::FlagSettled { event, remark }),
        Place::KIND => Draft::new(subject.clone(), &PlaceEvent::FlagSettled { event, remark }),
        _ => return Err(Refusal::new("flag_unknown")),
    };
    Ok(vec![draft])
}
