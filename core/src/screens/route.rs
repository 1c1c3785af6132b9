//! Which screen, with which ids. Ids are texts at this border and are read inside.

use serde::{Deserialize, Serialize};

/// Where the user is. A shell's back stack is a list of these; each can be shown again at any time, also after the process died.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "screen", rename_all = "snake_case")]
pub enum Route {
    /// My day.
    Today,
    /// One job.
    Job {
        /// The job.
        job: String,
    },
    /// Judging a fault.
    Diagnose {
        /// The job.
        job: String,
    },
    /// Agreeing the visit.
    Plan {
        /// The job.
        job: String,
    },
    /// Tools, parts and papers before leaving.
    ReadyToLeave {
        /// The job.
        job: String,
    },
    /// Filling in a checklist.
    Checklist {
        /// The filling.
        check: String,
    },
    /// Taking a photo.
    Photo {
        /// What it is for.
        purpose: PhotoFor,
    },
    /// What I carry and owe.
    PartsBag,
    /// Taking parts.
    Take {
        /// The job that they are for.
        job: Option<String>,
        /// A card that was scanned or chosen already.
        card: Option<String>,
    },
    /// Giving a part back.
    Return {
        /// The debt that it settles, if one was chosen: take and line, as `take/line`.
        debt: Option<String>,
        /// The code that was scanned.
        code: Option<String>,
    },
    /// The scanner.
    Scan {
        /// What the code is for.
        purpose: ScanFor,
        /// A code that was read and is not known here: offers what can be done with it.
        unknown: Option<String>,
    },
    /// A document and its signature.
    SheetAndSign {
        /// The job.
        job: String,
        /// Empty for the service report, the code of a kind for the one of it that is to be signed next, a hash for one on record.
        #[serde(default)]
        document: String,
    },
    /// What the engineer does about a document, away from the customer.
    SheetSide {
        /// The job.
        job: String,
        /// As of a document and its signature.
        #[serde(default)]
        document: String,
    },
    /// What waits, what failed.
    Sync,
    /// Joining a hub.
    Enrol,
    /// Language, lock, storage, about.
    Settings,
    /// Calls for help.
    Calls,
    /// What does not fit, and what was written concurrently.
    Worklist,
    /// Past cases.
    Knowledge {
        /// All of these words; empty for every case.
        words: String,
        /// Only cases of this machine and of its model.
        equipment: Option<String>,
    },
    /// What this phone holds, by words.
    Search {
        /// All of these words.
        words: String,
        /// The sites of this customer, whatever the words.
        customer: Option<String>,
    },
    /// One site.
    Site {
        /// The site.
        site: String,
    },
    /// One past case.
    Case {
        /// The job.
        job: String,
    },
    /// One machine.
    Equipment {
        /// The machine.
        equipment: String,
    },
    /// The way to a site and back.
    Outing {
        /// The job.
        job: String,
    },
    /// The stock keeper's work.
    Stock,
    /// Inspecting what was returned.
    Inspect {
        /// The lot: place, card, condition and serial number.
        lot: String,
    },
    /// Counting a place.
    Stocktake {
        /// The place.
        place: String,
    },
    /// The lock and its settings.
    Lock,
}

/// What a photo is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "for", rename_all = "snake_case")]
pub enum PhotoFor {
    /// The job as a whole.
    Job {
        /// The job.
        job: String,
    },
    /// Evidence before a part is replaced.
    Evidence {
        /// The job.
        job: String,
        /// The equipment that it shows.
        equipment: Option<String>,
    },
    /// A checklist item.
    Item {
        /// The filling.
        check: String,
        /// The item, and the equipment where it repeats: `item` or `item@equipment`.
        slot: String,
    },
}

/// What a scanned code is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "for", rename_all = "snake_case")]
pub enum ScanFor {
    /// Whatever it is: open it.
    Find,
    /// A part that comes back.
    Return,
    /// A part to take.
    Take {
        /// The job that it is for.
        job: Option<String>,
    },
    /// A checklist item that asks for a reading.
    Item {
        /// The filling.
        check: String,
        /// The item, and the equipment where it repeats: `item` or `item@equipment`.
        slot: String,
    },
    /// What lies at a place, one scan a piece.
    Count {
        /// The place.
        place: String,
    },
    /// The code of a hub.
    Enrol,
}

impl Route {
    /// The scanner, with nothing read yet.
    pub fn scan(purpose: ScanFor) -> Self {
        Self::Scan { purpose, unknown: None }
    }
    /// Whether its form proposes what stands on record, so that sending it writes over that.
    pub(crate) fn proposes_what_stands(&self) -> bool {
        matches!(self, Self::Plan { .. } | Self::Diagnose { .. })
    }
    /// A stable name for what is kept of a half-filled form: screen and ids.
    pub fn draft_key(&self) -> String {
        // A route is plain data: writing it as JSON cannot fail; an empty key would only share drafts.
        serde_json::to_string(self).unwrap_or_default()
    }
}
