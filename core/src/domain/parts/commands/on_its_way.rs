//! On the way back: who gives a part back says so, and who keeps the store receives it. Until then the part stays in the bag's books, and what is
//! owed stays owed.

use super::Books;
use super::ledger::{keeper, said};
use super::returns::{Returned, owed_by, return_part, subject};
use crate::domain::ids::TakeId;
use crate::domain::parts::{PlaceKind, Take, TakeEvent};
use crate::domain::people::Actor;
use crate::domain::printed::same;
use crate::domain::values::Quantity;
use crate::kernel::{Draft, EventId, Refusal};
use uuid::Uuid;

/// A part comes back. Who keeps a store has it in hand, and takes it in ([`return_part`]); anybody else says that it is on its way. `takes` are the
/// person's open takes.
///
/// # Errors
/// As [`return_part`]; as [`send_back`].
pub fn give_back(
    books: &Books,
    actor: &Actor,
    what: &Returned,
    takes: &[(TakeId, Take)],
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<Vec<Draft>, Refusal> {
    if keeper(actor).is_ok() {
        return_part(books, actor, what, takes, fresh)
    } else {
        send_back(books, actor, what, takes, fresh)
    }
}

/// A part is on its way to the store, in somebody's hand or by a carrier. Nothing is settled by it and nothing moves in the books. What nobody owed
/// is sent all the same, under a number of its own.
///
/// # Errors
/// `not_allowed` for another person's part, `place_unknown`, `place_closed`, `place_wrong_kind` unless it goes to quarantine,
/// `part_on_its_way` for a piece that was sent already, those of [`Books::check_quantity`].
pub fn send_back(
    books: &Books,
    actor: &Actor,
    what: &Returned,
    takes: &[(TakeId, Take)],
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("take.sent_back")?;
    if what.person != actor.person {
        return Err(Refusal::new("not_allowed"));
    }
    let quarantine = books.place_of(what.to, &[PlaceKind::Quarantine])?;
    let card = books.check_quantity(what.card, what.quantity)?;
    let serial = said(what.serial.as_deref());
    if let Some(serial) = &serial {
        what.quantity.check(true)?;
        let mut sent = takes.iter().flat_map(|(_, take)| &take.on_its_way);
        let this = |own: &str| same(own, serial);
        if sent.any(|sent| sent.card == what.card && sent.serial.as_deref().is_some_and(this)) {
            return Err(Refusal::new("part_on_its_way").with("part", &card.number));
        }
    }
    let sent = |line: u32, amount: i64| TakeEvent::SentBack {
        line,
        person: what.person,
        centre: quarantine.centre.or(actor.centre),
        card: what.card,
        quantity: Quantity { amount, ..what.quantity },
        serial: serial.clone(),
        label: what.label,
        from: what.from,
        to: what.to,
    };
    let mut left = what.quantity.amount;
    let mut drafts = Vec::new();
    for (id, take, number, line) in owed_by(what, serial.as_deref(), takes) {
        let waits = line.open().saturating_sub(take.on_its_way_of(number));
        let amount = left.min(waits);
        if amount > 0 {
            left -= amount;
            drafts.push(Draft::new(subject(id), &sent(number, amount)));
        }
    }
    if left > 0 {
        drafts.push(Draft::new(subject(fresh().into()), &sent(0, left)));
    }
    Ok(drafts)
}

/// Whether `actor` receives what is on its way: who keeps a store.
pub fn may_receive(actor: &Actor) -> bool {
    keeper(actor).is_ok() && actor.may("take.settled")
}

/// Receives what is on its way, as it was announced: `sent` names the event that said so.
///
/// # Errors
/// `not_allowed` for who keeps no store, or another centre's; `not_on_its_way` when it is not, as after a colleague received it; as [`return_part`].
pub fn receive_back(
    books: &Books,
    actor: &Actor,
    (id, take): (TakeId, &Take),
    sent: EventId,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<Vec<Draft>, Refusal> {
    if !may_receive(actor) {
        return Err(Refusal::new("not_allowed"));
    }
    let sent = take.on_its_way.iter().find(|one| one.event == sent).ok_or_else(|| Refusal::new("not_on_its_way"))?;
    let to = books.place_of(sent.to, &[PlaceKind::Quarantine])?;
    // Who keeps another centre's store has not got it in hand: the books would have it where it does not lie.
    if to.centre.zip(actor.centre).is_some_and(|(there, own)| there != own) {
        return Err(Refusal::new("not_allowed"));
    }
    let what = Returned {
        card: sent.card,
        quantity: sent.quantity,
        serial: sent.serial.clone(),
        label: sent.label,
        person: sent.person,
        from: sent.from,
        to: sent.to,
    };
    return_part(books, actor, &what, &[(id, take.clone())], fresh)
}
