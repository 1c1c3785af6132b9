//! A centre is closed, when nothing is left that only it would look after; or opened again.

use super::form::must_look_after_centres;
use crate::console::command::run_form;
use crate::console::kept::{About, answered, look, now, with_list};
use crate::console::kit::{Field, Form, refused_page, shown_page};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::Fault;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::people::{Centre, close_centre, reopen_centre};

fn about(auth: &AuthContext, id: CentreId, centre: &Centre) -> (About, Form) {
    let p = auth.page().at("centres").back_to(&format!("/centres/{id}/close"));
    let crumb = (format!("/centres/{id}"), centre.name.in_lang(p.lang).to_owned());
    let reason =
        Field::line("reason", p.t("console-reason")).required().at_most(1_000).help(p.t("centres-close-about"));
    let form = Form::new(&p, "close", format!("/centres/{id}/close"), p.t("centres-close"))
        .with(reason.answers(&["reason_missing"]))
        .dangerous();
    (About { title: p.t("centres-close"), crumb, p }, form)
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    must_look_after_centres(&auth)?;
    let (id, centre) = look::<Centre, CentreId>(&auth, &id).await?;
    let (About { p, title, crumb }, form) = about(&auth, id, &centre);
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn close(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must_look_after_centres(&auth)?;
    let (id, known) = look::<Centre, CentreId>(&auth, &id).await?;
    let (actor, reason) = (auth.actor(), fields.get("reason").to_owned());
    let told = run_form(&auth, sent, async move |desk| {
        let open_items = desk.ledger.open_items_of_centre(id).await?;
        let state = now::<Centre>(&desk, id).await?;
        Ok(close_centre(&desk.actor(actor), id, &state, open_items, &reason))
    })
    .await?;
    let told = with_list(&auth.page(), id, told);
    Ok(answered(told, &format!("/centres/{id}"), &fields, || about(&auth, id, &known)))
}

/// The centre is open again.
pub(in crate::console) async fn reopen(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must_look_after_centres(&auth)?;
    let (id, known) = look::<Centre, CentreId>(&auth, &id).await?;
    let actor = auth.actor();
    let told = run_form(&auth, sent, async move |desk| {
        let state = now::<Centre>(&desk, id).await?;
        Ok(reopen_centre(&desk.actor(actor), id, &state))
    })
    .await?;
    let Some(told) = told else { return Ok(Redirect::to(&format!("/centres/{id}?done=1")).into_response()) };
    let p = auth.page().at("centres").back_to(&format!("/centres/{id}"));
    let crumb = (format!("/centres/{id}"), known.name.in_lang(p.lang).to_owned());
    let form = Form::new(&p, "reopen", format!("/centres/{id}/reopen"), p.t("centres-reopen"));
    let title = p.t("centres-reopen");
    Ok(refused_page(p, title, crumb, form, (&fields, &told)))
}
