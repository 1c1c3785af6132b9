//! Movements of the store and of work on site. Every movement has a paper or a reason, and a person.

use super::Books;
use crate::domain::ids::{JobId, TakeId};
use crate::domain::parts::{
    CardDetails, CardId, Condition, Movement, MovementDetails, MovementEvent, MovementId, PartLabel, Place, PlaceId,
};
use crate::domain::parts::{PlaceKind, Reason, SettledHow, Take, TakeEvent};
use crate::domain::people::{Actor, Role, Roles};
use crate::domain::printed::{same, tidy};
use crate::domain::values::Quantity;
use crate::kernel::{Aggregate, Draft, Refusal, Subject};
use uuid::Uuid;

/// The draft of a movement, as it stands: nothing is checked here.
pub fn movement_draft(id: MovementId, details: MovementDetails) -> Draft {
    Draft::new(Subject::new(Movement::KIND, id.uuid()), &MovementEvent::Recorded { details })
}

/// Parts with a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// The part.
    pub card: CardId,
    /// How many.
    pub quantity: Quantity,
    /// Serial number; none for a part without.
    pub serial: Option<String>,
    /// Condition.
    pub condition: Condition,
}

/// So many pieces without a serial number are recorded at once, each as a movement of its own.
pub const UNREAD_AT_ONCE: i64 = 200;

impl Lot {
    /// The lots that are recorded. A serial number that nobody could read is no reason to refuse: each piece is then a movement of its own, so that
    /// its number can be said later.
    ///
    /// # Errors
    /// `unread_too_many`.
    pub(super) fn each(self, card: &CardDetails) -> Result<Vec<Self>, Refusal> {
        let pieces = self.quantity.amount / 1000;
        if !card.serialised || self.serial.is_some() || pieces <= 1 {
            return Ok(vec![self]);
        }
        if pieces > UNREAD_AT_ONCE {
            return Err(Refusal::new("unread_too_many").with("part", &card.number).with("limit", UNREAD_AT_ONCE));
        }
        let one = Self { quantity: Quantity { amount: 1000, ..self.quantity }, ..self };
        Ok((0..pieces).map(|_| one.clone()).collect())
    }
    pub(super) fn moved(&self, from: Option<PlaceId>, to: Option<PlaceId>, reason: Reason) -> MovementDetails {
        MovementDetails {
            card: self.card,
            quantity: self.quantity,
            serial: self.serial.clone(),
            from,
            to,
            reason,
            paper: None,
            condition: self.condition,
            becomes: None,
            label: None,
            corrects: None,
            remark: String::new(),
            unread: false,
            since: None,
        }
    }
    /// As [`Lot::moved`], of a part of `card`: one of those that have serial numbers, and of which nobody said it, is flagged until it is known.
    pub(super) fn moved_of(
        &self,
        card: &CardDetails,
        from: Option<PlaceId>,
        to: Option<PlaceId>,
        reason: Reason,
    ) -> MovementDetails {
        MovementDetails { unread: card.serialised && self.serial.is_none(), ..self.moved(from, to, reason) }
    }
}

/// A serial number as it was said; none where nothing was.
pub(super) fn said(serial: Option<&str>) -> Option<String> {
    serial.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Who keeps a store.
const KEEPERS: &[Role] = &[Role::StockKeeper, Role::Manager];

/// Refuses who does not keep a store.
pub(super) fn keeper(actor: &Actor) -> Result<(), Refusal> {
    if actor.roles.any(KEEPERS) { Ok(()) } else { Err(Refusal::new("not_allowed")) }
}

/// Whether who has these roles records movements of this reason, among those who record movements at all: what a store does is its keeper's, scrap the
/// manager's; the opening count may be the administrator's too, who imports it and takes that back. Commands ask it, and the hub asks it of what phones
/// bring.
pub fn may_move(roles: &Roles, reason: Reason) -> bool {
    match reason {
        Reason::Receipt | Reason::Inspection | Reason::Repair | Reason::Transfer | Reason::Stocktake => {
            roles.any(KEEPERS)
        }
        Reason::Opening | Reason::Correction => roles.any(KEEPERS) || roles.has(Role::Administrator),
        Reason::Scrap => roles.has(Role::Manager),
        // A keeper issues, whoever comes at night takes first; what is built in, taken out and brought back is the field's. Of a reason of a later version
        // nothing is known here.
        Reason::Take | Reason::Install | Reason::Removal | Reason::Return | Reason::Newer(_) => true,
    }
}

/// Refuses who does not record movements of this reason.
pub(super) fn must_move(actor: &Actor, reason: Reason) -> Result<(), Refusal> {
    if may_move(&actor.roles, reason) { Ok(()) } else { Err(Refusal::new("not_allowed")) }
}

/// Parts go from one place to another: between stores, onto the way, off it. Not out of quarantine and not to scrap: that is an inspection.
///
/// # Errors
/// As [`super::receive`]; `same_place`.
pub fn transfer(
    books: &Books,
    actor: &Actor,
    lot: &Lot,
    (from, to): (PlaceId, PlaceId),
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<Vec<Draft>, Refusal> {
    const KINDS: &[PlaceKind] =
        &[PlaceKind::MainStore, PlaceKind::BranchStore, PlaceKind::InTransit, PlaceKind::SupplierRepair];
    must_move(actor, Reason::Transfer)?;
    let card = books.check(lot.card, lot.quantity, lot.serial.as_deref())?;
    let from_kind = books.place_of(from, KINDS)?.kind;
    let to_kind = books.place_of(to, KINDS)?.kind;
    if from == to {
        return Err(Refusal::new("same_place"));
    }
    // What comes back from repair is inspected before it is stock.
    if from_kind == PlaceKind::SupplierRepair && to_kind.available() {
        return Err(Refusal::new("inspection_missing"));
    }
    let lots = Lot { serial: said(lot.serial.as_deref()), ..lot.clone() }.each(card)?;
    let moved = |lot: &Lot| movement_draft(fresh().into(), lot.moved_of(card, Some(from), Some(to), Reason::Transfer));
    Ok(lots.iter().map(moved).collect())
}

/// A replacement on site: the new part goes in, the old one comes out into the bag.
#[derive(Debug, Clone, PartialEq)]
pub struct Replaced<'a> {
    /// The job.
    pub job: JobId,
    /// The part.
    pub card: CardId,
    /// How many went in, and as many came out.
    pub quantity: Quantity,
    /// Serial of the part that went in; none or empty where it has none.
    pub serial_in: Option<&'a str>,
    /// Serial of the part that came out; none or empty where nobody could read one.
    pub serial_out: Option<&'a str>,
    /// The label on the part that came out; none where nothing came out.
    pub label: Option<PartLabel>,
    /// The engineer's bag.
    pub bag: PlaceId,
    /// Where built-in parts are booked; none for outside the books.
    pub site_place: Option<PlaceId>,
    /// The take that the part came from.
    pub take: Option<(TakeId, &'a Take)>,
}

/// What a replacement does to the ledger; joins the drafts of the job's command. It happened, so stock is no reason to refuse.
///
/// # Errors
/// `card_unknown`, those of [`Books::check_quantity`].
pub fn replaced(books: &Books, what: &Replaced<'_>, fresh: &mut dyn FnMut() -> Uuid) -> Result<Vec<Draft>, Refusal> {
    let card = books.check_quantity(what.card, what.quantity)?;
    let paper = Some(Subject::from(what.job));
    let serial_in = said(what.serial_in);
    let condition = books.condition_at(what.bag, what.card, serial_in.as_deref(), true);
    let lot = Lot { card: what.card, quantity: what.quantity, serial: serial_in, condition };
    let movement: MovementId = fresh().into();
    let install = lot.moved_of(card, Some(what.bag), what.site_place, Reason::Install);
    let mut drafts = vec![movement_draft(movement, MovementDetails { paper: paper.clone(), ..install })];
    if let Some(label) = what.label {
        let condition = returned_condition(label);
        let out = Lot { serial: said(what.serial_out), condition, ..lot };
        let removal = out.moved_of(card, what.site_place, Some(what.bag), Reason::Removal);
        drafts.push(movement_draft(fresh().into(), MovementDetails { paper, label: Some(label), ..removal }));
    }
    if let Some((id, take)) = what.take {
        // Where nothing is owed in exchange, using the part settles it.
        let line = take.lines.iter().find(|(_, line)| line.card == what.card && !line.old_for_new && line.open() > 0);
        if let Some((number, line)) = line {
            let quantity = Quantity { amount: what.quantity.amount.min(line.open()), ..what.quantity };
            let used = TakeEvent::Settled {
                line: *number,
                quantity,
                how: SettledHow::Used,
                movement: Some(movement),
                reason: String::new(),
                serial: None,
            };
            drafts.push(Draft::new(Subject::new(Take::KIND, id.uuid()), &used));
        }
    }
    Ok(drafts)
}

/// The condition of a part that came out or back, before anybody inspected it.
pub(super) const fn returned_condition(label: PartLabel) -> Condition {
    match label {
        PartLabel::Good | PartLabel::Newer(_) => Condition::Unknown,
        PartLabel::Bad => Condition::Faulty,
    }
}

impl Books {
    /// The condition in which a part most likely lies at a place: as booked there, else what its use tells.
    pub(super) fn condition_at(&self, place: PlaceId, card: CardId, serial: Option<&str>, usable: bool) -> Condition {
        let booked = self.stock.of_card(place, card).find(|line| {
            let named = match (line.key.serial.as_deref(), serial) {
                (Some(own), Some(serial)) => same(own, serial),
                (own, serial) => own == serial,
            };
            named && line.quantity > 0 && (serial.is_some() || line.key.condition.usable() == usable)
        });
        let told = if usable { Condition::New } else { Condition::Faulty };
        booked.map_or(told, |line| line.key.condition)
    }
}

/// Whether `actor` takes movements back: who keeps a store.
pub fn may_correct(actor: &Actor) -> bool {
    keeper(actor).is_ok() && actor.may("movement.corrected")
}

/// Whether a movement can be taken back: it is on record, is none that takes another one back, and nobody did it yet.
pub fn can_be_corrected(movement: &Movement) -> bool {
    let details = movement.details.as_ref();
    details.is_some_and(|details| details.reason != Reason::Correction) && movement.corrected.is_empty()
}

/// Takes a movement back by another one, the other way. The first one stays as it was, and remembers by which it is taken back: two people who do
/// so without seeing each other are flagged there.
///
/// # Errors
/// `not_allowed` for who keeps no store, `movement_unknown`, `movement_is_correction`, `movement_corrected`, `reason_missing`.
pub fn correct(
    actor: &Actor,
    id: MovementId,
    movement: &Movement,
    remark: &str,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<Vec<Draft>, Refusal> {
    keeper(actor)?;
    turned_round(id, movement, remark, fresh)
}

/// Takes an opening count back: who may bring one, may do that too.
///
/// # Errors
/// As [`correct`]; `movement_not_opening`.
pub fn take_back_opening(
    actor: &Actor,
    id: MovementId,
    movement: &Movement,
    remark: &str,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("movement.corrected")?;
    if movement.details.as_ref().is_some_and(|details| details.reason != Reason::Opening) {
        return Err(Refusal::new("movement_not_opening"));
    }
    turned_round(id, movement, remark, fresh)
}

fn turned_round(
    id: MovementId,
    movement: &Movement,
    remark: &str,
    fresh: &mut dyn FnMut() -> Uuid,
) -> Result<Vec<Draft>, Refusal> {
    let old = movement.details.as_ref().ok_or_else(|| Refusal::new("movement_unknown"))?;
    if old.reason == Reason::Correction {
        return Err(Refusal::new("movement_is_correction"));
    }
    if !movement.corrected.is_empty() {
        // Taken back twice, the parts would be counted at a place where they never were.
        return Err(Refusal::new("movement_corrected"));
    }
    if remark.trim().is_empty() {
        return Err(Refusal::new("reason_missing"));
    }
    let back = MovementDetails {
        from: old.to,
        to: old.from,
        serial: movement.serial().map(str::to_owned),
        condition: old.becomes.unwrap_or(old.condition),
        becomes: old.becomes.map(|_| old.condition),
        reason: Reason::Correction,
        corrects: Some(id),
        remark: remark.to_owned(),
        unread: false,
        since: None,
        ..old.clone()
    };
    let correction: MovementId = fresh().into();
    let corrected = MovementEvent::Corrected { movement: correction };
    Ok(vec![movement_draft(correction, back), Draft::new(Subject::new(Movement::KIND, id.uuid()), &corrected)])
}

/// Whether a piece of this movement went into the own bag of `actor`, or out of it; `places`: those that the movement names.
pub fn through_own_bag<'a>(actor: &Actor, places: impl IntoIterator<Item = &'a Place>) -> bool {
    places.into_iter().any(|place| place.kind() == Some(PlaceKind::Bag) && place.person() == Some(actor.person))
}

/// Whether `actor` is one whose work it is to say the serial number of a piece that was recorded without: who keeps a store, who recorded it, and
/// in whose bag it was (`own_bag`, see [`through_own_bag`]).
pub fn may_identify(actor: &Actor, movement: &Movement, own_bag: bool) -> bool {
    let own = own_bag || movement.by == Some(actor.person);
    actor.may("movement.identified") && (own || keeper(actor).is_ok())
}

/// Whether a serial number can be said of it: one piece moved, and nobody said it.
pub fn can_be_identified(movement: &Movement) -> bool {
    movement.unread() && movement.details.as_ref().is_some_and(|details| details.quantity.amount == 1000)
}

/// Says the serial number of a piece that was recorded without one, because nobody could read it then. The books then have the piece by its number.
///
/// # Errors
/// `not_allowed` unless [`may_identify`]; `movement_not_unread` where it has none or is known, or where several pieces moved at once; `serial_unsaid`.
pub fn identify(
    actor: &Actor,
    id: MovementId,
    movement: &Movement,
    (serial, own_bag): (&str, bool),
) -> Result<Vec<Draft>, Refusal> {
    actor.must("movement.identified")?;
    if !may_identify(actor, movement, own_bag) {
        return Err(Refusal::new("not_allowed"));
    }
    if !can_be_identified(movement) {
        return Err(Refusal::new("movement_not_unread"));
    }
    let serial = said(Some(&tidy(serial))).ok_or_else(|| Refusal::new("serial_unsaid"))?;
    Ok(vec![Draft::new(Subject::new(Movement::KIND, id.uuid()), &MovementEvent::Identified { serial })])
}
