//! The labels of a machine: bound and taken off.

use crate::access::Reach;
use crate::console::command::run_form;
use crate::console::kept::{look, must, now};
use crate::console::kit::{Field, Form, refused_page};
use crate::console::page::Page;
use crate::console::request::AuthForm;
use crate::error::{Fault, HubError};
use crate::ledger::Ledger;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::printed;
use fettle_core::domain::sites::{Equipment, EquipmentId, bind_label, unbind_label};
use fettle_core::kernel::{Aggregate, PersonId};

/// Machines with a code among their words that are looked at for whose label it is.
const MOST: usize = 50;

/// The form that binds a label.
pub(super) fn bind_form(p: &Page, id: EquipmentId) -> Form {
    Form::new(p, "bind", format!("/equipment/{id}/bind"), p.t("equipment-bind"))
        .with(Field::line("code", p.t("equipment-code")).required().answers(&["code_empty", "code_taken"]))
}

/// The machine that has the code on a label already, wherever it stands.
async fn owner(ledger: &Ledger, by: PersonId, code: &str) -> Result<Option<EquipmentId>, HubError> {
    for found in ledger.search(&Reach::All(by), code, &[Equipment::KIND], MOST).await? {
        let state = ledger.get::<Equipment>(found.subject.id()).await?.map(|folded| folded.state);
        if state.is_some_and(|machine| machine.codes.iter().any(|own| printed::same(own, code))) {
            return Ok(Some(EquipmentId::new(found.subject.id())));
        }
    }
    Ok(None)
}

/// A label is bound.
pub(in crate::console) async fn bind(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must(&auth, "equipment.code_bound")?;
    let (id, known) = look::<Equipment, EquipmentId>(&auth, &id).await?;
    let (actor, code) = (auth.actor(), printed::tidy(fields.get("code")));
    let told = run_form(&auth, sent, async move |desk| {
        let state = now::<Equipment>(&desk, id).await?;
        let owner = if code.is_empty() { None } else { owner(&desk.ledger, actor.person, &code).await? };
        Ok(bind_label(&desk.actor(actor), id, &state, &code, owner))
    })
    .await?;
    let Some(told) = told else { return Ok(Redirect::to(&format!("/equipment/{id}?done=1")).into_response()) };
    let p = auth.page().at("equipment").back_to(&format!("/equipment/{id}"));
    let crumb = (format!("/equipment/{id}"), known.name.in_lang(p.lang).to_owned());
    let (title, form) = (p.t("equipment-bind"), bind_form(&p, id));
    Ok(refused_page(p, title, crumb, form, (&fields, &told)))
}

/// A label is no longer on the machine.
pub(in crate::console) async fn unbind(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must(&auth, "equipment.code_unbound")?;
    let (id, known) = look::<Equipment, EquipmentId>(&auth, &id).await?;
    let (actor, code) = (auth.actor(), fields.exact("code").to_owned());
    let told = run_form(&auth, sent, async move |desk| {
        let state = now::<Equipment>(&desk, id).await?;
        Ok(unbind_label(&desk.actor(actor), id, &state, &code))
    })
    .await?;
    let Some(told) = told else { return Ok(Redirect::to(&format!("/equipment/{id}?done=1")).into_response()) };
    let p = auth.page().at("equipment").back_to(&format!("/equipment/{id}"));
    let crumb = (format!("/equipment/{id}"), known.name.in_lang(p.lang).to_owned());
    let (title, form) = (p.t("equipment-bind"), bind_form(&p, id));
    Ok(refused_page(p, title, crumb, form, (&fields, &told)))
}
