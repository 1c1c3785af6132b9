//! The list of centres.

use crate::console::kept::{What, answer_facet, ended_filter, words_filter};
use crate::console::kit::{Asked, ListPage};
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::error::Fault;
use axum::response::Response;
use fettle_core::domain::people::{Centre, Role};
use fettle_core::kernel::Aggregate;

const COLUMNS: &[(&str, What)] = &[
    ("console-centre", What::Name),
    ("centres-region", What::Region),
    ("centres-zone", What::Zone),
    ("kept-changed", What::Changed),
    ("console-status", What::State),
];

/// The page.
pub(in crate::console) async fn page(
    auth: AuthContext,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    super::form::must_look_after_centres(&auth)?;
    let (p, asked) = (auth.page().at("centres"), Asked::of(query));
    let add = auth.viewer.is(Role::Administrator).then(|| ("/centres/new".to_owned(), p.t("centres-new")));
    let filters = vec![words_filter(&p), ended_filter(&p)];
    let page = ListPage { path: "/centres", title: p.t("centres-title"), filters, add, p };
    answer_facet(&auth, &asked, page, Centre::KIND, None, COLUMNS).await
}
