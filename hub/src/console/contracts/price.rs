//! What a contract costs. Its price is seen by the office of the centres whose sites it names and by head office's, and set by the manager and the
//! administrator of head office.

use crate::access::may_see;
use crate::console::command::{Told, run_form};
use crate::console::kept::{About, answered, look, now};
use crate::console::kit::{Field, Form, shown_page};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::{Fault, HubError};
use crate::ledger::Drawn;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use fettle_core::domain::reach::is_of_the_office;
use fettle_core::domain::sites::{Contract, ContractId, Price, set_price};
use fettle_core::domain::values::{Money, USUAL_CURRENCY};
use fettle_core::kernel::Subject;

/// Whether the viewer sees the price of this contract.
pub(super) async fn sees(auth: &AuthContext, price: &Subject) -> Result<bool, HubError> {
    Ok(is_of_the_office(&auth.viewer.person) && may_see(&auth.hub().ledger, &auth.viewer, price).await?)
}

/// Whether the viewer sets prices.
pub(super) fn sets(auth: &AuthContext) -> bool {
    auth.viewer.reach.is_all() && auth.actor().may("contract_price.set")
}

fn must_set(auth: &AuthContext) -> Result<(), Fault> {
    if sets(auth) { Ok(()) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

async fn about(
    auth: &AuthContext,
    id: ContractId,
    contract: &Contract,
    drawn: Option<Drawn>,
) -> Result<(About, Form), HubError> {
    let path = format!("/contracts/{id}/price");
    let p = auth.page().at("contracts").back_to(&path).drawn_at(drawn);
    let price = auth.hub().ledger.get::<Price>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
    let amount = price.value.as_ref().map(Money::amount).unwrap_or_default();
    let currency = price.value.map_or_else(|| USUAL_CURRENCY.to_owned(), |money| money.currency);
    let form = Form::new(&p, "price", path, p.t("kept-change"))
        .with(
            Field::number("amount", p.t("sites-field-price"))
                .holding(amount)
                .required()
                .answers(&["money_unreadable", "price_negative"]),
        )
        .with(
            Field::line("currency", p.t("contracts-currency"))
                .holding(currency)
                .required()
                .at_most(3)
                .answers(&["currency_invalid"]),
        )
        .with(Field::line("payment", p.t("contracts-payment")).holding(price.payment).at_most(1_000));
    let crumb = (format!("/contracts/{id}"), contract.number.clone());
    Ok((About { title: p.t("contracts-price"), crumb, p }, form))
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    must_set(&auth)?;
    let (id, contract) = look::<Contract, ContractId>(&auth, &id).await?;
    let (About { p, title, crumb }, form) = about(&auth, id, &contract, None).await?;
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn set(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must_set(&auth)?;
    let (id, known) = look::<Contract, ContractId>(&auth, &id).await?;
    let (actor, payment, drawn) = (auth.actor(), fields.get("payment").to_owned(), sent.drawn);
    let told = match Money::parse(fields.get("amount"), fields.get("currency")) {
        Err(refusal) => Some(Told::of(auth.lang(), &refusal)),
        Ok(value) => {
            run_form(&auth, sent, async move |desk| {
                let (contract, price) = (now::<Contract>(&desk, id).await?, now::<Price>(&desk, id).await?);
                Ok(set_price(&desk.actor(actor), id, (&contract, &price), value, &payment))
            })
            .await?
        }
    };
    let again = about(&auth, id, &known, Some(drawn)).await?;
    Ok(answered(told, &format!("/contracts/{id}"), &fields, || again))
}
