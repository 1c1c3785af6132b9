//! Jobs were ticked in the list, or all of its filter are meant: what the act wants to know is asked.

use super::super::filter::Filter;
use super::asked::{MOST, asks, code, form, jobs};
use super::look::{Chosen, preview};
use crate::console::kit::shown_page;
use crate::console::query::Query;
use crate::console::visit::{Fields, Visit};
use crate::error::{Fault, HubError};
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::commands::ManyAct;

/// The jobs of a filter, at most [`MOST`].
async fn of_filter(visit: &Visit, filter: &Filter) -> Result<Vec<JobId>, HubError> {
    let asks = filter.asks(&visit.viewer.reach, visit.lang());
    let found = visit.hub().ledger.jobs(&asks, None, MOST).await?;
    Ok(found.rows.iter().map(|job| job.id).collect())
}

/// The page. Where the act asks nothing, what it comes to is shown at once.
pub(in crate::console) async fn choose(
    visit: Visit,
    Query(filter): Query<Filter>,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let fields = Fields(fields);
    let code = code(&visit, fields.get("act"))?;
    let chosen = if fields.has("all") { of_filter(&visit, &filter).await? } else { jobs(fields.all("job")) };
    if chosen.is_empty() {
        // With a word about it, and what was listed.
        return Ok(Redirect::to(&filter.without_choice()).into_response());
    }
    let cut = fields.has("all") && chosen.len() == MOST;
    if !asks(code) {
        let act = if code == "close" { ManyAct::Close } else { ManyAct::Resume };
        return preview(&visit, Chosen { act, jobs: chosen, cut }).await;
    }
    let mut p = visit.page().at("jobs");
    if cut {
        let told = p.t1("bulk-cut", "most", MOST);
        p = p.refused(told);
    }
    let form = form(&visit, &p, code, &chosen).await?;
    let title = p.tn("bulk-title", &[("act", p.code("bulk-act-", code)), ("count", chosen.len().to_string())]);
    let crumb = ("/jobs".to_owned(), p.t("console-jobs"));
    Ok(shown_page(p, title, crumb, form))
}
