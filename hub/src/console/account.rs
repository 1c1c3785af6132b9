//! The own account: another password; what is signed in and which phones speak in the own name, each with its end.

use super::names::zone_of;
use super::page::{Page, html};
use super::people::{SessionView, confirm};
use super::phones::{self, PhoneView};
use super::request::{AuthContext, AuthForm, SessionEndingForm};
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

async fn show(auth: &AuthContext, refusal: String) -> Result<Response, Fault> {
    let (hub, own) = (auth.hub(), auth.viewer.id);
    let mut p = auth.page().at("account").back_to("/account");
    if refusal.is_empty() {
        p.done = auth.context.path.ends_with("done=1");
    } else {
        p = p.refused(refusal);
    }
    let (zone, now) = (zone_of(auth).await?, hub.clock.now_ms());
    let mut sessions = Vec::new();
    for session in hub.accounts.sessions_of(own, &auth.context.headers).await? {
        sessions.push(SessionView::of(&p, session, zone, now));
    }
    let sign_in = |line: Line| SignInView {
        when: words::minute(time(line.at), zone),
        network: line.network.unwrap_or_default(),
        outcome: if line.outcome == "done" { String::new() } else { p.code("error-", &line.outcome) },
    };
    let sign_ins = hub.accounts.audit.sign_ins_of(own, SIGN_INS).await?.into_iter().map(sign_in).collect();
    let phones = phones::of(hub, &p, own, zone).await?;
    Ok(html(&Account { audits: auth.viewer.is(Role::Administrator), phones, sessions, sign_ins, p }))
}

/// The page.
pub(super) async fn page(auth: AuthContext) -> Result<Response, Fault> {
    show(&auth, String::new()).await
}

fn done() -> Response {
    Redirect::to("/account?done=1").into_response()
}

/// Changes the password; every other session of the person ends, and this one starts over. A second click comes in a session that the first one
/// ended, and its answer is the one that the browser shows.
pub(super) async fn password(address: Option<Extension<Address>>, form: SessionEndingForm) -> Result<Response, Fault> {
    let AuthForm { auth, fields, sent } = match form {
        SessionEndingForm::AuthForm(posted) => *posted,
        SessionEndingForm::Over { context, fields, form } => {
            let cookie = context.hub.accounts.changed_again(form, fields.exact("new")).await?;
            let cookie = cookie.ok_or_else(|| Fault::new(StatusCode::UNAUTHORIZED, "sign_in_first"))?;
            return Ok(([(header::SET_COOKIE, cookie)], done()).into_response());
        }
    };
    let address = address.map_or_else(String::new, |Extension(address)| address.0);
    let changed = if fields.exact("new") == fields.exact("again") {
        let passwords = (fields.exact("old"), fields.exact("new"));
        auth.hub().accounts.change_password(auth.viewer.id, sent.id, passwords, &address).await
    } else {
        Err(Fault::bad("passwords_differ"))
    };
    match changed {
        Ok(cookie) => Ok(([(header::SET_COOKIE, cookie)], done()).into_response()),
        Err(fault) => Ok((fault.status, show(&auth, fault.text(auth.lang())).await?).into_response()),
    }
}

/// Ends every session of the person, this one too.
pub(super) async fn sign_out_everywhere(AuthForm { auth, .. }: AuthForm) -> Result<Response, Fault> {
    auth.hub().accounts.sign_out_everywhere(auth.viewer.id).await?;
    Ok(([super::sign_in::clear()], Redirect::to("/login")).into_response())
}

/// Ends one session of the person.
pub(super) async fn end_session(AuthForm { auth, fields, .. }: AuthForm) -> Result<Response, Fault> {
    auth.hub().accounts.end_one(auth.viewer.id, fields.get("session")).await?;
    Ok(done())
}

/// The person says that a phone is theirs.
pub(super) async fn know_phone(AuthForm { auth, fields, .. }: AuthForm) -> Result<Response, Fault> {
    let phone: DeviceId = fields.parse("device").ok_or_else(Fault::not_found)?;
    auth.hub().accounts.know_phone(auth.viewer.id, phone).await?;
    Ok(done())
}

/// Ends a phone of the person's own. The hub itself records it: revoking is an administrator's act elsewhere, and everyone's on the own
/// phones; the audit says who it was.
pub(super) async fn end_phone(AuthForm { auth, fields, sent }: AuthForm) -> Result<Response, Fault> {
    let (hub, own) = (auth.hub(), auth.viewer.id);
    let phone: DeviceId = fields.parse("device").ok_or_else(Fault::not_found)?;
    if let Some(text) = confirm(&auth, &fields).await? {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&auth, text).await?).into_response());
    }
    let system = hub.ledger.system();
    let actor = Actor { person: system, roles: [Role::Administrator].into(), ..auth.actor() };
    let reason = auth.page().t("security-ended-by-owner");
    let decide = Box::new(move |desk: crate::ledger::Desk| {
        Box::pin(async move { phones::decide(&desk, &actor, own, phone, &reason).await }) as _
    });
    match hub.ledger.command(system, sent, false, decide).await {
        Ok(Outcome::Recorded(_) | Outcome::Again) => {}
        Ok(Outcome::Refused(refusal)) => {
            let text = super::command::refusal_text(auth.lang(), &refusal);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&auth, text).await?).into_response());
        }
        Err(HubError::Fault(fault)) => return Err(fault),
        Err(other) => return Err(other.into()),
    }
    hub.accounts.audit.note(Note::new(Action::Revoked).by(own).about(Some(phone.uuid()))).await?;
    Ok(done())
}
