//! What events carry of a change of a card or a place: the fields that changed, no others.

use super::{CardClass, PlaceKind};
use crate::domain::fields::change;
use crate::domain::ids::CentreId;
use crate::domain::values::{Bilingual, Unit};
use crate::kernel::PersonId;
use std::collections::BTreeSet;

change! {
    /// A change of a card.
    CardChange {
        /// The part's number.
        number: String,
        /// Name.
        name: Bilingual,
        /// Model.
        model: String,
        /// Class.
        class: CardClass,
        /// Unit in which it is counted. No command of today changes it.
        unit: Unit,
        /// Whether each one has a serial number. No command of today changes it.
        serialised: bool,
        /// Whether two of the unit leave together.
        pair: bool,
        /// At this much an urgent order is made, in thousandths of the unit.
        minimum: i64,
        /// At this much it is ordered, in thousandths of the unit.
        reorder: i64,
        /// Not more than this much is kept, in thousandths of the unit.
        maximum: i64,
        /// Equipment that it fits, by class or part number.
        fits: BTreeSet<String>,
        /// GTIN or the maker's own codes.
        codes: BTreeSet<String>,
    }
}

change! {
    /// A change of a place.
    PlaceChange {
        /// Kind. No command of today changes it.
        kind: PlaceKind,
        /// Name.
        name: Bilingual,
        /// The centre that it belongs to.
        centre: Option<CentreId>,
        /// Whose bag it is.
        person: Option<PersonId>,
        /// Bin address of four numbers.
        bin: String,
    }
}
