//! What is done with a batch: recorded, gone on with, given up.

use super::seen::seen;
use crate::console::request::AuthForm;
use crate::error::Fault;
use crate::import::{Wanted, batch};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

/// Records it. Sent twice it is one import: a batch that began goes on, one that is done stays.
pub(in crate::console) async fn start(
    Path(id): Path<String>,
    AuthForm { auth, fields, .. }: AuthForm,
) -> Result<Response, Fault> {
    let id = seen(&auth, &id).await?.id;
    let wanted = Wanted { partial: fields.has("partial"), update: fields.has("update") };
    batch::begin(auth.hub(), id, wanted).await?;
    Ok(Redirect::to(&format!("/import/{id}")).into_response())
}

/// Gives staged tables up.
pub(in crate::console) async fn drop_it(
    Path(id): Path<String>,
    AuthForm { auth, .. }: AuthForm,
) -> Result<Response, Fault> {
    match seen(&auth, &id).await {
        Ok(batch) => batch::drop_staged(auth.hub(), batch.id).await?,
        // Sent twice: it is given up already.
        Err(gone) if gone.status == StatusCode::NOT_FOUND => {}
        Err(other) => return Err(other),
    }
    Ok(Redirect::to("/import").into_response())
}
