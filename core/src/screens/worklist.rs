//! The worklist: what does not fit, and values that were written apart, on everything that this phone knows; settled here by who may.

use super::action::{Action, Outcome, WorklistAction};
use super::blocks::{Button, Field, FieldKind, Head, Row, Section, Tone};
use super::checklist::said;
use super::error::Problem;
use super::form::Form;
use super::job::flag_text;
use super::route::Route;
use super::view::View;
use crate::domain::any::AnyFolded;
use crate::domain::checks::{Check, Checklist, Entry, Slot};
use crate::domain::jobs::{Job, JobField};
use crate::domain::parts::{Card, Place};
use crate::domain::people::Actor;
use crate::domain::sites::Site;
use crate::domain::worklist::{self, Point, PointKey, Settling};
use crate::kernel::{EventId, Subject, Write};
use serde::{Deserialize, Serialize};

/// The worklist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WorklistScreen {
    /// Title and banners.
    pub head: Head,
    /// What I may decide.
    pub mine: Section,
    /// What others decide.
    pub others: Section,
}

pub(crate) fn show(view: &View<'_>) -> Result<WorklistScreen, Problem> {
    let words = view.words;
    let me = view.me()?;
    let (mut mine, mut others) = (Vec::new(), Vec::new());
    for (subject, state) in view.store.with_open_points()? {
        for point in worklist::open(&state) {
            let may = point.is_for(subject.kind(), &me);
            let row = row(view, &me, &subject, &state, &point)?;
            if may { mine.push(row) } else { others.push(row) }
        }
    }
    let section = |key: &str, rows: Vec<Row>| Section {
        key: key.to_owned(),
        title: words.code("screen-worklist-section-", key), // keys!: screen-worklist-section-*
        rows,
        ..Section::default()
    };
    Ok(WorklistScreen {
        head: Head { title: words.say("worklist-title"), subtitle: String::new(), banners: super::sync::banners(view) },
        mine: Section { empty: words.say("worklist-empty"), ..section("mine", mine) },
        others: section("others", others),
    })
}

fn row(view: &View<'_>, me: &Actor, subject: &Subject, state: &AnyFolded, point: &Point) -> Result<Row, Problem> {
    let words = view.words;
    let may = point.is_for(subject.kind(), me);
    let action = |action| Action::Worklist { subject: subject.to_string(), point: point.key().to_string(), action };
    let (title, values) = told(view, state, point)?;
    let decide = Field::new("decision", words.say("screen-worklist-decision"), FieldKind::LongText).required();
    let buttons = match (point, may) {
        (_, false) => Vec::new(),
        (Point::Flag(_), true) => {
            let button = Button::new("decide", words.say("screen-worklist-decide"), action(WorklistAction::Decide));
            vec![button.ask(vec![decide])]
        }
        (_, true) => values
            .into_iter()
            .map(|(event, value)| Button::new("choose", value, action(WorklistAction::Choose { event })))
            .collect(),
    };
    let roles = point.roles(subject.kind()).iter();
    let who: Vec<String> = roles.map(|role| words.code("people-role-", &role.code().replace('_', "-"))).collect();
    Ok(Row {
        key: format!("{subject}/{}", point.key()),
        title,
        detail: record(view, state)?,
        trailing: if may { String::new() } else { words.list(&who) },
        tone: Tone::Warning,
        open: opens(subject, state),
        buttons,
        ..Row::default()
    })
}

/// What a point says, and the values to choose from.
fn told(view: &View<'_>, state: &AnyFolded, point: &Point) -> Result<(String, Vec<(String, String)>), Problem> {
    let words = view.words;
    match (point, state) {
        (Point::Flag(flag), _) => Ok((flag_text(words, flag), Vec::new())),
        (Point::Field(field), AnyFolded::Job(job)) => {
            let what = words.code("job-field-", field.code());
            let title = words.with("worklist-written-apart", &[("what", what)]);
            Ok((title, values(view, &job.state, *field)?))
        }
        (Point::Item(slot), AnyFolded::Check(check)) => {
            let (what, values) = answers(view, &check.state, slot)?;
            Ok((words.with("worklist-answered-apart", &[("what", what)]), values))
        }
        // A field of a job stands on a job, an item on a check.
        (Point::Field(_) | Point::Item(_), _) => Ok((String::new(), Vec::new())),
    }
}

/// Event and text of each value of a field of a job.
fn values(view: &View<'_>, job: &Job, field: JobField) -> Result<Vec<(String, String)>, Problem> {
    let words = view.words;
    let zone = match job.site() {
        Some(site) => view.get::<Site>(site.uuid())?.tz(),
        None => view.home_zone()?,
    };
    match field {
        JobField::Judgement => {
            each(view, job.judgement.writes(), |v| Ok(words.code("papers-level-", &v.level.to_string())))
        }
        JobField::Diagnosis => each(view, job.diagnosis.writes(), |v| Ok(v.scene.clone())),
        JobField::Plan => each(view, job.plan.writes(), |v| Ok(v.text.clone())),
        JobField::Visit => each(view, job.visit.writes(), |v| Ok(words.time(v.from, zone))),
        JobField::Assignment => each(view, job.assignment.writes(), |v| {
            let names: Result<Vec<String>, Problem> = v.to.iter().map(|id| view.person(*id)).collect();
            Ok(words.list(&names?))
        }),
        JobField::Repeat => each(view, job.repeat.writes(), |v| Ok(words.code("job-repeat-", v.reason.code()))),
        JobField::Cause => each(view, job.cause.writes(), |v| Ok(words.code("papers-cause-", v.cause.code()))),
    }
}

fn each<T>(
    view: &View<'_>,
    writes: &[Write<T>],
    say: impl Fn(&T) -> Result<String, Problem>,
) -> Result<Vec<(String, String)>, Problem> {
    let value = |write: &Write<T>| {
        let args = [("value", say(&write.value)?), ("person", view.person(write.by)?)];
        Ok((write.event.to_string(), view.words.with("screen-worklist-value", &args)))
    };
    writes.iter().map(value).collect()
}

/// What an item asks, and event and text of each answer to it.
fn answers(view: &View<'_>, check: &Check, slot: &Slot) -> Result<(String, Vec<(String, String)>), Problem> {
    let list = match check.checklist() {
        Some(id) => view.get::<Checklist>(id.uuid())?.definition,
        None => None,
    };
    let item = list.as_ref().and_then(|list| list.item(&slot.item));
    let label = item.map_or_else(|| slot.item.clone(), |item| item.label.in_lang(view.words.lang).to_owned());
    let writes = check.entries.get(slot).map(|entry| entry.writes()).unwrap_or_default();
    let values = each(view, writes, |entry| {
        Ok(match (entry, item) {
            (Entry::Answered(answer), Some(item)) => said(view.words, item, &answer.value),
            (Entry::Answered(answer), None) => answer.value.text(),
            (Entry::Skipped(reason), _) => reason.clone(),
        })
    })?;
    let equipment = check.equipment_name(slot);
    Ok((format!("{label} {equipment}").trim_end().to_owned(), values))
}

/// What the record is called.
fn record(view: &View<'_>, state: &AnyFolded) -> Result<String, Problem> {
    let lang = view.words.lang;
    let job = |id: Option<crate::domain::ids::JobId>| -> Result<String, Problem> {
        Ok(match id {
            Some(id) => view.get::<Job>(id.uuid())?.number().to_owned(),
            None => String::new(),
        })
    };
    Ok(match state {
        AnyFolded::Job(f) => f.state.number().to_owned(),
        AnyFolded::Check(f) => job(f.state.job())?,
        AnyFolded::Take(f) => f.state.number.clone(),
        AnyFolded::Movement(f) => match f.state.card() {
            Some(card) => view.get::<Card>(card.uuid())?.name().in_lang(lang).to_owned(),
            None => String::new(),
        },
        AnyFolded::Place(f) => place_name(view, &f.state),
        _ => String::new(),
    })
}

fn place_name(view: &View<'_>, place: &Place) -> String {
    place.details.as_ref().map_or_else(String::new, |details| details.name.in_lang(view.words.lang).to_owned())
}

/// The screen of the record.
fn opens(subject: &Subject, state: &AnyFolded) -> Option<Route> {
    let job = |id: Option<crate::domain::ids::JobId>| id.map(|id| Route::Job { job: id.to_string() });
    match state {
        AnyFolded::Job(_) => Some(Route::Job { job: subject.id().to_string() }),
        AnyFolded::Check(_) => Some(Route::Checklist { check: subject.id().to_string() }),
        AnyFolded::Take(f) => job(f.state.job),
        _ => None,
    }
}

pub(crate) fn act(
    view: &View<'_>,
    subject: &str,
    point: &str,
    action: &WorklistAction,
    form: Form<'_>,
) -> Result<Outcome, Problem> {
    let unreadable = || Problem::error("id_unreadable");
    let subject: Subject = subject.parse().map_err(|_| unreadable())?;
    let point: PointKey = point.parse()?;
    let state = view.store.any(&subject)?.ok_or_else(unreadable)?;
    let how = match action {
        WorklistAction::Decide => Settling::Decided(form.required("decision")?.to_owned()),
        WorklistAction::Choose { event } => Settling::Chosen(event.parse::<EventId>().map_err(|_| unreadable())?),
    };
    view.record(&worklist::settle(&state, &subject, &view.me()?, point, how)?)?;
    Ok(Outcome::told(view.words.say("screen-saved")))
}
