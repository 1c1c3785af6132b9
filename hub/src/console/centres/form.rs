//! The form for a new centre.

use crate::console::command::run_form;
use crate::console::kept::{bilingual, text};
use crate::console::kit::{Field, Form, refused_page, shown_page};
use crate::console::page::Page;
use crate::console::request::{AuthContext, AuthForm, Fields};
use crate::error::Fault;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::people::{Centre, CentreChange, Role, open_centre};

/// Refuses who is no administrator.
pub(super) fn must_look_after_centres(auth: &AuthContext) -> Result<(), Fault> {
    let may = auth.viewer.is(Role::Administrator);
    if may { Ok(()) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

/// Adds the fields with what is on record.
pub(super) fn fields(p: &Page, form: Form, centre: &Centre) -> Form {
    let zone = if centre.zone.is_empty() { "Asia/Shanghai" } else { &centre.zone };
    form.with(Field::line("name_zh", p.t("kit-name-zh")).holding(&centre.name.zh).answers(&["name_missing"]))
        .with(Field::line("name_en", p.t("kit-name-en")).holding(&centre.name.en))
        .with(Field::line("region", p.t("centres-region")).holding(&centre.region).help(p.t("centres-region-about")))
        .with(
            Field::line("zone", p.t("centres-zone"))
                .holding(zone)
                .help(p.t("centres-zone-about"))
                .required()
                .answers(&["zone_unknown"]),
        )
}

/// What the form says.
pub(super) fn read(fields: &Fields) -> CentreChange {
    CentreChange {
        name: (fields.has("name_zh") || fields.has("name_en")).then(|| bilingual(fields)),
        region: text(fields, "region"),
        zone: text(fields, "zone"),
    }
}

fn form(p: &Page) -> Form {
    fields(p, Form::new(p, "centre", "/centres/new", p.t("centres-new")), &Centre::default())
}

fn crumb(p: &Page) -> (String, String) {
    ("/centres".to_owned(), p.t("centres-title"))
}

/// The form.
pub(in crate::console) async fn new(auth: AuthContext) -> Result<Response, Fault> {
    must_look_after_centres(&auth)?;
    let p = auth.page().at("centres");
    let (title, crumb, form) = (p.t("centres-new"), crumb(&p), form(&p));
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(in crate::console) async fn add(AuthForm { auth, fields, sent }: AuthForm) -> Result<Response, Fault> {
    must_look_after_centres(&auth)?;
    // The centre's id is the form's: sent twice, it is one centre.
    let (id, actor, said) = (CentreId::new(sent.id), auth.actor(), fields.clone());
    let told = run_form(&auth, sent, async move |desk| {
        Ok(open_centre(&desk.actor(actor), id, bilingual(&said), said.get("region"), said.get("zone")))
    })
    .await?;
    let Some(told) = told else { return Ok(Redirect::to(&format!("/centres/{id}?done=1")).into_response()) };
    let p = auth.page().at("centres").back_to("/centres/new");
    let (title, crumb, form) = (p.t("centres-new"), crumb(&p), form(&p));
    Ok(refused_page(p, title, crumb, form, (&fields, &told)))
}
