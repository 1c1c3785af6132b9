//! What is known of a customer is changed: the fields that the person changed, no others.

use super::form;
use crate::console::command::run_form;
use crate::console::kept::{About, answered, centre_of, look, must, now};
use crate::console::kit::{Form, shown_page};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::{Fault, HubError};
use crate::ledger::Drawn;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::fields::Change;
use fettle_core::domain::sites::{Customer, CustomerId, change_customer};
use fettle_core::kernel::Subject;

async fn about(
    auth: &AuthContext,
    id: CustomerId,
    customer: &Customer,
    drawn: Option<Drawn>,
) -> Result<(About, Form), HubError> {
    let p = auth
        .page()
        .at("customers")
        .back_to(&format!("/customers/{id}/change"))
        .drawn_at(drawn)
        .live(Some(Subject::from(id).to_string()));
    let to = ("customer", format!("/customers/{id}/change"), p.t("kept-change"));
    let form = form::form(auth, &p, to, customer).await?;
    let crumb = (format!("/customers/{id}"), customer.name.in_lang(p.lang).to_owned());
    Ok((About { title: p.t("customers-change"), crumb, p }, form))
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    must(&auth, "customer.changed")?;
    let (id, customer) = look::<Customer, CustomerId>(&auth, &id).await?;
    let (About { p, title, crumb }, form) = about(&auth, id, &customer, None).await?;
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn change(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must(&auth, "customer.changed")?;
    let (id, known) = look::<Customer, CustomerId>(&auth, &id).await?;
    let (actor, said, drawn) = (auth.actor(), fields.clone(), sent.drawn);
    let told = run_form(&auth, sent, async move |desk| {
        let mut change = form::read(&said);
        if said.has("centre") {
            match said.optional("centre") {
                Ok(centre) => change.centre = Some(centre),
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        let shown = desk.ledger.as_drawn::<Customer>(id, drawn).await?;
        let change = change.since(&shown);
        let centre = centre_of(&desk, change.centre.flatten()).await?;
        let state = now::<Customer>(&desk, id).await?;
        Ok(change_customer(&desk.actor(actor), id, &state, change, centre.as_ref()))
    })
    .await?;
    let again = about(&auth, id, &known, Some(drawn)).await?;
    Ok(answered(told, &format!("/customers/{id}"), &fields, || again))
}
