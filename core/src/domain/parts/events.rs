//! Events of cards, places and movements.

use super::older;
use super::{CardChange, CardId, MovementId, PartLabel, PlaceChange, PlaceId, StocktakeId};
use crate::domain::codes::{codes, events};
use crate::domain::dues::Overdue;
use crate::domain::ids::CentreId;
use crate::domain::values::{Bilingual, Money, Quantity, Unit};
use crate::kernel::{EventId, PersonId, Subject};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

codes! {
    /// Class of a part, by which it is stocked (D9). Texts: `parts-class-<code>`.
    // keys!: parts-class-*
    CardClass {
        /// Wears out and is replaced by plan.
        Wear = "wear",
        /// Long to get.
        LongLead = "long_lead",
        /// Many of the same on one site.
        ManyOnSite = "many_on_site",
        /// A large casting.
        LargeCast = "large_cast",
        /// Bought from others.
        Bought = "bought",
        /// The system stands without it.
        Critical = "critical",
    }
}

/// What a card says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardDetails {
    /// The part's number, as people say and print it.
    pub number: String,
    /// Name.
    pub name: Bilingual,
    /// Model.
    pub model: String,
    /// Class.
    pub class: CardClass,
    /// Unit in which it is counted.
    pub unit: Unit,
    /// Whether each one has a serial number.
    pub serialised: bool,
    /// Whether two of the unit leave together. Where the unit is a pair already, one of it is both.
    #[serde(default)]
    pub pair: bool,
    /// At this much an urgent order is made, in thousandths of the unit.
    #[serde(default)]
    pub minimum: i64,
    /// At this much it is ordered, in thousandths of the unit.
    #[serde(default)]
    pub reorder: i64,
    /// Not more than this much is kept, in thousandths of the unit.
    #[serde(default)]
    pub maximum: i64,
    /// Equipment that it fits, by class or part number.
    #[serde(default)]
    pub fits: BTreeSet<String>,
    /// GTIN or the maker's own codes, as scanned.
    #[serde(default)]
    pub codes: BTreeSet<String>,
}

impl CardDetails {
    /// The least that leaves a store, in thousandths of the unit, and what a form proposes: one; two where two of the unit leave together. A pair
    /// as the unit is one thing everywhere: counted as one, and one serial number names it.
    pub fn least(&self) -> i64 {
        if self.pair && self.unit != Unit::Pair { 2000 } else { 1000 }
    }
}

events! {
    /// Events of a card.
    CardEvent, version 3, from older::card {
        /// First known.
        Registered = "registered" {
            /// What it says.
            details: CardDetails,
        },
        /// Something of it changed.
        Changed = "changed" {
            /// The fields that changed.
            change: CardChange,
        },
        /// A scanned code was bound to it.
        CodeBound = "code_bound" {
            /// The code's content as scanned.
            code: String,
        },
        /// A code is no longer its own.
        CodeUnbound = "code_unbound" {
            /// The code's content.
            code: String,
        },
        /// No longer kept; the record stays.
        Withdrawn = "withdrawn" {
            /// Why, as typed.
            reason: String,
        },
        /// Kept again.
        Reinstated = "reinstated" {},
        /// One of the values that stood beside each other was chosen.
        ConflictSettled = "conflict_settled" {
            /// The field.
            field: String,
            /// The event whose value stands.
            chosen: EventId,
        },
    }
}

events! {
    /// Events of what a part costs. The aggregate has the card's own UUID; it reaches no phone in the field.
    CardPriceEvent {
        /// The price of one unit is known, or is no longer.
        Set = "set" {
            /// Price of one unit; none where it has none.
            value: Option<Money>,
        },
        /// One of the values that stood beside each other was chosen.
        ConflictSettled = "conflict_settled" {
            /// The field.
            field: String,
            /// The event whose value stands.
            chosen: EventId,
        },
    }
}

codes! {
    /// Kinds of places (D3). Texts: `parts-place-<code>`.
    // keys!: parts-place-*
    PlaceKind {
        /// The main store.
        MainStore = "main_store",
        /// A branch store.
        BranchStore = "branch_store",
        /// An engineer's bag.
        Bag = "bag",
        /// On the way.
        InTransit = "in_transit",
        /// A supplier's repair shop.
        SupplierRepair = "supplier_repair",
        /// Built in at a customer's.
        CustomerSite = "customer_site",
        /// Returned and not yet inspected.
        Quarantine = "quarantine",
        /// Scrapped.
        Scrap = "scrap",
    }
}

impl PlaceKind {
    /// Whether what lies there may be taken: nothing is available without inspection.
    pub const fn available(self) -> bool {
        matches!(self, Self::MainStore | Self::BranchStore)
    }
    /// Whether what is booked there is still the company's stock: what was built in or scrapped is there for good, and stands in nobody's way.
    pub const fn keeps(self) -> bool {
        !matches!(self, Self::CustomerSite | Self::Scrap)
    }
    /// Whether its ledger goes by months, which phones leave once they are closed. What is on the way or at a supplier's nobody counts, and whoever keeps
    /// the store asks for it as long as it is there.
    pub const fn by_month(self) -> bool {
        !matches!(self, Self::InTransit | Self::SupplierRepair)
    }
}

/// What is known of a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceDetails {
    /// Kind.
    pub kind: PlaceKind,
    /// Name.
    pub name: Bilingual,
    /// The centre that it belongs to; none for the main store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub centre: Option<CentreId>,
    /// Whose bag it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// Bin address of four numbers, such as `1-2-3-4`; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub bin: String,
}

events! {
    /// Events of a place.
    PlaceEvent, version 2, from older::place {
        /// Opened.
        Opened = "opened" {
            /// What is known.
            details: PlaceDetails,
        },
        /// Something of it changed.
        Changed = "changed" {
            /// The fields that changed.
            change: PlaceChange,
        },
        /// Closed; the record stays.
        Closed = "closed" {
            /// Why, as typed.
            reason: String,
        },
        /// Open again.
        Reopened = "reopened" {},
        /// It was counted: what was found stands in the stocktake.
        Counted = "counted" {
            /// The stocktake.
            stocktake: StocktakeId,
            /// When its first line was counted.
            from: DateTime<Utc>,
            /// When its last line was counted.
            to: DateTime<Utc>,
        },
        /// Something in it is late, and these were told: it is no role's.
        Overdue = "overdue" (Overdue),
        /// A person looked at a flag and settled it.
        FlagSettled = "flag_settled" {
            /// The event that had been flagged.
            event: EventId,
            /// What was found, as typed.
            remark: String,
        },
        /// One of the values that stood beside each other was chosen.
        ConflictSettled = "conflict_settled" {
            /// The field.
            field: String,
            /// The event whose value stands.
            chosen: EventId,
        },
    }
}

codes! {
    /// Why parts moved. Texts: `parts-reason-<code>`.
    // keys!: parts-reason-*
    Reason {
        /// Counted when Fettle began.
        Opening = "opening",
        /// Received from a supplier.
        Receipt = "receipt",
        /// Issued or taken from a store.
        Take = "take",
        /// Built in at a customer's.
        Install = "install",
        /// Taken out at a customer's.
        Removal = "removal",
        /// Brought back.
        Return = "return",
        /// Inspected and found a place.
        Inspection = "inspection",
        /// Sent to repair or back from it.
        Repair = "repair",
        /// Moved between places.
        Transfer = "transfer",
        /// Found different at a stocktake.
        Stocktake = "stocktake",
        /// Scrapped.
        Scrap = "scrap",
        /// Corrects another movement.
        Correction = "correction",
    }
}

codes! {
    /// Condition of a part. Texts: `parts-condition-<code>`. In the order in which parts are issued: a repaired part before a new one.
    // keys!: parts-condition-*
    Condition {
        /// Repaired and inspected.
        Repaired = "repaired",
        /// Used, inspected and good.
        UsedGood = "used_good",
        /// New.
        New = "new",
        /// Nobody looked yet.
        Unknown = "unknown",
        /// Faulty.
        Faulty = "faulty",
    }
}

impl Condition {
    /// Whether a part in this condition may be issued.
    pub const fn usable(self) -> bool {
        matches!(self, Self::Repaired | Self::UsedGood | Self::New)
    }
}

/// What one movement says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovementDetails {
    /// The part.
    pub card: CardId,
    /// How many.
    pub quantity: Quantity,
    /// Serial number; none for a part without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// Where from; none from outside the books (a supplier, the opening count).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PlaceId>,
    /// Where to; none to outside the books.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<PlaceId>,
    /// Why.
    pub reason: Reason,
    /// The paper: take, job, or another aggregate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<Subject>,
    /// Condition in which it left `from`.
    pub condition: Condition,
    /// Condition in which it arrived at `to`; none when unchanged. An inspection or a repair changes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub becomes: Option<Condition>,
    /// The label put on it (D7); none where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<PartLabel>,
    /// The movement that this one corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<MovementId>,
    /// Remark, as typed; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
    /// It has a serial number and nobody could read it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unread: bool,
    /// Of an opening count: the day since which it has lain there; none where nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
}

impl MovementDetails {
    /// The opening count: new parts that lay in `to` when the books began.
    pub fn opening(card: CardId, quantity: Quantity, to: PlaceId) -> Self {
        Self {
            card,
            quantity,
            serial: None,
            from: None,
            to: Some(to),
            reason: Reason::Opening,
            paper: None,
            condition: Condition::New,
            becomes: None,
            label: None,
            corrects: None,
            remark: String::new(),
            unread: false,
            since: None,
        }
    }
}

events! {
    /// Events of a movement. What moved is said once; what became of it, and what was learnt later, stands beside it.
    MovementEvent {
        /// Parts moved.
        Recorded = "recorded" {
            /// What moved.
            details: MovementDetails,
        },
        /// What it brought, or a part of it, was inspected and moved on.
        Inspected = "inspected" {
            /// The movement that placed it.
            movement: MovementId,
            /// How much of it.
            quantity: Quantity,
        },
        /// It was taken back by another movement.
        Corrected = "corrected" {
            /// That movement.
            movement: MovementId,
        },
        /// The serial number that nobody could read became known.
        Identified = "identified" {
            /// The serial number.
            serial: String,
        },
        /// A person looked at a flag and settled it.
        FlagSettled = "flag_settled" {
            /// The event that had been flagged.
            event: EventId,
            /// What was found, as typed.
            remark: String,
        },
    }
}
