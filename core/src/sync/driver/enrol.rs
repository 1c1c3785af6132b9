//! Enrolment: a phone becomes a device of a hub by a one-time code.

use super::failure::Failure;
use super::http::{SyncSession, blocking};
use crate::store::{Candidate, Enrolment, Store, StoreError};
use crate::sync::enrol_link::EnrolLink;
use crate::sync::protocol::{EnrolRequest, Enrolled, ErrorBody, enrol_bytes, paths};

/// Enrols the store's device at `hub_url`, a hub without a pinned key, with its one-time code. `name`: what people call the phone.
///
/// # Errors
/// As [`enrol_by_link`].
pub async fn enrol(
    session: &SyncSession,
    store: &Store,
    hub_url: &str,
    code: &str,
    name: &str,
) -> Result<Enrolment, Failure> {
    let link = EnrolLink { hub: hub_url.to_owned(), code: code.to_owned(), pins: Vec::new(), plain: true };
    enrol_by_link(session, store, &link, name).await
}

/// Enrols the store's device by the link of a QR code, whose pins hold from the first byte on.
///
/// # Errors
/// [`Failure`] with the hub's code (used or expired code, too many tries) or the network's, `hub_not_pinned_one` when somebody else
/// answers; nothing is then changed.
pub async fn enrol_by_link(
    session: &SyncSession,
    store: &Store,
    link: &EnrolLink,
    name: &str,
) -> Result<Enrolment, Failure> {
    let enrolment = ask_to_join(session, store, link, name).await?;
    let kept = enrolment.clone();
    blocking(store, move |store| store.enrolled(&kept)).await.ok_or_else(cancelled)??;
    Ok(enrolment)
}

/// Asks as [`enrol_by_link`] does and keeps nothing yet: for who has to look at the answer first.
///
/// # Errors
/// As [`enrol_by_link`].
pub async fn ask_to_join(
    session: &SyncSession,
    store: &Store,
    link: &EnrolLink,
    name: &str,
) -> Result<Enrolment, Failure> {
    let identity = blocking(store, |store| store.identity()).await.ok_or_else(cancelled)??;
    let device = Candidate { device: identity.device, key: identity.key };
    ask(session, &device, link, name).await
}

/// Enrols a phone that is enrolled already, for the same person or another: hands in what the first person has on it, and only then begins
/// again as another device, with nothing of before.
///
/// # Errors
/// `unsent_work` while something of the first person's is not on the hub; otherwise as [`enrol_by_link`]. Nothing is then changed.
pub async fn take_over(
    session: &SyncSession,
    store: &Store,
    link: &EnrolLink,
    name: &str,
) -> Result<Enrolment, Failure> {
    let report = session.run_once(store).await;
    let identity = blocking(store, |store| store.identity()).await.ok_or_else(cancelled)??;
    // The session wiped a revoked phone; or the hub lost this device, which then joins again as what it is, with its work.
    if identity.enrolment.is_none() || report.code.as_deref() == Some("unknown_device") {
        return enrol_by_link(session, store, link, name).await;
    }
    let counts = blocking(store, |store| store.counts()).await.ok_or_else(cancelled)??;
    if counts.pending + counts.blobs_up + counts.salvaged > 0 {
        return Err(Failure::new(StoreError::Unsent.code()));
    }
    let device = blocking(store, |store| store.candidate()).await.ok_or_else(cancelled)??;
    let enrolment = ask(session, &device, link, name).await?;
    let kept = enrolment.clone();
    blocking(store, move |store| store.taken_over(&device, &kept)).await.ok_or_else(cancelled)??;
    Ok(enrolment)
}

fn cancelled() -> Failure {
    Failure::new("cancelled")
}

/// Asks the hub; nothing is kept here.
async fn ask(session: &SyncSession, device: &Candidate, link: &EnrolLink, name: &str) -> Result<Enrolment, Failure> {
    let (hub_url, code) = (link.hub.trim_end_matches('/').to_owned(), &link.code);
    let request = EnrolRequest {
        code: code.clone(),
        device: device.device,
        public_key: device.key.public(),
        name: name.to_owned(),
        app: session.options.machine.app.clone(),
        proof: device.key.sign(&enrol_bytes(code, device.device)),
    };
    let body = serde_json::to_vec(&request).map_err(|_| Failure::new("bad_answer"))?;
    let ask = session
        .client(&link.pins)?
        .post(format!("{hub_url}{}", paths::ENROL))
        .header("content-type", "application/json")
        .header("accept-language", &session.options.machine.language);
    let answer = session.ask(ask, body).await.map_err(|fault| Failure::new(fault.code()))?;
    let json = answer.headers.get("content-type").is_some_and(|kind| kind.starts_with("application/json"));
    if !json {
        return Err(Failure::new("captive_portal"));
    }
    if answer.status != 200 {
        let said: ErrorBody = serde_json::from_slice(&answer.body).map_err(|_| Failure::new("bad_answer"))?;
        return Err(Failure { code: said.code, args: said.args });
    }
    let enrolled: Enrolled = serde_json::from_slice(&answer.body).map_err(|_| Failure::new("bad_answer"))?;
    Ok(Enrolment { hub_url, pins: link.pins.clone(), enrolled })
}
