//! Events of takes: the slip, what left the store, what came back.

use super::{CardId, MovementId, PartLabel, PlaceId};
use crate::domain::codes::{codes, events};
use crate::domain::dues::Overdue;
use crate::domain::ids::{CentreId, JobId};
use crate::domain::values::Quantity;
use crate::kernel::{EventId, PersonId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One line of a slip as asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestedLine {
    /// Number of the line on the slip: 1, 2, 3.
    pub line: u32,
    /// The part.
    pub card: CardId,
    /// How many.
    pub quantity: Quantity,
    /// Whether the faulty part is owed in exchange; otherwise the part itself until it is used.
    pub old_for_new: bool,
}

/// One lot that left the store for a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenLine {
    /// The line on the slip.
    pub line: u32,
    /// The part.
    pub card: CardId,
    /// How many.
    pub quantity: Quantity,
    /// Serial number; none for a part without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// The store.
    pub from: PlaceId,
    /// Whether the faulty part is owed in exchange.
    pub old_for_new: bool,
    /// The movement that carried it.
    pub movement: MovementId,
    /// What the taker's books said was there, in thousandths of the unit; none where they did not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stock_seen: Option<i64>,
}

codes! {
    /// Why parts were taken before the paper. Texts: `parts-first-<code>`.
    // keys!: parts-first-*
    FirstReason {
        /// No network to ask.
        Offline = "offline",
        /// Nobody in the store.
        Night = "night",
        /// An emergency.
        Emergency = "emergency",
    }
}

codes! {
    /// How a debt was settled. Texts: `parts-settled-<code>`.
    // keys!: parts-settled-*
    SettledHow {
        /// The faulty part came back.
        FaultyReturned = "faulty_returned",
        /// The part came back unused.
        UnusedReturned = "unused_returned",
        /// The part was used and nothing is owed in exchange.
        Used = "used",
        /// A reason was given.
        Reason = "reason",
    }
}

events! {
    /// Events of a take.
    TakeEvent {
        /// A slip was written.
        Requested = "requested" {
            /// The slip's number.
            number: String,
            /// Who takes.
            taker: PersonId,
            /// The taker's bag.
            bag: PlaceId,
            /// The store.
            from: PlaceId,
            /// The centre whose store it is.
            centre: Option<CentreId>,
            /// For which job.
            job: Option<JobId>,
            /// What.
            lines: Vec<RequestedLine>,
        },
        /// The slip was approved.
        Approved = "approved" {},
        /// The slip was rejected.
        Rejected = "rejected" {
            /// Why, as typed.
            reason: String,
        },
        /// The parts were handed over.
        Issued = "issued" {
            /// What left the store.
            lines: Vec<TakenLine>,
        },
        /// Taken first, the paper follows.
        TakenFirst = "taken_first" {
            /// The slip's number.
            number: String,
            /// Who took.
            taker: PersonId,
            /// The taker's bag.
            bag: PlaceId,
            /// The centre whose store it is.
            centre: Option<CentreId>,
            /// For which job.
            job: Option<JobId>,
            /// What.
            lines: Vec<TakenLine>,
            /// Why first.
            reason: FirstReason,
            /// When the paper is due.
            paper_due: DateTime<Utc>,
        },
        /// The paper of a part taken first was filed.
        PaperFiled = "paper_filed" {
            /// The number that the paper has, as typed; empty in records from before it was asked for.
            #[serde(default, skip_serializing_if = "String::is_empty")]
            number: String,
        },
        /// A debt, or part of it, was settled.
        Settled = "settled" {
            /// The line.
            line: u32,
            /// How many.
            quantity: Quantity,
            /// How.
            how: SettledHow,
            /// The movement that brought the part back; none for a reason.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            movement: Option<MovementId>,
            /// The reason, as typed; empty where a part came back.
            #[serde(default, skip_serializing_if = "String::is_empty")]
            reason: String,
            /// The serial number of the part that came back; none for one without.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            serial: Option<String>,
        },
        /// A part is on its way back: in the books it stays in the bag until who keeps the store has it in hand.
        SentBack = "sent_back" {
            /// The line that it is owed on; 0 where nobody owed it.
            line: u32,
            /// Who brings or sends it.
            person: PersonId,
            /// The centre that it goes to.
            centre: Option<CentreId>,
            /// The part.
            card: CardId,
            /// How many.
            quantity: Quantity,
            /// Serial number; none for a part without, or where nobody could read one.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            serial: Option<String>,
            /// The label put on it.
            label: PartLabel,
            /// From which bag; none where it came from nowhere known.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            from: Option<PlaceId>,
            /// The quarantine that it goes to.
            to: PlaceId,
        },
        /// A part came back that nobody had taken.
        ReturnedUnowed = "returned_unowed" {
            /// Who brought it.
            person: PersonId,
            /// The centre where it was taken in.
            centre: Option<CentreId>,
            /// The part.
            card: CardId,
            /// How many.
            quantity: Quantity,
            /// Serial number.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            serial: Option<String>,
            /// The movement that brought it.
            movement: MovementId,
        },
        /// Something of it is late, and these were told: it is no role's.
        Overdue = "overdue" (Overdue),
        /// A person looked at a flag and settled it.
        FlagSettled = "flag_settled" {
            /// The event that had been flagged.
            event: EventId,
            /// What was found, as typed.
            remark: String,
        },
    }
}
