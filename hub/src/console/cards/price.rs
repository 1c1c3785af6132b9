//! What one of a part costs: said by head office, which alone sees it.

use super::form::{must_price, priced, read_price};
use crate::console::command::run_form;
use crate::console::kept::{About, answered, look, now};
use crate::console::kit::{Form, shown_page};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::{Fault, HubError};
use crate::ledger::Drawn;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::parts::{Card, CardId, CardPrice, set_card_price};

async fn about(auth: &AuthContext, id: CardId, card: &Card, drawn: Option<Drawn>) -> Result<(About, Form), HubError> {
    let path = format!("/cards/{id}/price");
    let p = auth.page().at("cards").back_to(&path).drawn_at(drawn);
    let price = auth.hub().ledger.get::<CardPrice>(id.uuid()).await?.and_then(|folded| folded.state.value);
    let form = priced(&p, Form::new(&p, "price", path, p.t("kept-change")), price.as_ref());
    let crumb = (format!("/cards/{id}"), card.name().in_lang(p.lang).to_owned());
    Ok((About { title: p.t("contracts-price"), crumb, p }, form))
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    must_price(&auth)?;
    let (id, card) = look::<Card, CardId>(&auth, &id).await?;
    let (About { p, title, crumb }, form) = about(&auth, id, &card, None).await?;
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn set(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must_price(&auth)?;
    let (id, known) = look::<Card, CardId>(&auth, &id).await?;
    let (actor, said, drawn) = (auth.actor(), fields.clone(), sent.drawn);
    let told = run_form(&auth, sent, async move |desk| {
        let value = match read_price(&said) {
            Ok(value) => value,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let (card, price) = (now::<Card>(&desk, id).await?, now::<CardPrice>(&desk, id).await?);
        Ok(set_card_price(&desk.actor(actor), id, card.details.as_ref(), &price, value))
    })
    .await?;
    let again = about(&auth, id, &known, Some(drawn)).await?;
    Ok(answered(told, &format!("/cards/{id}"), &fields, || again))
}
