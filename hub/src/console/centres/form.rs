//! The form for a new centre.

use crate::console::command::run_form;
use crate::console::kit::{Field, Form, refused_page, shown_page};
use crate::console::page::Page;
use crate::console::visit::{Posted, Visit};
use crate::error::Fault;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::people::{Role, open_centre};
use fettle_core::domain::values::Bilingual;

/// Refuses who is no administrator.
pub(super) fn must_look_after_centres(visit: &Visit) -> Result<(), Fault> {
    let may = visit.viewer.is(Role::Administrator);
    if may { Ok(()) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

fn form(p: &Page) -> Form {
    Form::new(p, "centre", "/centres/new", p.t("centres-new"))
        .with(Field::line("name_zh", p.t("kit-name-zh")).answers(&["name_missing"]))
        .with(Field::line("name_en", p.t("kit-name-en")))
        .with(Field::line("region", p.t("centres-region")).help(p.t("centres-region-about")))
        .with(
            Field::line("zone", p.t("centres-zone"))
                .holding("Asia/Shanghai")
                .help(p.t("centres-zone-about"))
                .required()
                .answers(&["zone_unknown"]),
        )
}

fn crumb(p: &Page) -> (String, String) {
    ("/centres".to_owned(), p.t("centres-title"))
}

/// The form.
pub(in crate::console) async fn new(visit: Visit) -> Result<Response, Fault> {
    must_look_after_centres(&visit)?;
    let p = visit.page().at("centres");
    let (title, crumb, form) = (p.t("centres-new"), crumb(&p), form(&p));
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn add(Posted { visit, fields, sent }: Posted) -> Result<Response, Fault> {
    must_look_after_centres(&visit)?;
    // The centre's id is the form's: sent twice, it is one centre.
    let (id, actor, said) = (CentreId::new(sent.id), visit.actor(), fields.clone());
    let told = run_form(&visit, sent, async move |desk| {
        let (zh, en) = (said.get("name_zh"), said.get("name_en"));
        let name = Bilingual::new(if zh.is_empty() { en } else { zh }, if en.is_empty() { zh } else { en });
        Ok(open_centre(&desk.actor(actor), id, name, said.get("region"), said.get("zone")))
    })
    .await?;
    let Some(told) = told else { return Ok(Redirect::to("/centres?done=1").into_response()) };
    let p = visit.page().at("centres").back_to("/centres/new");
    let (title, crumb, form) = (p.t("centres-new"), crumb(&p), form(&p));
    Ok(refused_page(p, title, crumb, form, (&fields, &told)))
}
