//! Terms of a contract are agreed again: those that the person changed, no others. Another last day extends it.

use super::form::{self, Known};
use crate::console::command::{Told, run_form};
use crate::console::kept::{About, answered, look, must, now};
use crate::console::kit::{Form, shown_page};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::{Fault, HubError};
use crate::ledger::Drawn;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::fields::Change;
use fettle_core::domain::sites::{Contract, ContractId, change_contract};
use fettle_core::kernel::Refusal;
use fettle_core::kernel::Subject;

async fn about(
    auth: &AuthContext,
    id: ContractId,
    contract: &Contract,
    drawn: Option<Drawn>,
) -> Result<(About, Form), HubError> {
    let path = format!("/contracts/{id}/change");
    let p = auth.page().at("contracts").back_to(&path).drawn_at(drawn).live(Some(Subject::from(id).to_string()));
    let form = Form::new(&p, "contract", path, p.t("kept-change"));
    let form = form::fields(auth, &p, form, contract, contract.customer).await?;
    let crumb = (format!("/contracts/{id}"), contract.number.clone());
    Ok((About { title: p.t("contracts-change"), crumb, p }, form))
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    must(&auth, "contract.changed")?;
    let (id, contract) = look::<Contract, ContractId>(&auth, &id).await?;
    let (About { p, title, crumb }, form) = about(&auth, id, &contract, None).await?;
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn change(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must(&auth, "contract.changed")?;
    let (id, contract) = look::<Contract, ContractId>(&auth, &id).await?;
    let (actor, drawn, lang) = (auth.actor(), sent.drawn, auth.lang());
    let read = match form::read_sites(&auth, &fields).await? {
        Ok(sites) => form::read(&fields, sites, &contract.services),
        Err(miss) => Err(miss.refusal),
    };
    let told = match read {
        Err(refusal) => Some(Told::of(lang, &refusal)),
        Ok(typed) => {
            run_form(&auth, sent, async move |desk| {
                let change = typed.since(&desk.ledger.as_drawn::<Contract>(id, drawn).await?);
                let state = now::<Contract>(&desk, id).await?;
                let Some(customer) = state.customer else { return Ok(Err(Refusal::new("contract_unknown"))) };
                let sites = change.sites.as_ref().unwrap_or(&state.sites);
                let number = change.number.as_deref().unwrap_or(&state.number);
                let known = Known::of(&desk, id, customer, (sites, number)).await?;
                Ok(change_contract(&desk.actor(actor), id, &state, change, known.about()))
            })
            .await?
        }
    };
    let again = about(&auth, id, &contract, Some(drawn)).await?;
    Ok(answered(told, &format!("/contracts/{id}"), &fields, || again))
}
