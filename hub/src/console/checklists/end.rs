//! A list is ended: no check is begun with it any more. Or it is taken back.

use super::versions::newest_of;
use crate::console::command::run_form;
use crate::console::kept::{About, answered, must};
use crate::console::kit::{Field, Form, refused_page, shown_page};
use crate::console::page::Page;
use crate::console::visit::{Posted, Visit};
use crate::error::Fault;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::checks::{Definition, commands};

fn address(list: &Definition) -> String {
    format!("/checklists/{}", list.code)
}

async fn known(visit: &Visit, code: &str) -> Result<Definition, Fault> {
    newest_of(&visit.hub().ledger, code).await?.definition.ok_or_else(Fault::not_found)
}

fn about(visit: &Visit, newest: &Definition) -> (About, Form) {
    let to = format!("{}/withdraw", address(newest));
    let p = visit.page().at("checklists").back_to(&to);
    let crumb = (address(newest), newest.title.in_lang(p.lang).to_owned());
    let reason =
        Field::line("reason", p.t("console-reason")).required().at_most(1_000).help(p.t("checklist-withdraw-about"));
    let form = Form::new(&p, "withdraw", to, p.t("checklist-withdraw"))
        .with(Field::hidden("version").holding(newest.version))
        .with(reason.answers(&["reason_missing"]))
        .dangerous();
    (About { title: p.t("checklist-withdraw"), crumb, p }, form)
}

/// The form of one button by which it is taken back.
pub(super) fn back(p: &Page, newest: &Definition) -> Form {
    Form::new(p, "reinstate", format!("{}/reinstate", address(newest)), p.t("checklist-reinstate"))
        .with(Field::hidden("version").holding(newest.version))
}

/// The form.
pub(in crate::console) async fn form(visit: Visit, Path(code): Path<String>) -> Result<Response, Fault> {
    must(&visit, "checklist.withdrawn")?;
    let newest = known(&visit, &code).await?;
    let (About { p, title, crumb }, form) = about(&visit, &newest);
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn withdraw(
    Path(code): Path<String>,
    Posted { visit, fields, sent }: Posted,
) -> Result<Response, Fault> {
    must(&visit, "checklist.withdrawn")?;
    let newest = known(&visit, &code).await?;
    let shown: u32 = fields.parse("version").ok_or_else(|| Fault::bad("form_unreadable"))?;
    let (actor, reason) = (visit.actor(), fields.get("reason").to_owned());
    let told = run_form(&visit, sent, async move |desk| {
        let list = newest_of(&desk.ledger, &code).await?;
        Ok(commands::withdraw(&list, shown, &desk.actor(actor), &reason))
    })
    .await?;
    Ok(answered(told, &address(&newest), &fields, || about(&visit, &newest)))
}

/// The list is in use again.
pub(in crate::console) async fn reinstate(
    Path(code): Path<String>,
    Posted { visit, fields, sent }: Posted,
) -> Result<Response, Fault> {
    must(&visit, "checklist.reinstated")?;
    let newest = known(&visit, &code).await?;
    let shown: u32 = fields.parse("version").ok_or_else(|| Fault::bad("form_unreadable"))?;
    let actor = visit.actor();
    let told = run_form(&visit, sent, async move |desk| {
        let list = newest_of(&desk.ledger, &code).await?;
        Ok(commands::reinstate(&list, shown, &desk.actor(actor)))
    })
    .await?;
    let page = address(&newest);
    let Some(told) = told else { return Ok(Redirect::to(&format!("{page}?done=1")).into_response()) };
    let p = visit.page().at("checklists").back_to(&page);
    let (title, crumb) = (p.t("checklist-reinstate"), (page, newest.title.in_lang(p.lang).to_owned()));
    let form = back(&p, &newest);
    Ok(refused_page(p, title, crumb, form, (&fields, &told)))
}
