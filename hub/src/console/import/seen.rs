//! A batch, for who may see it.

use super::uploaded::must_import;
use crate::console::request::AuthContext;
use crate::error::Fault;
use crate::import::batch::{self, Batch, State};
use axum::http::StatusCode;
use uuid::Uuid;

/// The batch, for who may see it: staged tables are their bringer's, what began is every administrator's.
pub(super) async fn seen(auth: &AuthContext, id: &str) -> Result<Batch, Fault> {
    must_import(auth)?;
    let gone = || Fault::new(StatusCode::NOT_FOUND, "import_gone");
    let id: Uuid = id.parse().map_err(|_| gone())?;
    let found = batch::get(auth.hub(), id).await?;
    let may = |batch: &Batch| batch.state != State::Staged || batch.by == auth.viewer.id;
    found.filter(may).ok_or_else(gone)
}
