//! The audit as administrators read it: newest first, in pages.

use super::names::Names;
use super::page::{Page, html};
use super::visit::Visit;
use super::words;
use crate::console::query::Query;
use crate::error::Fault;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use fettle_core::domain::people::Role;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{PersonId, Subject};
use serde::Deserialize;
use uuid::Uuid;

/// Lines of a page.
const PAGE: u32 = 100;

struct Row {
    when: String,
    what: String,
    who: String,
    about: String,
    network: String,
    outcome: String,
    good: bool,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct Audit {
    p: Page,
    rows: Vec<Row>,
    older: Option<String>,
}

/// Where the page begins.
#[derive(Debug, Deserialize)]
pub(super) struct Start {
    before: Option<u64>,
}

/// The page.
pub(super) async fn page(visit: Visit, Query(from): Query<Start>) -> Result<Response, Fault> {
    if !visit.viewer.is(Role::Administrator) {
        return Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed"));
    }
    let hub = visit.hub();
    let p = visit.page().at("audit");
    let lines = hub.accounts.audit.lines(from.before, PAGE).await?;
    let named = lines.iter().flat_map(|line| line.by.into_iter().chain(line.about.map(PersonId::new)));
    let names = Names::of(&hub.ledger, visit.lang(), named.map(Subject::from).collect()).await?;
    let zone = names.house_zone(visit.viewer.person.centre);
    let person = |id: Uuid| names.known_person(PersonId::new(id));
    let full = lines.len() == usize::try_from(PAGE).unwrap_or(usize::MAX);
    let older = lines.last().filter(|_| full).map(|line| format!("/audit?before={}", line.id));
    let row = |line: crate::audit::Line| Row {
        when: words::minute(time(line.at), zone),
        what: p.code("security-action-", &line.action),
        who: match line.by {
            Some(id) => names.person(id),
            None if line.by_operator() => p.t("security-audit-operator"),
            None => String::new(),
        },
        about: line.about.map_or_else(String::new, |id| person(id).unwrap_or_else(|| id.to_string())),
        network: line.network.unwrap_or_default(),
        good: line.outcome == "done",
        outcome: if line.outcome == "done" { String::new() } else { p.code("error-", &line.outcome) },
    };
    let rows = lines.into_iter().map(row).collect();
    Ok(html(&Audit { rows, older, p }))
}
