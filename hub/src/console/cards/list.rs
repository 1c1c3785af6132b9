//! The list of parts.

use crate::console::kept::{What, answer_facet, ended_filter, words_filter};
use crate::console::kit::{Asked, Choice, Field, ListPage};
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::error::Fault;
use crate::ledger::Facet;
use axum::response::Response;
use fettle_core::domain::parts::{Card, CardClass, may_keep_cards};
use fettle_core::kernel::Aggregate;

const COLUMNS: &[(&str, What)] = &[
    ("parts-field-card-name", What::Name),
    ("parts-field-card-number", What::Code),
    ("parts-field-card-class", What::Sort),
    ("kept-changed", What::Changed),
    ("console-status", What::State),
];

/// The page.
pub(in crate::console) async fn page(
    auth: AuthContext,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let (p, asked) = (auth.page().at("cards"), Asked::of(query));
    let class = match asked.get("class") {
        "" => None,
        code => Some(CardClass::from_code(code).ok_or_else(|| Fault::bad("query_unreadable"))?),
    };
    let all = Choice::new("", p.t("kept-all"), "");
    let of = |class: &CardClass| Choice::new(class.code(), p.code("parts-class-", class.code()), "");
    let classes = std::iter::once(all).chain(CardClass::ALL.iter().map(of)).collect();
    let filters = vec![words_filter(&p), Field::one("class", p.t("parts-field-card-class"), classes), ended_filter(&p)];
    let add = may_keep_cards(&auth.actor()).then(|| ("/cards/new".to_owned(), p.t("cards-new")));
    let page = ListPage { path: "/cards", title: p.t("cards-title"), filters, add, p };
    answer_facet(&auth, &asked, page, Card::KIND, class.map(Facet::class), COLUMNS).await
}
