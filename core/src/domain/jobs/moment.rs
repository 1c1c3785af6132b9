//! When something happened on a job and who told it: what every fact carries.

use crate::kernel::{EventId, Meta, PersonId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// When something happened, who told it, and whether the clock that said so is in doubt (promise 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Best known time.
    pub at: DateTime<Utc>,
    /// The author.
    pub by: PersonId,
    /// The event.
    pub event: EventId,
    /// Whether the time may be wrong.
    #[serde(default)]
    pub doubtful: bool,
}

impl Moment {
    /// The moment of an event.
    pub fn of(meta: &Meta<'_>) -> Self {
        Self { at: meta.when(), by: meta.by, event: meta.id, doubtful: meta.doubt.is_some() }
    }
}

/// A fact with when and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact<T> {
    /// When and by whom.
    #[serde(flatten)]
    pub moment: Moment,
    /// What.
    pub what: T,
}
