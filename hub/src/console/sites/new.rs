//! A new site of a customer.

use super::form;
use crate::console::command::{Told, run_form};
use crate::console::kept::{About, Miss, answered, centre_of, find, must, name_of, now, own_or_chosen};
use crate::console::kit::{Choice, Field, Form, refused_page, shown_page};
use crate::console::query::Query;
use crate::console::request::{AuthContext, AuthForm, Fields};
use crate::error::{Fault, HubError};
use axum::response::Response;
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::people::Centre;
use fettle_core::domain::sites::{Customer, CustomerId, Site, SiteDetails, SiteId, register_site};
use fettle_core::kernel::{Aggregate, Refusal};
use serde::Deserialize;

/// Whose site.
#[derive(Debug, Deserialize)]
pub(in crate::console) struct Whose {
    #[serde(default)]
    customer: String,
}

async fn about(auth: &AuthContext, customer: &str, choices: Vec<Choice>) -> Result<(About, Form), HubError> {
    let p = auth.page().at("sites").back_to("/sites/new");
    // Of a customer by its id the name is shown, which is what people know.
    let typed = match customer.parse::<CustomerId>() {
        Ok(id) => name_of(auth, &p, &id.into()).await?,
        Err(_) => customer.to_owned(),
    };
    let chosen = customer.parse::<CustomerId>().ok().map(|id| vec![Choice::new(id, typed.clone(), customer)]);
    let whose = Field::find("customer", p.t("sites-field-customer"), Customer::KIND, chosen.unwrap_or(choices))
        .holding(typed)
        .required()
        .answers(&["which_one", "none_found", "customer_unknown", "customer_ended"]);
    let form = Form::new(&p, "site", "/sites/new", p.t("sites-new")).with(whose);
    let form = form::fields(auth, &p, form, &Site::default()).await?;
    let crumb = ("/sites".to_owned(), p.t("sites-title"));
    Ok((About { title: p.t("sites-new"), crumb, p }, form))
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Query(whose): Query<Whose>) -> Result<Response, Fault> {
    must(&auth, "site.registered")?;
    let (About { p, title, crumb }, form) = about(&auth, &whose.customer, Vec::new()).await?;
    Ok(shown_page(p, title, crumb, form))
}

async fn missed(auth: &AuthContext, fields: &Fields, miss: Miss) -> Result<Response, Fault> {
    let (About { p, title, crumb }, form) = about(auth, "", miss.choices).await?;
    let told = Told::of(auth.lang(), &miss.refusal);
    Ok(refused_page(p, title, crumb, form, (fields, &told)))
}

/// It was sent.
pub(in crate::console) async fn add(AuthForm { auth, fields, sent }: AuthForm) -> Result<Response, Fault> {
    must(&auth, "site.registered")?;
    let customer = match find(&auth, &fields, "customer", Customer::KIND).await? {
        Ok(Some(id)) => CustomerId::new(id),
        Ok(None) => {
            let refusal = Refusal::new("customer_unknown");
            return missed(&auth, &fields, Miss { refusal, choices: Vec::new() }).await;
        }
        Err(miss) => return missed(&auth, &fields, miss).await,
    };
    // The site's id is the form's: sent twice, it is one site.
    let (id, actor, said) = (SiteId::new(sent.id), auth.actor(), fields.clone());
    let told = run_form(&auth, sent, async move |desk| {
        let read = own_or_chosen(actor.centre, &said).and_then(|centre| Ok((centre, form::read(&said)?)));
        let (centre, change) = match read {
            Ok((Some(centre), change)) => (centre, change),
            Ok((None, _)) => return Ok(Err(Refusal::new("centre_unknown"))),
            Err(refusal) => return Ok(Err(refusal)),
        };
        let details = details(customer, centre, change);
        let known = centre_of(&desk, Some(centre)).await?.unwrap_or_else(Centre::default);
        let whose = now::<Customer>(&desk, customer).await?;
        Ok(register_site(&desk.actor(actor), id, details, (&whose, &known)))
    })
    .await?;
    let again = about(&auth, &customer.to_string(), Vec::new()).await?;
    Ok(answered(told, &format!("/sites/{id}"), &fields, || again))
}

fn details(customer: CustomerId, centre: CentreId, change: fettle_core::domain::sites::SiteChange) -> SiteDetails {
    SiteDetails {
        customer,
        centre,
        name: change.name.unwrap_or_default(),
        address: change.address.unwrap_or_default(),
        position: change.position.flatten(),
        zone: change.zone.unwrap_or_default(),
        code: change.code.unwrap_or_default(),
        access: change.access.unwrap_or_default(),
        parking: change.parking.unwrap_or_default(),
        keys: change.keys.unwrap_or_default(),
        notes: change.notes.unwrap_or_default(),
    }
}
