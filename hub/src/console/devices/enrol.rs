//! A one-time code that makes a phone a device.

use crate::audit::{Action, Note};
use crate::console::command::Told;
use crate::console::kept::About;
use crate::console::kit::{Choice, Field, Form, refused_page, shown_page};
use crate::console::looks_after::{looks_after, must_administer, own_centre};
use crate::console::names::{Names, people_at_work};
use crate::console::page::{Page, html};
use crate::console::people::confirm;
use crate::console::visit::{OWN_PASSWORD_FIELD, Posted, Visit};
use crate::console::words;
use crate::error::{Fault, HubError};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use fettle_core::domain::people::{Person, Role};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{PersonId, Subject};
use fettle_core::sync::enrol_link::EnrolLink;
use fettle_media::label::Label;

#[derive(Template)]
#[template(path = "enrol.html")]
struct Enrol {
    p: Page,
    person: String,
    code: String,
    link: String,
    until: String,
    /// Our own drawing, without any text of others: written into the page as it is.
    qr: String,
}

/// Whoever enrols as an administrator is one: only administrators make codes for administrators.
fn may_enrol(visit: &Visit, person: Option<&Person>) -> bool {
    let administers = person.is_some_and(|person| person.roles.has(Role::Administrator));
    !administers || visit.viewer.is(Role::Administrator)
}

async fn about(visit: &Visit) -> Result<(About, Form), Fault> {
    let p = visit.page().at("devices").back_to("/devices/enrol");
    let system = visit.hub().ledger.system();
    let people: Vec<Choice> = people_at_work(visit, own_centre(visit))
        .await?
        .iter()
        .filter(|(id, person)| *id != system && may_enrol(visit, Some(person)))
        .map(|(id, person)| Choice::new(id, person.name.in_lang(p.lang), ""))
        .collect();
    let form = Form::new(&p, "enrol", "/devices/enrol", p.t("console-enrol"))
        .with(Field::one("person", p.t("console-phone-of"), people).required())
        .with(own_password(&p));
    let crumb = ("/devices".to_owned(), p.t("console-devices"));
    Ok((About { title: p.t("console-enrol"), crumb, p }, form))
}

/// The field in which the reader's own password is asked for again.
pub(super) fn own_password(p: &Page) -> Field {
    let field = Field::secret(OWN_PASSWORD_FIELD, p.t("security-own-password")).required();
    field.answers(&["own_password_wrong"])
}

/// The form.
pub(in crate::console) async fn form(visit: Visit) -> Result<Response, Fault> {
    must_administer(&visit)?;
    let (About { p, title, crumb }, form) = about(&visit).await?;
    Ok(shown_page(p, title, crumb, form))
}

/// Makes a one-time code and shows it with its QR: once, since it is kept only as a digest.
pub(in crate::console) async fn enrol(Posted { visit, fields, sent }: Posted) -> Result<Response, Fault> {
    must_administer(&visit)?;
    let hub = visit.hub();
    let person: PersonId = fields.parse("person").ok_or_else(Fault::not_found)?;
    let names = Names::of(&hub.ledger, visit.lang(), vec![Subject::from(person)]).await?;
    let known = hub.ledger.get::<Person>(person.uuid()).await?.map(|folded| folded.state);
    let known = known.filter(|person| person.active);
    if known.is_none() || !looks_after(&visit, &names, person) {
        return Err(Fault::not_found());
    }
    if !may_enrol(&visit, known.as_ref()) {
        return Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed"));
    }
    if let Some(text) = confirm(&visit, &fields).await? {
        let told = Told { code: "own_password_wrong", text };
        let (About { p, title, crumb }, form) = about(&visit).await?;
        return Ok(refused_page(p, title, crumb, form, (&fields, &told)));
    }
    let (fresh, made) = hub.accounts.enrolment_code_once(visit.viewer.id, person, sent.id).await?;
    if made {
        hub.accounts.audit.note(Note::new(Action::CodeMade).by(visit.viewer.id).about(Some(person.uuid()))).await?;
    }
    let parts = &hub.front().link;
    let link = EnrolLink::with(&visit.guest.address(), &fresh.code, parts.pins.clone(), parts.plain);
    let link = link.map_err(|e| Fault::bad(e.code()))?.to_string();
    let content = link.clone();
    let code = hub.drawing().draw(move |_| Label::new(&content, &[]).map(|label| label.to_svg())).await?;
    let svg = code.map_err(|e| HubError::Record(e.to_string()))?;
    let zone = names.house_zone(visit.viewer.person.centre);
    let page = Enrol {
        person: names.person(person),
        code: fresh.code,
        link,
        until: words::minute(time(fresh.expires_at), zone),
        qr: svg,
        p: visit.page().at("devices").back_to("/devices"),
    };
    Ok(html(&page))
}
