//! A machine is out of use, or in use again.

use super::form::machines;
use crate::console::command::run_form;
use crate::console::kept::{About, answered, look, must, now};
use crate::console::kit::{Field, Form, refused_page, shown_page};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::Fault;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::sites::{Equipment, EquipmentId, Site, reinstate_equipment, retire_equipment};

fn about(auth: &AuthContext, id: EquipmentId, machine: &Equipment) -> (About, Form) {
    let p = auth.page().at("equipment").back_to(&format!("/equipment/{id}/retire"));
    let crumb = (format!("/equipment/{id}"), machine.name.in_lang(p.lang).to_owned());
    let form = Form::new(&p, "retire", format!("/equipment/{id}/retire"), p.t("equipment-retire"))
        .with(Field::line("reason", p.t("console-reason")).required().at_most(1_000).answers(&["reason_missing"]))
        .dangerous();
    (About { title: p.t("equipment-retire"), crumb, p }, form)
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    must(&auth, "equipment.retired")?;
    let (id, machine) = look::<Equipment, EquipmentId>(&auth, &id).await?;
    let (About { p, title, crumb }, form) = about(&auth, id, &machine);
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn retire(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must(&auth, "equipment.retired")?;
    let (id, known) = look::<Equipment, EquipmentId>(&auth, &id).await?;
    let (actor, reason) = (auth.actor(), fields.get("reason").to_owned());
    let told = run_form(&auth, sent, async move |desk| {
        let state = now::<Equipment>(&desk, id).await?;
        let machines = machines(&desk.ledger, &state.site.into_iter().collect::<Vec<_>>()).await?;
        Ok(retire_equipment(&desk.actor(actor), id, &state, &machines, &reason))
    })
    .await?;
    Ok(answered(told, &format!("/equipment/{id}"), &fields, || about(&auth, id, &known)))
}

/// The machine is in use again.
pub(in crate::console) async fn reinstate(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must(&auth, "equipment.reinstated")?;
    let (id, known) = look::<Equipment, EquipmentId>(&auth, &id).await?;
    let actor = auth.actor();
    let told = run_form(&auth, sent, async move |desk| {
        let state = now::<Equipment>(&desk, id).await?;
        let at = match state.site {
            Some(site) => now::<Site>(&desk, site).await?,
            None => Site::default(),
        };
        let machines = machines(&desk.ledger, &state.site.into_iter().collect::<Vec<_>>()).await?;
        Ok(reinstate_equipment(&desk.actor(actor), id, &state, &at, &machines))
    })
    .await?;
    let Some(told) = told else { return Ok(Redirect::to(&format!("/equipment/{id}?done=1")).into_response()) };
    let p = auth.page().at("equipment").back_to(&format!("/equipment/{id}"));
    let crumb = (format!("/equipment/{id}"), known.name.in_lang(p.lang).to_owned());
    let form = Form::new(&p, "reinstate", format!("/equipment/{id}/reinstate"), p.t("equipment-reinstate"));
    let title = p.t("equipment-reinstate");
    Ok(refused_page(p, title, crumb, form, (&fields, &told)))
}
