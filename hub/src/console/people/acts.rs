//! What the forms about people do. What opens or takes access asks for the own password again: ten seconds at an open desk are not enough.

use super::person::{Shown, show};
use super::{chosen_roles, confirm, leaving, list, must_look_after_people};
use crate::audit::{Action, Note};
use crate::console::command::{refusal_text, run, run_form};
use crate::console::kept::{bilingual, with_list};
use crate::console::phones;
use crate::console::visit::{Fields, Posted, Sent, Visit};
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use crate::ledger::{Decision, Desk};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::people::{
    Account, Actor, Centre, NewPerson, Person, Roles, move_person, reactivate_person, register_person, rename_person,
    set_login, set_phone, set_roles,
};
use fettle_core::domain::values::Phone;
use fettle_core::kernel::{DeviceId, PersonId, Refusal};
use fettle_core::text::Lang;
use std::sync::Arc;

/// A centre that a form chooses, with what is known of it; none for head office.
async fn centre(desk: &Desk, fields: &Fields) -> Result<Result<Option<(CentreId, Centre)>, Refusal>, HubError> {
    let id: CentreId = match fields.optional("centre") {
        Ok(None) => return Ok(Ok(None)),
        Ok(Some(id)) => id,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let known = desk.ledger.get::<Centre>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
    Ok(Ok(Some((id, known))))
}

/// Refuses a login name that somebody else has.
async fn free(hub: &Hub, login: Option<&str>, own: PersonId) -> Result<Option<Refusal>, HubError> {
    let Some(login) = login else { return Ok(None) };
    let taken = hub.accounts.by_login(login).await?.is_some_and(|person| person != own);
    Ok(taken.then(|| Refusal::new("login_taken").with("login", login)))
}

fn optional(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn phone(fields: &Fields) -> Result<Option<Phone>, Refusal> {
    optional(fields.get("phone")).map(Phone::parse).transpose()
}

/// A new person.
pub(in crate::console) async fn add(Posted { visit, fields, sent }: Posted) -> Result<Response, Fault> {
    must_look_after_people(&visit)?;
    if let Some(text) = confirm(&visit, &fields).await? {
        return list::show_new(&visit, fields, text).await;
    }
    // The person's id is the form's: sent twice, it is one person.
    let (id, actor, said) = (PersonId::new(sent.id), visit.actor(), fields.clone());
    let hub = Arc::clone(visit.hub());
    let refused = run(&visit, sent, async move |desk| {
        let at = match centre(&desk, &said).await? {
            Ok(at) => at,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if at.as_ref().is_some_and(|(_, known)| !known.open) {
            return Ok(Err(Refusal::new("centre_unknown")));
        }
        let login = optional(said.get("login"));
        if let Some(refusal) = free(&hub, login, id).await? {
            return Ok(Err(refusal));
        }
        let phone = match phone(&said) {
            Ok(phone) => phone,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let new = NewPerson {
            name: bilingual(&said),
            roles: chosen_roles(&said, &Roles::default()),
            centre: at.map(|(centre, _)| centre),
            language: Lang::from_tag(said.get("language")),
            login: login.map(str::to_owned),
            phone,
        };
        Ok(register_person(&desk.actor(actor), id, new))
    })
    .await?;
    match refused {
        Some(text) => list::show_new(&visit, fields, text).await,
        None => {
            note(&visit, Action::PersonChanged, id).await?;
            Ok(Redirect::to(&format!("/people/{id}?done=1")).into_response())
        }
    }
}

/// What asks for the own password.
const ASKING: [&str; 8] = ["roles", "login", "password", "link", "phone", "end-access", "deactivate", "reactivate"];
/// The rest.
const OTHERS: [&str; 4] = ["name", "centre", "phone-number", "sessions"];

/// A form about one person was sent.
pub(in crate::console) async fn act(
    Path((id, act)): Path<(String, String)>,
    Posted { visit, fields, sent }: Posted,
) -> Result<Response, Fault> {
    must_look_after_people(&visit)?;
    let hub = visit.hub();
    let id: PersonId = id.parse().map_err(|_| Fault::not_found())?;
    let known = hub.ledger.get::<Person>(id.uuid()).await?.is_some_and(|person| !person.state.name.is_empty());
    let asks = ASKING.contains(&act.as_str());
    if !known || id == hub.ledger.system() || !(asks || OTHERS.contains(&act.as_str())) {
        return Err(Fault::not_found());
    }
    let refused = if asks { confirm(&visit, &fields).await? } else { None };
    let mut in_the_way = None;
    let refused = match (refused, act.as_str()) {
        (Some(text), _) => Some(text),
        (None, "link") => return link(&visit, id, sent).await,
        (None, "password") => password(&visit, id, &fields, sent).await?,
        (None, "sessions") => {
            hub.accounts.end_sessions(id, Note::new(Action::SignOutEverywhere).by(visit.viewer.id)).await?;
            None
        }
        (None, _) => {
            let (actor, name, said, hub) = (visit.actor(), act.clone(), fields.clone(), Arc::clone(hub));
            let told = run_form(&visit, sent, async move |desk| {
                decide(&desk, &hub, &name, id, desk.actor(actor), &said).await
            })
            .await?;
            let told = with_list(&visit.page(), id, told);
            in_the_way = told.as_ref().and_then(|told| told.list.clone());
            if told.is_none() && act == "end-access" {
                leaving::ended(&visit, id).await?;
            }
            told.map(|told| told.text)
        }
    };
    match refused {
        Some(refusal) => show(&visit, id, Shown { refusal, in_the_way, act, fields, link: None }).await,
        None => {
            let (action, about) = match (act.as_str(), fields.get("device").parse::<DeviceId>()) {
                ("phone", Ok(device)) => (Action::Revoked, device.uuid()),
                _ => (Action::PersonChanged, id.uuid()),
            };
            if act != "sessions" && act != "password" {
                hub.accounts.audit.note(Note::new(action).by(visit.viewer.id).about(Some(about))).await?;
            }
            Ok(Redirect::to(&format!("/people/{id}?done=1")).into_response())
        }
    }
}

async fn note(visit: &Visit, action: Action, about: PersonId) -> Result<(), HubError> {
    let note = Note::new(action).by(visit.viewer.id).about(Some(about.uuid()));
    visit.hub().accounts.audit.note(note).await
}

/// Decides while nobody else writes.
async fn decide(
    desk: &Desk,
    hub: &Hub,
    act: &str,
    id: PersonId,
    actor: Actor,
    said: &Fields,
) -> Result<Decision, HubError> {
    let person = desk.ledger.get::<Person>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
    Ok(match act {
        "name" => rename_person(&actor, id, &person, bilingual(said)),
        "roles" => set_roles(&actor, id, &person, chosen_roles(said, &person.roles)),
        "centre" => match centre(desk, said).await? {
            Ok(to) => move_person(&actor, id, &person, to.as_ref().map(|(centre, known)| (*centre, known))),
            Err(refusal) => Err(refusal),
        },
        "phone-number" => match phone(said) {
            Ok(phone) => set_phone(&actor, id, &person, phone),
            Err(refusal) => Err(refusal),
        },
        "login" => {
            let login = optional(said.get("login"));
            if let Some(refusal) = free(hub, login, id).await? {
                return Ok(Err(refusal));
            }
            let account = desk.ledger.get::<Account>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
            set_login(&actor, id, &person, &account, login.map(str::to_owned))
        }
        "phone" => {
            let device: DeviceId = said.parse("device").ok_or_else(Fault::not_found)?;
            return phones::decide(desk, &actor, id, device, said.get("reason")).await;
        }
        "deactivate" => return leaving::leave(desk, &actor, (id, &person), said).await,
        "end-access" => return leaving::end_now(desk, &actor, (id, &person), said).await,
        "reactivate" => reactivate_person(&actor, id, &person),
        _ => return Err(Fault::not_found().into()),
    })
}

/// An administrator sets a password for somebody.
async fn password(visit: &Visit, id: PersonId, fields: &Fields, sent: Sent) -> Result<Option<String>, Fault> {
    if fields.exact("new") != fields.exact("again") {
        return Ok(Some(Fault::bad("passwords_differ").text(visit.lang())));
    }
    match visit.hub().accounts.set_password_once(visit.viewer.id, id, fields.exact("new"), sent).await {
        Ok(()) => Ok(None),
        Err(HubError::Fault(fault)) => Ok(Some(fault.text(visit.lang()))),
        Err(other) => Err(other.into()),
    }
}

/// Makes a link by which the person sets the own password once, and shows it: once, since it is kept only as a digest.
async fn link(visit: &Visit, id: PersonId, sent: Sent) -> Result<Response, Fault> {
    let hub = visit.hub();
    let person = hub.ledger.get::<Person>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
    let login = hub.accounts.logins_of(&[id]).await?.remove(&id);
    if !person.active || login.is_none() {
        let refusal = refusal_text(visit.lang(), &Refusal::new("login_missing"));
        return show(visit, id, Shown { refusal, ..Shown::default() }).await;
    }
    let (link, made) = hub.accounts.password_link_once(id, sent.id).await?;
    if made {
        note(visit, Action::LinkMade, id).await?;
    }
    let address = format!("{}/password/{}", visit.guest.address(), link.secret);
    show(visit, id, Shown { link: Some((address, link.expires_at)), ..Shown::default() }).await
}
