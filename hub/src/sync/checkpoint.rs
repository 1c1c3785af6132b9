//! The checkpoint: how far this hub was, with its own signature, in a header of its answers to hello, push and pull. Phones bring it back with
//! the next of these. A hub that is behind it was put back by a snapshot of the whole machine, where neither file nor mark tell: it begins
//! another epoch before it answers. Only the hub's own signature is believed, so nobody can make it begin one that is not due.

use crate::data::{At, uint};
use crate::epoch::{self, Past};
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use crate::ledger::console_number;
use crate::sql;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use fettle_core::kernel::chain::verify;
use fettle_core::sync::protocol::CHECKPOINT;
use std::sync::Arc;
use uuid::Uuid;

const HEADER: HeaderName = HeaderName::from_static(CHECKPOINT);

/// What is signed, and what it begins with on the line: another form gets another number.
const FORM: &str = "1";

/// How far a hub was.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Checkpoint {
    epoch: Uuid,
    /// The number of the console that wrote.
    console: u64,
    at: At,
}

impl Checkpoint {
    fn bytes(text: &str) -> Vec<u8> {
        format!("fettle.checkpoint.v1\0{text}").into_bytes()
    }
    fn now(hub: &Hub) -> Self {
        let console = console_number(&hub.ledger.console_short()).unwrap_or(0);
        Self { epoch: hub.epoch(), console, at: hub.at() }
    }
    /// As it stands in the header.
    fn to_header(&self, hub: &Hub) -> String {
        let At { seq, hash, entries, received } = &self.at;
        let said = format!("{FORM}.{}.{}.{seq}.{entries}.{received}.{hash}", self.epoch, self.console);
        let signature = hub.key().sign(&Self::bytes(&said));
        format!("{said}.{signature}")
    }
    /// What a header says, if this hub said it.
    fn from_header(headers: &HeaderMap, hub: &Hub) -> Option<Self> {
        let (said, signature) = headers.get(HEADER)?.to_str().ok()?.rsplit_once('.')?;
        let mut parts = said.split('.');
        if parts.next() != Some(FORM) {
            return None;
        }
        let epoch = parts.next()?.parse().ok()?;
        let mut number = || parts.next()?.parse::<u64>().ok();
        let (console, seq, entries, received) = (number()?, number()?, number()?, number()?);
        let hash = parts.next()?.to_owned();
        if parts.next().is_some() {
            return None;
        }
        verify(&hub.key().public(), &Self::bytes(said), signature).ok()?;
        Some(Self { epoch, console, at: At { seq, hash, entries, received } })
    }
}

/// Looks at what a phone brings back, and gives it the next one.
pub(super) async fn checked(State(hub): State<Arc<Hub>>, request: Request, next: Next) -> Response {
    if let Err(e) = met(&hub, request.headers()).await {
        return Fault::from(e).into_response();
    }
    let mut response = next.run(request).await;
    if response.status().is_success()
        && let Ok(value) = HeaderValue::from_str(&Checkpoint::now(&hub).to_header(&hub))
    {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

async fn met(hub: &Arc<Hub>, headers: &HeaderMap) -> Result<(), HubError> {
    let Some(said) = Checkpoint::from_header(headers, hub) else { return Ok(()) };
    if said.epoch != hub.epoch() && hub.db().is_shared() {
        // Another process may have begun it, and this one not have heard of it yet.
        hub.adopt_epoch().await?;
    }
    let epoch = hub.epoch();
    let behind = if said.epoch == epoch {
        is_behind(hub, &said.at).await?
    } else {
        // One of an epoch that is over says nothing; one that this hub began and does not know any more says it all, once.
        let mut conn = hub.db().read().acquire().await?;
        !epoch::was(&mut conn, said.epoch).await?
    };
    if behind {
        tracing::warn!(seq = said.at.seq, "the hub is behind what it told a phone: a new epoch begins");
        let past = Past { epoch: said.epoch, at: said.at.received, console: said.console };
        hub.begin_epoch(epoch, past).await?;
    }
    Ok(())
}

/// Whether this hub lacks something of what it said, or has something else in its place.
async fn is_behind(hub: &Hub, said: &At) -> Result<bool, HubError> {
    let mut now = hub.at();
    if hub.db().is_shared() && (said.seq > now.seq || said.entries > now.entries) {
        // Another process told it, and wrote what this one has not read yet.
        now = epoch::how_far(&mut *hub.db().read().acquire().await?).await?;
    }
    if said.seq > now.seq || said.entries > now.entries {
        return Ok(true);
    }
    if said.seq == 0 || *said == now {
        return Ok(false);
    }
    // The time of receipt too: an event that its author handed in again may have come to its old place, and others not.
    let row = sql::query("SELECT hash, received FROM event WHERE seq = $1")
        .bind(crate::data::int(said.seq))
        .fetch_optional(hub.db().read())
        .await?;
    let Some(row) = row else { return Ok(true) };
    Ok(row.try_get::<String, _>(0)? != said.hash || uint(row.try_get(1)?) != said.received)
}
