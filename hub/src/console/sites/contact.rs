//! A contact of a site: added, changed, removed.

use super::contact_form::{form, read};
use crate::console::command::run_form;
use crate::console::kept::{About, answered, look, must, now};
use crate::console::kit::{Form, refused_page, shown_page};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::Fault;
use crate::ledger::Drawn;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::fields::Change;
use fettle_core::domain::ids::ContactId;
use fettle_core::domain::sites::{Contact, Site, SiteId, change_contact, remove_contact, set_contact};

fn about(auth: &AuthContext, id: SiteId, site: &Site, which: Option<&Contact>, drawn: Option<Drawn>) -> (About, Form) {
    let path = which.map_or_else(|| "new".to_owned(), |contact| contact.id.to_string());
    let path = format!("/sites/{id}/contacts/{path}");
    let p = auth.page().at("sites").back_to(&path).drawn_at(drawn);
    let title = which.map_or_else(|| p.t("sites-contact-new"), |contact| contact.name.clone());
    let button = if which.is_some() { p.t("kept-change") } else { p.t("sites-contact-new") };
    let crumb = (format!("/sites/{id}"), site.name.in_lang(p.lang).to_owned());
    let form = form(&p, path, button, which);
    (About { title, crumb, p }, form)
}

/// The form for a new one.
pub(in crate::console) async fn new(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    must(&auth, "site.contact_set")?;
    let (id, site) = look::<Site, SiteId>(&auth, &id).await?;
    let (About { p, title, crumb }, form) = about(&auth, id, &site, None, None);
    Ok(shown_page(p, title, crumb, form))
}

/// A new one.
pub(in crate::console) async fn add(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must(&auth, "site.contact_set")?;
    let (id, known) = look::<Site, SiteId>(&auth, &id).await?;
    // The contact's id is the form's: sent twice, it is one contact.
    let (contact, actor, said) = (ContactId::new(sent.id), auth.actor(), fields.clone());
    let told = run_form(&auth, sent, async move |desk| {
        let change = match read(&said) {
            Ok(change) => change,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let contact = Contact {
            id: contact,
            name: change.name.unwrap_or_default(),
            title: change.title.unwrap_or_default(),
            phone: change.phone.flatten(),
            may_sign: change.may_sign.unwrap_or_default(),
            messenger: change.messenger.unwrap_or_default(),
        };
        let state = now::<Site>(&desk, id).await?;
        Ok(set_contact(&desk.actor(actor), id, &state, contact))
    })
    .await?;
    Ok(answered(told, &format!("/sites/{id}"), &fields, || about(&auth, id, &known, None, None)))
}

fn contact_of(site: &Site, contact: &str) -> Result<Contact, Fault> {
    let contact: ContactId = contact.parse().map_err(|_| Fault::not_found())?;
    site.contacts.get(&contact).or_else(|| site.former.get(&contact)).cloned().ok_or_else(Fault::not_found)
}

/// The form for one that is there.
pub(in crate::console) async fn show(
    auth: AuthContext,
    Path((id, contact)): Path<(String, String)>,
) -> Result<Response, Fault> {
    must(&auth, "site.contact_changed")?;
    let (id, site) = look::<Site, SiteId>(&auth, &id).await?;
    let contact = contact_of(&site, &contact)?;
    let (About { p, title, crumb }, form) = about(&auth, id, &site, Some(&contact), None);
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn change(
    Path((id, contact)): Path<(String, String)>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must(&auth, "site.contact_changed")?;
    let (id, known) = look::<Site, SiteId>(&auth, &id).await?;
    let contact = contact_of(&known, &contact)?;
    let (which, actor, said, drawn) = (contact.id, auth.actor(), fields.clone(), sent.drawn);
    let told = run_form(&auth, sent, async move |desk| {
        let change = match read(&said) {
            Ok(change) => change,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let shown = desk.ledger.as_drawn::<Site>(id, drawn).await?;
        let shown = shown.contacts.get(&which).or_else(|| shown.former.get(&which)).cloned();
        let change = shown.map_or_else(|| change.clone(), |shown| change.clone().since(&shown));
        let state = now::<Site>(&desk, id).await?;
        Ok(change_contact(&desk.actor(actor), id, &state, which, change))
    })
    .await?;
    let again = || about(&auth, id, &known, Some(&contact), Some(drawn));
    Ok(answered(told, &format!("/sites/{id}"), &fields, again))
}

/// The contact is no longer there.
pub(in crate::console) async fn remove(
    Path((id, contact)): Path<(String, String)>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must(&auth, "site.contact_removed")?;
    let (id, known) = look::<Site, SiteId>(&auth, &id).await?;
    let contact = contact_of(&known, &contact)?;
    let (which, actor) = (contact.id, auth.actor());
    let told = run_form(&auth, sent, async move |desk| {
        let state = now::<Site>(&desk, id).await?;
        Ok(remove_contact(&desk.actor(actor), id, &state, which))
    })
    .await?;
    let Some(told) = told else { return Ok(Redirect::to(&format!("/sites/{id}?done=1")).into_response()) };
    let (About { p, title, crumb }, form) = about(&auth, id, &known, Some(&contact), None);
    Ok(refused_page(p, title, crumb, form, (&fields, &told)))
}
