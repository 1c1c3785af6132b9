//! The end of somebody's work here: access ends at once, whatever is still open; leaving waits until nothing is. And what is still open, as a section
//! of the person's page.

use crate::audit::{Action, Note};
use crate::console::kept::list_of;
use crate::console::kit::{Line, Section};
use crate::console::page::Page;
use crate::console::request::{AuthContext, Fields};
use crate::error::HubError;
use crate::ledger::{Decision, Desk};
use fettle_core::domain::ids::TakeId;
use fettle_core::domain::jobs::Job;
use fettle_core::domain::parts::{Place, Take, TakeStatus, debts};
use fettle_core::domain::people::{Account, Actor, Device, Person, deactivate_person, end_access};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{DeviceId, PersonId};

/// Slips of the section before it says how many more there are.
const FEW: usize = 20;

async fn phones_of(desk: &Desk, id: PersonId) -> Result<Vec<(DeviceId, Device)>, HubError> {
    let mut devices = Vec::new();
    for row in desk.ledger.devices_of(id).await? {
        let device = desk.ledger.get::<Device>(row.id.uuid()).await?;
        devices.extend(device.map(|device| (row.id, device.state)));
    }
    Ok(devices)
}

/// Decides that a person leaves.
pub(super) async fn leave(
    desk: &Desk,
    actor: &Actor,
    (id, person): (PersonId, &Person),
    said: &Fields,
) -> Result<Decision, HubError> {
    let (devices, of) = (phones_of(desk, id).await?, desk.ledger.open_items_of_person(id).await?);
    Ok(deactivate_person(actor, id, person, of.open_items, &devices, said.get("reason")))
}

/// Decides that a person's access ends now.
pub(super) async fn end_now(
    desk: &Desk,
    actor: &Actor,
    (id, person): (PersonId, &Person),
    said: &Fields,
) -> Result<Decision, HubError> {
    let devices = phones_of(desk, id).await?;
    let account = desk.ledger.get::<Account>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
    Ok(end_access(actor, id, (person, &account), &devices, said.get("reason")))
}

/// What of a person's access is no record ends with it: sessions, links, codes.
pub(super) async fn ended(auth: &AuthContext, id: PersonId) -> Result<(), HubError> {
    let note = Note::new(Action::SignOutEverywhere).by(auth.viewer.id);
    auth.hub().accounts.end_all_access(id, note).await
}

/// Where a slip stands, or what is owed of it first, and whether that is late.
fn chip(auth: &AuthContext, p: &Page, id: TakeId, take: &Take) -> (String, &'static str) {
    if let Some(status @ (TakeStatus::Requested | TakeStatus::Approved)) = take.status {
        return (p.code("parts-take-", status.code()), "wait");
    }
    let owed = debts(id, take, time(auth.hub().clock.now_ms()));
    let first = owed.iter().max_by_key(|debt| debt.overdue);
    first.map_or_else(Default::default, |debt| {
        (p.code("parts-owed-", debt.owed.code()), if debt.overdue { "bad" } else { "wait" })
    })
}

/// What is still open of somebody who works here, each with where it is listed.
pub(super) async fn still_open(auth: &AuthContext, p: &Page, id: PersonId) -> Result<Section, HubError> {
    let ledger = &auth.hub().ledger;
    let of = ledger.open_items_of_person(id).await?;
    let mut lines = Vec::new();
    if of.open_items.jobs > 0 {
        let address = list_of(&id.into(), "person_has_jobs").unwrap_or_default();
        lines.push(Line { text: p.t1("people-open-jobs", "count", of.open_items.jobs), address, ..Line::default() });
    }
    for (bag, kinds) in &of.bags {
        let name = ledger.get::<Place>(bag.uuid()).await?.map(|place| place.state.name()).unwrap_or_default();
        lines.push(Line {
            text: name.in_lang(p.lang).to_owned(),
            below: p.t1("people-open-parts", "count", kinds),
            address: list_of(&(*bag).into(), "place_has_stock").unwrap_or_default(),
            ..Line::default()
        });
    }
    for (id, take) in of.takes.iter().take(FEW) {
        let job = match take.job {
            Some(job) => ledger.get::<Job>(job.uuid()).await?.map(|known| (job, known.state.number().to_owned())),
            None => None,
        };
        lines.push(Line {
            text: take.number.clone(),
            below: job.as_ref().map(|(_, number)| format!("{} {number}", p.t("console-job"))).unwrap_or_default(),
            address: job.map_or_else(|| format!("/stock?slip={id}"), |(job, _)| format!("/jobs/{job}")),
            chip: chip(auth, p, *id, take),
            ..Line::default()
        });
    }
    if of.takes.len() > FEW {
        let more = of.takes.len() - FEW;
        lines.push(Line { text: p.t1("people-open-more", "count", more), ..Line::default() });
    }
    Ok(Section {
        title: p.t("people-still-open"),
        lines,
        empty: p.t("people-nothing-still-open"),
        more: None,
        add: None,
        form: None,
    })
}
