//! Enrolment: joining a hub by its QR code, or by typing address and code.

use super::action::{Action, EnrolAction, Outcome, Work};
use super::blocks::{Banner, Button, Field, FieldKind, Head, Panel, Tone};
use super::error::Problem;
use super::form::{Form, refill};
use super::route::{Route, ScanFor};
use super::view::View;
use crate::sync::enrol_link::EnrolLink;
use serde::{Deserialize, Serialize};

/// The enrolment screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct EnrolScreen {
    /// Title and banners.
    pub head: Head,
    /// What to do.
    pub help: String,
    /// Opens the scanner.
    pub scan: Button,
    /// Address and code, typed.
    pub typed: Panel,
    /// Whose phone it is already, and at which hub; empty before.
    pub joined: String,
}

pub(crate) fn show(view: &View<'_>) -> Result<EnrolScreen, Problem> {
    let say = |key: &str| view.words.say(key);
    let mut fields = vec![
        Field::new("hub", say("screen-enrol-hub"), FieldKind::Text).required().hint(say("screen-enrol-hub-hint")),
        Field::new("code", say("screen-enrol-code"), FieldKind::Text).required(),
        Field::new("name", say("screen-enrol-name"), FieldKind::Text).hint(say("screen-enrol-name-hint")),
    ];
    refill(&mut fields, &view.kept(&Route::Enrol)?);
    let joined = match &view.identity.enrolment {
        Some(e) => {
            let person = view.person(e.enrolled.person)?;
            view.words.with("screen-enrol-joined", &[("hub", e.enrolled.hub_name.clone()), ("person", person)])
        }
        None => String::new(),
    };
    // What became of the phone's data, when it was revoked.
    let stopped = view.identity.stopped.iter();
    let banners = stopped.map(|code| Banner { tone: Tone::Warning, text: view.words.code("error-", code), open: None });
    let banners = banners.collect();
    let go = Action::Go { route: Route::scan(ScanFor::Enrol) };
    Ok(EnrolScreen {
        head: Head { title: say("screen-enrol-title"), banners, ..Head::default() },
        help: say("screen-enrol-help"),
        scan: Button::new("scan", say("screen-enrol-scan"), go).primary(),
        typed: Panel {
            key: "typed".into(),
            title: say("screen-enrol-typed"),
            fields,
            button: Some(Button::new("join", say("screen-enrol-join"), EnrolAction::Join)),
        },
        joined,
    })
}

pub(crate) fn act(_: &View<'_>, action: &EnrolAction, form: Form<'_>) -> Result<Outcome, Problem> {
    let EnrolAction::Join = action;
    let link = match form.text("link") {
        "" => EnrolLink::new(form.required("hub")?, form.required("code")?).map_err(|e| Problem::from(e).at("hub"))?,
        link => link.parse().map_err(Problem::from)?,
    };
    Ok(Outcome::start(Work::Enrol { link: link.to_string(), name: form.text("name").to_owned() }))
}
