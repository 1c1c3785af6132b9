//! The scanner: from a camera frame, a picture or typed text to what it names, and what can be done with a code that nobody knows.

use super::action::{Action, Outcome, ScanAction};
use super::blocks::{Button, Field, FieldKind, Head, Panel, Row, Section};
use super::checklist::{self, Filling};
use super::code::ReadCode;
use super::error::Problem;
use super::form::Form;
use super::route::{Route, ScanFor};
use super::view::{View, id};
use crate::domain::checks::{Slot, Value};
use crate::domain::ids::CheckId;
use crate::domain::jobs::Job;
use crate::domain::parts::{self, Card, Movement, Take};
use crate::domain::sites::Equipment;
use crate::kernel::{Aggregate, Subject};
use chrono::Datelike;
use fettle_media::{Decoded, Luma, Mode, decode_image, decode_luma};
use serde::{Deserialize, Serialize};

/// The scanner. The shell shows the camera's preview and hands frames to `ScanAction::Frame`; the outcome's route is where to go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ScanScreen {
    /// Title and banners.
    pub head: Head,
    /// What to point the camera at.
    pub help: String,
    /// The code, typed or from a keyboard-wedge scanner.
    pub typed: Panel,
    /// A code that was read and that nobody knows; empty when there is none.
    pub unknown: String,
    /// Cards that the unknown code can be bound to.
    pub bind: Option<Panel>,
    /// What was found, where one code names several things.
    pub found: Section,
}

pub(crate) fn show(view: &View<'_>, purpose: &ScanFor, unknown: Option<&str>) -> Result<ScanScreen, Problem> {
    let words = view.words;
    let (help, banners) = match purpose {
        ScanFor::Find => ("screen-scan-help-find", super::sync::banners(view)),
        ScanFor::Return => ("screen-scan-help-return", super::sync::banners(view)),
        ScanFor::Take { .. } => ("screen-scan-help-take", super::sync::banners(view)),
        ScanFor::Item { .. } => ("screen-scan-help-item", super::sync::banners(view)),
        ScanFor::Count { .. } => ("screen-scan-help-count", super::sync::banners(view)),
        ScanFor::Enrol => ("screen-enrol-help", Vec::new()),
    };
    let on = |action| Action::Scan { purpose: purpose.clone(), action };
    let typed = Field::new("code", words.say("screen-scan-code"), FieldKind::Text).required();
    let found = match unknown {
        Some(code) => rows(view, purpose, code)?,
        None => Vec::new(),
    };
    let unknown = unknown.filter(|_| found.is_empty()).unwrap_or_default().to_owned();
    let bind = if unknown.is_empty() {
        None
    } else {
        let cards = card_choices(view)?;
        let part = Field::new("part", words.say("screen-job-part"), FieldKind::Choice).required().choices(cards);
        let action = on(ScanAction::BindPart { code: unknown.clone() });
        Some(Panel {
            key: "bind".into(),
            title: words.say("screen-scan-bind"),
            fields: vec![part],
            button: Some(Button::new("bind", words.say("screen-scan-bind-do"), action)),
        })
    };
    Ok(ScanScreen {
        head: Head { title: words.say("screen-scan-title"), subtitle: String::new(), banners },
        help: words.say(help),
        typed: Panel {
            key: "typed".into(),
            title: words.say("screen-scan-typed"),
            fields: vec![typed],
            button: Some(Button::new("typed", words.say("screen-scan-go"), on(ScanAction::Typed)).primary()),
        },
        unknown,
        bind,
        found: Section {
            more: None,
            key: "found".into(),
            title: words.say("screen-scan-found"),
            rows: found,
            empty: String::new(),
        },
    })
}

/// Cards by name, for choosing.
pub(crate) fn card_choices(view: &View<'_>) -> Result<Vec<(String, String)>, Problem> {
    let lang = view.words.lang;
    let cards = view.all::<Card>()?.into_iter().filter(|(_, card)| card.details.is_some() && card.withdrawn.is_none());
    let named = cards.map(|(id, card)| {
        let name = format!("{} {} {}", card.name().in_lang(lang), card.model(), card.number());
        (id.to_string(), name.trim().to_owned())
    });
    let mut choices: Vec<(String, String)> = named.collect();
    choices.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    Ok(choices)
}

/// What a code names on this phone.
pub(crate) fn subjects(view: &View<'_>, code: &ReadCode) -> Result<Vec<Subject>, Problem> {
    for name in &code.names {
        let found = view.store.by_code(name)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// The card that a code names: its own code, or the serial number of a part that was moved.
pub(crate) fn card_of(view: &View<'_>, code: &ReadCode) -> Result<Option<parts::CardId>, Problem> {
    for subject in subjects(view, code)? {
        match subject.kind() {
            Card::KIND => return Ok(Some(subject.id().into())),
            Movement::KIND => {
                if let Some(card) = view.get::<Movement>(subject.id())?.card() {
                    return Ok(Some(card));
                }
            }
            _ => {}
        }
    }
    Ok(None)
}

pub(crate) fn act(view: &View<'_>, purpose: &ScanFor, action: &ScanAction, form: Form<'_>) -> Result<Outcome, Problem> {
    let decoded = match action {
        ScanAction::Frame { width, height, stride, luma, thorough } => {
            let plane = Luma { width: *width, height: *height, stride: *stride, bytes: luma };
            decode_luma(&plane, if *thorough { Mode::Thorough } else { Mode::Fast })?
        }
        ScanAction::Picture { bytes } => {
            let found = decode_image(bytes, Mode::Thorough)?;
            if found.is_empty() {
                return Err(Problem::error("code_not_found"));
            }
            found
        }
        ScanAction::Typed => return go(view, purpose, form.required("code")?, false),
        ScanAction::BindPart { code } => return bind(view, purpose, code, form),
    };
    match decoded.as_slice() {
        [] => Ok(Outcome::default()),
        [first, ..] => go(view, purpose, &scanned(first), matches!(action, ScanAction::Frame { .. })),
    }
}

/// The text of a code in a camera frame.
pub(crate) fn read(plane: &Luma<'_>, thorough: bool) -> Result<Option<String>, Problem> {
    let found = decode_luma(plane, if thorough { Mode::Thorough } else { Mode::Fast })?;
    Ok(found.first().map(scanned))
}

/// The text of a code as GS1 content is told from plain content: a leading separator where the symbol says so is not part of the text.
fn scanned(decoded: &Decoded) -> String {
    decoded.text.trim_start_matches('\u{1d}').to_owned()
}

/// Where a code leads. `seen`: by the camera as it goes along, which sees the same code many times.
fn go(view: &View<'_>, purpose: &ScanFor, text: &str, seen: bool) -> Result<Outcome, Problem> {
    let code = ReadCode::read(text, view.words.now.year()).ok_or_else(|| Problem::error("field_missing").at("code"))?;
    if let Some(link) = &code.link {
        let work = super::action::Work::Enrol { link: link.to_string(), name: String::new() };
        return Ok(Outcome { route: Some(Route::Enrol), notice: None, work: Some(work) });
    }
    let unknown = || Route::Scan { purpose: purpose.clone(), unknown: Some(code.text.clone()) };
    Ok(Outcome::to(match purpose {
        ScanFor::Enrol => return Err(Problem::error("enrol_not_a_link")),
        ScanFor::Return => Route::Return { debt: None, code: Some(code.text.clone()) },
        ScanFor::Take { job } => match card_of(view, &code)? {
            Some(card) => Route::Take { job: job.clone(), card: Some(card.to_string()) },
            None => unknown(),
        },
        ScanFor::Item { check, slot } => {
            let slot: Slot = id(slot)?;
            let filling = Filling::read(view, id::<CheckId>(check)?)?;
            checklist::answer(view, &filling, slot, Value::Scan(code.text.clone()), "")?;
            Route::Checklist { check: check.clone() }
        }
        ScanFor::Count { place } => match super::stocktake::scanned(view, id(place)?, &code, seen)? {
            Some(outcome) => return Ok(outcome),
            None => unknown(),
        },
        ScanFor::Find => match rows(view, purpose, &code.text)?.as_slice() {
            [only] => only.open.clone().unwrap_or_else(unknown),
            // None, or several to choose from: the scanner shows them.
            _ => unknown(),
        },
    }))
}

/// What a code names, as rows to open.
fn rows(view: &View<'_>, purpose: &ScanFor, text: &str) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let Some(code) = ReadCode::read(text, words.now.year()) else { return Ok(Vec::new()) };
    let job = if let ScanFor::Take { job } = purpose { job.clone() } else { None };
    let mut rows: Vec<Row> = Vec::new();
    for subject in subjects(view, &code)? {
        let key = subject.id().to_string();
        let (title, detail, open) = match subject.kind() {
            Job::KIND => {
                let state: Job = view.get(subject.id())?;
                let symptom = state.report.as_ref().map(|r| r.what.symptom.clone()).unwrap_or_default();
                (state.number().to_owned(), symptom, Route::Job { job: key.clone() })
            }
            Equipment::KIND => {
                let machine: Equipment = view.get(subject.id())?;
                let open = match newest_job(view, &machine, subject.id())? {
                    Some(newest) => Route::Job { job: newest },
                    None => Route::Equipment { equipment: key.clone() },
                };
                (machine.name.in_lang(words.lang).to_owned(), machine.place, open)
            }
            Card::KIND => {
                let card: Card = view.get(subject.id())?;
                let name = card.name().in_lang(words.lang).to_owned();
                (name, card.number().to_owned(), Route::Take { job: job.clone(), card: Some(key.clone()) })
            }
            Movement::KIND => {
                let Some(card) = view.get::<Movement>(subject.id())?.card() else { continue };
                let name = view.get::<Card>(card.uuid())?.name().in_lang(words.lang).to_owned();
                (name, code.text.clone(), Route::Return { debt: None, code: Some(code.text.clone()) })
            }
            Take::KIND => (view.get::<Take>(subject.id())?.number, String::new(), Route::PartsBag),
            _ => continue,
        };
        // A serial number moves often: one row for all its movements.
        if rows.iter().all(|row| row.open.as_ref() != Some(&open)) {
            rows.push(Row { key, title, detail, open: Some(open), ..Row::default() });
        }
    }
    Ok(rows)
}

/// The newest open job about a machine, else the newest at all.
fn newest_job(view: &View<'_>, machine: &Equipment, id: uuid::Uuid) -> Result<Option<String>, Problem> {
    let Some(site) = super::view::of_site(machine.site) else { return Ok(None) };
    let jobs = view.children::<Job>(&site)?;
    let about = jobs.iter().filter(|(_, job)| job.equipment().iter().any(|one| one.uuid() == id));
    let newest = about.max_by_key(|(id, job)| (job.is_open(), job.report.as_ref().map(|report| report.what.at), *id));
    Ok(newest.map(|(id, _)| id.to_string()))
}

/// Binds an unknown code to a card, and goes on as if the code had been known.
fn bind(view: &View<'_>, purpose: &ScanFor, code: &str, form: Form<'_>) -> Result<Outcome, Problem> {
    let card: parts::CardId = form.need("part")?;
    let state: Card = view.need(card.uuid())?;
    let owner = view.store.by_code(code)?.into_iter().find(|subject| subject.kind() == Card::KIND);
    let owner = owner.map(|subject| parts::CardId::new(subject.id()));
    view.record(&parts::bind_code(&view.me()?, card, &state, code, owner)?)?;
    Ok(go(view, purpose, code, false)?.say(view.words.say("screen-scan-bound")))
}
