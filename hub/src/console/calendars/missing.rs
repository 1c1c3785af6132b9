//! Which year's notice is missing, and how that is said where who keeps calendars looks every day.

use crate::console::kept::today;
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::error::HubError;
use crate::hub::Hub;
use chrono::Datelike;
use fettle_core::domain::calendar::missing_notice;
use fettle_core::domain::calendars::may_publish_calendars;

/// The year whose notice is to be brought by now.
pub(super) async fn missing_year(hub: &Hub) -> Result<Option<i32>, HubError> {
    let today = today(hub);
    let days = hub.ledger.working_days([today.year(), today.year().saturating_add(1)]).await?;
    Ok(missing_notice(today, |year| days.knows(year)))
}

/// What is said of it, and where it is brought; none for who does not keep calendars.
pub(in crate::console) async fn missing(auth: &AuthContext, p: &Page) -> Result<Option<(String, String)>, HubError> {
    if !may_publish_calendars(&auth.actor()) {
        return Ok(None);
    }
    let year = missing_year(auth.hub()).await?;
    Ok(year.map(|year| (p.t1("calendar-missing-about", "year", year), format!("/calendars/import?year={year}"))))
}
