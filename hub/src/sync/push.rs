//! Push: a run of events and its signed head, answered with receipts.

use super::body::{self, bad_line};
use crate::accounts::Accounts;
use crate::error::Fault;
use crate::ledger::{Ledger, Run};
use crate::part::Part;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use fettle_core::kernel::{Event, SignedHead};
use fettle_core::sync::protocol::MAX_PUSH_EVENTS;
use serde::Deserialize;

/// A body from this many bytes on is read on a thread of its own; the way there and back takes longer than to read a smaller one.
const LARGE: usize = 32 * 1024;

/// Takes in a run.
pub(super) async fn push(
    State(accounts): State<Part<Accounts>>,
    State(ledger): State<Part<Ledger>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Fault> {
    let caller = accounts.handing_in(&headers).await?;
    let text = body::text(&headers, body).await?;
    let (events, head) = if text.len() < LARGE {
        read(&text)?
    } else {
        // Megabytes are read line by line: not on a thread that others wait for.
        let lines = tokio::task::spawn_blocking(move || read(&text));
        lines.await.map_err(|e| crate::error::HubError::Record(format!("lines: {e}")))??
    };
    let count = events.len();
    let receipts =
        ledger.commit(Run { device: caller.device, events, head, quarantined: caller.status.reason() }).await?;
    let quarantined = receipts.iter().filter(|receipt| receipt.quarantined.is_some()).count();
    tracing::info!(device = %caller.device, events = count, quarantined = quarantined, "push");
    accounts.seen(caller.device, None, false).await;
    let mut answer = String::new();
    for receipt in &receipts {
        answer.push_str(&serde_json::to_string(receipt).map_err(crate::error::HubError::from)?);
        answer.push('\n');
    }
    Ok(body::lines(&headers, answer))
}

/// A line as the hub reads it: `fettle_core::sync::protocol::PushLine`, with whatever stands beside it.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    event: Option<Event>,
    #[serde(default)]
    head: Option<SignedHead>,
}

/// Events in order, then one head.
fn read(text: &str) -> Result<(Vec<Event>, SignedHead), Fault> {
    let mut events = Vec::new();
    let mut head = None;
    let mut last = 0;
    for (line, number) in text.lines().zip(1..) {
        last = number;
        if line.trim().is_empty() {
            continue;
        }
        if head.is_some() {
            return Err(bad_line(number, &"nothing may follow the head"));
        }
        // A newer phone may say more beside them, and lines of other kinds.
        let Line { event, head: signed } = serde_json::from_str(line).map_err(|e| bad_line(number, &e))?;
        if event.is_some() && signed.is_some() {
            return Err(bad_line(number, &"an event and a head in one line"));
        }
        events.extend(event);
        head = head.or(signed);
        if events.len() > MAX_PUSH_EVENTS {
            return Err(Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "too_many_events").with("most", MAX_PUSH_EVENTS));
        }
    }
    let head = head.ok_or_else(|| bad_line(last + 1, &"the signed head is missing"))?;
    Ok((events, head))
}
