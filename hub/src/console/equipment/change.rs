//! What is known of a machine is changed: the fields that the person changed, no others. To another site its parts go along.

use super::form::{self, Named, Names, machines};
use crate::console::command::{Told, run_form};
use crate::console::kept::{About, Miss, answered, look, must, name_of, now};
use crate::console::kit::{Form, refused_page, shown_page};
use crate::console::request::{AuthContext, AuthForm, Fields};
use crate::error::{Fault, HubError};
use crate::ledger::Drawn;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::fields::Change;
use fettle_core::domain::sites::{Equipment, EquipmentId, Site, change_equipment};
use fettle_core::kernel::Subject;

async fn about(
    auth: &AuthContext,
    id: EquipmentId,
    machine: &Equipment,
    drawn: Option<Drawn>,
) -> Result<(About, Form), HubError> {
    let path = format!("/equipment/{id}/change");
    let p = auth.page().at("equipment").back_to(&path).drawn_at(drawn).live(Some(Subject::from(id).to_string()));
    let mut names = Names::default();
    let named = async |subject: Option<Subject>| -> Result<Named, HubError> {
        Ok(match subject {
            Some(subject) => Named::of(subject.id(), name_of(auth, &p, &subject).await?),
            None => Named::default(),
        })
    };
    names.site = named(machine.site.map(Into::into)).await?;
    names.parent = named(machine.parent.map(Into::into)).await?;
    names.contract = named(machine.contract.map(Into::into)).await?;
    let form = form::form(&p, path, p.t("kept-change"), machine, names);
    let crumb = (format!("/equipment/{id}"), machine.name.in_lang(p.lang).to_owned());
    Ok((About { title: p.t("equipment-change"), crumb, p }, form))
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    must(&auth, "equipment.changed")?;
    let (id, machine) = look::<Equipment, EquipmentId>(&auth, &id).await?;
    let (About { p, title, crumb }, form) = about(&auth, id, &machine, None).await?;
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn change(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must(&auth, "equipment.changed")?;
    let (id, known) = look::<Equipment, EquipmentId>(&auth, &id).await?;
    let (actor, drawn) = (auth.actor(), sent.drawn);
    let change = match form::read(&auth, &fields).await? {
        Ok(said) => said.change,
        Err((field, miss)) => return missed(&auth, id, &known, (&fields, drawn), (field, miss)).await,
    };
    let told = run_form(&auth, sent, async move |desk| {
        let change = change.since(&desk.ledger.as_drawn::<Equipment>(id, drawn).await?);
        let state = now::<Equipment>(&desk, id).await?;
        let to = match change.site.flatten() {
            Some(site) => Some(now::<Site>(&desk, site).await?),
            None => None,
        };
        let sites: Vec<_> = state.site.into_iter().chain(change.site.flatten()).collect();
        let machines = machines(&desk.ledger, &sites).await?;
        Ok(change_equipment(&desk.actor(actor), id, &state, change, to.as_ref(), &machines))
    })
    .await?;
    let again = about(&auth, id, &known, Some(drawn)).await?;
    Ok(answered(told, &format!("/equipment/{id}"), &fields, || again))
}

async fn missed(
    auth: &AuthContext,
    id: EquipmentId,
    known: &Equipment,
    (fields, drawn): (&Fields, Drawn),
    (field, miss): (&str, Miss),
) -> Result<Response, Fault> {
    let told = Told::of(auth.lang(), &miss.refusal);
    let (About { p, title, crumb }, form) = about(auth, id, known, Some(drawn)).await?;
    let form = form.choose(field, miss.choices);
    Ok(refused_page(p, title, crumb, form, (fields, &told)))
}
