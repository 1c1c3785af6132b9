//! The list of machines.

use crate::access;
use crate::console::kept::{Cut, What, answer_listed, ended_filter, ends_filter, owner_of, words_filter};
use crate::console::kit::{Asked, Choice, Field, ListPage};
use crate::console::page::Page;
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::error::{Fault, HubError};
use crate::ledger::Facet;
use axum::response::Response;
use fettle_core::domain::sites::{Contract, ContractId, Customer, Equipment, Site};
use fettle_core::kernel::Aggregate;

const COLUMNS: &[(&str, What)] = &[
    ("console-equipment", What::Name),
    ("sites-field-sn", What::Code),
    ("sites-field-pn", What::PartNumber),
    ("sites-field-class", What::Sort),
    ("console-site", What::Owner),
    ("sites-field-customer", What::OwnersOwner),
    ("sites-field-warranty-end", What::Warranty),
    ("kept-changed", What::Changed),
    ("console-status", What::State),
];
/// Classes of one of the reader's streams that the filter offers.
const MOST_CLASSES: u32 = 200;

/// The field for a class: those of the machines that the reader has. They are what people typed.
async fn class_filter(auth: &AuthContext, p: &Page, asked: &Asked) -> Result<Field, HubError> {
    let mut classes = auth.hub().ledger.machine_classes(&auth.viewer.reach, MOST_CLASSES).await?;
    // What is asked for can be seen, whether there is any of it or not.
    if !asked.get("class").is_empty() {
        classes.insert(asked.get("class").to_owned());
    }
    let all = Choice::new("", p.t("kept-all"), "");
    let classes = classes.into_iter().map(|class| Choice::new(&class, class.clone(), ""));
    Ok(Field::one("class", p.t("sites-field-class"), std::iter::once(all).chain(classes).collect()))
}

/// The contract whose machines the address asks for, and the field that says so; none where it names none.
async fn contract_of(auth: &AuthContext, p: &Page, asked: &Asked) -> Result<Option<(ContractId, Field)>, Fault> {
    if asked.get("contract").is_empty() {
        return Ok(None);
    }
    let id: ContractId = asked.get("contract").parse().map_err(|_| Fault::bad("query_unreadable"))?;
    let contract = access::look::<Contract>(&auth.hub().ledger, &auth.viewer, id.uuid()).await?.state;
    let stands = id.to_string();
    let choices =
        vec![Choice::new("", p.t("kept-all"), &stands), Choice::new(&stands, contract.number.as_str(), &stands)];
    Ok(Some((id, Field::one("contract", p.t("sites-field-contract"), choices))))
}

/// The page.
pub(in crate::console) async fn page(
    auth: AuthContext,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let p = auth.page().at("equipment");
    let asked = Asked::of(query);
    let may = auth.actor().may("equipment.registered");
    let (ends, ending) = ends_filter(&p, &asked, "sites-field-warranty-end", &[90])?;
    let mut filters = vec![words_filter(&p), class_filter(&auth, &p, &asked).await?, ending, ended_filter(&p)];
    let of = ("customer", "sites-field-customer");
    let customer = owner_of::<Customer>(&auth, &p, &asked, of, |customer| &customer.name).await?;
    let mut facets = Vec::new();
    if let Some((customer, filter)) = customer {
        facets.push(Facet::machines_of(&customer));
        filters.push(filter);
    }
    facets.extend(Facet::machines(asked.get("class")));
    if let Some((contract, filter)) = contract_of(&auth, &p, &asked).await? {
        facets.push(Facet::under(contract));
        filters.push(filter);
    }
    let owner = owner_of::<Site>(&auth, &p, &asked, ("site", "console-site"), |site| &site.name).await?;
    let of = owner.as_ref().map(|(site, _)| format!("?site={}", site.id())).unwrap_or_default();
    let add = format!("/equipment/new{of}");
    let add = may.then(|| (add, p.t("equipment-new")));
    let page = ListPage { path: "/equipment", title: p.t("equipment-title"), filters, add, p };
    answer_listed(&auth, &asked, page, (Equipment::KIND, Cut { owner, facets, ends }), COLUMNS).await
}
