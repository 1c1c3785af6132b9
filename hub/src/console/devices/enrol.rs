//! A one-time code that makes a phone a device.

use crate::audit::{Action, Note};
use crate::console::command::Told;
use crate::console::kept::{About, find_person, person_field};
use crate::console::kit::{Choice, Field, Form, refused_page, shown_page};
use crate::console::looks_after::{looks_after, must_administer};
use crate::console::names::Names;
use crate::console::page::{Page, html};
use crate::console::people::confirmed;
use crate::console::request::{AuthContext, AuthForm, Fields, OWN_PASSWORD_FIELD};
use crate::console::words;
use crate::error::{Fault, HubError};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use fettle_core::domain::people::{Person, Role};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{PersonId, Refusal, Subject};
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
fn may_enrol(auth: &AuthContext, person: Option<&Person>) -> bool {
    let administers = person.is_some_and(|person| person.roles.has(Role::Administrator));
    !administers || auth.viewer.is(Role::Administrator)
}

/// The form, with the person whose phone it is to be, where that is known.
async fn about(auth: &AuthContext, person: Option<PersonId>) -> Result<(About, Form), Fault> {
    let p = auth.page().at("devices").back_to("/devices/enrol");
    let of = person_field(auth, "person", p.t("console-phone-of"), person).await?;
    let form = Form::new(&p, "enrol", "/devices/enrol", p.t("console-enrol"))
        .with(of.required().answers(&["which_one", "none_found"]))
        .with(own_password(&p));
    let crumb = ("/devices".to_owned(), p.t("console-devices"));
    Ok((About { title: p.t("console-enrol"), crumb, p }, form))
}

/// The form again with why it was refused. The person is known by then, or is to be chosen among these.
async fn again(
    auth: &AuthContext,
    (fields, told): (&Fields, &Told),
    person: Option<PersonId>,
    choices: Vec<Choice>,
) -> Result<Response, Fault> {
    let (About { p, title, crumb }, form) = about(auth, person).await?;
    // Who is known stands by name, however the form said it: the page of the person says it by its id.
    let typed = if person.is_some() { Fields::default() } else { fields.clone() };
    let form = if choices.is_empty() { form } else { form.choose("person", choices) };
    Ok(refused_page(p, title, crumb, form, (&typed, told)))
}

/// The field in which the reader's own password is asked for again.
pub(super) fn own_password(p: &Page) -> Field {
    let field = Field::secret(OWN_PASSWORD_FIELD, p.t("security-own-password")).required();
    field.answers(&["own_password_wrong"])
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext) -> Result<Response, Fault> {
    must_administer(&auth)?;
    let (About { p, title, crumb }, form) = about(&auth, None).await?;
    Ok(shown_page(p, title, crumb, form))
}

/// Makes a one-time code and shows it with its QR: once, since it is kept only as a digest.
pub(in crate::console) async fn enrol(AuthForm { auth, fields, sent }: AuthForm) -> Result<Response, Fault> {
    must_administer(&auth)?;
    let hub = auth.hub();
    let person = match find_person(&auth, &fields, "person").await? {
        Ok(found) => found.ok_or_else(Fault::not_found)?,
        // An id that names nobody whom the reader sees was not typed by anybody.
        Err(_) if fields.parse::<PersonId>("person").is_some() => return Err(Fault::not_found()),
        Err(miss) => {
            let told = Told::of(auth.lang(), &miss.refusal).at("person");
            return again(&auth, (&fields, &told), None, miss.choices).await;
        }
    };
    let names = Names::of(&hub.ledger, auth.lang(), vec![Subject::from(person)]).await?;
    let known = hub.ledger.get::<Person>(person.uuid()).await?.map(|folded| folded.state);
    let known = known.filter(|person| person.active);
    if known.is_none() || !looks_after(&auth, &names, person) {
        if fields.parse::<PersonId>("person").is_some() {
            return Err(Fault::not_found());
        }
        // Head office is found by name everywhere, and is not everybody's to look after.
        let none = Refusal::new("none_found").with("value", fields.get("person"));
        let told = Told::of(auth.lang(), &none).at("person");
        return again(&auth, (&fields, &told), None, Vec::new()).await;
    }
    if !may_enrol(&auth, known.as_ref()) {
        return Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed"));
    }
    if let Some(told) = confirmed(&auth, &fields).await? {
        return again(&auth, (&fields, &told), Some(person), Vec::new()).await;
    }
    let (fresh, made) = hub.accounts.enrolment_code_once(auth.viewer.id, person, sent.id).await?;
    if made {
        hub.accounts.audit.note(Note::new(Action::CodeMade).by(auth.viewer.id).about(Some(person.uuid()))).await?;
    }
    let parts = &hub.front().link;
    let link = EnrolLink::with(&auth.context.address(), &fresh.code, parts.pins.clone(), parts.plain);
    let link = link.map_err(|e| Fault::bad(e.code()))?.to_string();
    let content = link.clone();
    let code = hub.drawing().draw(move |_| Label::new(&content, &[]).map(|label| label.to_svg())).await?;
    let svg = code.map_err(|e| HubError::Record(e.to_string()))?;
    let zone = names.house_zone(auth.viewer.person.centre);
    let page = Enrol {
        person: names.person(person),
        code: fresh.code,
        link,
        until: words::minute(time(fresh.expires_at), zone),
        qr: svg,
        p: auth.page().at("devices").back_to("/devices"),
    };
    Ok(html(&page))
}
