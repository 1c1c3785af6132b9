//! The list of machines.

use crate::access;
use crate::console::kept::{What, answer_cut, ended_filter, owner_of, words_filter};
use crate::console::kit::{Asked, Choice, Field, ListPage};
use crate::console::page::Page;
use crate::console::query::Query;
use crate::console::visit::Visit;
use crate::error::Fault;
use crate::ledger::Facet;
use axum::response::Response;
use fettle_core::domain::sites::{Contract, ContractId, Equipment, Site};
use fettle_core::kernel::Aggregate;

const COLUMNS: &[(&str, What)] = &[
    ("console-equipment", What::Name),
    ("sites-field-sn", What::Code),
    ("console-site", What::Owner),
    ("console-status", What::State),
];

/// The contract whose machines the address asks for, and the field that says so; none where it names none.
async fn contract_of(visit: &Visit, p: &Page, asked: &Asked) -> Result<Option<(ContractId, Field)>, Fault> {
    if asked.get("contract").is_empty() {
        return Ok(None);
    }
    let id: ContractId = asked.get("contract").parse().map_err(|_| Fault::bad("query_unreadable"))?;
    let contract = access::look::<Contract>(&visit.hub().ledger, &visit.viewer, id.uuid()).await?.state;
    let stands = id.to_string();
    let choices =
        vec![Choice::new("", p.t("kept-all"), &stands), Choice::new(&stands, contract.number.as_str(), &stands)];
    Ok(Some((id, Field::one("contract", p.t("sites-field-contract"), choices))))
}

/// The page.
pub(in crate::console) async fn page(visit: Visit, query: Query<Vec<(String, String)>>) -> Result<Response, Fault> {
    let p = visit.page().at("equipment");
    let asked = Asked::of(query);
    let may = visit.actor().may("equipment.registered");
    let mut filters = vec![words_filter(&p), ended_filter(&p)];
    let mut facet = None;
    if let Some((contract, filter)) = contract_of(&visit, &p, &asked).await? {
        facet = Some(Facet::under(contract));
        filters.push(filter);
    }
    let owner = owner_of::<Site>(&visit, &p, &asked, ("site", "console-site"), |site| &site.name).await?;
    let of = owner.as_ref().map(|(site, _)| format!("?site={}", site.id())).unwrap_or_default();
    let add = format!("/equipment/new{of}");
    let add = may.then(|| (add, p.t("equipment-new")));
    let page = ListPage { path: "/equipment", title: p.t("equipment-title"), filters, add, p };
    answer_cut(&visit, &asked, page, (Equipment::KIND, owner, facet), COLUMNS).await
}
