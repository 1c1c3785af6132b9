//! Filed: after a restore a phone asks which of what it has is filed for others now, and what is quarantined. What the hub lost it does not name.

use super::body;
use super::hello::follows;
use crate::accounts::Accounts;
use crate::epoch::Epoch;
use crate::error::Fault;
use crate::ledger::Ledger;
use crate::part::Part;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use fettle_core::sync::protocol::{Filed, FiledRequest, MAX_FILED};

/// Answers which aggregates are known and in no stream of the caller, and which events came again and do not count.
pub(super) async fn filed(
    State(accounts): State<Part<Accounts>>,
    State(ledger): State<Part<Ledger>>,
    State(epoch): State<Part<Epoch>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Filed>, Fault> {
    let caller = accounts.caller(&headers).await?;
    let request: FiledRequest = body::json(&headers, body).await?;
    if request.epoch != epoch.now() {
        return Err(Fault::new(StatusCode::CONFLICT, "epoch_changed"));
    }
    if request.subjects.len() > MAX_FILED || request.events.len() > MAX_FILED {
        return Err(Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "too_many_subjects").with("most", MAX_FILED));
    }
    let streams = follows(&ledger, &caller).await?.into_keys().collect();
    let elsewhere = ledger.elsewhere(&request.subjects, &streams).await?;
    Ok(Json(Filed { elsewhere, quarantined: ledger.only_quarantined(&request.events).await? }))
}
