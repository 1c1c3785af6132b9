//! The list of customers.

use crate::console::kept::{What, answer_cut, centre_filter, ended_filter, words_filter};
use crate::console::kit::{Asked, ListPage};
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::error::Fault;
use crate::ledger::Facet;
use axum::response::Response;
use fettle_core::domain::sites::Customer;
use fettle_core::kernel::Aggregate;

const COLUMNS: &[(&str, What)] = &[
    ("sites-field-customer", What::Name),
    ("sites-field-code", What::Code),
    ("sites-field-industry", What::Industry),
    ("sites-field-centre", What::Centre),
    ("kept-changed", What::Changed),
    ("console-status", What::State),
];

/// The page.
pub(in crate::console) async fn page(
    auth: AuthContext,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let (p, asked) = (auth.page().at("customers"), Asked::of(query));
    let add = auth.actor().may("customer.registered").then(|| ("/customers/new".to_owned(), p.t("customers-new")));
    let (centre, centres) = centre_filter(&auth, &p, &asked, "sites-field-centre").await?;
    let filters = vec![words_filter(&p), centres, ended_filter(&p)];
    let page = ListPage { path: "/customers", title: p.t("customers-title"), filters, add, p };
    answer_cut(&auth, &asked, page, (Customer::KIND, None, centre.map(Facet::served_by)), COLUMNS).await
}
