//! Taps on what is no job: the phone itself, the worklist, calls, past cases.

use serde::{Deserialize, Serialize};

/// Actions of the sync screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum SyncAction {
    /// Sync now.
    Now,
    /// Hand unsent work over in a file.
    HandOver,
}

/// Actions of the enrolment screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum EnrolAction {
    /// With what was typed or scanned: `link`, or `hub` and `code`; and `name`.
    Join,
}

/// Actions of the lock screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum LockAction {
    /// Opens the app: `pin`.
    Unlock,
    /// Lets the phone itself ask for its owner.
    UnlockByOwner,
    /// Sets or changes the lock: `old` where one is set, `pin`, `again`, `minutes`.
    Set,
    /// Takes the lock away: `old`.
    Remove,
    /// Locks at once.
    LockNow,
    /// A new key for all that is stored.
    NewKey,
    /// The PIN is forgotten, the desk vouches by a fresh enrolment code: `link` or `code`.
    Forgotten,
}

/// Actions of the settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum SettingsAction {
    /// Speaks this language from now on: `language`, empty for the phone's own. The shell asks for its own words again.
    Language,
}

/// Actions of the worklist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum WorklistAction {
    /// What does not fit was looked at: `decision`.
    Decide,
    /// The serial number of a piece that was recorded without: `serial`.
    Identify,
    /// Of values that were written concurrently this one stands.
    Choose {
        /// The event that wrote it.
        event: String,
    },
}

/// Actions of the calls for help.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum CallsAction {
    /// Calls for help: `case`, `text`.
    Call {
        /// The job.
        job: String,
    },
    /// Answers a call; one's own: says how it was settled. `text`.
    Answer {
        /// The job.
        job: String,
        /// The event of the call.
        call: String,
    },
}

/// Actions of the past cases.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum KnowledgeAction {
    /// Looks for `words`.
    Search {
        /// Among cases of this machine and its model only.
        equipment: Option<String>,
    },
}

/// Actions of a machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum EquipmentAction {
    /// Reports a fault of it, which becomes a job: `symptom`, `caller`, `phone`, `channel`.
    Report,
}

/// Actions of the search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum SearchAction {
    /// Looks for `words`.
    Search,
}
