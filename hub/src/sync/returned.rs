//! What a hub that was put back from a backup gets again: its former consoles' events, and phones that were enrolled after the backup.

use super::body::{self, bad_line};
use crate::error::Fault;
use crate::hub::Hub;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use fettle_core::kernel::Event;
use fettle_core::sync::certificate::Certificate;
use fettle_core::sync::protocol::{MAX_RETURN_EVENTS, Returned};
use serde::Deserialize;
use std::sync::Arc;

/// Takes a page in.
pub(super) async fn give_back(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Returned>, Fault> {
    let Some(lost) = hub.ledger.lost().await? else {
        // A hub that lost nothing knows its phones.
        return Err(Fault::new(StatusCode::UNAUTHORIZED, "unknown_device"));
    };
    let text = body::text(&headers, body).await?;
    let (certificate, events) = read(&text)?;
    let carrier = hub.accounts.bearer(&headers, certificate.as_ref(), &hub.key().public()).await?;
    let taken = hub.ledger.take_back(carrier, events).await?;
    Ok(Json(Returned { taken, lost: Some(lost) }))
}

/// A line as the hub reads it: `fettle_core::sync::protocol::ReturnLine`, with whatever stands beside it.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    certificate: Option<Certificate>,
    #[serde(default)]
    event: Option<Event>,
}

fn read(text: &str) -> Result<(Option<Certificate>, Vec<Event>), Fault> {
    let (mut certificate, mut events) = (None, Vec::new());
    for (line, number) in text.lines().zip(1..) {
        if line.trim().is_empty() {
            continue;
        }
        // A newer phone may say more beside them, and lines of other kinds.
        let said: Line = serde_json::from_str(line).map_err(|e| bad_line(number, &e))?;
        certificate = said.certificate.or(certificate);
        events.extend(said.event);
        if events.len() > MAX_RETURN_EVENTS {
            return Err(Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "too_many_events").with("most", MAX_RETURN_EVENTS));
        }
    }
    Ok((certificate, events))
}
