//! A version that was looked at is published.

use super::form::title;
use super::items::sections;
use crate::checklist::{Wrong, read, written};
use crate::console::command::{Told, refusal_text, run_form};
use crate::console::kept::{must, now};
use crate::console::kit::{Field, Form, Section};
use crate::console::page::{Page, html};
use crate::console::request::{AuthContext, AuthForm};
use crate::error::Fault;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::checks::{Checklist, Definition, commands};
use fettle_core::kernel::{Aggregate, Refusal, Subject};

/// What is looked at.
pub(super) struct Look {
    /// The version.
    pub list: Definition,
    /// Lines that did not read: nothing is published with them.
    pub wrong: Vec<Wrong>,
    /// Why it was not published.
    pub refused: Option<Told>,
}

#[derive(Template)]
#[template(path = "checklist_preview.html")]
struct Preview {
    p: Page,
    title: String,
    about: String,
    back: String,
    sections: Vec<Section>,
    /// Line, and why.
    wrong: Vec<(u64, String)>,
    form: Option<Form>,
}

/// Shows a version as an engineer will see it.
pub(super) fn look(auth: &AuthContext, Look { list, wrong, refused }: Look) -> Result<Response, Fault> {
    let back = if list.version > 1 { format!("/checklists/{}/new", list.code) } else { "/checklists/new".to_owned() };
    let mut p = auth.page().at("checklists").back_to(&back);
    let form = (wrong.is_empty() && !list.items.is_empty()).then(|| {
        Form::new(&p, "publish", "/checklists/publish", p.t1("checklist-publish", "version", list.version))
            .with(Field::hidden("code").holding(&list.code))
            .with(Field::hidden("version").holding(list.version))
            .with(Field::hidden("title_zh").holding(&list.title.zh))
            .with(Field::hidden("title_en").holding(&list.title.en))
            .with(Field::hidden("items").holding(written(&list.items)))
    });
    let lang = p.lang;
    let wrong = wrong.iter().map(|wrong| (wrong.line, refusal_text(lang, &wrong.why))).collect();
    let title = format!("{} · {}", list.title.in_lang(lang), p.t1("checklist-version-of", "version", list.version));
    let (about, sections, is_refused) = (p.t("checklist-preview-about"), sections(&p, &list.items), refused.is_some());
    if let Some(told) = refused {
        p = p.refused(told.text);
    }
    let mut response = html(&Preview { p, title, about, back, sections, wrong, form });
    if is_refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// It was sent.
pub(in crate::console) async fn publish(AuthForm { auth, fields, sent }: AuthForm) -> Result<Response, Fault> {
    must(&auth, "checklist.published")?;
    let version: u32 = fields.parse("version").ok_or_else(|| Fault::bad("form_unreadable"))?;
    let (code, title) = (fields.get("code").to_owned(), title(&fields));
    let list = |items| Definition { code: code.clone(), version, title: title.clone(), items };
    let held = read(fields.get("items").as_bytes()).and_then(|reading| match reading.wrong.first() {
        Some(wrong) => Err(wrong.why.clone()),
        None => Ok(list(reading.items)),
    });
    let list = match held {
        Ok(list) => list,
        Err(refusal) => return refused(&auth, list(Vec::new()), &refusal),
    };
    let (actor, published, id) = (auth.actor(), list.clone(), Subject::new(Checklist::KIND, list.id().uuid()));
    let told = run_form(&auth, sent, async move |desk| {
        let known = now::<Checklist>(&desk, id).await?;
        Ok(commands::publish(&known, &desk.actor(actor), published))
    })
    .await?;
    match told {
        None => Ok(Redirect::to(&format!("/checklists/{}?done=1", list.code)).into_response()),
        Some(told) => look(&auth, Look { list, wrong: Vec::new(), refused: Some(told) }),
    }
}

fn refused(auth: &AuthContext, list: Definition, refusal: &Refusal) -> Result<Response, Fault> {
    let told = Told::of(auth.lang(), refusal);
    look(auth, Look { list, wrong: Vec::new(), refused: Some(told) })
}
