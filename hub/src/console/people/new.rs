//! A new person.

use super::form::{chosen_roles, login_field, own_password, read, read_login, read_phone, roles_field, with_details};
use super::one::{confirmed, must_look_after_people};
use crate::audit::{Action, Note};
use crate::console::command::run_form;
use crate::console::kept::{About, answered, centre_of};
use crate::console::kit::{Form, shown_page};
use crate::console::request::{AuthContext, AuthForm, Fields};
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use axum::response::Response;
use fettle_core::domain::people::{NewPerson, Person, Roles, register_person};
use fettle_core::kernel::{PersonId, Refusal};
use std::sync::Arc;

async fn about(auth: &AuthContext) -> Result<(About, Form), HubError> {
    let p = auth.page().at("people").back_to("/people/new");
    let form = Form::new(&p, "person", "/people/new", p.t("people-new"));
    let form = with_details(auth, &p, form, (&Person::default(), "")).await?;
    let form = form.with(roles_field(&p, &Roles::default())).with(login_field(&p, "")).with(own_password(&p));
    let crumb = ("/people".to_owned(), p.t("people-title"));
    Ok((About { title: p.t("people-new"), crumb, p }, form))
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext) -> Result<Response, Fault> {
    must_look_after_people(&auth)?;
    let (About { p, title, crumb }, form) = about(&auth).await?;
    Ok(shown_page(p, title, crumb, form))
}

/// What the form says.
fn said(fields: &Fields) -> Result<NewPerson, Refusal> {
    let change = read(fields)?;
    Ok(NewPerson {
        name: change.name.unwrap_or_default(),
        roles: chosen_roles(fields, &Roles::default()),
        centre: change.centre.flatten(),
        language: change.language.unwrap_or_default(),
        login: read_login(fields).map(str::to_owned),
        phone: read_phone(fields)?.flatten(),
    })
}

/// Refuses a login name that somebody else has.
pub(super) async fn free(hub: &Hub, login: Option<&str>, own: PersonId) -> Result<Result<(), Refusal>, HubError> {
    let Some(login) = login else { return Ok(Ok(())) };
    let taken = hub.accounts.by_login(login).await?.is_some_and(|person| person != own);
    Ok(if taken { Err(Refusal::new("login_taken").with("login", login)) } else { Ok(()) })
}

/// It was sent.
pub(in crate::console) async fn add(AuthForm { auth, fields, sent }: AuthForm) -> Result<Response, Fault> {
    must_look_after_people(&auth)?;
    // The person's id is the form's: sent twice, it is one person.
    let (id, actor, typed) = (PersonId::new(sent.id), auth.actor(), fields.clone());
    let hub = Arc::clone(auth.hub());
    let told = match confirmed(&auth, &fields).await? {
        Some(told) => Some(told),
        None => {
            run_form(&auth, sent, async move |desk| {
                let new = match said(&typed) {
                    Ok(new) => new,
                    Err(refusal) => return Ok(Err(refusal)),
                };
                let centre = centre_of(&desk, new.centre).await?;
                if let Err(refusal) = free(&hub, new.login.as_deref(), id).await? {
                    return Ok(Err(refusal));
                }
                Ok(register_person(&desk.actor(actor), id, new, centre.as_ref()))
            })
            .await?
        }
    };
    if told.is_none() {
        let note = Note::new(Action::PersonChanged).by(auth.viewer.id).about(Some(id.uuid()));
        auth.hub().accounts.audit.note(note).await?;
    }
    let again = about(&auth).await?;
    Ok(answered(told, &format!("/people/{id}"), &fields, || again))
}
