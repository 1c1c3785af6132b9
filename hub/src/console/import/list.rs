//! The page with the form and the batches of before.

use super::form::upload;
use super::uploaded::must_import;
use crate::console::kit::Form;
use crate::console::names::Names;
use crate::console::page::{Page, html};
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::console::words;
use crate::error::Fault;
use crate::import::batch::{self, State};
use crate::import::undo::Undo;
use crate::import::{heading, kind_name, remembered};
use askama::Template;
use axum::response::Response;
use fettle_core::kernel::Subject;
use fettle_core::kernel::fold::time;
use serde::Deserialize;
use uuid::Uuid;

/// Batches of a page.
const PAGE: u32 = 20;

struct Row {
    address: String,
    when: String,
    who: String,
    name: String,
    files: String,
    new: usize,
    changed: usize,
    state: String,
    tone: &'static str,
}

/// A heading of the company's own.
struct Heading {
    kind: String,
    kind_name: String,
    heading: String,
    column: String,
    who: String,
}

#[derive(Template)]
#[template(path = "import.html")]
struct Import {
    p: Page,
    form: Form,
    rows: Vec<Row>,
    headings: Vec<Heading>,
    proof: String,
    older: Option<String>,
}

/// Where the page begins.
#[derive(Debug, Deserialize)]
pub(in crate::console) struct Start {
    before: Option<Uuid>,
}

/// The page.
pub(in crate::console) async fn page(auth: AuthContext, Query(from): Query<Start>) -> Result<Response, Fault> {
    must_import(&auth)?;
    let hub = auth.hub();
    let p = auth.page().at("import").live(None);
    let under_way = hub.imports.under_way();
    let batches = batch::list(hub, from.before, PAGE).await?;
    let own = remembered::list(hub).await?;
    let people = batches.iter().map(|batch| batch.by).chain(own.iter().map(|one| one.by)).map(Subject::from).collect();
    let names = Names::of(&hub.ledger, auth.lang(), people).await?;
    let zone = names.house_zone(auth.viewer.person.centre);
    let full = batches.len() == usize::try_from(PAGE).unwrap_or(usize::MAX);
    let older = batches.last().filter(|_| full).map(|last| format!("/import?before={}", last.id));
    let row = |batch: batch::Batch| {
        let (state, tone) = match batch.state {
            _ if batch.undo.as_ref().is_some_and(Undo::has_begun) => ("import-state-undone", "wait"),
            State::Done => ("import-state-done", "good"),
            State::Failed => ("import-state-failed", "bad"),
            _ if under_way.contains(&batch.id) => ("import-state-under-way", "active"),
            _ => ("import-state-broken-off", "wait"),
        };
        Row {
            address: format!("/import/{}", batch.id),
            when: words::minute(time(batch.at), zone),
            who: names.person(batch.by),
            name: batch.name,
            files: batch.files.join(", "),
            new: batch.told.counts.values().map(|count| count.new).sum(),
            changed: batch.told.counts.values().map(|count| count.changed).sum(),
            state: p.t(state),
            tone,
        }
    };
    let rows = batches.into_iter().map(row).collect();
    let heading = |one: remembered::Remembered| Heading {
        kind_name: kind_name(p.lang, &one.kind),
        column: if one.column.is_empty() { p.t("import-heading-nothing") } else { heading(p.lang, &one.column) },
        who: names.person(one.by),
        kind: one.kind,
        heading: one.heading,
    };
    let headings = own.into_iter().map(heading).collect();
    let (form, proof) = (upload(&p), p.form());
    Ok(html(&Import { form, rows, headings, proof, older, p }))
}
