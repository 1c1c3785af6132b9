//! The list of contracts.

use crate::console::kept::{Cut, What, answer_listed, ended_filter, ends_filter, owner_of, words_filter};
use crate::console::kit::{Asked, ListPage};
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::error::Fault;
use axum::response::Response;
use fettle_core::domain::sites::{Contract, Customer};
use fettle_core::kernel::Aggregate;

const COLUMNS: &[(&str, What)] = &[
    ("sites-field-number", What::Name),
    ("sites-field-customer", What::Owner),
    ("sites-field-promises", What::Promises),
    ("sites-field-ends", What::Until),
    ("kept-changed", What::Changed),
    ("console-status", What::State),
];

/// The page.
pub(in crate::console) async fn page(
    auth: AuthContext,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let p = auth.page().at("contracts");
    let asked = Asked::of(query);
    let add = auth.actor().may("contract.agreed").then(|| ("/contracts/new".to_owned(), p.t("contracts-new")));
    let (ends, ending) = ends_filter(&p, &asked, "sites-field-ends", &[30, 90])?;
    let filters = vec![words_filter(&p), ending, ended_filter(&p)];
    let of = ("customer", "sites-field-customer");
    let owner = owner_of::<Customer>(&auth, &p, &asked, of, |customer| &customer.name).await?;
    let page = ListPage { path: "/contracts", title: p.t("contracts-title"), filters, add, p };
    let cut = Cut { owner, ends, ..Cut::default() };
    answer_listed(&auth, &asked, page, (Contract::KIND, cut), COLUMNS).await
}
