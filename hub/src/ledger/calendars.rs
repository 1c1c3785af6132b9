//! The days that are worked, by the calendars on record.

use super::Ledger;
use crate::error::HubError;
use fettle_core::domain::calendar::WorkingDays;
use fettle_core::domain::calendars::{Calendar, calendar_subject};
use uuid::Uuid;

impl Ledger {
    /// Working days, with what was published of these years.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn working_days(&self, years: impl IntoIterator<Item = i32>) -> Result<WorkingDays, HubError> {
        let ids: Vec<Uuid> = years.into_iter().map(|year| calendar_subject(year).id()).collect();
        let mut days = WorkingDays::default();
        for (_, calendar) in self.several::<Calendar>(ids).await? {
            calendar.state.put(&mut days);
        }
        Ok(days)
    }
}

#[cfg(test)]
mod tests;
