//! The list of places.

use crate::console::kept::{What, answer_facet, centre_filter, ended_filter, words_filter};
use crate::console::kit::{Asked, Choice, Field, ListPage};
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::error::Fault;
use crate::ledger::Facet;
use axum::response::Response;
use fettle_core::domain::parts::{Place, PlaceKind, may_keep_places};
use fettle_core::kernel::Aggregate;

const COLUMNS: &[(&str, What)] = &[
    ("parts-field-place-name", What::Name),
    ("parts-field-place-kind", What::Sort),
    ("parts-field-place-bin", What::Code),
    ("parts-field-place-centre", What::Centre),
    ("kept-changed", What::Changed),
    ("console-status", What::State),
];

/// The page.
pub(in crate::console) async fn page(
    auth: AuthContext,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let (p, asked) = (auth.page().at("places"), Asked::of(query));
    let bad = || Fault::bad("query_unreadable");
    let kind = match asked.get("kind") {
        "" => None,
        code => Some(PlaceKind::from_code(code).ok_or_else(bad)?),
    };
    let (centre, centres) = centre_filter(&auth, &p, &asked, "parts-field-place-centre").await?;
    let all = Choice::new("", p.t("kept-all"), "");
    let of = |kind: &PlaceKind| Choice::new(kind.code(), p.code("parts-place-", kind.code()), "");
    let kinds = std::iter::once(all).chain(PlaceKind::ALL.iter().map(of)).collect();
    let filters =
        vec![words_filter(&p), Field::one("kind", p.t("parts-field-place-kind"), kinds), centres, ended_filter(&p)];
    let actor = auth.actor();
    let add = may_keep_places(&actor, actor.centre).then(|| ("/places/new".to_owned(), p.t("places-new")));
    let page = ListPage { path: "/places", title: p.t("places-title"), filters, add, p };
    answer_facet(&auth, &asked, page, Place::KIND, Facet::places(kind, centre), COLUMNS).await
}
