//! The worklist: what does not fit, and values that were written concurrently, on everything that this phone knows; settled here by who may.

use super::action::{Action, Outcome, WorklistAction};
use super::blocks::{Button, Field, FieldKind, Head, Row, Section, Tone};
use super::error::Problem;
use super::form::Form;
use super::queries::job::flag_text;
use super::queries::said::{named, pieces_text, said_text};
use super::queries::{banners, check};
use super::route::Route;
use super::view::View;
use crate::domain::any::AnyFolded;
use crate::domain::checks::{Check, Checklist, Entry, Slot};
use crate::domain::ids::PlaceId;
use crate::domain::jobs::{Job, JobField};
use crate::domain::parts::{Card, Movement, Place, through_own_bag};
use crate::domain::people::{Actor, Person};
use crate::domain::said;
use crate::domain::sites::{Contract, Site};
use crate::domain::worklist::{self, Point, PointKey, Settling};
use crate::kernel::{Aggregate, EventId, PersonId, Subject};
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
        let looking = Looking { me: &me, subject: &subject, state: &state, own_bag: own_bag(view, &me, &state)? };
        for point in worklist::open(&state) {
            let row = row(view, &looking, &point)?;
            if looking.may_settle(&point) || looking.may_identify(&point) { mine.push(row) } else { others.push(row) }
        }
    }
    let section = |key: &str, rows: Vec<Row>| Section {
        key: key.to_owned(),
        title: words.code("screen-worklist-section-", key), // keys!: screen-worklist-section-*
        rows,
        ..Section::default()
    };
    Ok(WorklistScreen {
        head: Head { title: words.say("worklist-title"), banners: banners::all(view), ..Head::default() },
        mine: Section { empty: words.say("worklist-empty"), ..section("mine", mine) },
        others: section("others", others),
    })
}

/// Who looks at a record, and what they may do with it.
struct Looking<'a> {
    me: &'a Actor,
    subject: &'a Subject,
    state: &'a AnyFolded,
    /// Whether a piece of it was in my own bag.
    own_bag: bool,
}

impl Looking<'_> {
    fn may_settle(&self, point: &Point) -> bool {
        point.is_for(self.subject.kind(), self.state, self.me)
    }
    fn may_identify(&self, point: &Point) -> bool {
        worklist::may_identify(self.state, point, self.me, self.own_bag)
    }
}

/// Whether a piece of a movement was in my own bag.
fn own_bag(view: &View<'_>, me: &Actor, state: &AnyFolded) -> Result<bool, Problem> {
    let Some(details) = state.as_movement().and_then(|moved| moved.details.as_ref()) else { return Ok(false) };
    let mut places: Vec<Place> = Vec::new();
    for place in details.from.into_iter().chain(details.to) {
        places.extend(view.find::<Place>(place.uuid())?);
    }
    Ok(through_own_bag(me, &places))
}

fn row(view: &View<'_>, looking: &Looking<'_>, point: &Point) -> Result<Row, Problem> {
    let words = view.words;
    let Looking { subject, state, .. } = looking;
    let action = |action| Action::Worklist { subject: subject.to_string(), point: point.key().to_string(), action };
    let (title, values) = told(view, state, point)?;
    let mut buttons = Vec::new();
    if looking.may_identify(point) {
        let serial = Field::new("serial", words.say("worklist-serial"), FieldKind::Code).required();
        let button = Button::new("identify", words.say("worklist-identify"), action(WorklistAction::Identify));
        buttons.push(button.ask(vec![serial]));
    }
    let may = looking.may_settle(point);
    match point {
        _ if !may => {}
        Point::Flag(_) => {
            let decide = Field::new("decision", words.say("screen-worklist-decision"), FieldKind::LongText).required();
            let button = Button::new("decide", words.say("screen-worklist-decide"), action(WorklistAction::Decide));
            buttons.push(button.ask(vec![decide]));
        }
        Point::Field(_) | Point::Item(_) | Point::Kept(_) => buttons.extend(
            values
                .into_iter()
                .map(|(event, value)| Button::new("choose", value, action(WorklistAction::Choose { event }))),
        ),
    }
    let roles = point.roles(subject.kind()).iter();
    let who: Vec<String> = roles.map(|role| words.code("people-role-", &role.code().replace('_', "-"))).collect();
    Ok(Row {
        key: format!("{subject}/{}", point.key()),
        title,
        detail: record(view, subject, state)?,
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
        (Point::Kept(field), state) => {
            let what = words.say(&said::label(field));
            Ok((words.with("worklist-written-apart", &[("what", what)]), kept(view, state, field)?))
        }
        // A field of a job stands on a job, an item on a check.
        (Point::Field(_) | Point::Item(_), _) => Ok((String::new(), Vec::new())),
    }
}

/// Event and text of each value of a field of a job.
fn values(view: &View<'_>, job: &Job, field: JobField) -> Result<Vec<(String, String)>, Problem> {
    let zone = match job.site() {
        Some(site) => view.get::<Site>(site.uuid())?.tz(),
        None => view.home_zone()?,
    };
    let mut values = Vec::new();
    for value in worklist::values(job, field) {
        values.push((value.event.to_string(), by_whom(view, said_text(view, value.said, zone)?, value.by)?));
    }
    Ok(values)
}

/// Event and text of each value of a field of master data.
fn kept(view: &View<'_>, state: &AnyFolded, field: &str) -> Result<Vec<(String, String)>, Problem> {
    let mut values = Vec::new();
    let written = state.written().into_iter().flat_map(|written| worklist::kept_values(written, field));
    for value in written {
        values.push((value.event.to_string(), by_whom(view, pieces_text(view, value.said)?, value.by)?));
    }
    Ok(values)
}

fn by_whom(view: &View<'_>, value: String, by: PersonId) -> Result<String, Problem> {
    Ok(view.words.with("screen-worklist-value", &[("value", value), ("person", view.person(by)?)]))
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
    let mut values = Vec::new();
    for write in writes {
        let text = match (&write.value, item) {
            (Entry::Answered(answer), Some(item)) => check::said(view.words, item, &answer.value),
            (Entry::Answered(answer), None) => answer.value.text(),
            (Entry::Skipped(reason), _) => reason.clone(),
        };
        values.push((write.event.to_string(), by_whom(view, text, write.by)?));
    }
    let equipment = check.equipment_name(slot);
    Ok((format!("{label} {equipment}").trim_end().to_owned(), values))
}

/// What the record is called.
fn record(view: &View<'_>, subject: &Subject, state: &AnyFolded) -> Result<String, Problem> {
    let words = view.words;
    let lang = words.lang;
    let job = |id: Option<crate::domain::ids::JobId>| -> Result<String, Problem> {
        Ok(match id {
            Some(id) => view.get::<Job>(id.uuid())?.number().to_owned(),
            None => String::new(),
        })
    };
    Ok(match state {
        AnyFolded::Job(f) => f.state.number().to_owned(),
        AnyFolded::Check(f) => job(f.state.job())?,
        AnyFolded::Take(f) => match f.state.unowed.first().filter(|_| f.state.number.is_empty()) {
            // Of what came back and nobody had taken there is no slip.
            Some(unowed) => {
                let card: Card = view.get(unowed.card.uuid())?;
                let person = f.state.taker.map(|taker| view.person(taker)).transpose()?.unwrap_or_default();
                words.list(&[card.name().in_lang(lang).to_owned(), person])
            }
            None => f.state.number.clone(),
        },
        AnyFolded::Movement(f) => {
            let card = f.state.card().map(|card| view.get::<Card>(card.uuid())).transpose()?.unwrap_or_default();
            let place = f.state.details.as_ref().and_then(|details| details.to.or(details.from));
            let parts = [
                card.name().in_lang(lang).to_owned(),
                f.state.serial().unwrap_or_default().to_owned(),
                place_named(view, place)?,
            ];
            words.list(&parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>())
        }
        AnyFolded::Stocktake(f) => words.with("worklist-stocktake", &[("place", place_named(view, f.state.place)?)]),
        AnyFolded::Place(f) => f.state.name().in_lang(lang).to_owned(),
        AnyFolded::Checklist(f) => {
            f.state.definition.as_ref().map_or_else(String::new, |list| list.title.in_lang(lang).to_owned())
        }
        // A price, an account and skills have no name: they are called as what they belong to, whose id they have.
        AnyFolded::Price(_) => named(view, &Subject::new(Contract::KIND, subject.id()))?,
        AnyFolded::CardPrice(_) => named(view, &Subject::new(Card::KIND, subject.id()))?,
        AnyFolded::Account(_) | AnyFolded::Skills(_) => named(view, &Subject::new(Person::KIND, subject.id()))?,
        other => other.name().map(|name| name.in_lang(lang).to_owned()).unwrap_or_default(),
    })
}

fn place_named(view: &View<'_>, place: Option<PlaceId>) -> Result<String, Problem> {
    let place = place.map(|place| view.get::<Place>(place.uuid())).transpose()?;
    Ok(place.map_or_else(String::new, |place| place.name().in_lang(view.words.lang).to_owned()))
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
    let me = view.me()?;
    let how = match action {
        WorklistAction::Decide => Settling::Decided(form.required("decision")?.to_owned()),
        WorklistAction::Choose { event } => Settling::Chosen(event.parse::<EventId>().map_err(|_| unreadable())?),
        WorklistAction::Identify => {
            form.required("serial")?;
            let serial = form.serial(view, "serial", state.as_movement().and_then(Movement::card))?;
            Settling::Identified { serial: serial.unwrap_or_default(), own_bag: own_bag(view, &me, &state)? }
        }
    };
    view.record(&worklist::settle(&state, &subject, &me, point, how)?)?;
    Ok(Outcome::told(view.words.say("screen-saved")))
}
