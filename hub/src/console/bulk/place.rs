//! Where the acts on a list's records stand: addresses, names of fields, and the list that a page leads back to.

use crate::bulk::List;
use crate::console::page::Page;
use crate::error::Fault;

/// The list that an address names; jobs have addresses of their own.
///
/// # Errors
/// `not_found`.
pub(super) fn list(name: &str) -> Result<List, Fault> {
    List::named(name).filter(|list| *list != List::Jobs).ok_or_else(Fault::not_found)
}

/// The address of the acts on a list's records.
pub(super) const fn path(list: List) -> &'static str {
    match list {
        List::Jobs => "/jobs/bulk",
        List::Customers => "/bulk/customers",
        List::Sites => "/bulk/sites",
        List::Contracts => "/bulk/contracts",
        List::Equipment => "/bulk/equipment",
        List::Cards => "/bulk/cards",
        List::People => "/bulk/people",
    }
}

/// The field that holds the records: their ids, with a space between.
pub(super) const fn field(list: List) -> &'static str {
    match list {
        List::Jobs => "jobs",
        _ => "records",
    }
}

/// The box beside each record of the list.
pub(super) const fn tick(list: List) -> &'static str {
    match list {
        List::Jobs => "job",
        _ => "record",
    }
}

/// The list itself: its address and what it is called.
pub(super) fn crumb(p: &Page, list: List) -> (String, String) {
    let title = match list {
        List::Jobs => "console-jobs",
        List::Customers => "customers-title",
        List::Sites => "sites-title",
        List::Contracts => "contracts-title",
        List::Equipment => "equipment-title",
        List::Cards => "cards-title",
        List::People => "people-title",
    };
    (format!("/{}", list.name()), p.t(title))
}

/// The key of a text that counts records: jobs have a text of their own.
pub(super) fn key(list: List, jobs: &'static str, others: &'static str) -> &'static str {
    if list == List::Jobs { jobs } else { others }
}
