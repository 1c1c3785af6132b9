//! A form with files. What proves that a page of ours sent it comes before the files: of anybody else nothing is read.

use super::guard::TOKEN_FIELD;
use super::request::{AuthContext, Fields};
use crate::error::Fault;
use crate::hub::Hub;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::StatusCode;
use std::marker::PhantomData;
use std::sync::Arc;

/// Who may send a form with files, and how much.
pub(super) trait Door: Send + Sync + 'static {
    /// Bytes at most.
    const MOST_BYTES: usize;
    /// Refuses who may not, before anything is read.
    ///
    /// # Errors
    /// `not_allowed`.
    fn must(auth: &AuthContext) -> Result<(), Fault>;
}

/// A form with files of somebody who may send it.
pub(super) struct Uploaded<D> {
    /// Who.
    pub auth: AuthContext,
    /// What was typed beside the files.
    pub fields: Fields,
    /// The files that were chosen, with their names.
    pub files: Vec<(String, Vec<u8>)>,
    door: PhantomData<D>,
}

/// Fields beside the files.
const FIELDS: usize = 20;

impl<D: Door> FromRequest<Arc<Hub>> for Uploaded<D> {
    type Rejection = Fault;
    async fn from_request(request: Request, hub: &Arc<Hub>) -> Result<Self, Fault> {
        let (mut parts, body) = request.into_parts();
        let auth = AuthContext::from_request_parts(&mut parts, hub).await?;
        D::must(&auth)?;
        let form = Multipart::from_request(Request::from_parts(parts, body), hub).await;
        // What is no form with files proves nothing either.
        let mut form = form.map_err(|_| stale())?;
        let (mut fields, mut files) = (Fields::default(), Vec::new());
        while let Some(part) = form.next_field().await.map_err(|e| unreadable::<D>(&e))? {
            let name = part.name().unwrap_or_default().to_owned();
            let Some(file) = part.file_name().map(str::to_owned) else {
                if fields.0.len() >= FIELDS {
                    return Err(Fault::bad("form_unreadable"));
                }
                fields.0.push((name, part.text().await.map_err(|e| unreadable::<D>(&e))?));
                continue;
            };
            proven(&auth, &fields)?;
            let bytes = part.bytes().await.map_err(|e| unreadable::<D>(&e))?;
            // A field in which nothing was chosen is sent as a file without a name.
            if !file.is_empty() {
                files.push((plain(&file), bytes.to_vec()));
            }
        }
        proven(&auth, &fields)?;
        Ok(Self { auth, fields, files, door: PhantomData })
    }
}

/// The name of a file without its folders, which some browsers send too.
fn plain(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|c| !c.is_control()).take(120).collect()
}

/// Whether the token is the one of this browser's session.
fn proven(auth: &AuthContext, fields: &Fields) -> Result<(), Fault> {
    if auth.context.guard.token.is(fields.get(TOKEN_FIELD)) { Ok(()) } else { Err(stale()) }
}

fn stale() -> Fault {
    Fault::new(StatusCode::FORBIDDEN, "form_stale")
}

fn unreadable<D: Door>(e: &MultipartError) -> Fault {
    match e.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large").with("megabytes", D::MOST_BYTES / 1024 / 1024)
        }
        _ => Fault::bad("form_unreadable"),
    }
}
