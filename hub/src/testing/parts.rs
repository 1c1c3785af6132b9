//! Cards, places and movements for tests.

use super::{Company, TestHub};
use fettle_core::domain::ids::{CardId, CentreId, MovementId, PlaceId};
use fettle_core::domain::parts::{
    CardClass, CardDetails, CardEvent, MovementDetails, MovementEvent, PlaceDetails, PlaceEvent, PlaceKind,
};
use fettle_core::domain::values::{Bilingual, Unit};
use fettle_core::kernel::{Draft, PersonId, Subject};

/// The card of a part that is counted in pieces, without price, codes or levels.
#[must_use]
pub fn card(number: &str, serialised: bool) -> CardDetails {
    CardDetails {
        number: number.to_owned(),
        name: Bilingual::same(number),
        model: String::new(),
        class: CardClass::Wear,
        unit: Unit::Piece,
        serialised,
        pair: false,
        minimum: 0,
        reorder: 0,
        maximum: 0,
        fits: Default::default(),
        codes: Default::default(),
    }
}

/// A card is registered.
#[must_use]
pub fn registered(id: CardId, details: CardDetails) -> Draft {
    Draft::new(Subject::new("card", id.uuid()), &CardEvent::Registered { details })
}

/// A place of a centre, called as its kind, is opened.
#[must_use]
pub fn opened(id: PlaceId, kind: PlaceKind, centre: CentreId, person: Option<PersonId>) -> Draft {
    named(id, kind, kind.code(), centre, person)
}

/// A place of a centre is opened.
#[must_use]
pub fn named(id: PlaceId, kind: PlaceKind, name: &str, centre: CentreId, person: Option<PersonId>) -> Draft {
    let (name, centre, bin) = (Bilingual::same(name), Some(centre), String::new());
    Draft::new(id.into(), &PlaceEvent::Opened { details: PlaceDetails { kind, name, centre, person, bin } })
}

/// Parts move.
#[must_use]
pub fn moved(id: MovementId, details: MovementDetails) -> Draft {
    Draft::new(Subject::new("movement", id.uuid()), &MovementEvent::Recorded { details })
}

/// A store of the first centre with a quarantine and the engineer's bag, and two cards; nothing lies in it.
#[derive(Debug, Clone, Copy)]
pub struct Store {
    /// A branch store.
    pub store: PlaceId,
    /// Its quarantine.
    pub quarantine: PlaceId,
    /// The engineer's bag.
    pub bag: PlaceId,
    /// A card whose pieces have serial numbers: P-1001.
    pub board: CardId,
    /// A card whose pieces have none: P-2001.
    pub plug: CardId,
}

/// Opens it.
pub async fn store(hub: &TestHub, company: &Company) -> Store {
    let fresh = || hub.fresh();
    let made = Store {
        store: fresh().into(),
        quarantine: fresh().into(),
        bag: fresh().into(),
        board: fresh().into(),
        plug: fresh().into(),
    };
    let centre = company.centre;
    let drafts = vec![
        opened(made.store, PlaceKind::BranchStore, centre, None),
        opened(made.quarantine, PlaceKind::Quarantine, centre, None),
        opened(made.bag, PlaceKind::Bag, centre, Some(company.engineer)),
        registered(made.board, card("P-1001", true)),
        registered(made.plug, card("P-2001", false)),
    ];
    hub.record(hub.hub.ledger.system(), drafts).await;
    made
}
