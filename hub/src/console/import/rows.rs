//! The rows of staged tables, to be ticked: page by page, or all at once.

use super::seen::seen;
use crate::console::page::{Page, html};
use crate::console::query::Query;
use crate::console::request::{AuthContext, AuthForm};
use crate::error::Fault;
use crate::import::batch::{self, State};
use crate::import::{Chosen, Makes, Offered, kind_name};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Rows of a page.
const PAGE: usize = 100;

struct Row {
    place: String,
    kind: String,
    what: String,
    makes: String,
    tone: &'static str,
    wanted: bool,
}

#[derive(Template)]
#[template(path = "import_rows.html")]
struct Rows {
    p: Page,
    address: String,
    proof: String,
    about: String,
    rows: Vec<Row>,
    from: usize,
    newer: Option<usize>,
    older: Option<usize>,
}

/// Where the page begins.
#[derive(Debug, Deserialize)]
pub(in crate::console) struct Start {
    #[serde(default)]
    from: usize,
}

/// Rows and what of them is wanted, of a batch that waits for a decision.
async fn staged(auth: &AuthContext, id: &str) -> Result<(batch::Batch, Vec<Offered>), Fault> {
    let found = seen(auth, id).await?;
    if found.state != State::Staged {
        return Err(Fault::new(StatusCode::NOT_FOUND, "import_gone"));
    }
    let offered = batch::offered(auth.hub(), found.id).await?;
    Ok((found, offered))
}

/// The page.
pub(in crate::console) async fn page(
    auth: AuthContext,
    Path(id): Path<String>,
    Query(Start { from }): Query<Start>,
) -> Result<Response, Fault> {
    let (found, offered) = staged(&auth, &id).await?;
    let p = auth.page().at("import").back_to(&format!("/import/{}/rows?from={from}", found.id));
    let row = |offered: &Offered| {
        let (makes, tone) = match offered.makes {
            Makes::New => ("import-new", "good"),
            Makes::Changed => ("import-changed", "active"),
            Makes::Left => ("import-left-out", "wait"),
        };
        Row {
            wanted: found.chosen.has(&offered.place),
            kind: kind_name(p.lang, &offered.kind),
            makes: p.t(makes),
            place: offered.place.clone(),
            what: offered.what.clone(),
            tone,
        }
    };
    let wanted = offered.iter().filter(|row| found.chosen.has(&row.place)).count();
    let view = Rows {
        address: format!("/import/{}", found.id),
        proof: p.form(),
        about: p.tn("import-rows-count", &[("wanted", wanted.to_string()), ("all", offered.len().to_string())]),
        rows: offered.iter().skip(from).take(PAGE).map(row).collect(),
        newer: (from > 0).then(|| from.saturating_sub(PAGE)),
        older: (from + PAGE < offered.len()).then_some(from + PAGE),
        from,
        p,
    };
    Ok(html(&view))
}

/// Rows were ticked.
pub(in crate::console) async fn choose(
    Path(id): Path<String>,
    AuthForm { auth, fields, .. }: AuthForm,
) -> Result<Response, Fault> {
    let (found, offered) = staged(&auth, &id).await?;
    let all = |name: &'static str| fields.0.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str());
    let chosen = match fields.get("every") {
        "yes" => Chosen::every(true),
        "no" => Chosen::every(false),
        _ => {
            let mut chosen = found.chosen;
            let (known, ticked): (BTreeSet<&str>, BTreeSet<&str>) =
                (offered.iter().map(|row| row.place.as_str()).collect(), all("take").collect());
            for place in all("row").filter(|place| known.contains(place)) {
                chosen.set(place, ticked.contains(place));
            }
            chosen
        }
    };
    batch::choose(auth.hub(), found.id, chosen).await?;
    let from: usize = fields.parse("from").unwrap_or_default();
    Ok(Redirect::to(&format!("/import/{}/rows?from={from}", found.id)).into_response())
}
