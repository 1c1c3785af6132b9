//! A list is ended: no check is begun with it any more. Or it is taken back.

use super::versions::newest_of;
use crate::console::command::run_form;
use crate::console::kept::{About, answered, must};
use crate::console::kit::{Field, Form, refused_page, shown_page};
use crate::console::page::Page;
use crate::console::request::{AuthContext, AuthForm};
use crate::error::Fault;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::checks::{Definition, commands};

fn address(list: &Definition) -> String {
    format!("/checklists/{}", list.code)
}

async fn known(auth: &AuthContext, code: &str) -> Result<Definition, Fault> {
    newest_of(&auth.hub().ledger, code).await?.definition.ok_or_else(Fault::not_found)
}

fn about(auth: &AuthContext, newest: &Definition) -> (About, Form) {
    let to = format!("{}/withdraw", address(newest));
    let p = auth.page().at("checklists").back_to(&to);
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
pub(in crate::console) async fn form(auth: AuthContext, Path(code): Path<String>) -> Result<Response, Fault> {
    must(&auth, "checklist.withdrawn")?;
    let newest = known(&auth, &code).await?;
    let (About { p, title, crumb }, form) = about(&auth, &newest);
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn withdraw(
    Path(code): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must(&auth, "checklist.withdrawn")?;
    let newest = known(&auth, &code).await?;
    let shown: u32 = fields.parse("version").ok_or_else(|| Fault::bad("form_unreadable"))?;
    let (actor, reason) = (auth.actor(), fields.get("reason").to_owned());
    let told = run_form(&auth, sent, async move |desk| {
        let list = newest_of(&desk.ledger, &code).await?;
        Ok(commands::withdraw(&list, shown, &desk.actor(actor), &reason))
    })
    .await?;
    Ok(answered(told, &address(&newest), &fields, || about(&auth, &newest)))
}

/// The list is in use again.
pub(in crate::console) async fn reinstate(
    Path(code): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must(&auth, "checklist.reinstated")?;
    let newest = known(&auth, &code).await?;
    let shown: u32 = fields.parse("version").ok_or_else(|| Fault::bad("form_unreadable"))?;
    let actor = auth.actor();
    let told = run_form(&auth, sent, async move |desk| {
        let list = newest_of(&desk.ledger, &code).await?;
        Ok(commands::reinstate(&list, shown, &desk.actor(actor)))
    })
    .await?;
    let page = address(&newest);
    let Some(told) = told else { return Ok(Redirect::to(&format!("{page}?done=1")).into_response()) };
    let p = auth.page().at("checklists").back_to(&page);
    let (title, crumb) = (p.t("checklist-reinstate"), (page, newest.title.in_lang(p.lang).to_owned()));
    let form = back(&p, &newest);
    Ok(refused_page(p, title, crumb, form, (&fields, &told)))
}
