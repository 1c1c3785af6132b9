//! Quarantine: what the hub could not accept, why, and the way out.

use super::live::HELD;
use super::looks_after::{looks_after, must_administer};
use super::names::Names;
use super::page::{Page, html};
use super::request::{AuthContext, AuthForm};
use super::rescued::{Rescued, rescued};
use super::words;
use crate::access::Reach;
use crate::audit::{Action, Note};
use crate::console::query::Query;
use crate::error::{Fault, HubError};
use crate::ledger::is_releasable;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::people::Role;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{DeviceId, EventId, PersonId, Subject};
use fettle_core::text::text_with;
use serde::Deserialize;
use std::collections::BTreeMap;

struct Held {
    id: String,
    what: String,
    subject: String,
    device: String,
    person: String,
    reason: String,
    code: String,
    releasable: bool,
    when: String,
}

struct Run {
    device: String,
    person: String,
    reason: String,
    code: String,
    when: String,
    events: u64,
    hash: String,
}

/// A device with more than one record in quarantine, as a phone that was revoked leaves them.
struct OfDevice {
    id: String,
    device: String,
    person: String,
    count: u64,
}

#[derive(Template)]
#[template(path = "quarantine.html")]
struct Quarantine {
    p: Page,
    devices: Vec<OfDevice>,
    held: Vec<Held>,
    /// How many there are of both, and where the older ones are.
    count: u64,
    older: Option<String>,
    /// Whether one device alone is shown.
    of_one: bool,
    runs: Vec<Run>,
    unnamed: Vec<Files>,
    rescued: Vec<Rescued>,
    may_release: bool,
}

/// What somebody sent and no record names.
struct Files {
    person: String,
    files: u64,
    megabytes: u64,
    since: String,
}

/// Lines of a page.
const PAGE: usize = 100;

/// Where the page begins.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Start {
    before: Option<u64>,
    /// Of one device alone.
    device: Option<String>,
}

/// The page.
pub(super) async fn page(auth: AuthContext, Query(from): Query<Start>) -> Result<Response, Fault> {
    must_administer(&auth)?;
    show(&auth, String::new(), from).await
}

async fn show(auth: &AuthContext, refusal: String, from: Start) -> Result<Response, Fault> {
    let hub = auth.hub();
    let unreadable = |_| Fault::bad("query_unreadable");
    let only = from.device.as_deref().map(str::parse::<DeviceId>).transpose().map_err(unreadable)?;
    let is_meant = |device: &DeviceId| only.is_none_or(|only| only == *device);
    let mut p = auth.page().at("quarantine").live(Some(HELD.to_owned()));
    let refused = !refusal.is_empty();
    if refused {
        p = p.refused(refusal);
        p.back = "/quarantine".to_owned();
    }
    let devices: BTreeMap<DeviceId, (String, PersonId)> =
        hub.ledger.devices().await?.into_iter().map(|row| (row.id, (row.name, row.person))).collect();
    let unnamed = hub.blobs.unnamed().await?;
    let named = devices.values().map(|(_, person)| *person).chain(unnamed.iter().map(|one| one.person));
    let names = Names::of(&hub.ledger, auth.lang(), named.map(Subject::from).collect()).await?;
    let zone = names.house_zone(auth.viewer.person.centre);
    let of = |device: &DeviceId| devices.get(device).filter(|(_, person)| looks_after(auth, &names, *person));
    let reason = |code: &str| reason(&p, code);
    let at = |ms: u64| words::minute(time(ms), zone);
    let mut counts = hub.ledger.quarantine_counts().await?;
    counts.retain(|device, _| is_meant(device) && of(device).is_some());
    let looked_after: Vec<DeviceId> = counts.keys().copied().collect();
    let mut page = hub.ledger.quarantine(&looked_after, from.before, PAGE + 1).await?;
    let more = page.len() > PAGE;
    page.truncate(PAGE);
    let its = only.map(|device| format!("device={device}&")).unwrap_or_default();
    let older = page.last().filter(|_| more).map(|last| format!("/quarantine?{its}before={}", last.row));
    let mut held = Vec::new();
    for one in page {
        let header = one.event.header();
        let Some((device, person)) = of(&header.device) else { continue };
        held.push(Held {
            id: header.id.to_string(),
            what: format!("{}.{}", header.subject.kind(), header.kind),
            subject: header.subject.id().to_string(),
            device: device.clone(),
            person: names.person(*person),
            reason: reason(&one.code),
            releasable: is_releasable(&one.code),
            code: one.code,
            when: at(one.event.received().unwrap_or_else(|| one.event.when_ms())),
        });
    }
    let lang = auth.lang();
    let run_reason = |code: &str, args: &BTreeMap<String, String>| {
        // Runs of before this was kept have nothing to fill their text with.
        let mut args: Vec<(&str, String)> = args.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        for name in ["expected", "found", "number"] {
            if !args.iter().any(|(known, _)| *known == name) {
                args.push((name, "?".to_owned()));
            }
        }
        text_with(lang, &format!("error-{}", code.replace('_', "-")), &args)
    };
    let mut runs = Vec::new();
    for run in hub.ledger.refused_runs().await?.into_iter().filter(|run| is_meant(&run.device)) {
        // Work of a device that the hub does not know came in a rescue bundle; whoever looks after all devices sees it.
        let strange = !devices.contains_key(&run.device) && matches!(auth.viewer.reach, Reach::All(_));
        let (device, person) = match of(&run.device) {
            Some((device, person)) => (device.clone(), names.person(*person)),
            None if strange => (run.device.to_string(), String::new()),
            None => continue,
        };
        runs.push(Run {
            device,
            person,
            reason: run_reason(&run.code, &run.args),
            code: run.code,
            when: at(run.at),
            events: run.events,
            hash: run.hash,
        });
    }
    let count = counts.values().sum::<u64>() + runs.len() as u64;
    let several = counts.into_iter().filter(|(_, count)| *count > 1);
    let of_device = |(id, count): (DeviceId, u64)| {
        let (device, person) = of(&id)?;
        Some(OfDevice { id: id.to_string(), device: device.clone(), person: names.person(*person), count })
    };
    let devices = several.filter_map(of_device).collect();
    let of_person = |one: crate::blobs::Unnamed| Files {
        person: names.person(one.person),
        files: one.files,
        megabytes: one.bytes.div_ceil(1024 * 1024),
        since: at(one.since),
    };
    let unnamed = unnamed.into_iter().filter(|one| only.is_none() && looks_after(auth, &names, one.person));
    let unnamed = unnamed.map(of_person).collect();
    let may_release = auth.viewer.is(Role::Administrator);
    let rescued = rescued(auth, &p, only, zone).await?;
    let of_one = only.is_some();
    let page = Quarantine { p, devices, held, count, older, of_one, runs, unnamed, rescued, may_release };
    let mut response = html(&page);
    if refused {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}

/// The reason as it can be told of what is on record: the texts of a refused chain mention numbers, which only the answer to the push knew.
// keys!: console-apart-*
pub(super) fn reason(p: &Page, code: &str) -> String {
    match code {
        "chain_gap" | "chain_fork" => p.code("console-apart-", &code.replace('_', "-")),
        _ => p.code("error-", code),
    }
}

/// Judges an event again.
pub(super) async fn release(Path(id): Path<String>, AuthForm { auth, .. }: AuthForm) -> Result<Response, Fault> {
    if !auth.viewer.is(Role::Administrator) {
        return Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed"));
    }
    let id: EventId = id.parse().map_err(|_| Fault::not_found())?;
    let held = auth.hub().ledger.held_of(id).await?;
    // Sent twice, or released by somebody else meanwhile: it is done.
    let accepted = auth.hub().ledger.accepted(id).await?;
    let done = held.is_none() && accepted.is_some();
    let device = held.or(accepted).ok_or_else(Fault::not_found)?;
    let owner = auth.hub().ledger.devices().await?.into_iter().find(|row| row.id == device).map(|row| row.person);
    let names = Names::of(&auth.hub().ledger, auth.lang(), owner.map(Subject::from).into_iter().collect()).await?;
    if !owner.is_some_and(|person| looks_after(&auth, &names, person)) {
        return Err(Fault::not_found());
    }
    if done {
        return Ok(Redirect::to("/quarantine?done=1").into_response());
    }
    match auth.hub().ledger.release(id).await {
        Ok(()) => {
            let note = Note::new(Action::Released).by(auth.viewer.id).about(Some(id.uuid()));
            auth.hub().accounts.audit.note(note).await?;
            Ok(Redirect::to("/quarantine?done=1").into_response())
        }
        Err(HubError::Fault(fault)) => show(&auth, fault.text(auth.lang()), Start::default()).await,
        Err(other) => Err(other.into()),
    }
}

/// Judges everything again that is held of one device, in the order of its chain: what a revoked phone handed in, after a person looked at
/// it. What something still stands against stays.
pub(super) async fn release_all(Path(id): Path<String>, AuthForm { auth, .. }: AuthForm) -> Result<Response, Fault> {
    if !auth.viewer.is(Role::Administrator) {
        return Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed"));
    }
    let hub = auth.hub();
    let device: DeviceId = id.parse().map_err(|_| Fault::not_found())?;
    let owner = hub.ledger.devices().await?.into_iter().find(|row| row.id == device).map(|row| row.person);
    let names = Names::of(&auth.hub().ledger, auth.lang(), owner.map(Subject::from).into_iter().collect()).await?;
    if !owner.is_some_and(|person| looks_after(&auth, &names, person)) {
        return Err(Fault::not_found());
    }
    let mut stands = None;
    for (id, _) in hub.ledger.held_by(device).await?.into_iter().filter(|(_, code)| is_releasable(code)) {
        match hub.ledger.release_handed_in(id).await {
            // A line for each, as for one that is released alone: who asks for a record finds it.
            Ok(()) => {
                let note = Note::new(Action::Released).by(auth.viewer.id).about(Some(id.uuid()));
                hub.accounts.audit.note(note).await?;
            }
            Err(HubError::Fault(fault)) => stands = Some(fault),
            Err(other) => return Err(other.into()),
        }
    }
    match stands {
        None => Ok(Redirect::to("/quarantine?done=1").into_response()),
        Some(fault) => show(&auth, fault.text(auth.lang()), Start::default()).await,
    }
}
