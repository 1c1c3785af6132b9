//! Closing: a count of the whole place closes the ledger of that place.

use super::{PlaceId, StocktakeId};
use crate::domain::calendar::local_in;
use crate::domain::rules::CLOSING_DAYS;
use chrono::{DateTime, Datelike, Months, NaiveDate, TimeDelta, TimeZone, Utc};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Until when the ledger of a place is closed: all of it was counted then. Of its lines nothing from before is looked at: what that count does not list
/// was not there, and what it lists it says itself. So who begins with that count has the same stock as who has everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Closing {
    /// When its first line was counted.
    pub at: DateTime<Utc>,
    /// The stocktake.
    pub stocktake: StocktakeId,
}

impl Closing {
    /// Whether what a source says happened then is from before it.
    pub fn is_after(&self, at: DateTime<Utc>, source: Uuid) -> bool {
        (at, source) < (self.at, self.stocktake.uuid())
    }
    /// Before which day the next one is to come, as days are in `zone`: the first of the month after the one that it did not close (D5).
    pub fn next_before<Z: TimeZone>(&self, zone: &Z) -> NaiveDate {
        let counted = local_in(self.at, zone).date();
        let open = counted.checked_add_signed(TimeDelta::days(CLOSING_DAYS)).unwrap_or(counted);
        let first = open.with_day(1).unwrap_or(open);
        first.checked_add_months(Months::new(1)).unwrap_or(first)
    }
}

/// Of which places the ledger is closed: by the newest count of the whole place.
pub type Closings = BTreeMap<PlaceId, Closing>;
