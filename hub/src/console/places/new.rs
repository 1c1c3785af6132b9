//! A place is opened.

use super::form::{form as fields_of, must_keep, read, whose};
use crate::console::command::{Told, run_form};
use crate::console::kept::{About, answered, own_or_chosen};
use crate::console::kit::{Form, refused_page, shown_page};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::{Fault, HubError};
use axum::response::Response;
use fettle_core::domain::parts::{Around, Place, PlaceDetails, PlaceId, open_place};
use fettle_core::kernel::Refusal;

async fn about(auth: &AuthContext) -> Result<(About, Form), HubError> {
    let p = auth.page().at("places").back_to("/places/new");
    let to = ("/places/new".to_owned(), p.t("places-new"));
    let form = fields_of(auth, &p, to, (&Place::default(), true)).await?;
    let crumb = ("/places".to_owned(), p.t("places-title"));
    Ok((About { title: p.t("places-new"), crumb, p }, form))
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext) -> Result<Response, Fault> {
    must_keep(&auth, auth.viewer.person.centre)?;
    let (About { p, title, crumb }, form) = about(&auth).await?;
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn add(AuthForm { auth, fields, sent }: AuthForm) -> Result<Response, Fault> {
    must_keep(&auth, auth.viewer.person.centre)?;
    // The place's id is the form's: sent twice, it is one place.
    let (id, actor, said) = (PlaceId::new(sent.id), auth.actor(), fields.clone());
    let person = match whose(&auth, &fields).await? {
        Ok(person) => person.flatten(),
        Err(miss) => {
            let told = Told::of(auth.lang(), &miss.refusal).at("person");
            let (About { p, title, crumb }, form) = about(&auth).await?;
            return Ok(refused_page(p, title, crumb, form.choose("person", miss.choices), (&fields, &told)));
        }
    };
    let told = run_form(&auth, sent, async move |desk| {
        let said = own_or_chosen(actor.centre, &said).and_then(|centre| Ok((centre, read(&said)?)));
        let (centre, change) = match said {
            Ok(said) => said,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Some(kind) = change.kind else { return Ok(Err(Refusal::new("choice_unreadable"))) };
        let name = change.name.unwrap_or_default();
        let details = PlaceDetails { kind, name, centre, person, bin: change.bin.unwrap_or_default() };
        let (centre, person) = desk.ledger.around_place(centre, person).await?;
        let around = Around { centre: centre.as_ref(), person: person.as_ref() };
        Ok(open_place(&desk.actor(actor), id, details, around))
    })
    .await?;
    let again = about(&auth).await?;
    Ok(answered(told, &format!("/places/{id}"), &fields, || again))
}
