//! Devices and their last sync; a one-time code that makes a phone a device; the end of one.

use super::command::run;
use super::kit::Choice;
use super::names::{Names, people_at_work};
use super::page::{Page, html};
use super::people::confirm;
use super::quarantine::{looks_after, must_administer};
use super::visit::{Posted, Visit};
use super::words;
use crate::access::Reach;
use crate::audit::{Action, Note};
use crate::error::{Fault, HubError};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::people::{Device, Person, Role, revoke_device};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{DeviceId, PersonId, Subject};
use fettle_core::sync::enrol_link::EnrolLink;
use fettle_media::label::Label;
use std::collections::BTreeMap;

struct Row {
    id: String,
    short: String,
    name: String,
    person: String,
    app: String,
    head: u64,
    enrolled: String,
    seen: String,
    pushed: String,
    pulled: String,
    revoked: String,
    /// Short code of the device in whose place it came.
    succeeds: String,
}

/// A rescue bundle that was taken in.
struct Rescued {
    when: String,
    by: String,
    lines: Vec<String>,
    bad: bool,
}

#[derive(Template)]
#[template(path = "devices.html")]
struct Devices {
    p: Page,
    rows: Vec<Row>,
    people: Vec<Choice>,
    may_revoke: bool,
    rescued: Vec<Rescued>,
}

#[derive(Template)]
#[template(path = "enrol.html")]
struct Enrol {
    p: Page,
    person: String,
    code: String,
    link: String,
    until: String,
    /// Our own drawing, without any text of others: written into the page as it is.
    qr: String,
}

/// Whoever enrols as an administrator is one: only administrators make codes for administrators.
fn may_enrol(visit: &Visit, person: Option<&Person>) -> bool {
    let administers = person.is_some_and(|person| person.roles.has(Role::Administrator));
    !administers || visit.viewer.is(Role::Administrator)
}

/// The centre whose people's phones alone are this viewer's to look after.
fn own_centre(visit: &Visit) -> Option<CentreId> {
    visit.viewer.person.centre.filter(|_| !visit.viewer.reach.is_all())
}

/// The page.
pub(super) async fn page(visit: Visit) -> Result<Response, Fault> {
    must_administer(&visit)?;
    show(&visit, String::new()).await
}

async fn show(visit: &Visit, refusal: String) -> Result<Response, Fault> {
    let hub = visit.hub();
    let mut p = visit.page().at("devices").live(None);
    let refused = !refusal.is_empty();
    if refused {
        p = p.refused(refusal);
        p.back = "/devices".to_owned();
    }
    let all = hub.ledger.devices().await?;
    let rescues = hub.rescued().await?;
    let mut owners = Vec::with_capacity(rescues.len());
    for taken in &rescues {
        let device = hub.ledger.get::<Device>(taken.report.device.uuid()).await?;
        owners.push(device.and_then(|device| device.state.person));
    }
    let at_work = people_at_work(visit, own_centre(visit)).await?;
    let named = all.iter().map(|row| row.person).chain(rescues.iter().filter_map(|taken| taken.carrier));
    let named = named.chain(owners.iter().flatten().copied()).chain(at_work.iter().map(|(id, _)| *id));
    let names = Names::of(&hub.ledger, visit.lang(), named.map(Subject::from).collect()).await?;
    let zone = names.house_zone(visit.viewer.person.centre);
    let now = time(hub.clock.now_ms());
    let ago = |ms: Option<u64>| ms.map_or_else(String::new, |ms| words::ago(&p, time(ms), now));
    let mut rows = Vec::new();
    let shorts: BTreeMap<DeviceId, String> = all.iter().map(|row| (row.id, row.short.clone())).collect();
    for row in all {
        // The console itself, and those before it, are nobody's phone.
        if row.id.uuid() == row.person.uuid() || !looks_after(visit, &names, row.person) {
            continue;
        }
        rows.push(Row {
            id: row.id.to_string(),
            short: row.short,
            name: words::short(&row.name),
            person: names.person(row.person),
            app: row.app,
            head: row.head,
            enrolled: words::minute(time(row.enrolled_at), zone),
            seen: ago(row.seen_at),
            pushed: ago(row.pushed_at),
            pulled: ago(row.pulled_at),
            succeeds: row.succeeds.and_then(|old| shorts.get(&old).cloned()).unwrap_or_default(),
            revoked: row.revoked_at.map_or_else(String::new, |ms| words::minute(time(ms), zone)),
        });
    }
    let mut rescued = Vec::new();
    for (taken, of) in rescues.into_iter().zip(owners) {
        // Of a device that the hub does not know only who looks after all devices sees it.
        let shown = match of {
            Some(person) => looks_after(visit, &names, person),
            None => matches!(visit.viewer.reach, Reach::All(_)),
        };
        if shown {
            rescued.push(Rescued {
                when: words::minute(time(taken.at), zone),
                by: match taken.carrier {
                    Some(person) => p.t1("console-rescued-by", "person", names.person(person)),
                    None => p.t("console-rescued-here"),
                },
                bad: !taken.report.damage.none() || !taken.report.apart.is_empty(),
                lines: taken.report.lines(visit.lang()),
            });
        }
    }
    let people: Vec<Choice> = at_work
        .iter()
        .filter(|(id, person)| *id != hub.ledger.system() && may_enrol(visit, Some(person)))
        .map(|(id, person)| Choice::new(id, person.name.in_lang(p.lang), ""))
        .collect();
    let may_revoke = visit.actor().may("device.revoked");
    let mut response = html(&Devices { p, rows, people, may_revoke, rescued });
    if refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Makes a one-time code and shows it with its QR: once, since it is kept only as a digest.
pub(super) async fn enrol(Posted { visit, fields, sent }: Posted) -> Result<Response, Fault> {
    must_administer(&visit)?;
    let hub = visit.hub();
    let person: PersonId = fields.parse("person").ok_or_else(Fault::not_found)?;
    let names = Names::of(&hub.ledger, visit.lang(), vec![Subject::from(person)]).await?;
    let known = hub.ledger.get::<Person>(person.uuid()).await?.map(|folded| folded.state);
    let known = known.filter(|person| person.active);
    if known.is_none() || !looks_after(&visit, &names, person) {
        return Err(Fault::not_found());
    }
    if !may_enrol(&visit, known.as_ref()) {
        return Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed"));
    }
    if let Some(text) = confirm(&visit, &fields).await? {
        return show(&visit, text).await;
    }
    let (fresh, made) = hub.accounts.enrolment_code_once(visit.viewer.id, person, sent.id).await?;
    if made {
        hub.accounts.audit.note(Note::new(Action::CodeMade).by(visit.viewer.id).about(Some(person.uuid()))).await?;
    }
    let parts = &hub.front().link;
    let link = EnrolLink::with(&visit.guest.address(), &fresh.code, parts.pins.clone(), parts.plain);
    let link = link.map_err(|e| Fault::bad(e.code()))?.to_string();
    let content = link.clone();
    let code = hub.drawing().draw(move |_| Label::new(&content, &[]).map(|label| label.to_svg())).await?;
    let svg = code.map_err(|e| HubError::Record(e.to_string()))?;
    let mut p = visit.page().at("devices");
    p.back = "/devices".to_owned();
    let zone = names.house_zone(visit.viewer.person.centre);
    let page = Enrol {
        person: names.person(person),
        code: fresh.code,
        link,
        until: words::minute(time(fresh.expires_at), zone),
        qr: svg,
        p,
    };
    Ok(html(&page))
}

/// Revokes a device.
pub(super) async fn revoke(Path(id): Path<String>, Posted { visit, fields, sent }: Posted) -> Result<Response, Fault> {
    must_administer(&visit)?;
    let hub = visit.hub();
    let id: DeviceId = id.parse().map_err(|_| Fault::not_found())?;
    let device = hub.ledger.get::<Device>(id.uuid()).await?.ok_or_else(Fault::not_found)?.state;
    let names = Names::of(&hub.ledger, visit.lang(), device.person.map(Subject::from).into_iter().collect()).await?;
    if !device.person.is_some_and(|person| looks_after(&visit, &names, person)) {
        return Err(Fault::not_found());
    }
    if let Some(text) = confirm(&visit, &fields).await? {
        return show(&visit, text).await;
    }
    let (actor, reason) = (visit.actor(), fields.get("reason").to_owned());
    let (may, why) = (actor.may("device.revoked"), reason.clone());
    let refused = run(&visit, sent, async move |desk| {
        let device = desk.ledger.get::<Device>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
        Ok(revoke_device(&actor, id, &device, &reason))
    })
    .await?;
    match refused {
        // Nothing can be written: the thief is shut out at once all the same.
        Some(text) if may && visit.guest.guard.trouble.get().is_some() => {
            hub.accounts.revoke_for_now(visit.viewer.id, id, &why);
            show(&visit, format!("{text} {}", visit.page().t("console-revoked-for-now"))).await
        }
        Some(text) => show(&visit, text).await,
        None => {
            hub.accounts.audit.note(Note::new(Action::Revoked).by(visit.viewer.id).about(Some(id.uuid()))).await?;
            Ok(Redirect::to("/devices?done=1").into_response())
        }
    }
}
