//! What is known of a place is changed: the fields that the person changed, no others.

use super::form::{form as fields_of, must_keep, read, whose};
use crate::console::command::{Told, run_form};
use crate::console::kept::{About, answered, look, now};
use crate::console::kit::{Form, refused_page, shown_page};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::{Fault, HubError};
use crate::ledger::Drawn;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::fields::Change;
use fettle_core::domain::parts::{Around, Place, PlaceId, change_place};
use fettle_core::kernel::Subject;

async fn about(
    auth: &AuthContext,
    id: PlaceId,
    place: &Place,
    drawn: Option<Drawn>,
) -> Result<(About, Form), HubError> {
    let path = format!("/places/{id}/change");
    let p = auth.page().at("places").back_to(&path).drawn_at(drawn).live(Some(Subject::from(id).to_string()));
    let form = fields_of(auth, &p, (path, p.t("kept-change")), (place, false)).await?;
    let crumb = (format!("/places/{id}"), place.name().in_lang(p.lang).to_owned());
    Ok((About { title: p.t("places-change"), crumb, p }, form))
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    let (id, place) = look::<Place, PlaceId>(&auth, &id).await?;
    must_keep(&auth, place.centre())?;
    let (About { p, title, crumb }, form) = about(&auth, id, &place, None).await?;
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn change(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    let (id, known) = look::<Place, PlaceId>(&auth, &id).await?;
    must_keep(&auth, known.centre())?;
    let (actor, said, drawn) = (auth.actor(), fields.clone(), sent.drawn);
    let person = match whose(&auth, &fields).await? {
        Ok(person) => person,
        Err(miss) => {
            let told = Told::of(auth.lang(), &miss.refusal).at("person");
            let (About { p, title, crumb }, form) = about(&auth, id, &known, Some(drawn)).await?;
            return Ok(refused_page(p, title, crumb, form.choose("person", miss.choices), (&fields, &told)));
        }
    };
    let told = run_form(&auth, sent, async move |desk| {
        let read = read(&said).and_then(|mut change| {
            change.person = person;
            if said.has("centre") {
                change.centre = Some(said.optional("centre")?);
            }
            Ok(change)
        });
        let change = match read {
            Ok(change) => change,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let shown = desk.ledger.as_drawn::<Place>(id, drawn).await?.details;
        let change = match &shown {
            Some(shown) => change.since(shown),
            None => change,
        };
        let state = now::<Place>(&desk, id).await?;
        let (centre, person) = desk.ledger.around_place(change.centre.flatten(), change.person.flatten()).await?;
        let around = Around { centre: centre.as_ref(), person: person.as_ref() };
        Ok(change_place(&desk.actor(actor), id, &state, change, around))
    })
    .await?;
    let again = about(&auth, id, &known, Some(drawn)).await?;
    Ok(answered(told, &format!("/places/{id}"), &fields, || again))
}
