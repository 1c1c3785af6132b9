//! The list of sites.

use crate::console::kept::{What, answer_rows, ended_filter, owner_of, words_filter};
use crate::console::kit::{Asked, ListPage};
use crate::console::query::Query;
use crate::console::visit::Visit;
use crate::error::Fault;
use axum::response::Response;
use fettle_core::domain::sites::{Customer, Site};
use fettle_core::kernel::Aggregate;

const COLUMNS: &[(&str, What)] = &[
    ("console-site", What::Name),
    ("sites-field-code", What::Code),
    ("sites-field-customer", What::Owner),
    ("sites-field-centre", What::Centre),
    ("console-status", What::State),
];

/// The page.
pub(in crate::console) async fn page(visit: Visit, query: Query<Vec<(String, String)>>) -> Result<Response, Fault> {
    let p = visit.page().at("sites");
    let asked = Asked::of(query);
    let add = visit.actor().may("site.registered").then(|| ("/sites/new".to_owned(), p.t("sites-new")));
    let filters = vec![words_filter(&p), ended_filter(&p)];
    let of = ("customer", "sites-field-customer");
    let owner = owner_of::<Customer>(&visit, &p, &asked, of, |customer| &customer.name).await?;
    let page = ListPage { path: "/sites", title: p.t("sites-title"), filters, add, p };
    answer_rows(&visit, &asked, page, Site::KIND, owner, COLUMNS).await
}
