//! What does not fit among parts, and settling it: takes, movements, stocktakes and places carry flags, one list shows them all.

use super::{Movement, MovementEvent, Place, PlaceEvent, Stocktake, StocktakeEvent, Take, TakeEvent};
use crate::domain::any::AnyFolded;
use crate::domain::people::{Actor, Role};
use crate::kernel::{Aggregate, Draft, EventId, Flag, Refusal, Subject};

/// Kinds of aggregates about parts that carry flags.
pub const FLAGGED_KINDS: &[&str] = &[Take::KIND, Movement::KIND, Stocktake::KIND, Place::KIND];

/// Who settles them: who keeps the store.
pub const SETTLERS: &[Role] = &[Role::StockKeeper, Role::Manager];

/// Open flags of an aggregate about parts, a return that nobody owed among them; none for any other.
pub fn open_flags(state: &AnyFolded) -> &[Flag] {
    match state {
        AnyFolded::Take(f) => &f.state.flags,
        AnyFolded::Movement(f) => &f.state.flags,
        AnyFolded::Stocktake(f) => &f.state.flags,
        AnyFolded::Place(f) => &f.state.flags,
        _ => &[],
    }
}

/// Settles what was shown of an aggregate about parts: all flags of `event`. `flags` are its open ones.
///
/// # Errors
/// `not_allowed` for who keeps no store; `flag_unknown` when there is none, as after a colleague settled it; `reason_missing` without a remark.
pub fn settle_flag(
    actor: &Actor,
    subject: &Subject,
    flags: &[Flag],
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
