//! The list of people.

use super::form::roles;
use super::one::{must_know_people, own_centre};
use crate::console::kept::{What, answer_facet, words_filter};
use crate::console::kit::{Asked, Choice, Field, ListPage};
use crate::console::page::Page;
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::error::Fault;
use crate::ledger::Facet;
use axum::response::Response;
use fettle_core::domain::people::{Centre, Person, Role, Roles};
use fettle_core::kernel::Aggregate;

const COLUMNS: &[(&str, What)] = &[
    ("people-name", What::Name),
    ("console-login", What::Login),
    ("people-roles", What::Roles),
    ("console-centre", What::Centre),
    ("people-skills", What::Skills),
    ("people-language", What::Language),
    ("kept-changed", What::Changed),
    ("console-status", What::State),
];
/// What a manager sees of them.
const WITHOUT_LOGIN: &[(&str, What)] = &[
    ("people-name", What::Name),
    ("people-roles", What::Roles),
    ("console-centre", What::Centre),
    ("people-skills", What::Skills),
    ("people-language", What::Language),
    ("kept-changed", What::Changed),
    ("console-status", What::State),
];
/// Centres that a filter shows at most.
const MOST: u32 = 1_000;
/// What the address calls head office.
const HEAD_OFFICE: &str = "head-office";

/// The page.
pub(in crate::console) async fn page(
    auth: AuthContext,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    must_know_people(&auth)?;
    let (p, asked) = (auth.page().at("people"), Asked::of(query));
    let bad = || Fault::bad("query_unreadable");
    let role = match asked.get("role") {
        "" => None,
        code => Some(Role::from_code(code).ok_or_else(bad)?),
    };
    let own = own_centre(&auth);
    let centre = match asked.get("centre") {
        _ if own.is_some() => Some(own),
        "" => None,
        HEAD_OFFICE => Some(None),
        id => Some(Some(id.parse().map_err(|_| bad())?)),
    };
    let all = || Choice::new("", p.t("kept-all"), "");
    let held = roles(&p, &Roles::default());
    let choices = std::iter::once(all()).chain(held).collect();
    let mut filters = vec![words_filter(&p), Field::one("role", p.t("people-role"), choices)];
    if own.is_none() {
        let mut centres = vec![all(), Choice::new(HEAD_OFFICE, p.t("people-head-office"), "")];
        for (id, centre) in auth.hub().ledger.some::<Centre>(None, MOST).await? {
            centres.push(Choice::new(id, centre.state.name.in_lang(p.lang), ""));
        }
        filters.push(Field::one("centre", p.t("console-centre"), centres));
    }
    filters.push(at_work_filter(&p));
    let administers = auth.viewer.is(Role::Administrator);
    let columns = if administers { COLUMNS } else { WITHOUT_LOGIN };
    let add = administers.then(|| ("/people/new".to_owned(), p.t("people-new")));
    let page = ListPage { path: "/people", title: p.t("people-title"), filters, add, p };
    answer_facet(&auth, &asked, page, Person::KIND, Facet::people(role, centre), columns).await
}

/// The field for who left.
fn at_work_filter(p: &Page) -> Field {
    let choice = |value: &str, key: &str| Choice::new(value, p.t(key), "");
    let choices = vec![choice("", "people-at-work"), choice("only", "people-left"), choice("all", "kept-all")];
    Field::one("ended", p.t("console-status"), choices)
}
