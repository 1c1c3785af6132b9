//! What can happen to one filling of a checklist.

use super::Decimal;
use super::slot::Slot;
use crate::domain::codes::events;
use crate::domain::ids::{ChecklistId, EquipmentId, JobId};
use crate::domain::jobs::Photo;
use crate::domain::jobs::sheet::Verdict;
use crate::kernel::EventId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Value {
    /// Pass, fail, not applicable.
    PassFail(Verdict),
    /// An option's code.
    Choice(String),
    /// A number in the item's unit.
    Number(Decimal),
    /// A duration in seconds.
    Duration(u32),
    /// How many.
    Count(u32),
    /// Free text.
    Text(String),
    /// Photos are the answer: they stand in the answer's `photos`.
    Photo,
    /// What the code says.
    Scan(String),
}

impl Value {
    /// The value as dependences name it: `fail`, an option's code, a number, the text; seconds for a duration; empty for photos.
    pub fn text(&self) -> String {
        match self {
            Self::PassFail(verdict) => verdict.code().to_owned(),
            Self::Choice(text) | Self::Text(text) | Self::Scan(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Duration(number) | Self::Count(number) => number.to_string(),
            Self::Photo => String::new(),
        }
    }
}

/// An answer to one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What was answered.
    pub value: Value,
    /// Remark, as typed; may be empty.
    #[serde(default)]
    pub remark: String,
    /// Photos that belong to it.
    #[serde(default)]
    pub photos: Vec<Photo>,
    /// When it was passed together with what else was left; none where it was answered by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub together: Option<DateTime<Utc>>,
    /// The record answered it, and nobody was asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub known: bool,
}

impl Answer {
    /// An answer that a person gave to this item.
    pub fn given(value: Value, remark: impl Into<String>, photos: Vec<Photo>) -> Self {
        Self { value, remark: remark.into(), photos, together: None, known: false }
    }
}

/// Equipment that a check is about, as it was when the check began: items that repeat for its class are asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// The equipment.
    pub id: EquipmentId,
    /// Its class.
    pub class: String,
    /// What people call it, such as `PTZ-012`.
    pub name: String,
}

/// A check begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckStart {
    /// The job that it belongs to.
    pub job: JobId,
    /// The version of the list.
    pub checklist: ChecklistId,
    /// The list's code, so that a ready-to-leave check is known without the list.
    pub code: String,
    /// Equipment on the check's list.
    #[serde(default)]
    pub equipment: Vec<Checked>,
}

events! {
    /// The events of a check.
    CheckEvent {
        /// It begins.
        Started = "started" (CheckStart),
        /// An item is answered, or answered again.
        Answered = "answered" {
            /// Which item.
            slot: Slot,
            /// The answer.
            answer: Answer,
        },
        /// An item is left out, with a reason.
        Skipped = "skipped" {
            /// Which item.
            slot: Slot,
            /// Why.
            reason: String,
        },
        /// All is answered.
        Completed = "completed" {},
        /// An answer was out of limits: a repair is offered.
        RepairOffered = "repair_offered" {
            /// Which item.
            slot: Slot,
        },
        /// The offer was taken: the repair job.
        RepairLinked = "repair_linked" {
            /// Which item.
            slot: Slot,
            /// The repair.
            job: JobId,
        },
        /// Of answers that were given concurrently one was chosen; it replaces those that the person had seen, and only those.
        ConflictSettled = "conflict_settled" {
            /// Which item.
            slot: Slot,
            /// The event of the answer that stands.
            chosen: EventId,
        },
        /// A person looked at what does not fit and decided.
        FlagSettled = "flag_settled" {
            /// The event that did not fit.
            event: EventId,
            /// What was decided, as typed.
            decision: String,
        },
    }
}
