//! The scanner: from a camera frame, a picture or typed text to what it names, and what can be done with a code that nobody knows.

use super::action::Work;
use super::action::{Action, Outcome, ScanAction};
use super::blocks::{Button, Field, FieldKind, Head, Panel, Row, Section};
use super::code::ReadCode;
use super::error::Problem;
use super::form::Form;
use super::known::{self, Picked};
use super::paging::ROWS;
use super::queries::cards::card_choices;
use super::queries::check::{self, Filling};
use super::queries::{banners, tallies};
use super::route::{Route, ScanFor};
use super::view::{View, id};
use crate::domain::checks::{Slot, Value};
use crate::domain::ids::{CardId, CheckId, EquipmentId};
use crate::domain::jobs::Job;
use crate::domain::parts::{self, Card, Movement, Take};
use crate::domain::sites::Equipment;
use crate::kernel::Aggregate;
use chrono::Datelike;
use fettle_media::{Luma, Mode, decode_image, decode_luma};
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
        ScanFor::Find => ("screen-scan-help-find", banners::all(view)),
        ScanFor::Return => ("screen-scan-help-return", banners::all(view)),
        ScanFor::Take { .. } => ("screen-scan-help-take", banners::all(view)),
        ScanFor::Item { .. } => ("screen-scan-help-item", banners::all(view)),
        ScanFor::Count { .. } => ("screen-scan-help-count", banners::all(view)),
        ScanFor::Enrol => ("screen-enrol-help", Vec::new()),
    };
    let on = |action| Action::Scan { purpose: purpose.clone(), action };
    let typed = Field::new("code", words.say("screen-scan-code"), FieldKind::Text).required();
    let found = match unknown {
        Some(code) => self::found(view, purpose, code)?,
        None => Vec::new(),
    };
    let scanned = unknown.filter(|_| found.is_empty()).unwrap_or_default();
    let unknown = known::read(view, scanned).map(|code| code.text).unwrap_or_default();
    let bind = if unknown.is_empty() {
        None
    } else {
        let cards = card_choices(view)?;
        let part = Field::new("part", words.say("screen-job-part"), FieldKind::Choice).required().choices(cards);
        let action = on(ScanAction::BindPart { code: scanned.to_owned() });
        Some(Panel {
            key: "bind".into(),
            title: words.say("screen-scan-bind"),
            fields: vec![part],
            button: Some(Button::new("bind", words.say("screen-scan-bind-do"), action)),
        })
    };
    Ok(ScanScreen {
        head: Head { title: words.say("screen-scan-title"), banners, ..Head::default() },
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

/// Pictures are looked at before anything is decided: many frames hold no code, and nobody waits for those.
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
        ScanAction::Typed => return view.decide(|view| typed(view, purpose, form.required("code")?, None)),
        ScanAction::Chosen { code, part } => return view.decide(|view| typed(view, purpose, code, part.as_deref())),
        ScanAction::BindPart { code } => return view.decide(|view| bind(view, purpose, code, form)),
    };
    let year = view.words.now.year();
    let codes: Vec<ReadCode> = decoded.iter().filter_map(|code| ReadCode::decoded(code, year)).collect();
    if codes.is_empty() {
        return Ok(Outcome::default());
    }
    let seen = matches!(action, ScanAction::Frame { .. });
    view.decide(|view| match known::pick(view, codes)? {
        Picked::Nothing => Ok(Outcome::default()),
        Picked::One(code) => go(view, purpose, &code, None, seen),
        Picked::Ask(_) if *purpose == ScanFor::Enrol => Err(Problem::error("enrol_not_a_link")),
        Picked::Ask(codes) => Ok(Outcome::to(Route::Scan { purpose: purpose.clone(), unknown: Some(several(&codes)) })),
    })
}

/// Several codes in the place of one: a list in JSON.
fn several(codes: &[ReadCode]) -> String {
    let scanned: Vec<&str> = codes.iter().map(|code| code.scanned.as_str()).collect();
    // Texts as JSON cannot fail.
    serde_json::to_string(&scanned).unwrap_or_default()
}

/// The codes that [`several`] wrote.
fn each_of(text: &str) -> Option<Vec<String>> {
    serde_json::from_str(text).ok().filter(|codes: &Vec<String>| codes.len() > 1)
}

/// Where a typed text leads.
fn typed(view: &View<'_>, purpose: &ScanFor, text: &str, part: Option<&str>) -> Result<Outcome, Problem> {
    let code = known::read(view, text).ok_or_else(|| Problem::error("field_missing").at("code"))?;
    go(view, purpose, &code, part.map(id).transpose()?, false)
}

/// Where a code leads, and what of it was not right. `part`: the card, where a person said it. `seen`: by the camera as it goes along, which
/// sees the same code many times.
fn go(
    view: &View<'_>,
    purpose: &ScanFor,
    code: &ReadCode,
    part: Option<CardId>,
    seen: bool,
) -> Result<Outcome, Problem> {
    let mut outcome = lead(view, purpose, code, part, seen)?;
    let faults = code.faults();
    if !faults.is_empty() && outcome != Outcome::default() {
        let told = view.words.with("screen-scan-faults", &[("what", view.words.list(&faults))]);
        outcome.notice = Some(outcome.notice.map_or(told.clone(), |notice| format!("{notice}\n{told}")));
    }
    Ok(outcome)
}

fn lead(
    view: &View<'_>,
    purpose: &ScanFor,
    code: &ReadCode,
    part: Option<CardId>,
    seen: bool,
) -> Result<Outcome, Problem> {
    if let Some(link) = &code.link {
        let work = Work::Enrol { link: link.to_string(), name: String::new() };
        return Ok(Outcome { route: Some(Route::Enrol), notice: None, work: Some(work) });
    }
    let scanned = || code.scanned.clone();
    let unknown = || Route::Scan { purpose: purpose.clone(), unknown: Some(scanned()) };
    Ok(Outcome::to(match purpose {
        ScanFor::Enrol => return Err(Problem::error("enrol_not_a_link")),
        ScanFor::Return => Route::Return { debt: None, code: Some(scanned()) },
        ScanFor::Take { job } => match known::named(view, code)?.cards.as_slice() {
            [card] => Route::Take { job: job.clone(), card: Some(card.to_string()) },
            _ => unknown(),
        },
        ScanFor::Item { check, slot } => {
            let slot: Slot = id(slot)?;
            let filling = Filling::read(view, id::<CheckId>(check)?)?;
            check::answer(view, &filling, slot, Value::Scan(code.reading()), "")?;
            Route::Checklist { check: check.clone() }
        }
        ScanFor::Count { place } => match tallies::scanned(view, id(place)?, code, part, seen)? {
            Some(outcome) => return Ok(outcome),
            None => unknown(),
        },
        ScanFor::Find => match rows(view, purpose, code)?.as_slice() {
            [only] => only.open.clone().unwrap_or_else(unknown),
            // None, or several to choose from: the scanner shows them.
            _ => unknown(),
        },
    }))
}

/// What there is to choose from: codes of one picture, cards with one serial number, or everything that a code names.
fn found(view: &View<'_>, purpose: &ScanFor, unknown: &str) -> Result<Vec<Row>, Problem> {
    let choose = |code: &str, part: Option<String>| {
        let action = ScanAction::Chosen { code: code.to_owned(), part };
        let action = Action::Scan { purpose: purpose.clone(), action };
        vec![Button::new("choose", view.words.say("screen-scan-choose"), action)]
    };
    if let Some(codes) = each_of(unknown) {
        let read = codes.iter().filter_map(|code| known::read(view, code));
        let row = |(i, code): (usize, ReadCode)| Row {
            key: i.to_string(),
            buttons: choose(&code.scanned, None),
            title: code.text,
            ..Row::default()
        };
        return Ok(read.enumerate().map(row).collect());
    }
    let Some(code) = known::read(view, unknown) else { return Ok(Vec::new()) };
    if !matches!(purpose, ScanFor::Count { .. }) {
        return rows(view, purpose, &code);
    }
    let cards = known::named(view, &code)?.cards;
    let row = |card: CardId| -> Result<Row, Problem> {
        let state: Card = view.get(card.uuid())?;
        Ok(Row {
            key: card.to_string(),
            title: state.name().in_lang(view.words.lang).to_owned(),
            detail: state.number().to_owned(),
            buttons: choose(&code.scanned, Some(card.to_string())),
            ..Row::default()
        })
    };
    if cards.len() > 1 { cards.into_iter().map(row).collect() } else { Ok(Vec::new()) }
}

/// What a code names, as rows to open.
fn rows(view: &View<'_>, purpose: &ScanFor, code: &ReadCode) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let job = if let ScanFor::Take { job } = purpose { job.clone() } else { None };
    let mut rows: Vec<Row> = Vec::new();
    for subject in known::named(view, code)?.subjects {
        let key = subject.id().to_string();
        let (title, detail, open) = match subject.kind() {
            Job::KIND => {
                let state: Job = view.get(subject.id())?;
                let symptom = state.report.as_ref().map(|r| r.what.symptom.clone()).unwrap_or_default();
                (state.number().to_owned(), symptom, Route::Job { job: key.clone() })
            }
            Equipment::KIND => {
                let machine: Equipment = view.get(subject.id())?;
                let open = match newest_job(view, EquipmentId::new(subject.id()))? {
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
                let state: Card = view.get(card.uuid())?;
                let name = state.name().in_lang(words.lang).to_owned();
                let open = match purpose {
                    ScanFor::Take { .. } => Route::Take { job: job.clone(), card: Some(card.to_string()) },
                    _ => Route::Return { debt: None, code: Some(code.scanned.clone()) },
                };
                (name, words.list(&[code.text.clone(), state.number().to_owned()]), open)
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
fn newest_job(view: &View<'_>, id: EquipmentId) -> Result<Option<String>, Problem> {
    let jobs = view.jobs_about(id, None, ROWS)?;
    let newest = jobs.iter().find(|(_, job)| job.is_open()).or(jobs.first());
    Ok(newest.map(|(id, _)| id.to_string()))
}

/// Binds an unknown code to a card, and goes on as if the code had been known. What the next piece has too is bound: of GS1 content the
/// kind's name and not the serial number.
fn bind(view: &View<'_>, purpose: &ScanFor, scanned: &str, form: Form<'_>) -> Result<Outcome, Problem> {
    let card: parts::CardId = form.need("part")?;
    let state: Card = view.need(card.uuid())?;
    let code = known::read(view, scanned).ok_or_else(|| Problem::error("field_missing").at("code"))?;
    let name = code.binding();
    let owner = view.store.by_code(&name)?.into_iter().find(|subject| subject.kind() == Card::KIND);
    let owner = owner.map(|subject| parts::CardId::new(subject.id()));
    view.record(&parts::bind_code(&view.me()?, card, &state, &name, owner)?)?;
    Ok(go(view, purpose, &code, None, false)?.say(view.words.say("screen-scan-bound")))
}
