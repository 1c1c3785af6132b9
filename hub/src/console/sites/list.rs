//! The list of sites.

use crate::console::kept::{What, answer_cut, centre_filter, ended_filter, owner_of, words_filter};
use crate::console::kit::{Asked, ListPage};
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::error::Fault;
use crate::ledger::Facet;
use axum::response::Response;
use fettle_core::domain::sites::{Customer, Site};
use fettle_core::kernel::Aggregate;

const COLUMNS: &[(&str, What)] = &[
    ("console-site", What::Name),
    ("sites-field-code", What::Code),
    ("sites-field-address", What::Address),
    ("sites-field-customer", What::Owner),
    ("kept-contact", What::Contact),
    ("kept-phone", What::Phone),
    ("sites-field-centre", What::Centre),
    ("kept-changed", What::Changed),
    ("console-status", What::State),
];

/// The page.
pub(in crate::console) async fn page(
    auth: AuthContext,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let p = auth.page().at("sites");
    let asked = Asked::of(query);
    let add = auth.actor().may("site.registered").then(|| ("/sites/new".to_owned(), p.t("sites-new")));
    let (centre, centres) = centre_filter(&auth, &p, &asked, "sites-field-centre").await?;
    let filters = vec![words_filter(&p), centres, ended_filter(&p)];
    let of = ("customer", "sites-field-customer");
    let owner = owner_of::<Customer>(&auth, &p, &asked, of, |customer| &customer.name).await?;
    let page = ListPage { path: "/sites", title: p.t("sites-title"), filters, add, p };
    answer_cut(&auth, &asked, page, (Site::KIND, owner, centre.map(Facet::served_by)), COLUMNS).await
}
