//! The own account: another password; what is signed in and which phones speak in the own name, each with its end.

use super::names::zone_of;
use super::page::{Page, html};
use super::people::{SessionView, confirm};
use super::phones::{self, PhoneView};
use super::visit::{Ending, Posted, Visit};
use super::words;
use crate::audit::{Action, Line, Note};
use crate::error::{Fault, HubError};
use crate::front::Address;
use crate::ledger::Outcome;
use askama::Template;
use axum::Extension;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::people::{Actor, Role};
use fettle_core::kernel::DeviceId;
use fettle_core::kernel::fold::time;

/// Sign-ins shown.
const SIGN_INS: u32 = 10;

/// A time that somebody signed in, or tried to.
struct SignInView {
    when: String,
    network: String,
    outcome: String,
}

#[derive(Template)]
#[template(path = "account.html")]
struct Account {
    p: Page,
    /// Whether the audit is theirs to read.
    audits: bool,
    phones: Vec<PhoneView>,
    sessions: Vec<SessionView>,
    sign_ins: Vec<SignInView>,
}

async fn show(visit: &Visit, refusal: String) -> Result<Response, Fault> {
    let (hub, own) = (visit.hub(), visit.viewer.id);
    let mut p = visit.page().at("account").back_to("/account");
    if refusal.is_empty() {
        p.done = visit.guest.path.ends_with("done=1");
    } else {
        p = p.refused(refusal);
    }
    let (zone, now) = (zone_of(visit).await?, hub.clock.now_ms());
    let mut sessions = Vec::new();
    for session in hub.accounts.sessions_of(own, &visit.guest.headers).await? {
        sessions.push(SessionView::of(&p, session, zone, now));
    }
    let sign_in = |line: Line| SignInView {
        when: words::minute(time(line.at), zone),
        network: line.network.unwrap_or_default(),
        outcome: if line.outcome == "done" { String::new() } else { p.code("error-", &line.outcome) },
    };
    let sign_ins = hub.accounts.audit.sign_ins_of(own, SIGN_INS).await?.into_iter().map(sign_in).collect();
    let phones = phones::of(hub, &p, own, zone).await?;
    Ok(html(&Account { audits: visit.viewer.is(Role::Administrator), phones, sessions, sign_ins, p }))
}

/// The page.
pub(super) async fn page(visit: Visit) -> Result<Response, Fault> {
    show(&visit, String::new()).await
}

fn done() -> Response {
    Redirect::to("/account?done=1").into_response()
}

/// Changes the password; every other session of the person ends, and this one begins anew. A second click comes in a session that the first one
/// ended, and its answer is the one that the browser shows.
pub(super) async fn password(address: Option<Extension<Address>>, form: Ending) -> Result<Response, Fault> {
    let Posted { visit, fields, sent } = match form {
        Ending::Posted(posted) => *posted,
        Ending::Over { guest, fields, form } => {
            let cookie = guest.hub.accounts.changed_again(form, fields.exact("new")).await?;
            let cookie = cookie.ok_or_else(|| Fault::new(StatusCode::UNAUTHORIZED, "sign_in_first"))?;
            return Ok(([(header::SET_COOKIE, cookie)], done()).into_response());
        }
    };
    let address = address.map_or_else(String::new, |Extension(address)| address.0);
    let changed = if fields.exact("new") == fields.exact("again") {
        let passwords = (fields.exact("old"), fields.exact("new"));
        visit.hub().accounts.change_password(visit.viewer.id, sent.id, passwords, &address).await
    } else {
        Err(Fault::bad("passwords_differ"))
    };
    match changed {
        Ok(cookie) => Ok(([(header::SET_COOKIE, cookie)], done()).into_response()),
        Err(fault) => Ok((fault.status, show(&visit, fault.text(visit.lang())).await?).into_response()),
    }
}

/// Ends every session of the person, this one too.
pub(super) async fn sign_out_everywhere(Posted { visit, .. }: Posted) -> Result<Response, Fault> {
    visit.hub().accounts.sign_out_everywhere(visit.viewer.id).await?;
    Ok(([super::sign_in::clear()], Redirect::to("/login")).into_response())
}

/// Ends one session of the person.
pub(super) async fn end_session(Posted { visit, fields, .. }: Posted) -> Result<Response, Fault> {
    visit.hub().accounts.end_one(visit.viewer.id, fields.get("session")).await?;
    Ok(done())
}

/// The person says that a phone is theirs.
pub(super) async fn know_phone(Posted { visit, fields, .. }: Posted) -> Result<Response, Fault> {
    let phone: DeviceId = fields.parse("device").ok_or_else(Fault::not_found)?;
    visit.hub().accounts.know_phone(visit.viewer.id, phone).await?;
    Ok(done())
}

/// Ends a phone of the person's own. The hub itself records it: revoking is an administrator's act elsewhere, and everyone's on the own
/// phones; the audit says who it was.
pub(super) async fn end_phone(Posted { visit, fields, sent }: Posted) -> Result<Response, Fault> {
    let (hub, own) = (visit.hub(), visit.viewer.id);
    let phone: DeviceId = fields.parse("device").ok_or_else(Fault::not_found)?;
    if let Some(text) = confirm(&visit, &fields).await? {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&visit, text).await?).into_response());
    }
    let system = hub.ledger.system();
    let actor = Actor { person: system, roles: [Role::Administrator].into(), ..visit.actor() };
    let reason = visit.page().t("security-ended-by-owner");
    let decide = Box::new(move |desk: crate::ledger::Desk| {
        Box::pin(async move { phones::decide(&desk, &actor, own, phone, &reason).await }) as _
    });
    match hub.ledger.command(system, sent, false, decide).await {
        Ok(Outcome::Recorded(_) | Outcome::Again) => {}
        Ok(Outcome::Refused(refusal)) => {
            let text = super::command::refusal_text(visit.lang(), &refusal);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&visit, text).await?).into_response());
        }
        Err(HubError::Fault(fault)) => return Err(fault),
        Err(other) => return Err(other.into()),
    }
    hub.accounts.audit.note(Note::new(Action::Revoked).by(own).about(Some(phone.uuid()))).await?;
    Ok(done())
}
