//! What is done about one person, each on a page with one form. What opens or takes access asks for the own password again: ten seconds at an open
//! desk are not enough.

use super::form::{chosen_roles, login_field, own_password, read, read_login, read_phone, roles_field, with_details};
use super::leaving;
use super::new::free;
use super::one::{confirmed, must_look_after_people, person_of};
use crate::audit::{Action, Note};
use crate::console::command::{Told, run_form};
use crate::console::kept::{About, centre_of, now, with_list};
use crate::console::kit::{Field, Form, refused_page, shown_page};
use crate::console::names::zone_of;
use crate::console::page::{Page, html};
use crate::console::phones;
use crate::console::query::Query;
use crate::console::request::{AuthContext, AuthForm, Fields, Submission};
use crate::console::words;
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use crate::ledger::{Decision, Desk, Drawn};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::fields::Change;
use fettle_core::domain::people::{
    Account, Actor, Person, PersonChange, change_person, reactivate_person, set_login, set_phone,
};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{DeviceId, Draft, PersonId, Refusal, Subject};
use std::sync::Arc;

/// What may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Change,
    Roles,
    Login,
    Password,
    Link,
    Phone,
    Sessions,
    EndAccess,
    Deactivate,
    Reactivate,
}

impl Act {
    fn named(name: &str) -> Result<Self, Fault> {
        Ok(match name {
            "change" => Self::Change,
            "roles" => Self::Roles,
            "login" => Self::Login,
            "password" => Self::Password,
            "link" => Self::Link,
            "phone" => Self::Phone,
            "sessions" => Self::Sessions,
            "end-access" => Self::EndAccess,
            "deactivate" => Self::Deactivate,
            "reactivate" => Self::Reactivate,
            _ => return Err(Fault::not_found()),
        })
    }
    /// Whether it asks for the own password.
    fn asks(self) -> bool {
        !matches!(self, Self::Change | Self::Sessions)
    }
    /// What its page is called, and its button.
    fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::Change => ("people-change", "kept-change"),
            Self::Roles => ("people-roles-change", "kept-change"),
            Self::Login => ("people-login-change", "kept-change"),
            Self::Password => ("security-password-set", "security-password-set"),
            Self::Link => ("security-link", "security-link-make"),
            Self::Phone => ("security-end-phone", "security-end-phone"),
            Self::Sessions => ("security-end-sessions", "security-end-sessions"),
            Self::EndAccess => ("people-end-access", "people-end-access"),
            Self::Deactivate => ("people-leaves", "people-leaves"),
            Self::Reactivate => ("people-back", "people-back"),
        }
    }
}

/// The page of one act: its form with what is on record, sent to `path`.
async fn about(
    auth: &AuthContext,
    (id, person): (PersonId, &Person),
    (act, path): (Act, &str),
    asked: &Fields,
    drawn: Option<Drawn>,
) -> Result<(About, Form), HubError> {
    let hub = auth.hub();
    let device = asked.get("device").to_owned();
    let back = if act == Act::Phone { format!("{path}?device={device}") } else { path.to_owned() };
    let mut p = auth.page().at("people").back_to(&back).drawn_at(drawn);
    if matches!(act, Act::Change | Act::Roles) {
        p = p.live(Some(Subject::from(id).to_string()));
    }
    let (title, button) = act.texts();
    let form = Form::new(&p, "person", path, p.t(button));
    let form = match act {
        Act::Change => {
            let account = hub.ledger.get::<Account>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
            let phone = account.phone.map(|phone| phone.to_string()).unwrap_or_default();
            with_details(auth, &p, form, (person, &phone)).await?
        }
        Act::Roles => form.with(roles_field(&p, &person.roles)),
        Act::Login => {
            let login = hub.accounts.logins_of(&[id]).await?.remove(&id).unwrap_or_default();
            form.with(login_field(&p, &login))
        }
        Act::Password => form
            .with(Field::new_secret("new", p.t("security-password-new")).required().answers(PASSWORD))
            .with(Field::new_secret("again", p.t("security-password-again")).required().answers(&["passwords_differ"])),
        Act::Phone => form.with(Field::hidden("device").holding(device)).with(reason(&p)).dangerous(),
        Act::Sessions => form.dangerous(),
        Act::Link | Act::Reactivate => form,
        Act::EndAccess => form.with(reason(&p).help(p.t("people-end-access-about"))).dangerous(),
        Act::Deactivate => form.with(reason(&p).help(p.t("people-leaves-about"))).dangerous(),
    };
    let own = own_password(&p);
    let own = match act {
        Act::Link => own.help(p.t("security-link-how")),
        Act::Reactivate => own.help(p.t("people-back-about")),
        _ => own,
    };
    let form = if act.asks() { form.with(own) } else { form };
    let crumb = (format!("/people/{id}"), person.name.in_lang(p.lang).to_owned());
    Ok((About { title: p.t(title), crumb, p }, form))
}

/// What may be wrong with a new password.
const PASSWORD: &[&str] = &["password_too_short", "password_too_long", "password_common"];

fn reason(p: &Page) -> Field {
    Field::line("reason", p.t("console-reason")).required().at_most(1_000).answers(&["reason_missing"])
}

/// The form.
pub(in crate::console) async fn form(
    auth: AuthContext,
    Path((id, act)): Path<(String, String)>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    must_look_after_people(&auth)?;
    let (id, person) = person_of(&auth, &id).await?;
    let path = format!("/people/{id}/{act}");
    let which = (Act::named(&act)?, path.as_str());
    let (About { p, title, crumb }, form) = about(&auth, (id, &person), which, &Fields(asked), None).await?;
    Ok(shown_page(p, title, crumb, form))
}

/// A form about one person was sent.
pub(in crate::console) async fn act(
    Path((id, act)): Path<(String, String)>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must_look_after_people(&auth)?;
    let hub = auth.hub();
    let (id, person) = person_of(&auth, &id).await?;
    let (act, path, drawn) = (Act::named(&act)?, format!("/people/{id}/{act}"), sent.drawn);
    let refused = if act.asks() { confirmed(&auth, &fields).await? } else { None };
    let told = match (refused, act) {
        (Some(told), _) => Some(told),
        (None, Act::Link) => match link(&auth, (id, &person), sent).await? {
            Ok(shown) => return Ok(shown),
            Err(told) => Some(told),
        },
        (None, Act::Password) => password(&auth, id, &fields, sent).await?,
        (None, Act::Sessions) => {
            hub.accounts.end_sessions(id, Note::new(Action::SignOutEverywhere).by(auth.viewer.id)).await?;
            None
        }
        (None, _) => {
            let (actor, said, hub) = (auth.actor(), fields.clone(), Arc::clone(hub));
            let told = run_form(&auth, sent, async move |desk| {
                let actor = desk.actor(actor);
                decide(&desk, &hub, (act, drawn), id, &actor, &said).await
            })
            .await?;
            if told.is_none() && act == Act::EndAccess {
                leaving::ended(&auth, id).await?;
            }
            with_list(&auth.page(), id, told)
        }
    };
    if let Some(told) = told {
        let (About { p, title, crumb }, form) = about(&auth, (id, &person), (act, &path), &fields, Some(drawn)).await?;
        return Ok(refused_page(p, title, crumb, form, (&fields, &told)));
    }
    let (action, about) = match (act, fields.get("device").parse::<DeviceId>()) {
        (Act::Phone, Ok(device)) => (Action::Revoked, device.uuid()),
        _ => (Action::PersonChanged, id.uuid()),
    };
    if !matches!(act, Act::Sessions | Act::Password) {
        hub.accounts.audit.note(Note::new(action).by(auth.viewer.id).about(Some(about))).await?;
    }
    Ok(Redirect::to(&format!("/people/{id}?done=1")).into_response())
}

/// Decides while nobody else writes.
async fn decide(
    desk: &Desk,
    hub: &Hub,
    (act, drawn): (Act, Drawn),
    id: PersonId,
    actor: &Actor,
    said: &Fields,
) -> Result<Decision, HubError> {
    let person = now::<Person>(desk, id).await?;
    Ok(match act {
        Act::Change => return change(desk, drawn, (id, &person), actor, said).await,
        Act::Roles => {
            let shown = desk.ledger.as_drawn::<Person>(id, drawn).await?;
            let roles = Some(chosen_roles(said, &person.roles));
            let change = PersonChange { roles, ..PersonChange::default() }.since(&shown);
            change_person(actor, id, &person, change, None)
        }
        Act::Login => {
            let login = read_login(said);
            if let Err(refusal) = free(hub, login, id).await? {
                return Ok(Err(refusal));
            }
            let account = now::<Account>(desk, id).await?;
            set_login(actor, id, &person, &account, login.map(str::to_owned))
        }
        Act::Phone => {
            let device: DeviceId = said.parse("device").ok_or_else(Fault::not_found)?;
            return phones::decide(desk, actor, id, device, said.get("reason")).await;
        }
        Act::EndAccess => return leaving::end_now(desk, actor, (id, &person), said).await,
        Act::Deactivate => return leaving::leave(desk, actor, (id, &person), said).await,
        Act::Reactivate => reactivate_person(actor, id, &person),
        Act::Password | Act::Link | Act::Sessions => return Err(Fault::not_found().into()),
    })
}

/// What is known of a person is changed: the fields that the reader changed, no others.
async fn change(
    desk: &Desk,
    drawn: Drawn,
    (id, person): (PersonId, &Person),
    actor: &Actor,
    said: &Fields,
) -> Result<Decision, HubError> {
    let (change, phone) = match read(said).and_then(|change| Ok((change, read_phone(said)?))) {
        Ok(read) => read,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let change = change.since(&desk.ledger.as_drawn::<Person>(id, drawn).await?);
    let shown = desk.ledger.as_drawn::<Account>(id, drawn).await?;
    let (account, to) = (now::<Account>(desk, id).await?, centre_of(desk, change.centre.flatten()).await?);
    let changed = || -> Result<Vec<Draft>, Refusal> {
        let mut drafts = change_person(actor, id, person, change, to.as_ref())?;
        if let Some(phone) = phone.filter(|phone| *phone != shown.phone) {
            drafts.extend(set_phone(actor, id, person, &account, phone)?);
        }
        Ok(drafts)
    };
    Ok(changed())
}

/// An administrator sets a password for somebody.
async fn password(auth: &AuthContext, id: PersonId, fields: &Fields, sent: Submission) -> Result<Option<Told>, Fault> {
    if fields.exact("new") != fields.exact("again") {
        return Ok(Some(Told::fault(auth.lang(), &Fault::bad("passwords_differ"))));
    }
    match auth.hub().accounts.set_password_once(auth.viewer.id, id, fields.exact("new"), sent).await {
        Ok(()) => Ok(None),
        Err(HubError::Fault(fault)) => Ok(Some(Told::fault(auth.lang(), &fault))),
        Err(other) => Err(other.into()),
    }
}

#[derive(Template)]
#[template(path = "person_link.html")]
struct LinkMade {
    p: Page,
    /// The page of the person: address and name.
    person: (String, String),
    link: String,
    until: String,
}

/// Makes a link by which the person sets the own password once, and shows it: once, since it is kept only as a digest.
async fn link(
    auth: &AuthContext,
    (id, person): (PersonId, &Person),
    sent: Submission,
) -> Result<Result<Response, Told>, Fault> {
    let hub = auth.hub();
    let login = hub.accounts.logins_of(&[id]).await?.remove(&id);
    if !person.active || login.is_none() {
        return Ok(Err(Told::of(auth.lang(), &Refusal::new("login_missing"))));
    }
    let (link, made) = hub.accounts.password_link_once(id, sent.id).await?;
    if made {
        let note = Note::new(Action::LinkMade).by(auth.viewer.id).about(Some(id.uuid()));
        hub.accounts.audit.note(note).await?;
    }
    let p = auth.page().at("people").back_to(&format!("/people/{id}"));
    let page = LinkMade {
        person: (format!("/people/{id}"), person.name.in_lang(p.lang).to_owned()),
        link: format!("{}/password/{}", auth.context.address(), link.secret),
        until: words::minute(time(link.expires_at), zone_of(auth).await?),
        p,
    };
    Ok(Ok(html(&page)))
}
