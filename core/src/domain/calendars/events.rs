//! What can happen to a calendar.

use crate::domain::codes::events;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A day that a notice names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeDay {
    /// The day.
    pub day: NaiveDate,
    /// Whether it is worked; else it is off.
    pub worked: bool,
    /// What for, as the notice says: `Spring Festival`; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

events! {
    /// The events of a calendar.
    CalendarEvent {
        /// The notice of a year is published, in the place of one that was there.
        Published = "published" {
            /// Of which year.
            year: i32,
            /// The days that it names.
            days: Vec<NoticeDay>,
            /// Where it comes from, such as the name of a file; may be empty.
            #[serde(default, skip_serializing_if = "String::is_empty")]
            source: String,
        },
    }
}
