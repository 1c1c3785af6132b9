//! What stands in the way of an end is counted by the refusal; here is where it is listed.

use crate::console::command::Told;
use crate::console::page::Page;
use fettle_core::domain::parts::{Card, Place};
use fettle_core::domain::people::{Centre, Person};
use fettle_core::domain::sites::{Customer, Site};
use fettle_core::kernel::{Aggregate, Subject};

/// The list of what a refusal to end `about` counts; none for a refusal that counts nothing.
pub(in crate::console) fn list_of(about: &Subject, code: &str) -> Option<String> {
    let id = about.id();
    Some(match (about.kind(), code) {
        (Customer::KIND | Site::KIND | Centre::KIND, "jobs_open") => format!("{}&status=open", super::jobs_of(about)),
        (Person::KIND, "person_has_jobs") => format!("/jobs?status=open&engineer={id}"),
        (Customer::KIND, "sites_in_use") => format!("/sites?customer={id}"),
        (Centre::KIND, "sites_in_use") => format!("/sites?centre={id}"),
        (Centre::KIND, "centre_has_people") => format!("/people?centre={id}"),
        (Centre::KIND, "centre_has_customers") => format!("/customers?centre={id}"),
        (Centre::KIND, "centre_has_stores") => format!("/places?centre={id}"),
        // The page of a part says place by place what there is of it.
        (Card::KIND, "card_in_stock") => format!("/cards/{id}"),
        (Place::KIND, "place_has_stock") => format!("/stock/list?place={id}"),
        // Slips and bags are of several places: the page of the person names each.
        (Person::KIND, "person_has_slips" | "person_has_parts" | "person_owes_parts") => format!("/people/{id}"),
        _ => return None,
    })
}

/// The refusal, with the list of what it counts.
pub(in crate::console) fn with_list(p: &Page, about: impl Into<Subject>, told: Option<Told>) -> Option<Told> {
    told.map(|told| Told { list: list_of(&about.into(), told.code).map(|list| (list, p.t("kept-show-them"))), ..told })
}
