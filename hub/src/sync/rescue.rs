//! A phone hands in a rescue bundle that it carried. The bytes came by tus, under the bundle's media type.

use super::body;
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use crate::rescue::Imported;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use fettle_core::rescue::MEDIA_TYPE;
use fettle_core::sync::protocol::HandIn;
use std::sync::Arc;

/// Takes in an uploaded bundle and tells what became of it. Again: the same, with everything known.
pub(super) async fn hand_in(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Imported>, Fault> {
    // Also a revoked phone hands in what it carries.
    let caller = hub.accounts.handing_in(&headers).await?;
    let asked: HandIn = body::json(&headers, body).await?;
    let unknown = || Fault::new(StatusCode::NOT_FOUND, "blob_unknown");
    let info = hub.blobs.info(asked.hash).await?.ok_or_else(unknown)?;
    if info.media_type != MEDIA_TYPE {
        return Err(unknown());
    }
    let path = hub.blobs.file_of(asked.hash);
    let importing = Arc::clone(&hub);
    let carrier = caller.viewer.id;
    // In a task of its own: a phone that loses its connection must not leave a bundle half taken in.
    let import = tokio::spawn(async move { importing.import_rescue(&path, Some(carrier)).await });
    Ok(Json(import.await.map_err(|e| HubError::Record(format!("rescue: {e}")))??))
}
