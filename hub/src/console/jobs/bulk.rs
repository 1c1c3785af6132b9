//! The acts on jobs, at the addresses that they have: jobs are ticked in their list, or all of its filter are meant.

use super::filter::Filter;
use crate::bulk::List;
use crate::console::bulk::{self, MOST, again_or_back_of, carry_on, chosen, code, look_at, records, told_of};
use crate::console::query::Query;
use crate::console::request::{AuthContext, AuthForm, Fields};
use crate::error::{Fault, HubError};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::people::Actor;
use uuid::Uuid;

/// The acts that a person is offered.
pub(super) fn offered(actor: &Actor) -> impl Iterator<Item = &'static str> {
    bulk::offered(List::Jobs, actor).into_iter()
}

/// The jobs of a filter, at most [`MOST`], and whether there may be more.
async fn of_filter(auth: &AuthContext, filter: &Filter) -> Result<(Vec<Uuid>, bool), HubError> {
    let asks = filter.asks(&auth.viewer.reach, auth.lang());
    let found = auth.hub().ledger.jobs(&asks, None, MOST).await?;
    let jobs: Vec<Uuid> = found.rows.iter().map(|job| job.id.uuid()).collect();
    let cut = jobs.len() == MOST;
    Ok((jobs, cut))
}

/// The page. Where the act asks nothing, what it comes to is shown at once.
pub(in crate::console) async fn choose(
    auth: AuthContext,
    Query(filter): Query<Filter>,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let fields = Fields(fields);
    let act = code(&auth, List::Jobs, fields.get("act"))?;
    // Nothing is done to more jobs than were meant.
    if fields.has("all") && filter.is_unreadable() {
        return Err(Fault::bad("query_unreadable"));
    }
    let jobs = if fields.has("all") { of_filter(&auth, &filter).await? } else { records(fields.all("job")) };
    if jobs.0.is_empty() {
        // With a word about it, and what was listed.
        return Ok(Redirect::to(&filter.without_choice()).into_response());
    }
    chosen(&auth, List::Jobs, act, jobs).await
}

/// What the act wants to know was said.
pub(in crate::console) async fn look(posted: AuthForm) -> Result<Response, Fault> {
    look_at(List::Jobs, posted).await
}

/// The preview was agreed to.
pub(in crate::console) async fn carry(posted: AuthForm) -> Result<Response, Fault> {
    carry_on(List::Jobs, posted).await
}

/// What became of an act.
pub(in crate::console) async fn told(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    told_of(auth, List::Jobs, &id).await
}

/// What was not tried yet is tried, or all that was done is taken back.
pub(in crate::console) async fn again_or_back(
    Path((id, act)): Path<(String, String)>,
    posted: AuthForm,
) -> Result<Response, Fault> {
    again_or_back_of(List::Jobs, (&id, &act), posted).await
}
