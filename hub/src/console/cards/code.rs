//! The codes by which a part is found: bound and taken off.

use super::form::must_keep;
use crate::console::command::{Told, run_form};
use crate::console::kept::{look, must, now};
use crate::console::kit::{Field, Form, refused_page};
use crate::console::page::Page;
use crate::console::request::{AuthContext, AuthForm, Fields};
use crate::console::scanned;
use crate::error::Fault;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::parts::{Card, CardId, bind_code, unbind_code};

/// The form that binds a code.
pub(super) fn bind_form(p: &Page, id: CardId) -> Form {
    Form::new(p, "bind", format!("/cards/{id}/bind"), p.t("cards-bind"))
        .with(Field::line("code", p.t("cards-code")).required().answers(&["code_empty", "code_taken"]))
}

fn answered(auth: &AuthContext, id: CardId, card: &Card, fields: &Fields, told: Option<Told>) -> Response {
    let Some(told) = told else { return Redirect::to(&format!("/cards/{id}?done=1")).into_response() };
    let p = auth.page().at("cards").back_to(&format!("/cards/{id}"));
    let crumb = (format!("/cards/{id}"), card.name().in_lang(p.lang).to_owned());
    let (title, form) = (p.t("cards-bind"), bind_form(&p, id));
    refused_page(p, title, crumb, form, (fields, &told))
}

/// A code is bound.
pub(in crate::console) async fn bind(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must(&auth, "card.code_bound")?;
    let (id, known) = look::<Card, CardId>(&auth, &id).await?;
    let (actor, code) = (auth.actor(), scanned::binding(fields.get("code"), auth.hub().clock.now_ms()));
    let told = run_form(&auth, sent, async move |desk| {
        let state = now::<Card>(&desk, id).await?;
        let owner = if code.is_empty() { None } else { desk.ledger.owner_of_code(actor.person, &code).await? };
        Ok(bind_code(&desk.actor(actor), id, &state, &code, owner))
    })
    .await?;
    Ok(answered(&auth, id, &known, &fields, told))
}

/// A code is taken off.
pub(in crate::console) async fn unbind(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must_keep(&auth)?;
    let (id, known) = look::<Card, CardId>(&auth, &id).await?;
    let (actor, code) = (auth.actor(), fields.exact("code").to_owned());
    let told = run_form(&auth, sent, async move |desk| {
        let state = now::<Card>(&desk, id).await?;
        Ok(unbind_code(&desk.actor(actor), id, &state, &code))
    })
    .await?;
    Ok(answered(&auth, id, &known, &fields, told))
}
