//! A new customer.

use super::form;
use crate::console::command::run_form;
use crate::console::kept::{About, answered, centre_of, must, own_or_chosen};
use crate::console::kit::{Form, shown_page};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::{Fault, HubError};
use axum::response::Response;
use fettle_core::domain::sites::{Customer, CustomerDetails, CustomerId, register_customer};

async fn about(auth: &AuthContext) -> Result<(About, Form), HubError> {
    let p = auth.page().at("customers").back_to("/customers/new");
    let to = ("customer", "/customers/new".to_owned(), p.t("customers-new"));
    let form = form::form(auth, &p, to, &Customer::default()).await?;
    let crumb = ("/customers".to_owned(), p.t("customers-title"));
    Ok((About { title: p.t("customers-new"), crumb, p }, form))
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext) -> Result<Response, Fault> {
    must(&auth, "customer.registered")?;
    let (About { p, title, crumb }, form) = about(&auth).await?;
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn add(AuthForm { auth, fields, sent }: AuthForm) -> Result<Response, Fault> {
    must(&auth, "customer.registered")?;
    // The customer's id is the form's: sent twice, it is one customer.
    let (id, actor, said) = (CustomerId::new(sent.id), auth.actor(), fields.clone());
    let told = run_form(&auth, sent, async move |desk| {
        let centre = match own_or_chosen(actor.centre, &said) {
            Ok(centre) => centre,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let change = form::read(&said);
        let details = CustomerDetails {
            name: change.name.unwrap_or_default(),
            industry: change.industry.unwrap_or_default(),
            code: change.code.unwrap_or_default(),
            notes: change.notes.unwrap_or_default(),
            centre,
        };
        let known = centre_of(&desk, centre).await?;
        Ok(register_customer(&desk.actor(actor), id, details, known.as_ref()))
    })
    .await?;
    let again = about(&auth).await?;
    Ok(answered(told, &format!("/customers/{id}"), &fields, || again))
}
