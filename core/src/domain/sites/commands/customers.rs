//! Customers: registered, changed, ended and taken back.

use super::super::{Customer, CustomerChange, CustomerDetails, CustomerEvent, CustomerId};
use super::{Drafts, because, free_of, open};
use crate::domain::fields::Change;
use crate::domain::people::{Actor, Centre};
use crate::kernel::{Draft, Refusal};

/// A new customer. `centre` is what is known of the centre that is to look after it.
///
/// # Errors
/// `not_allowed`, `name_missing`, `centre_unknown` for a centre that is not open.
pub fn register_customer(actor: &Actor, id: CustomerId, details: CustomerDetails, centre: Option<&Centre>) -> Drafts {
    actor.must("customer.registered")?;
    if details.name.is_empty() {
        return Err(Refusal::new("name_missing"));
    }
    if details.centre.is_some() {
        centre.map_or_else(|| Err(Refusal::new("centre_unknown")), open)?;
    }
    Ok(vec![Draft::new(id.into(), &CustomerEvent::Registered { details })])
}

fn known(customer: &Customer) -> Result<(), Refusal> {
    if customer.name.is_empty() { Err(Refusal::new("customer_unknown")) } else { Ok(()) }
}

/// Changes what is known of a customer; `centre` as in [`register_customer`], for a change that names one.
///
/// # Errors
/// `not_allowed`, `customer_unknown`, `name_missing`, `centre_unknown`. A change of nothing is no error and no event.
pub fn change_customer(
    actor: &Actor,
    id: CustomerId,
    customer: &Customer,
    change: CustomerChange,
    centre: Option<&Centre>,
) -> Drafts {
    actor.must("customer.changed")?;
    known(customer)?;
    let change = change.news(customer, &customer.written);
    if change.name.as_ref().is_some_and(crate::domain::values::Bilingual::is_empty) {
        return Err(Refusal::new("name_missing"));
    }
    if change.centre.flatten().is_some() {
        centre.map_or_else(|| Err(Refusal::new("centre_unknown")), open)?;
    }
    if change.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Draft::new(id.into(), &CustomerEvent::Changed { change })])
}

/// A customer is none any more. `sites` and `jobs` count its sites in use and its open jobs.
///
/// # Errors
/// `not_allowed`, `customer_unknown`, `customer_ended`, `reason_missing`, `jobs_open`, `sites_in_use`.
pub fn end_customer(
    actor: &Actor,
    id: CustomerId,
    customer: &Customer,
    (sites, jobs): (u64, u64),
    reason: &str,
) -> Drafts {
    actor.must("customer.deactivated")?;
    known(customer)?;
    if customer.ended.is_some() {
        return Err(Refusal::new("customer_ended"));
    }
    let reason = because(reason)?;
    free_of("jobs_open", jobs)?;
    free_of("sites_in_use", sites)?;
    Ok(vec![Draft::new(id.into(), &CustomerEvent::Deactivated { reason })])
}

/// A customer is one again.
///
/// # Errors
/// `not_allowed`, `customer_unknown`, `customer_active`.
pub fn take_customer_back(actor: &Actor, id: CustomerId, customer: &Customer) -> Drafts {
    actor.must("customer.reactivated")?;
    known(customer)?;
    if customer.ended.is_none() {
        return Err(Refusal::new("customer_active"));
    }
    Ok(vec![Draft::new(id.into(), &CustomerEvent::Reactivated {})])
}
