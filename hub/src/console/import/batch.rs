//! One batch: what an import would do, how far it is, or what came of it.

use super::headings::{Asks, asked};
use super::seen::seen;
use super::undo::{self, Shown};
use crate::console::kit::{Field, Form};
use crate::console::names::Names;
use crate::console::page::{Page, html};
use crate::console::request::AuthContext;
use crate::console::words;
use crate::error::Fault;
use crate::import::batch::{self, Batch, State};
use crate::import::{KINDS, heading, kind_name, undo as back};
use askama::Template;
use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use fettle_core::kernel::Subject;
use fettle_core::kernel::fold::time;

/// Problems and differences on the page.
const SHOWN: usize = 50;
/// A page of what is under way comes again by itself.
const REFRESH: HeaderName = HeaderName::from_static("refresh");

struct Count {
    kind: String,
    new: usize,
    changed: usize,
    known: usize,
    bad: usize,
    left: usize,
}

struct Wrong {
    place: String,
    column: String,
    reason: String,
}

struct Differs {
    what: String,
    column: String,
    old: String,
    new: String,
    left: bool,
    back: String,
}

#[derive(Template)]
#[template(path = "import_batch.html")]
struct View {
    p: Page,
    title: String,
    about: String,
    /// What stood against it.
    outcome: String,
    counts: Vec<Count>,
    wrong: usize,
    problems: Vec<Wrong>,
    csv: String,
    differs: Vec<Differs>,
    /// Done and in all, while it is under way.
    progress: Option<(u64, u64)>,
    ended: String,
    forms: Vec<Form>,
    /// Whether some rows are not wanted.
    some_left: bool,
    /// The page on which rows are chosen.
    choose: Option<String>,
    /// Headings that nobody knows, and where what they stand for is sent.
    asks: Vec<Asks>,
    heading_form: (String, String),
    /// What is said of taking it back.
    undo: Option<Shown>,
    undo_forms: Vec<Form>,
}

/// The page.
pub(in crate::console) async fn page(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    let hub = auth.hub();
    let under_way = hub.imports.under_way();
    let batch = seen(&auth, &id).await?;
    let id = batch.id;
    let p = auth.page().at("import").live(None);
    let under_way = under_way.contains(&id);
    let names = Names::of(&hub.ledger, auth.lang(), vec![Subject::from(batch.by)]).await?;
    let zone = names.house_zone(auth.viewer.person.centre);
    let begun = batch.state != State::Staged;
    let title = match batch.state {
        State::Staged => p.t("import-preview"),
        _ => p.t("import-batch"),
    };
    let title = if batch.name.is_empty() { title } else { format!("{title}: {}", batch.name) };
    let told = &batch.told;
    let kinds = KINDS.iter().filter_map(|kind| told.counts.get(kind.name).map(|count| (kind, count)));
    let counts = kinds.map(|(kind, count)| Count {
        kind: kind_name(p.lang, kind.name),
        new: count.new,
        changed: count.changed,
        known: count.known,
        bad: count.bad,
        left: count.left,
    });
    let problems = told.problems.iter().take(SHOWN).map(|problem| Wrong {
        place: problem.place(),
        column: heading(p.lang, &problem.column),
        reason: problem.reason(p.lang),
    });
    let differs = told.differs.iter().take(SHOWN).map(|said| Differs {
        what: format!("{} {}", kind_name(p.lang, &said.kind), said.what),
        column: heading(p.lang, &said.column),
        old: if said.left { p.t("import-person-left") } else { said.old.clone() },
        new: said.new.clone(),
        left: !said.takes,
        back: if said.back { p.t1("import-taken-up", "reason", &said.old) } else { String::new() },
    });
    let offers = told.counts.values().any(|count| count.new + count.changed + count.left > 0);
    let taking_back = under_way && batch.undo.as_ref().is_some_and(|undo| undo.ends_later());
    let view = View {
        title,
        about: format!(
            "{} · {} · {}",
            words::minute(time(batch.at), zone),
            names.person(batch.by),
            batch.files.join(", ")
        ),
        outcome: if batch.outcome.is_empty() {
            String::new()
        } else {
            p.code("error-", &batch.outcome.replace('_', "-"))
        },
        counts: counts.collect(),
        wrong: told.wrong,
        problems: problems.collect(),
        csv: format!("/import/{id}/problems.csv"),
        differs: differs.collect(),
        progress: (begun && batch.state != State::Done && !taking_back).then_some((batch.done, batch.total)),
        ended: batch.ended_at.map(|at| words::minute(time(at), zone)).unwrap_or_default(),
        forms: if under_way { Vec::new() } else { forms(&p, &batch) },
        some_left: told.counts.values().any(|count| count.left > 0),
        choose: (!begun && offers).then(|| format!("/import/{id}/rows")),
        asks: if begun { Vec::new() } else { asked(&p, told) },
        heading_form: (format!("/import/{id}/headings"), p.form()),
        undo: undo::shown(&auth, &p, &batch, under_way).await?,
        undo_forms: if under_way { Vec::new() } else { undo::forms(&p, &batch) },
        p,
    };
    let mut response = html(&view);
    if under_way {
        response.headers_mut().insert(REFRESH, HeaderValue::from_static("2"));
    }
    Ok(response)
}

/// What may be done with it now.
fn forms(p: &Page, batch: &Batch) -> Vec<Form> {
    let to = |act: &str| format!("/import/{}/{act}", batch.id);
    match batch.state {
        _ if batch.undo.as_ref().is_some_and(back::Undo::has_begun) => Vec::new(),
        State::Done => Vec::new(),
        State::Begun | State::Failed => vec![Form::new(p, "start", to("start"), p.t("import-go-on"))],
        State::Staged => {
            let told = &batch.told;
            let changed = told.counts.values().any(|count| count.changed > 0);
            let mut start = Form::new(p, "start", to("start"), p.t("import-start"));
            if told.wrong > 0 {
                start = start.with(Field::tick("partial", p.t("import-partial"), false));
            }
            if changed {
                start = start.with(Field::tick("update", p.t("import-update"), false));
            }
            let gone = Form::new(p, "drop", to("drop"), p.t("import-drop")).dangerous();
            if told.counts.values().any(|count| count.new + count.changed > 0) { vec![start, gone] } else { vec![gone] }
        }
    }
}

/// All problems as a file.
pub(in crate::console) async fn problems(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    let found = seen(&auth, &id).await?;
    let told = batch::all_told(auth.hub(), &found).await?;
    let headers =
        [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"problems.csv\"")];
    Ok((headers, told.csv(auth.lang())).into_response())
}
