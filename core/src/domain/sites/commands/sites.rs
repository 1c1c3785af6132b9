//! Sites and their contacts.

use super::super::{Contact, ContactChange, ContactId, Customer, Site, SiteChange, SiteDetails, SiteEvent, SiteId};
use super::{Drafts, because, free_of, open};
use crate::domain::fields::Change;
use crate::domain::people::{Actor, Centre};
use crate::kernel::{Draft, Refusal};

fn zone(name: &str) -> Result<(), Refusal> {
    if name.parse::<chrono_tz::Tz>().is_ok() { Ok(()) } else { Err(Refusal::new("zone_unknown").with("zone", name)) }
}

/// A new site of `customer`, served by `centre`.
///
/// # Errors
/// `not_allowed`, `customer_unknown`, `customer_ended`, `name_missing`, `centre_unknown` for one that is not open, `zone_unknown`.
pub fn register_site(
    actor: &Actor,
    id: SiteId,
    details: SiteDetails,
    (customer, centre): (&Customer, &Centre),
) -> Drafts {
    actor.must("site.registered")?;
    if customer.name.is_empty() {
        return Err(Refusal::new("customer_unknown"));
    }
    if customer.ended.is_some() {
        return Err(Refusal::new("customer_ended"));
    }
    if details.name.is_empty() {
        return Err(Refusal::new("name_missing"));
    }
    open(centre)?;
    zone(&details.zone)?;
    Ok(vec![Draft::new(id.into(), &SiteEvent::Registered { details })])
}

fn known(site: &Site) -> Result<(), Refusal> {
    if site.customer.is_none() { Err(Refusal::new("site_unknown")) } else { Ok(()) }
}

/// Changes what is known of a site; `centre` is what is known of the centre that the change names.
///
/// # Errors
/// `not_allowed`, `site_unknown`, `name_missing`, `centre_unknown`, `zone_unknown`. A change of nothing is no error and no event.
pub fn change_site(actor: &Actor, id: SiteId, site: &Site, change: SiteChange, centre: Option<&Centre>) -> Drafts {
    actor.must("site.changed")?;
    known(site)?;
    let change = change.news(site, &site.written);
    if change.name.as_ref().is_some_and(crate::domain::values::Bilingual::is_empty) {
        return Err(Refusal::new("name_missing"));
    }
    if change.centre.is_some() {
        centre.map_or_else(|| Err(Refusal::new("centre_unknown")), open)?;
    }
    change.zone.as_deref().map_or(Ok(()), zone)?;
    if change.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Draft::new(id.into(), &SiteEvent::Changed { change })])
}

/// Nothing is done at a site any more. `jobs` counts its open jobs.
///
/// # Errors
/// `not_allowed`, `site_unknown`, `site_closed`, `reason_missing`, `jobs_open`.
pub fn close_site(actor: &Actor, id: SiteId, site: &Site, jobs: u64, reason: &str) -> Drafts {
    actor.must("site.closed")?;
    known(site)?;
    if site.closed.is_some() {
        return Err(Refusal::new("site_closed"));
    }
    let reason = because(reason)?;
    free_of("jobs_open", jobs)?;
    Ok(vec![Draft::new(id.into(), &SiteEvent::Closed { reason })])
}

/// A site is in use again.
///
/// # Errors
/// `not_allowed`, `site_unknown`, `site_in_use`; `customer_ended`, and `centre_unknown` where its centre closed meanwhile.
pub fn reopen_site(actor: &Actor, id: SiteId, site: &Site, (customer, centre): (&Customer, &Centre)) -> Drafts {
    actor.must("site.reopened")?;
    known(site)?;
    if site.closed.is_none() {
        return Err(Refusal::new("site_in_use"));
    }
    if customer.ended.is_some() {
        return Err(Refusal::new("customer_ended"));
    }
    open(centre)?;
    Ok(vec![Draft::new(id.into(), &SiteEvent::Reopened {})])
}

/// Who may sign has to be reachable: a name, a title and a phone number.
fn sound(contact: &Contact) -> Result<(), Refusal> {
    if contact.name.trim().is_empty() {
        return Err(Refusal::new("name_missing"));
    }
    if contact.may_sign && (contact.title.trim().is_empty() || contact.phone.is_none()) {
        return Err(Refusal::new("signer_unreachable"));
    }
    Ok(())
}

/// Adds a contact.
///
/// # Errors
/// `not_allowed`, `site_unknown`, `name_missing`, `signer_unreachable`.
pub fn set_contact(actor: &Actor, id: SiteId, site: &Site, contact: Contact) -> Drafts {
    actor.must("site.contact_set")?;
    known(site)?;
    sound(&contact)?;
    Ok(vec![Draft::new(id.into(), &SiteEvent::ContactSet { contact })])
}

/// Changes a contact. One that a colleague removed meanwhile is there again.
///
/// # Errors
/// `not_allowed`, `contact_unknown`, `name_missing`, `signer_unreachable`. A change of nothing is no error and no event.
pub fn change_contact(actor: &Actor, id: SiteId, site: &Site, contact: ContactId, change: ContactChange) -> Drafts {
    actor.must("site.contact_changed")?;
    let now = site.contacts.get(&contact).or_else(|| site.former.get(&contact));
    let now = now.ok_or_else(|| Refusal::new("contact_unknown"))?;
    let is_in_conflict = |field: &str| site.written.is_in_conflict(&format!("contacts.{contact}.{field}"));
    let change = change.unless(|field| !is_in_conflict(field), now);
    let mut then = now.clone();
    change.clone().put(&mut then);
    sound(&then)?;
    if change.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Draft::new(id.into(), &SiteEvent::ContactChanged { contact, change })])
}

/// Removes a contact; sheets that the person signed stay as they are.
///
/// # Errors
/// `not_allowed`, `contact_unknown`.
pub fn remove_contact(actor: &Actor, id: SiteId, site: &Site, contact: ContactId) -> Drafts {
    actor.must("site.contact_removed")?;
    if !site.contacts.contains_key(&contact) {
        return Err(Refusal::new("contact_unknown"));
    }
    Ok(vec![Draft::new(id.into(), &SiteEvent::ContactRemoved { contact })])
}
