//! Filed: after a restore a phone asks which of what it has is filed for others now, and what is kept apart. What the hub lost it does not name.

use super::body;
use super::hello::follows;
use crate::error::Fault;
use crate::hub::Hub;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use fettle_core::sync::protocol::{Filed, FiledRequest, MAX_FILED};
use std::sync::Arc;

/// Answers which aggregates are known and in no stream of the caller, and which events came again and do not count.
pub(super) async fn filed(State(hub): State<Arc<Hub>>, headers: HeaderMap, body: Body) -> Result<Json<Filed>, Fault> {
    let caller = hub.accounts.caller(&headers).await?;
    let request: FiledRequest = body::json(&headers, body).await?;
    if request.epoch != hub.epoch() {
        return Err(Fault::new(StatusCode::CONFLICT, "epoch_changed"));
    }
    if request.subjects.len() > MAX_FILED || request.events.len() > MAX_FILED {
        return Err(Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "too_many_subjects").with("most", MAX_FILED));
    }
    let streams = follows(&hub.ledger, &caller).await?.into_keys().collect();
    let elsewhere = hub.ledger.elsewhere(&request.subjects, &streams).await?;
    Ok(Json(Filed { elsewhere, apart: hub.ledger.only_apart(&request.events).await? }))
}
