//! A place is closed, when nothing is in it any more; or opened again.

use super::form::must_keep;
use crate::console::command::run_form;
use crate::console::kept::{About, answered, look, now, with_list};
use crate::console::kit::{Field, Form, refused_page, shown_page};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::Fault;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::parts::{Around, Place, PlaceId, close_place, reopen_place};

fn about(auth: &AuthContext, id: PlaceId, place: &Place) -> (About, Form) {
    let p = auth.page().at("places").back_to(&format!("/places/{id}/close"));
    let crumb = (format!("/places/{id}"), place.name().in_lang(p.lang).to_owned());
    let reason = Field::line("reason", p.t("console-reason")).required().at_most(1_000).help(p.t("places-close-about"));
    let form = Form::new(&p, "close", format!("/places/{id}/close"), p.t("places-close"))
        .with(reason.answers(&["reason_missing"]))
        .dangerous();
    (About { title: p.t("places-close"), crumb, p }, form)
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    let (id, place) = look::<Place, PlaceId>(&auth, &id).await?;
    must_keep(&auth, place.centre())?;
    let (About { p, title, crumb }, form) = about(&auth, id, &place);
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn close(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    let (id, known) = look::<Place, PlaceId>(&auth, &id).await?;
    must_keep(&auth, known.centre())?;
    let (actor, reason) = (auth.actor(), fields.get("reason").to_owned());
    let told = run_form(&auth, sent, async move |desk| {
        let there = desk.ledger.still_there(id).await?;
        let state = now::<Place>(&desk, id).await?;
        Ok(close_place(&desk.actor(actor), id, &state, &there, &reason))
    })
    .await?;
    let told = with_list(&auth.page(), id, told);
    Ok(answered(told, &format!("/places/{id}"), &fields, || about(&auth, id, &known)))
}

/// The place is open again.
pub(in crate::console) async fn reopen(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    let (id, known) = look::<Place, PlaceId>(&auth, &id).await?;
    must_keep(&auth, known.centre())?;
    let actor = auth.actor();
    let told = run_form(&auth, sent, async move |desk| {
        let state = now::<Place>(&desk, id).await?;
        let (centre, person) = desk.ledger.around_place(state.centre(), state.person()).await?;
        let around = Around { centre: centre.as_ref(), person: person.as_ref() };
        Ok(reopen_place(&desk.actor(actor), id, &state, around))
    })
    .await?;
    let Some(told) = told else { return Ok(Redirect::to(&format!("/places/{id}?done=1")).into_response()) };
    let p = auth.page().at("places").back_to(&format!("/places/{id}"));
    let crumb = (format!("/places/{id}"), known.name().in_lang(p.lang).to_owned());
    let form = Form::new(&p, "reopen", format!("/places/{id}/reopen"), p.t("places-reopen"));
    let title = p.t("places-reopen");
    Ok(refused_page(p, title, crumb, form, (&fields, &told)))
}
