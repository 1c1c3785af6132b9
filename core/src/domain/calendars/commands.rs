//! What a person may do with calendars.

use super::{Calendar, CalendarEvent, Notice, calendar_subject, calendar_year};
use crate::domain::ids::CentreId;
use crate::domain::people::{Actor, Role, Roles};
use crate::kernel::{Draft, Refusal};

/// Whether calendars are for somebody of these roles and this centre to publish: they are the whole house's, so a centre's manager reads them.
pub fn keeps_calendars(roles: &Roles, own: Option<CentreId>) -> bool {
    own.is_none() || roles.has(Role::Administrator)
}

/// Whether `actor` may publish calendars.
pub fn may_publish_calendars(actor: &Actor) -> bool {
    actor.may("calendar.published") && keeps_calendars(&actor.roles, actor.centre)
}

/// Publishes the notice of a year, in the place of what is on record: `known`, and `shown` as its page showed it. A notice that says what is on
/// record already is no error and no event.
///
/// # Errors
/// `not_allowed`, `calendar_year_unknown`, `calendar_empty`, `calendar_changed` where somebody published the year meanwhile.
pub fn publish_calendar(
    actor: &Actor,
    known: &Calendar,
    shown: &Calendar,
    notice: &Notice,
) -> Result<Vec<Draft>, Refusal> {
    if !may_publish_calendars(actor) {
        return Err(Refusal::new("not_allowed"));
    }
    let year = calendar_year(notice.year)?;
    if notice.days.is_empty() {
        return Err(Refusal::new("calendar_empty").with("year", year));
    }
    if known.year == Some(year) && known.days == notice.days {
        return Ok(Vec::new());
    }
    if known.published != shown.published {
        return Err(Refusal::new("calendar_changed").with("year", year));
    }
    let published = CalendarEvent::Published { year, days: notice.named(), source: notice.source.clone() };
    Ok(vec![Draft::new(calendar_subject(year), &published)])
}
