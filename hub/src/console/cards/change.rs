//! What a card says is changed: the fields that the person changed, no others.

use super::form::{blank, form as fields_of, must_keep, read};
use crate::console::command::run_form;
use crate::console::kept::{About, answered, look, now};
use crate::console::kit::{Form, shown_page};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::Fault;
use crate::ledger::Drawn;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::fields::Change;
use fettle_core::domain::parts::{Card, CardId, change_card};
use fettle_core::kernel::Subject;

fn about(auth: &AuthContext, id: CardId, card: &Card, drawn: Option<Drawn>) -> (About, Form) {
    let path = format!("/cards/{id}/change");
    let p = auth.page().at("cards").back_to(&path).drawn_at(drawn).live(Some(Subject::from(id).to_string()));
    let details = card.details.clone().unwrap_or_else(blank);
    let form = fields_of(&p, path, p.t("kept-change"), &details, false);
    let crumb = (format!("/cards/{id}"), card.name().in_lang(p.lang).to_owned());
    (About { title: p.t("cards-change"), crumb, p }, form)
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    must_keep(&auth)?;
    let (id, card) = look::<Card, CardId>(&auth, &id).await?;
    let (About { p, title, crumb }, form) = about(&auth, id, &card, None);
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn change(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must_keep(&auth)?;
    let (id, known) = look::<Card, CardId>(&auth, &id).await?;
    let (actor, said, drawn) = (auth.actor(), fields.clone(), sent.drawn);
    let told = run_form(&auth, sent, async move |desk| {
        let change = match read(&said) {
            Ok(change) => change,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let state = now::<Card>(&desk, id).await?;
        let shown = desk.ledger.as_drawn::<Card>(id, drawn).await?.details;
        let change = match &shown {
            Some(shown) => change.since(shown),
            None => change,
        };
        let taken = desk.ledger.taken_by_others(actor.person, id, &change).await?;
        Ok(change_card(&desk.actor(actor), id, &state, change, &taken))
    })
    .await?;
    Ok(answered(told, &format!("/cards/{id}"), &fields, || about(&auth, id, &known, Some(drawn))))
}
