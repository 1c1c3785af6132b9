//! Enrolment and greeting.

use super::body;
use crate::accounts::{Caller, DeviceStatus, Joined};
use crate::error::{Fault, HubError};
use crate::front::Address;
use crate::hub::Hub;
use crate::ledger::Ledger;
use crate::random;
use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use fettle_core::domain::reach;
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::DeviceId;
use fettle_core::sync::certificate::Certificate;
use fettle_core::sync::protocol::{EnrolRequest, Enrolled, Greeting, Hello, SucceedRequest, Succeeded, VERSION};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A phone becomes a device.
pub(super) async fn enrol(
    State(hub): State<Arc<Hub>>,
    Extension(Address(address)): Extension<Address>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Enrolled>, Fault> {
    let request: EnrolRequest = body::json(&headers, body).await?;
    let joined = hub.accounts.enrol(&request, &address).await?;
    tracing::info!(device = %request.device, short = %joined.short, "enrolled");
    let certified = (request.device, request.name.clone(), request.public_key.clone(), joined.token.clone());
    Ok(Json(enrolled(&hub, certified, joined)))
}

/// A phone that was restored or cloned goes on as a new device.
pub(super) async fn succeed(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Succeeded>, Fault> {
    let caller = hub.accounts.handing_in(&headers).await?;
    let request: SucceedRequest = body::json(&headers, body).await?;
    let (joined, common) = hub.accounts.succeed(&caller, &request).await?;
    tracing::info!(device = %request.device, short = %joined.short, old = %caller.device, "succeeded");
    let certified = (request.device, joined.short.clone(), request.public_key.clone(), request.token.clone());
    Ok(Json(Succeeded { enrolled: enrolled(&hub, certified, joined), common }))
}

/// The answer, with the certificate of the device of this id, name, key and token.
fn enrolled(
    hub: &Hub,
    (device, name, public_key, token): (DeviceId, String, String, String),
    joined: Joined,
) -> Enrolled {
    let now = hub.clock.now_ms();
    let certificate = Certificate {
        device,
        person: joined.person,
        short: joined.short.clone(),
        public_key,
        name,
        token_digest: random::digest(&token),
        at: now,
        signature: String::new(),
    }
    .signed(hub.key());
    Enrolled {
        person: joined.person,
        short: joined.short,
        token: joined.token,
        hub_name: hub.name().to_owned(),
        hub_key: hub.key().public(),
        now: hub.clock.now_ms(),
        certificate: Some(Box::new(certificate)),
    }
}

/// The start of every session.
pub(super) async fn hello(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Greeting>, Fault> {
    let caller = hub.accounts.handing_in(&headers).await?;
    let hello: Hello = body::json(&headers, body).await?;
    if !hello.versions.contains(&VERSION) {
        return Err(Fault::new(StatusCode::UPGRADE_REQUIRED, "version_unknown").with("version", VERSION));
    }
    hub.accounts.greeted(caller.device, &hello.app).await?;
    let have = hub.ledger.head_of(caller.device).await?;
    // Who may only hand in may read nothing, and is told to forget nothing either: that comes after the work is in.
    let mut whole = caller.clone();
    whole.viewer.person.active = true;
    let streams = follows(&hub.ledger, &whole).await?;
    hub.accounts.seen(caller.device, Some(&hello.app), false).await;
    let revoked = caller.status == DeviceStatus::Revoked;
    let (now, pins) = (hub.clock.now_ms(), hub.front().link.pins.clone());
    let lost = hub.ledger.lost().await?;
    let quarantined = hub.ledger.quarantined_of(caller.device).await?;
    Ok(Json(Greeting { version: VERSION, epoch: hub.epoch(), have, streams, now, revoked, pins, lost, quarantined }))
}

/// The streams that the caller's phone may follow, with their newest numbers.
pub(super) async fn follows(ledger: &Ledger, caller: &Caller) -> Result<BTreeMap<Stream, u64>, HubError> {
    let centres = ledger.centres().await?;
    let follows: BTreeSet<Stream> = reach::follows(caller.viewer.id, &caller.viewer.person, &centres);
    ledger.newest_numbers(ledger.with_months(follows).await?).await
}
