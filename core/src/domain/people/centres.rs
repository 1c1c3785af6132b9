//! Commands about service centres.

use super::{Actor, Centre, CentreChange, CentreEvent, CentreId};
use crate::domain::fields::Change;
use crate::domain::values::Bilingual;
use crate::kernel::{Draft, Refusal};

/// Opens a centre.
///
/// # Errors
/// `not_allowed`, `name_missing`, `zone_unknown`.
pub fn open_centre(
    actor: &Actor,
    id: CentreId,
    name: Bilingual,
    region: &str,
    zone: &str,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("centre.opened")?;
    if name.is_empty() {
        return Err(Refusal::new("name_missing"));
    }
    is_zone(zone)?;
    let event = CentreEvent::Opened { name, region: region.to_owned(), zone: zone.to_owned() };
    Ok(vec![Draft::new(id.into(), &event)])
}

fn is_zone(zone: &str) -> Result<(), Refusal> {
    if zone.parse::<chrono_tz::Tz>().is_ok() { Ok(()) } else { Err(Refusal::new("zone_unknown").with("zone", zone)) }
}

fn known(centre: &Centre) -> Result<(), Refusal> {
    if centre.name.is_empty() { Err(Refusal::new("centre_not_known")) } else { Ok(()) }
}

/// Changes what is known of a centre.
///
/// # Errors
/// `not_allowed`, `centre_not_known`, `name_missing`, `zone_unknown`. A change of nothing is no error and no event.
pub fn change_centre(
    actor: &Actor,
    id: CentreId,
    centre: &Centre,
    change: CentreChange,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("centre.changed")?;
    known(centre)?;
    let change = change.news(centre, &centre.written);
    if change.name.as_ref().is_some_and(Bilingual::is_empty) {
        return Err(Refusal::new("name_missing"));
    }
    change.zone.as_deref().map_or(Ok(()), is_zone)?;
    if change.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Draft::new(id.into(), &CentreEvent::Changed { change })])
}

/// What still belongs to a centre, counted by whoever asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CentreOpenItems {
    /// Open jobs.
    pub jobs: u64,
    /// People who work there.
    pub people: u64,
    /// Sites in use that it serves.
    pub sites: u64,
    /// Customers that it looks after.
    pub customers: u64,
    /// Stores of it that are open.
    pub places: u64,
}

/// Closes a centre. Nothing may be left that only it would look after.
///
/// # Errors
/// `not_allowed`, `centre_not_known`, `centre_closed`, `reason_missing`; `jobs_open`, `centre_has_people`, `sites_in_use`, `centre_has_customers`,
/// `centre_has_stores`
/// with their count.
pub fn close_centre(
    actor: &Actor,
    id: CentreId,
    centre: &Centre,
    open_items: CentreOpenItems,
    reason: &str,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("centre.closed")?;
    known(centre)?;
    if !centre.open {
        return Err(Refusal::new("centre_closed"));
    }
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::new("reason_missing"));
    }
    let CentreOpenItems { jobs, people, sites, customers, places } = open_items;
    let in_the_way = [
        ("jobs_open", jobs),
        ("centre_has_people", people),
        ("sites_in_use", sites),
        ("centre_has_customers", customers),
        ("centre_has_stores", places),
    ];
    if let Some((code, count)) = in_the_way.into_iter().find(|(_, count)| *count > 0) {
        return Err(Refusal::new(code).with("count", count));
    }
    Ok(vec![Draft::new(id.into(), &CentreEvent::Closed { reason })])
}

/// Opens a closed centre again.
///
/// # Errors
/// `not_allowed`, `centre_not_known`, `centre_open`.
pub fn reopen_centre(actor: &Actor, id: CentreId, centre: &Centre) -> Result<Vec<Draft>, Refusal> {
    actor.must("centre.reopened")?;
    known(centre)?;
    if centre.open {
        return Err(Refusal::new("centre_open"));
    }
    Ok(vec![Draft::new(id.into(), &CentreEvent::Reopened {})])
}
