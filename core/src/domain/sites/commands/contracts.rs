//! Contracts: agreed, changed, ended, priced.

use super::super::{
    Contract, ContractChange, ContractEvent, ContractId, Customer, CustomerId, Price, PriceEvent, Site, SiteId, Terms,
};
use super::{Drafts, because};
use crate::domain::fields::Change;
use crate::domain::people::Actor;
use crate::domain::values::Money;
use crate::kernel::{Aggregate, Draft, Refusal, Subject};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// What a contract's terms are about, as far as it is known.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The other party.
    pub customer: &'a Customer,
    /// The sites that the terms name.
    pub sites: &'a BTreeMap<SiteId, Site>,
    /// Whether another contract has this number.
    pub number_taken: bool,
}

/// Agrees a contract.
///
/// # Errors
/// `not_allowed`, `customer_unknown`, `customer_ended`, `contract_number_missing`, `contract_number_taken`, `contract_sites_missing`,
/// `contract_site_of_other` for a site of another customer or of nobody, `contract_services_missing`, `contract_backwards`, `level_invalid` for a
/// promise about a level that does not exist, `promise_empty` for one of no time.
pub fn agree_contract(actor: &Actor, id: ContractId, terms: Terms, about: About<'_>) -> Drafts {
    actor.must("contract.agreed")?;
    if about.customer.name.is_empty() {
        return Err(Refusal::new("customer_unknown"));
    }
    if about.customer.ended.is_some() {
        return Err(Refusal::new("customer_ended"));
    }
    let mut contract = Contract { customer: Some(terms.customer), ..Contract::default() };
    ContractChange::from(terms.clone()).put(&mut contract);
    sound(&contract, about)?;
    Ok(vec![Draft::new(id.into(), &ContractEvent::Agreed { terms })])
}

/// Agrees some terms of a contract again; its last day moved is its extension.
///
/// # Errors
/// As [`agree_contract`]; `contract_unknown`. A change of nothing is no error and no event.
pub fn change_contract(
    actor: &Actor,
    id: ContractId,
    contract: &Contract,
    change: ContractChange,
    about: About<'_>,
) -> Drafts {
    actor.must("contract.changed")?;
    known(contract)?;
    let change = change.news(contract, &contract.written);
    if change.is_empty() {
        return Ok(Vec::new());
    }
    let mut then = contract.clone();
    change.clone().put(&mut then);
    sound(&then, about)?;
    Ok(vec![Draft::new(id.into(), &ContractEvent::Changed { change })])
}

fn known(contract: &Contract) -> Result<CustomerId, Refusal> {
    contract.customer.ok_or_else(|| Refusal::new("contract_unknown"))
}

fn sound(contract: &Contract, about: About<'_>) -> Result<(), Refusal> {
    if contract.number.trim().is_empty() {
        return Err(Refusal::new("contract_number_missing"));
    }
    if about.number_taken {
        return Err(Refusal::new("contract_number_taken").with("number", &contract.number));
    }
    if contract.sites.is_empty() {
        return Err(Refusal::new("contract_sites_missing"));
    }
    let own = |site: &SiteId| about.sites.get(site).is_some_and(|site| site.customer == contract.customer);
    if let Some(other) = contract.sites.iter().find(|site| !own(site)) {
        let name = about.sites.get(other).map(|site| site.name.zh.clone()).unwrap_or_default();
        return Err(Refusal::new("contract_site_of_other").with("site", name));
    }
    if contract.services.is_empty() {
        return Err(Refusal::new("contract_services_missing"));
    }
    if contract.ends < contract.starts {
        return Err(Refusal::new("contract_backwards"));
    }
    for (level, sla) in &contract.promises {
        if !(1..=4).contains(level) {
            return Err(Refusal::new("level_invalid").with("level", level));
        }
        if [sla.answered_min, sla.on_site_min, sla.restored_min].contains(&0) {
            return Err(Refusal::new("promise_empty").with("level", level));
        }
    }
    Ok(())
}

/// Ends a contract before its time.
///
/// # Errors
/// `not_allowed`, `contract_unknown`, `reason_missing`, `contract_backwards` for a day before its first, `contract_ends_before` where it ends
/// earlier anyway.
pub fn end_contract(actor: &Actor, id: ContractId, contract: &Contract, on: NaiveDate, reason: &str) -> Drafts {
    actor.must("contract.ended")?;
    known(contract)?;
    let reason = because(reason)?;
    if on < contract.starts {
        return Err(Refusal::new("contract_backwards"));
    }
    if on >= contract.ends {
        return Err(Refusal::new("contract_ends_before").with("day", contract.ends));
    }
    Ok(vec![Draft::new(id.into(), &ContractEvent::Ended { on, reason })])
}

/// Sets what a contract costs.
///
/// # Errors
/// `not_allowed`, `contract_unknown`, `price_negative`, `currency_invalid` unless it is three capital letters. What stands already is no error and
/// no event.
pub fn set_price(
    actor: &Actor,
    id: ContractId,
    (contract, price): (&Contract, &Price),
    value: Money,
    payment: &str,
) -> Drafts {
    actor.must("contract_price.set")?;
    known(contract)?;
    value.check()?;
    let payment = payment.trim();
    if price.value.as_ref() == Some(&value) && price.payment == payment && !price.in_conflict() {
        return Ok(Vec::new());
    }
    let subject = Subject::new(Price::KIND, id.uuid());
    Ok(vec![Draft::new(subject, &PriceEvent::Set { value, payment: payment.to_owned() })])
}
