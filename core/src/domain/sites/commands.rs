//! Commands about customers, sites, contracts and equipment.

use super::{
    Contact, ContractEvent, ContractId, CustomerEvent, CustomerId, Equipment, EquipmentDetails, EquipmentEvent,
};
use super::{EquipmentId, Site, SiteEvent, SiteId, Terms};
use crate::domain::ids::CentreId;
use crate::domain::people::Actor;
use crate::domain::values::{Bilingual, Position};
use crate::kernel::{Draft, Refusal};
use chrono::NaiveDate;

/// A new customer.
///
/// # Errors
/// `not_allowed`, `name_missing`.
pub fn register_customer(
    actor: &Actor,
    id: CustomerId,
    name: Bilingual,
    industry: &str,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("customer.registered")?;
    if name.is_empty() {
        return Err(Refusal::new("name_missing"));
    }
    Ok(vec![Draft::new(id.into(), &CustomerEvent::Registered { name, industry: industry.to_owned() })])
}

/// A new site, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSite {
    /// Whose site it is.
    pub customer: CustomerId,
    /// The centre that serves it.
    pub centre: CentreId,
    /// Name.
    pub name: Bilingual,
    /// Address.
    pub address: String,
    /// Where it is.
    pub position: Option<Position>,
    /// IANA time zone.
    pub zone: String,
}

/// A new site.
///
/// # Errors
/// `not_allowed`, `name_missing`, `zone_unknown`.
pub fn register_site(actor: &Actor, id: SiteId, new: NewSite) -> Result<Vec<Draft>, Refusal> {
    actor.must("site.registered")?;
    let NewSite { customer, centre, name, address, position, zone } = new;
    if name.is_empty() {
        return Err(Refusal::new("name_missing"));
    }
    if zone.parse::<chrono_tz::Tz>().is_err() {
        return Err(Refusal::new("zone_unknown").with("zone", zone));
    }
    Ok(vec![Draft::new(id.into(), &SiteEvent::Registered { customer, centre, name, address, position, zone })])
}

/// Adds or changes a contact. Who may sign has to be reachable: a name, a title and a phone number.
///
/// # Errors
/// `not_allowed`, `site_unknown`, `name_missing`, `signer_unreachable`.
pub fn set_contact(actor: &Actor, id: SiteId, site: &Site, contact: Contact) -> Result<Vec<Draft>, Refusal> {
    actor.must("site.contact_set")?;
    if site.customer.is_none() {
        return Err(Refusal::new("site_unknown"));
    }
    if contact.name.trim().is_empty() {
        return Err(Refusal::new("name_missing"));
    }
    if contact.may_sign && (contact.title.trim().is_empty() || contact.phone.is_none()) {
        return Err(Refusal::new("signer_unreachable"));
    }
    Ok(vec![Draft::new(id.into(), &SiteEvent::ContactSet { contact })])
}

/// Agrees a contract, or agrees it anew when it is known already.
///
/// # Errors
/// `not_allowed`, `contract_number_missing`, `contract_sites_missing`, `contract_services_missing`, `contract_backwards`, `level_invalid` for a
/// promise about a level that does not exist.
pub fn agree_contract(actor: &Actor, id: ContractId, known: bool, terms: Terms) -> Result<Vec<Draft>, Refusal> {
    actor.must(if known { "contract.changed" } else { "contract.agreed" })?;
    if terms.number.trim().is_empty() {
        return Err(Refusal::new("contract_number_missing"));
    }
    if terms.sites.is_empty() {
        return Err(Refusal::new("contract_sites_missing"));
    }
    if terms.services.is_empty() {
        return Err(Refusal::new("contract_services_missing"));
    }
    if terms.ends < terms.starts {
        return Err(Refusal::new("contract_backwards"));
    }
    if let Some(level) = terms.promises.keys().find(|level| !(1..=4).contains(*level)) {
        return Err(Refusal::new("level_invalid").with("level", level));
    }
    let event = if known { ContractEvent::Changed { terms } } else { ContractEvent::Agreed { terms } };
    Ok(vec![Draft::new(id.into(), &event)])
}

/// Ends a contract before its time.
///
/// # Errors
/// `not_allowed`, `reason_missing`.
pub fn end_contract(actor: &Actor, id: ContractId, on: NaiveDate, reason: &str) -> Result<Vec<Draft>, Refusal> {
    actor.must("contract.ended")?;
    if reason.trim().is_empty() {
        return Err(Refusal::new("reason_missing"));
    }
    Ok(vec![Draft::new(id.into(), &ContractEvent::Ended { on, reason: reason.to_owned() })])
}

/// Registers a machine, or writes down what is known of it now.
///
/// # Errors
/// `not_allowed`, `name_missing`, `part_number_missing`, `own_parent`.
pub fn record_equipment(
    actor: &Actor,
    id: EquipmentId,
    equipment: Option<&Equipment>,
    details: EquipmentDetails,
) -> Result<Vec<Draft>, Refusal> {
    let known = equipment.is_some_and(|equipment| equipment.site.is_some());
    actor.must(if known { "equipment.changed" } else { "equipment.registered" })?;
    if details.name.is_empty() {
        return Err(Refusal::new("name_missing"));
    }
    if details.pn.trim().is_empty() {
        return Err(Refusal::new("part_number_missing"));
    }
    if details.parent == Some(id) {
        return Err(Refusal::new("own_parent"));
    }
    let event = if known { EquipmentEvent::Changed { details } } else { EquipmentEvent::Registered { details } };
    Ok(vec![Draft::new(id.into(), &event)])
}

/// Binds a label's code to a machine, on the spot. `owner` is the machine that has the code already, if any.
///
/// # Errors
/// `not_allowed`, `code_empty`, `code_taken`. The machine's own code again is no error and no event.
pub fn bind_label(
    actor: &Actor,
    id: EquipmentId,
    equipment: &Equipment,
    code: &str,
    owner: Option<EquipmentId>,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("equipment.code_bound")?;
    if code.trim().is_empty() {
        return Err(Refusal::new("code_empty"));
    }
    if owner.is_some_and(|owner| owner != id) {
        return Err(Refusal::new("code_taken").with("code", code));
    }
    if equipment.codes.contains(code) {
        return Ok(Vec::new());
    }
    Ok(vec![Draft::new(id.into(), &EquipmentEvent::CodeBound { code: code.to_owned() })])
}
