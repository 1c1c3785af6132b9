//! A new machine.

use super::form::{self, Named, Names, machines};
use crate::console::command::{Told, run_form};
use crate::console::kept::{About, Miss, answered, must, name_of, now};
use crate::console::kit::{Form, refused_page, shown_page};
use crate::console::query::Query;
use crate::console::request::{AuthContext, AuthForm, Fields};
use crate::error::{Fault, HubError};
use axum::response::Response;
use fettle_core::domain::sites::{Equipment, EquipmentDetails, EquipmentId, Site, SiteId, register_equipment};
use fettle_core::kernel::Refusal;
use serde::Deserialize;

/// Where.
#[derive(Debug, Deserialize)]
pub(in crate::console) struct Where {
    #[serde(default)]
    site: String,
}

async fn about(auth: &AuthContext, site: &str, names: Names) -> Result<(About, Form), HubError> {
    let p = auth.page().at("equipment").back_to("/equipment/new");
    let mut names = names;
    let mut crumb = ("/equipment".to_owned(), p.t("equipment-title"));
    if let Ok(id) = site.parse::<SiteId>() {
        let name = name_of(auth, &p, &id.into()).await?;
        crumb = (format!("/sites/{id}"), name.clone());
        if names.site.choices.is_empty() {
            names.site = Named::of(id, name);
        }
    }
    let form = form::form(&p, "/equipment/new".to_owned(), p.t("equipment-new"), &Equipment::default(), names);
    Ok((About { title: p.t("equipment-new"), crumb, p }, form))
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Query(at): Query<Where>) -> Result<Response, Fault> {
    must(&auth, "equipment.registered")?;
    let (About { p, title, crumb }, form) = about(&auth, &at.site, Names::default()).await?;
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn add(AuthForm { auth, fields, sent }: AuthForm) -> Result<Response, Fault> {
    must(&auth, "equipment.registered")?;
    let change = match form::read(&auth, &fields).await? {
        Ok(said) => said.change,
        Err((field, miss)) => return missed(&auth, &fields, field, miss).await,
    };
    let Some(site) = change.site.flatten() else {
        let refusal = Refusal::new("site_unknown");
        return missed(&auth, &fields, "site", Miss { refusal, choices: Vec::new() }).await;
    };
    let details = EquipmentDetails {
        site,
        pn: change.pn.unwrap_or_default(),
        sn: change.sn.unwrap_or_default(),
        name: change.name.unwrap_or_default(),
        class: change.class.unwrap_or_default(),
        place: change.place.unwrap_or_default(),
        parent: change.parent.flatten(),
        installed: change.installed.flatten(),
        warranty_end: change.warranty_end.flatten(),
        life_end: change.life_end.flatten(),
        contract: change.contract.flatten(),
    };
    // The machine's id is the form's: sent twice, it is one machine.
    let (id, actor) = (EquipmentId::new(sent.id), auth.actor());
    let told = run_form(&auth, sent, async move |desk| {
        let at = now::<Site>(&desk, site).await?;
        let machines = machines(&desk.ledger, &[site]).await?;
        Ok(register_equipment(&desk.actor(actor), id, details, &at, &machines))
    })
    .await?;
    let again = about(&auth, &site.to_string(), Names::default()).await?;
    Ok(answered(told, &format!("/equipment/{id}"), &fields, || again))
}

async fn missed(auth: &AuthContext, fields: &Fields, field: &str, miss: Miss) -> Result<Response, Fault> {
    let told = Told::of(auth.lang(), &miss.refusal);
    let named = Named { text: String::new(), choices: miss.choices };
    let names = match field {
        "site" => Names { site: named, ..Names::default() },
        "parent" => Names { parent: named, ..Names::default() },
        _ => Names { contract: named, ..Names::default() },
    };
    let (About { p, title, crumb }, form) = about(auth, "", names).await?;
    Ok(refused_page(p, title, crumb, form, (fields, &told)))
}
