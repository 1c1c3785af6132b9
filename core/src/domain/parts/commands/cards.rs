//! Cards: registered, changed, ended and in use again; codes bound to them and taken off.

use super::{Drafts, because};
use crate::domain::fields::Change;
use crate::domain::ids::CentreId;
use crate::domain::parts::{Card, CardChange, CardDetails, CardEvent, CardId, CardPrice, CardPriceEvent};
use crate::domain::people::{Actor, Role, Roles};
use crate::domain::printed::same;
use crate::domain::values::Money;
use crate::kernel::{Aggregate, Draft, Refusal, Subject};

/// Whether who has these roles at this centre looks after the list of parts: it is the whole house's, so head office's keepers, managers and
/// administrators.
pub fn keeps_cards(roles: &Roles, own: Option<CentreId>) -> bool {
    own.is_none() || roles.any(&[Role::Manager, Role::Administrator])
}

/// Whether `actor` may enter, change and end cards.
pub fn may_keep_cards(actor: &Actor) -> bool {
    actor.may("card.changed") && keeps_cards(&actor.roles, actor.centre)
}

/// Whether who has these roles at this centre says what parts cost: prices of parts are head office's.
pub fn prices_cards(roles: &Roles, own: Option<CentreId>) -> bool {
    own.is_none() || roles.has(Role::Administrator)
}

/// Whether `actor` may say what parts cost.
pub fn may_price_cards(actor: &Actor) -> bool {
    actor.may("card_price.set") && prices_cards(&actor.roles, actor.centre)
}

fn must_keep_cards(actor: &Actor) -> Result<(), Refusal> {
    if may_keep_cards(actor) { Ok(()) } else { Err(Refusal::new("not_allowed")) }
}

/// What a card has to say.
fn sound(details: &CardDetails) -> Result<(), Refusal> {
    if details.number.trim().is_empty() {
        return Err(Refusal::new("card_number_missing"));
    }
    if details.name.is_empty() {
        return Err(Refusal::new("name_missing"));
    }
    let levels = [0, details.minimum, details.reorder, details.maximum];
    if !levels.is_sorted() {
        return Err(Refusal::new("card_levels_crossed"));
    }
    Ok(())
}

/// What other cards have already, as whoever asks found it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakenByOthers {
    /// Another card has this number.
    pub number: bool,
    /// The first code that another card has.
    pub code: Option<String>,
}

impl TakenByOthers {
    fn refuse(&self, number: &str) -> Result<(), Refusal> {
        if self.number {
            return Err(Refusal::new("card_number_taken").with("number", number));
        }
        self.code.as_ref().map_or(Ok(()), |code| Err(Refusal::new("code_taken").with("code", code)))
    }
}

/// A new part.
///
/// # Errors
/// `not_allowed` unless [`may_keep_cards`]; `card_number_missing`, `name_missing`, `card_levels_crossed` unless 0 ≤ minimum ≤ reorder ≤ maximum,
/// `card_number_taken` and `code_taken` by another card, also by one that has ended.
pub fn register_card(actor: &Actor, id: CardId, details: CardDetails, taken: &TakenByOthers) -> Drafts {
    must_keep_cards(actor)?;
    sound(&details)?;
    taken.refuse(&details.number)?;
    Ok(vec![Draft::new(id.into(), &CardEvent::Registered { details })])
}

fn known(card: &Card) -> Result<&CardDetails, Refusal> {
    card.details.as_ref().ok_or_else(|| Refusal::new("card_unknown"))
}

/// Changes what a card says. What has a ledger keeps its unit and whether it has serial numbers. `taken` is asked about what the change names.
///
/// # Errors
/// As [`register_card`]; `card_unknown`; `card_unit_fixed`. A change of nothing is no error and no event.
pub fn change_card(actor: &Actor, id: CardId, card: &Card, change: CardChange, taken: &TakenByOthers) -> Drafts {
    must_keep_cards(actor)?;
    let old = known(card)?;
    let change = change.unless(|field| !card.is_in_conflict(field), old);
    let mut then = old.clone();
    change.clone().put(&mut then);
    if (old.unit, old.serialised) != (then.unit, then.serialised) {
        return Err(Refusal::new("card_unit_fixed"));
    }
    sound(&then)?;
    if change.number.is_some() || change.codes.is_some() {
        let taken = TakenByOthers { number: taken.number && change.number.is_some(), ..taken.clone() };
        taken.refuse(&then.number)?;
    }
    if change.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Draft::new(id.into(), &CardEvent::Changed { change })])
}

/// Says what one unit of a part costs, or that it has no price. A new card and its price may be entered together: `details` is what the card says.
///
/// # Errors
/// `not_allowed` unless [`may_price_cards`]; `card_unknown`; [`Money::check`]'s. What stands already is no error and no event.
pub fn set_card_price(
    actor: &Actor,
    id: CardId,
    details: Option<&CardDetails>,
    price: &CardPrice,
    value: Option<Money>,
) -> Drafts {
    if !may_price_cards(actor) {
        return Err(Refusal::new("not_allowed"));
    }
    if details.is_none() {
        return Err(Refusal::new("card_unknown"));
    }
    if let Some(value) = &value {
        value.check()?;
    }
    if price.value == value && !price.in_conflict() {
        return Ok(Vec::new());
    }
    Ok(vec![Draft::new(Subject::new(CardPrice::KIND, id.uuid()), &CardPriceEvent::Set { value })])
}

/// A part is no longer kept. `places` counts the places of the company where some of it still is, or is missing.
///
/// # Errors
/// `not_allowed`, `card_unknown`, `card_ended`, `reason_missing`, `card_in_stock`.
pub fn end_card(actor: &Actor, id: CardId, card: &Card, places: u64, reason: &str) -> Drafts {
    must_keep_cards(actor)?;
    let details = known(card)?;
    if card.withdrawn.is_some() {
        return Err(Refusal::new("card_ended").with("part", &details.number));
    }
    let reason = because(reason)?;
    if places > 0 {
        return Err(Refusal::new("card_in_stock").with("count", places));
    }
    Ok(vec![Draft::new(id.into(), &CardEvent::Withdrawn { reason })])
}

/// A part is kept again.
///
/// # Errors
/// `not_allowed`, `card_unknown`, `card_in_use`.
pub fn reinstate_card(actor: &Actor, id: CardId, card: &Card) -> Drafts {
    must_keep_cards(actor)?;
    known(card)?;
    if card.withdrawn.is_none() {
        return Err(Refusal::new("card_in_use"));
    }
    Ok(vec![Draft::new(id.into(), &CardEvent::Reinstated {})])
}

/// Binds a scanned code that nobody knew to a part, on the spot. `owner` is the card that has the code already, if any.
///
/// # Errors
/// `not_allowed`, `card_unknown`, `code_empty`, `code_taken` by another card. The card's own code again is no error and no event.
pub fn bind_code(actor: &Actor, id: CardId, card: &Card, code: &str, owner: Option<CardId>) -> Drafts {
    actor.must("card.code_bound")?;
    known(card)?;
    if code.trim().is_empty() {
        return Err(Refusal::new("code_empty"));
    }
    if owner.is_some_and(|owner| owner != id) {
        return Err(Refusal::new("code_taken").with("code", code));
    }
    if card.codes().any(|own| same(own, code)) {
        return Ok(Vec::new());
    }
    Ok(vec![Draft::new(id.into(), &CardEvent::CodeBound { code: code.to_owned() })])
}

/// A code was bound by mistake, or the maker gave it to another part.
///
/// # Errors
/// `not_allowed` unless [`may_keep_cards`]; `card_unknown`; `code_unknown` where it is not on the card.
pub fn unbind_code(actor: &Actor, id: CardId, card: &Card, code: &str) -> Drafts {
    must_keep_cards(actor)?;
    known(card)?;
    if !card.labels().contains(code) {
        return Err(Refusal::new("code_unknown").with("code", code));
    }
    Ok(vec![Draft::new(id.into(), &CardEvent::CodeUnbound { code: code.to_owned() })])
}
