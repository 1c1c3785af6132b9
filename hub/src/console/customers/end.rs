//! A customer is none any more, or is one again.

use crate::console::command::run_form;
use crate::console::kept::{About, answered, look, must, now, with_list};
use crate::console::kit::{Field, Form, refused_page, shown_page};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::Fault;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::sites::{Customer, CustomerId, end_customer, take_customer_back};

fn about(auth: &AuthContext, id: CustomerId, customer: &Customer) -> (About, Form) {
    let p = auth.page().at("customers").back_to(&format!("/customers/{id}/end"));
    let crumb = (format!("/customers/{id}"), customer.name.in_lang(p.lang).to_owned());
    let form = Form::new(&p, "end", format!("/customers/{id}/end"), p.t("customers-end"))
        .with(Field::line("reason", p.t("console-reason")).required().at_most(1_000).answers(&["reason_missing"]))
        .dangerous();
    (About { title: p.t("customers-end"), crumb, p }, form)
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    must(&auth, "customer.deactivated")?;
    let (id, customer) = look::<Customer, CustomerId>(&auth, &id).await?;
    let (About { p, title, crumb }, form) = about(&auth, id, &customer);
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn end(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must(&auth, "customer.deactivated")?;
    let (id, known) = look::<Customer, CustomerId>(&auth, &id).await?;
    let (actor, reason) = (auth.actor(), fields.get("reason").to_owned());
    let told = run_form(&auth, sent, async move |desk| {
        let open_items = desk.ledger.open_items_of_customer(id).await?;
        let state = now::<Customer>(&desk, id).await?;
        Ok(end_customer(&desk.actor(actor), id, &state, open_items, &reason))
    })
    .await?;
    let told = with_list(&auth.page(), id, told);
    Ok(answered(told, &format!("/customers/{id}"), &fields, || about(&auth, id, &known)))
}

/// The customer is taken back.
pub(in crate::console) async fn back(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must(&auth, "customer.reactivated")?;
    let (id, known) = look::<Customer, CustomerId>(&auth, &id).await?;
    let actor = auth.actor();
    let told = run_form(&auth, sent, async move |desk| {
        let state = now::<Customer>(&desk, id).await?;
        Ok(take_customer_back(&desk.actor(actor), id, &state))
    })
    .await?;
    let Some(told) = told else { return Ok(Redirect::to(&format!("/customers/{id}?done=1")).into_response()) };
    let p = auth.page().at("customers").back_to(&format!("/customers/{id}"));
    let crumb = (format!("/customers/{id}"), known.name.in_lang(p.lang).to_owned());
    let form = Form::new(&p, "back", format!("/customers/{id}/back"), p.t("customers-back"));
    let title = p.t("customers-back");
    Ok(refused_page(p, title, crumb, form, (&fields, &told)))
}
