//! The list of machines.

use crate::access;
use crate::console::kept::{What, answer_rows, ended_filter, owner_filter, words_filter};
use crate::console::kit::{Asked, ListPage};
use crate::console::query::Query;
use crate::console::visit::Visit;
use crate::error::Fault;
use axum::response::Response;
use fettle_core::domain::sites::{Equipment, Site, SiteId};
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
    let mut filters = vec![words_filter(&p), ended_filter(&p)];
    let (mut owner, mut add) = (None, "/equipment/new".to_owned());
    if !asked.get("site").is_empty() {
        let id: SiteId = asked.get("site").parse().map_err(|_| Fault::bad("query_unreadable"))?;
        let site = access::look::<Site>(&visit.hub().ledger, &visit.viewer, id.uuid()).await?.state;
        filters.push(owner_filter(&p, "site", "console-site", id, site.name.in_lang(p.lang)));
        owner = Some(id.into());
        add = format!("/equipment/new?site={id}");
    }
    let add = may.then(|| (add, p.t("equipment-new")));
    let page = ListPage { path: "/equipment", title: p.t("equipment-title"), filters, add, p };
    answer_rows(&visit, &asked, page, Equipment::KIND, owner, COLUMNS).await
}
