//! One skill or certificate, as its events say it.

use crate::domain::calendar::{later, start_of};
use crate::domain::sites::zone;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A skill or a certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Skill {
    /// What it is called.
    pub name: String,
    /// Level or class, as people call it; may be empty.
    pub level: String,
    /// The certificate's number; may be empty.
    pub number: String,
    /// The last day on which it is valid; none where it does not end.
    pub until: Option<NaiveDate>,
}

impl Skill {
    /// What a list says of it: its name, and its level where it has one.
    pub fn called(&self) -> String {
        if self.level.is_empty() { self.name.clone() } else { format!("{} ({})", self.name, self.level) }
    }
    /// Whether it is valid on a day.
    pub fn is_valid(&self, on: NaiveDate) -> bool {
        self.until.is_none_or(|until| on <= until)
    }
    /// The end of its last day; none where it does not end, and where no calendar shows the day.
    pub(super) fn ends(&self) -> Option<DateTime<Utc>> {
        let next = self.until?.checked_add_days(Days::new(1))?;
        Some(later(start_of(next, zone("")), TimeDelta::minutes(-1)))
    }
}
