//! What stands behind the `?` of an address. What does not read is said in the reader's language.

use crate::error::Fault;
use axum::extract::{self, FromRequestParts};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

/// The query of a page.
pub(super) struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let read = extract::Query::<T>::from_request_parts(parts, state).await;
        read.map(|extract::Query(asked)| Self(asked)).map_err(|_| Fault::bad("query_unreadable"))
    }
}
