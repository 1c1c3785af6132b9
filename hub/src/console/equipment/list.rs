//! The list of machines.

use crate::console::kept::{What, answer_rows, ended_filter, owner_of, words_filter};
use crate::console::kit::{Asked, ListPage};
use crate::console::query::Query;
use crate::console::visit::Visit;
use crate::error::Fault;
use axum::response::Response;
use fettle_core::domain::sites::{Equipment, Site};
use fettle_core::kernel::Aggregate;

const COLUMNS: &[(&str, What)] = &[
    ("console-equipment", What::Name),
    ("sites-field-sn", What::Code),
    ("console-site", What::Owner),
    ("console-status", What::State),
];

/// The page.
pub(in crate::console) async fn page(visit: Visit, query: Query<Vec<(String, String)>>) -> Result<Response, Fault> {
    let p = visit.page().at("equipment");
    let asked = Asked::of(query);
    let may = visit.actor().may("equipment.registered");
    let filters = vec![words_filter(&p), ended_filter(&p)];
    let owner = owner_of::<Site>(&visit, &p, &asked, ("site", "console-site"), |site| &site.name).await?;
    let of = owner.as_ref().map(|(site, _)| format!("?site={}", site.id())).unwrap_or_default();
    let add = format!("/equipment/new{of}");
    let add = may.then(|| (add, p.t("equipment-new")));
    let page = ListPage { path: "/equipment", title: p.t("equipment-title"), filters, add, p };
    answer_rows(&visit, &asked, page, Equipment::KIND, owner, COLUMNS).await
}
