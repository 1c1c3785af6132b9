//! A new card.

use super::form::{blank, form as fields_of, must_keep, priced, read, read_price};
use crate::console::command::run_form;
use crate::console::kept::{About, answered};
use crate::console::kit::{Form, shown_page};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::Fault;
use axum::response::Response;
use fettle_core::domain::fields::Change;
use fettle_core::domain::parts::{CardId, CardPrice, may_price_cards, register_card, set_card_price};

fn about(auth: &AuthContext) -> (About, Form) {
    let p = auth.page().at("cards").back_to("/cards/new");
    let mut form = fields_of(&p, "/cards/new".to_owned(), p.t("cards-new"), &blank(), true);
    if may_price_cards(&auth.actor()) {
        form = priced(&p, form, None);
    }
    let crumb = ("/cards".to_owned(), p.t("cards-title"));
    (About { title: p.t("cards-new"), crumb, p }, form)
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext) -> Result<Response, Fault> {
    must_keep(&auth)?;
    let (About { p, title, crumb }, form) = about(&auth);
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn add(AuthForm { auth, fields, sent }: AuthForm) -> Result<Response, Fault> {
    must_keep(&auth)?;
    // The card's id is the form's: sent twice, it is one card.
    let (id, actor, said) = (CardId::new(sent.id), auth.actor(), fields.clone());
    let told = run_form(&auth, sent, async move |desk| {
        let (change, price) = match read(&said).and_then(|change| Ok((change, read_price(&said)?))) {
            Ok(read) => read,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let taken = desk.ledger.taken_by_others(actor.person, id, &change).await?;
        let mut details = blank();
        change.put(&mut details);
        let actor = desk.actor(actor);
        let priced = match price {
            Some(_) => set_card_price(&actor, id, Some(&details), &CardPrice::default(), price),
            None => Ok(Vec::new()),
        };
        Ok(register_card(&actor, id, details, &taken).and_then(|drafts| Ok([drafts, priced?].concat())))
    })
    .await?;
    Ok(answered(told, &format!("/cards/{id}"), &fields, || about(&auth)))
}
