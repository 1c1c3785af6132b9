//! A contract is agreed with a customer.

use super::form::{self, Known};
use crate::console::command::{Told, run_form};
use crate::console::kept::{About, Miss, answered, find, must, name_of};
use crate::console::kit::{Choice, Field, Form, refused_page, shown_page};
use crate::console::query::Query;
use crate::console::request::{AuthContext, AuthForm, Fields};
use crate::error::{Fault, HubError};
use axum::response::Response;
use fettle_core::domain::sites::{
    Contract, ContractChange, ContractId, Customer, CustomerId, SheetLanguage, Terms, agree_contract,
};
use fettle_core::kernel::{Aggregate, Refusal};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Whose contract.
#[derive(Debug, Deserialize)]
pub(in crate::console) struct Whose {
    #[serde(default)]
    customer: String,
}

async fn about(auth: &AuthContext, customer: &str, choices: Vec<Choice>) -> Result<(About, Form), HubError> {
    let p = auth.page().at("contracts").back_to("/contracts/new");
    let id = customer.parse::<CustomerId>().ok();
    let (mut typed, mut choices) = (customer.to_owned(), choices);
    if let Some(id) = id {
        typed = name_of(auth, &p, &id.into()).await?;
        choices = vec![Choice::new(id, typed.clone(), customer)];
    }
    let whose = Field::find("customer", p.t("sites-field-customer"), Customer::KIND, choices)
        .holding(typed)
        .required()
        .answers(&["customer_unknown", "customer_ended", "which_customer", "no_such_customer"]);
    let form = Form::new(&p, "contract", "/contracts/new", p.t("contracts-new")).with(whose);
    let form = form::fields(auth, &p, form, &Contract::default(), id).await?;
    let crumb = ("/contracts".to_owned(), p.t("contracts-title"));
    Ok((About { title: p.t("contracts-new"), crumb, p }, form))
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Query(whose): Query<Whose>) -> Result<Response, Fault> {
    must(&auth, "contract.agreed")?;
    let (About { p, title, crumb }, form) = about(&auth, &whose.customer, Vec::new()).await?;
    Ok(shown_page(p, title, crumb, form))
}

async fn missed(auth: &AuthContext, fields: &Fields, customer: &str, miss: Miss) -> Result<Response, Fault> {
    let (About { p, title, crumb }, form) = about(auth, customer, miss.choices).await?;
    let told = Told::of(auth.lang(), &miss.refusal);
    Ok(refused_page(p, title, crumb, form, (fields, &told)))
}

fn refused(refusal: Refusal) -> Miss {
    Miss { refusal, choices: Vec::new() }
}

/// It was sent.
pub(in crate::console) async fn add(AuthForm { auth, fields, sent }: AuthForm) -> Result<Response, Fault> {
    must(&auth, "contract.agreed")?;
    let customer = match find(&auth, &fields, "customer", Customer::KIND).await? {
        Ok(Some(id)) => CustomerId::new(id),
        Ok(None) => return missed(&auth, &fields, "", refused(Refusal::new("customer_unknown"))).await,
        Err(miss) => {
            let code = if miss.choices.is_empty() { "no_such_customer" } else { "which_customer" };
            let refusal = Refusal { code, args: miss.refusal.args };
            return missed(&auth, &fields, "", Miss { refusal, choices: miss.choices }).await;
        }
    };
    let whose = customer.to_string();
    let sites = match form::read_sites(&auth, &fields).await? {
        Ok(sites) => sites,
        Err(miss) => return missed(&auth, &fields, &whose, refused(miss.refusal)).await,
    };
    let change = match form::read(&fields, sites, &BTreeSet::new()) {
        Ok(change) => change,
        Err(refusal) => return missed(&auth, &fields, &whose, refused(refusal)).await,
    };
    let terms = terms(customer, change);
    // The contract's id is the form's: sent twice, it is one contract.
    let (id, actor) = (ContractId::new(sent.id), auth.actor());
    let told = run_form(&auth, sent, async move |desk| {
        let known = Known::of(&desk, id, customer, (&terms.sites, &terms.number)).await?;
        Ok(agree_contract(&desk.actor(actor), id, terms, known.about()))
    })
    .await?;
    let again = about(&auth, &whose, Vec::new()).await?;
    Ok(answered(told, &format!("/contracts/{id}"), &fields, || again))
}

fn terms(customer: CustomerId, change: ContractChange) -> Terms {
    let nothing = Contract::default();
    Terms {
        customer,
        number: change.number.unwrap_or_default(),
        sites: change.sites.unwrap_or_default(),
        services: change.services.unwrap_or_default(),
        promises: change.promises.unwrap_or_default(),
        inspections_a_year: change.inspections_a_year.unwrap_or_default(),
        starts: change.starts.unwrap_or(nothing.starts),
        ends: change.ends.unwrap_or(nothing.ends),
        watermark: change.watermark.unwrap_or_default(),
        language: change.language.unwrap_or(SheetLanguage::Chinese),
    }
}
