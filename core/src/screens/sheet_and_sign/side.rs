//! The engineer's side of a document: handing the phone over, refusal and absence, further parties, amendment. Nothing of it stands under the
//! customer's thumb.

use super::answers::{self, SignedAnswer};
use super::meant::{Meant, built, meant};
use super::sources::Sources;
use super::{parties, summary};
use crate::domain::ids::JobId;
use crate::domain::jobs::SignedDocument;
use crate::domain::jobs::document::DocumentKind;
use crate::screens::action::{Action, SignAction};
use crate::screens::blocks::{Button, Field, FieldKind, Head, Section};
use crate::screens::error::Problem;
use crate::screens::queries::job::{self, Known};
use crate::screens::route::Route;
use crate::screens::view::View;
use serde::{Deserialize, Serialize};

/// What the engineer does about a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SheetSideScreen {
    /// Title, customer, banners.
    pub head: Head,
    /// What is missing before the document can be signed; empty when nothing is.
    pub missing: String,
    /// What the customer reads first.
    pub summary: Section,
    /// The answer that is on record.
    pub answer: Option<SignedAnswer>,
    /// Refusal and absence, each with its fields.
    pub instead: Vec<Button>,
    /// Handing over, further parties, amendment, back to the job.
    pub buttons: Vec<Button>,
}

pub(crate) fn show(view: &View<'_>, id: JobId, document: &str) -> Result<SheetSideScreen, Problem> {
    let sources = Sources::read(view, id)?;
    match meant(&sources, document)? {
        Meant::OnRecord(signed) => on_record(view, &sources, signed, document),
        Meant::Next(kind) => to_sign(view, &sources, &kind, document),
    }
}

fn blank(view: &View<'_>, known: &Known) -> SheetSideScreen {
    SheetSideScreen {
        head: job::head(view, known, view.words.say("screen-sign-title")),
        missing: String::new(),
        summary: Section::default(),
        answer: None,
        instead: Vec::new(),
        buttons: Vec::new(),
    }
}

fn back(view: &View<'_>, known: &Known) -> Button {
    Button::new("job", view.words.say("screen-check-back-to-job"), Route::Job { job: known.id.to_string() })
}

/// Where the customer reads it.
fn customers(view: &View<'_>, known: &Known, document: &str, label: &str) -> Button {
    let route = Route::SheetAndSign { job: known.id.to_string(), document: document.to_owned() };
    Button::new("hand_over", view.words.say(label), route)
}

fn to_sign(
    view: &View<'_>,
    sources: &Sources,
    kind: &DocumentKind,
    document: &str,
) -> Result<SheetSideScreen, Problem> {
    let known = &sources.known;
    let action = |action| Action::Sign { job: known.id.to_string(), action };
    let mut screen = blank(view, known);
    let mut sheet = String::new();
    match built(sources, kind) {
        Ok(built) => (sheet, screen.summary) = (built.hash, built.summary),
        Err(problem) => screen.missing = problem.told(view.words.lang).text,
    }
    let why_not = Some(screen.missing.clone()).filter(|missing| !missing.is_empty());
    let instead = answers::instead(view.words, &sheet, &action);
    screen.instead = instead.map(|button| button.unless(why_not.clone())).into();
    screen.buttons.push(customers(view, known, document, "screen-sign-hand-over").primary());
    screen.buttons.push(back(view, known));
    Ok(screen)
}

fn on_record(
    view: &View<'_>,
    sources: &Sources,
    signed: &SignedDocument,
    document: &str,
) -> Result<SheetSideScreen, Problem> {
    let (words, known) = (view.words, &sources.known);
    let mut screen = blank(view, known);
    if signed.document.kind == DocumentKind::ServiceReport {
        screen.summary = summary::section(&signed.document.sheet()?);
    }
    screen.answer = Some(answers::answer(view, known, signed.leading()));
    screen.buttons.push(customers(view, known, document, "screen-sign-show"));
    let offer = parties::offer(view, known, signed)?;
    screen.buttons.extend(offer.choose);
    screen.instead = offer.pad.map(|pad| Vec::from(pad.instead)).unwrap_or_default();
    let is_sheet = known.job.current_sheet().is_some_and(|sheet| sheet.moment.event == signed.moment.event);
    if known.job.is_open() && is_sheet {
        let reason = Field::new("reason", words.say("screen-job-reason"), FieldKind::LongText).required();
        let action = Action::Sign { job: known.id.to_string(), action: SignAction::Amend };
        let amend = Button::new("amend", words.say("screen-sign-amend"), action);
        screen.buttons.push(amend.danger().confirm(words.say("screen-sign-amend-confirm")).ask(vec![reason]));
    }
    // What is under the thumb is not what undoes a signature.
    screen.buttons.push(back(view, known).primary());
    Ok(screen)
}
