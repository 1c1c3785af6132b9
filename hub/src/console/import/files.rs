//! Files to take along: a book to be filled in, and the record in the same form.

use super::uploaded::must_import;
use crate::audit::{Action, Note};
use crate::console::request::AuthContext;
use crate::error::Fault;
use crate::import;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use fettle_core::kernel::fold::time;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn file(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, XLSX.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

/// A sheet for each kind with its headings and one example row.
pub(in crate::console) async fn template(auth: AuthContext) -> Result<Response, Fault> {
    must_import(&auth)?;
    Ok(file("fettle-template.xlsx", import::template(auth.lang())?))
}

/// Everything that is on record of these kinds.
pub(in crate::console) async fn export(auth: AuthContext) -> Result<Response, Fault> {
    must_import(&auth)?;
    let hub = auth.hub();
    let bytes = import::book(hub, auth.lang()).await?;
    hub.accounts.audit.note(Note::new(Action::Exported).by(auth.viewer.id)).await?;
    let day = time(hub.clock.now_ms()).format("%Y-%m-%d");
    Ok(file(&format!("fettle-company-{day}.xlsx"), bytes))
}
