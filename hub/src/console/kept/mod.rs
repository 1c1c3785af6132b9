//! What the pages of master data share: who may, what a record says and what happened to it, names that people type for other records, what stands
//! in the way of an end. Each kind of record has a folder of its own beside this one.

mod cells;
mod centre;
mod facts;
mod find;
mod in_the_way;
mod list;
mod of_site;
mod open_jobs;
mod reading;

pub(super) use cells::What;
pub(super) use centre::{centre_field, centre_filter, centre_of, own_or_chosen};
pub(super) use facts::{facts, histories, history, name_of};
pub(super) use find::{Miss, find, find_person, person_field};
pub(super) use in_the_way::{list_of, with_list};
pub(super) use list::{
    Cut, answer_cut, answer_facet, answer_listed, ended_filter, ends_filter, line_of, lines_of, owner_of, today,
    words_filter,
};
pub(super) use of_site::contracts_of_site;
pub(super) use open_jobs::{all_jobs, jobs_of, open_jobs};
pub(super) use reading::{bilingual, day, text};

use super::command::Told;
use super::kit::{Form, refused_page};
use super::page::Page;
use super::request::{AuthContext, Fields};
use crate::access;
use crate::error::{Fault, HubError};
use crate::ledger::Desk;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::any::AnyFolded;
use fettle_core::kernel::{Aggregate, Folded, Subject};
use std::str::FromStr;

/// Refuses who may not record events of this type; what a page offers asks the same.
///
/// # Errors
/// `not_allowed`.
pub(super) fn must(auth: &AuthContext, event_type: &str) -> Result<(), Fault> {
    if auth.actor().may(event_type) { Ok(()) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

/// A record by the id in an address, if the viewer may see it.
///
/// # Errors
/// `not_found`.
pub(super) async fn look<A: Aggregate, Id: FromStr + Copy + Into<Subject>>(
    auth: &AuthContext,
    id: &str,
) -> Result<(Id, A), Fault> {
    let id: Id = id.parse().map_err(|_| Fault::not_found())?;
    let found: Folded<A> = access::look(&auth.hub().ledger, &auth.viewer, id.into().id()).await?;
    Ok((id, found.state))
}

/// A record as the deciding command reads it; nothing known where there is none.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn now<A: Aggregate>(desk: &Desk, id: impl Into<Subject>) -> Result<A, HubError> {
    Ok(desk.ledger.get::<A>(id.into().id()).await?.map(|folded| folded.state).unwrap_or_default())
}

/// The record with its kind.
///
/// # Errors
/// `not_found`.
pub(super) async fn any(auth: &AuthContext, subject: &Subject) -> Result<AnyFolded, Fault> {
    auth.hub().ledger.any(subject).await?.ok_or_else(Fault::not_found)
}

/// A page with one form: what it is called, and where it belongs.
pub(super) struct About {
    /// The page, in its section.
    pub p: Page,
    /// What it is called.
    pub title: String,
    /// Where it belongs: address and text.
    pub crumb: (String, String),
}

/// The answer to a form: on to `to` where it was done, else the form with what was typed and why it was refused.
pub(super) fn answered(
    told: Option<Told>,
    to: &str,
    fields: &Fields,
    again: impl FnOnce() -> (About, Form),
) -> Response {
    match told {
        None => Redirect::to(&format!("{to}?done=1")).into_response(),
        Some(told) => {
            let (About { p, title, crumb }, form) = again();
            refused_page(p, title, crumb, form, (fields, &told))
        }
    }
}
