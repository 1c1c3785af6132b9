//! A form with files. What proves that a page of ours sent it comes before the files: of anybody else nothing is read.

use super::form::MOST_BYTES;
use crate::console::guard::TOKEN_FIELD;
use crate::console::visit::{Fields, Visit};
use crate::error::Fault;
use crate::hub::Hub;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::StatusCode;
use fettle_core::domain::people::Role;
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// Refuses who is no administrator.
pub(super) fn must_import(visit: &Visit) -> Result<(), Fault> {
    let may = visit.viewer.is(Role::Administrator);
    if may { Ok(()) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

/// A form with files of an administrator.
pub(in crate::console) struct Uploaded {
    /// Who.
    pub visit: Visit,
    /// The files that were chosen, with their names.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Fields beside the files, and how long one may be.
const FIELDS: usize = 20;

impl FromRequest<Arc<Hub>> for Uploaded {
    type Rejection = Fault;
    async fn from_request(request: Request, hub: &Arc<Hub>) -> Result<Self, Fault> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, hub).await?;
        must_import(&visit)?;
        let form = Multipart::from_request(Request::from_parts(parts, body), hub).await;
        // What is no form with files proves nothing either.
        let mut form = form.map_err(|_| stale())?;
        let (mut fields, mut files) = (Fields::default(), Vec::new());
        while let Some(part) = form.next_field().await.map_err(|e| unreadable(&e))? {
            let name = part.name().unwrap_or_default().to_owned();
            let Some(file) = part.file_name().map(str::to_owned) else {
                if fields.0.len() >= FIELDS {
                    return Err(Fault::bad("form_unreadable"));
                }
                fields.0.push((name, part.text().await.map_err(|e| unreadable(&e))?));
                continue;
            };
            proven(&visit, &fields)?;
            let bytes = part.bytes().await.map_err(|e| unreadable(&e))?;
            // A field in which nothing was chosen is sent as a file without a name.
            if !file.is_empty() {
                files.push((file, bytes.to_vec()));
            }
        }
        proven(&visit, &fields)?;
        Ok(Self { visit, files })
    }
}

/// Whether the token is the one of this browser's session; compared in constant time.
fn proven(visit: &Visit, fields: &Fields) -> Result<(), Fault> {
    let right = fields.get(TOKEN_FIELD).as_bytes().ct_eq(visit.guest.guard.token.as_bytes());
    if bool::from(right) { Ok(()) } else { Err(stale()) }
}

fn stale() -> Fault {
    Fault::new(StatusCode::FORBIDDEN, "form_stale")
}

fn unreadable(e: &MultipartError) -> Fault {
    match e.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large").with("megabytes", MOST_BYTES / 1024 / 1024)
        }
        _ => Fault::bad("form_unreadable"),
    }
}
