//! The outing: ready, on the way, on site, at work, back, each with its time; and who else is out. It opens at leaving and closes at coming
//! back (B11), whatever becomes of the job in between.

use super::action::{Action, JobAction, LeaveAction};
use super::blocks::{Banner, Button, Head, MapPoint, Row, Section, Tone};
use super::error::Problem;
use super::queries::job::{self, Known};
use super::queries::open_jobs::{self, OPEN};
use super::queries::{check, outing, people};
use super::route::Route;
use super::view::View;
use crate::domain::ids::JobId;
use crate::domain::jobs::sheet::Position;
use crate::domain::jobs::{Moment, SiteVisit};
use crate::kernel::PersonId;
use serde::{Deserialize, Serialize};

/// The outing of one job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct OutingScreen {
    /// Title, customer, banners.
    pub head: Head,
    /// The steps of the newest way there, with when and where each was.
    pub steps: Section,
    /// Ways there before.
    pub earlier: Section,
    /// Colleagues who are out now.
    pub out: Section,
    /// The next step.
    pub buttons: Vec<Button>,
}

pub(crate) fn show(view: &View<'_>, id: JobId) -> Result<OutingScreen, Problem> {
    let words = view.words;
    let known = Known::read(view, id)?;
    let me = view.identity.person()?;
    let section = |key: &str, rows: Vec<Row>| Section {
        key: key.to_owned(),
        title: words.code("screen-outing-section-", key), // keys!: screen-outing-section-*
        rows,
        ..Section::default()
    };
    let own: Vec<&SiteVisit> = known.job.visits.iter().filter(|visit| visit.by == me).collect();
    let newest = own.last().copied();
    let earlier = own.iter().rev().skip(1).map(|visit| summed_up(view, &known, visit)).collect();
    let mut head = job::head(view, &known, words.say("screen-outing-title"));
    let mut moments =
        newest.into_iter().flat_map(|visit| [visit.left, visit.arrived, visit.started, visit.back]).flatten();
    if moments.any(|moment| moment.doubtful) {
        // Once for all steps.
        head.banners.push(Banner { tone: Tone::Warning, text: words.say("screen-job-clock-doubtful"), open: None });
    }
    Ok(OutingScreen {
        head,
        steps: section("steps", steps(view, &known, newest)?),
        earlier: section("earlier", earlier),
        out: section("out", others_out(view, me)?),
        buttons: buttons(view, &known, newest)?,
    })
}

fn steps(view: &View<'_>, known: &Known, visit: Option<&SiteVisit>) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let row = |key: &str, moment: Option<Moment>| Row {
        key: key.to_owned(),
        title: words.code("screen-outing-step-", key), // keys!: screen-outing-step-*
        trailing: moment.map_or_else(|| words.say("screen-outing-not-yet"), |moment| words.time(moment.at, known.zone)),
        tone: if moment.is_some() { Tone::Good } else { Tone::Plain },
        ..Row::default()
    };
    let open = Some(Route::ReadyToLeave { job: known.id.to_string() });
    let checked = check::ready_since(view, known)?;
    let map = visit.and_then(|visit| visit.position).map(|position| point(view, known, position));
    Ok(vec![
        Row { open, ..row("ready", checked) },
        row("left", visit.and_then(|visit| visit.left)),
        Row { map, ..row("arrived", visit.and_then(|visit| visit.arrived)) },
        row("started", visit.and_then(|visit| visit.started)),
        row("back", visit.and_then(|visit| visit.back)),
    ])
}

fn point(view: &View<'_>, known: &Known, position: Position) -> MapPoint {
    let degrees = |e7: i32| f64::from(e7) / 1e7;
    let (latitude, longitude) = (degrees(position.latitude_e7), degrees(position.longitude_e7));
    MapPoint { latitude, longitude, label: known.whose(view.words) }
}

fn summed_up(view: &View<'_>, known: &Known, visit: &SiteVisit) -> Row {
    let words = view.words;
    let time = |moment: Option<Moment>| {
        moment.map_or_else(|| words.say("screen-outing-unknown"), |moment| words.time(moment.at, known.zone))
    };
    let first = visit.left.or(visit.arrived).or(visit.started);
    let args = [("from", time(first)), ("to", time(visit.back))];
    let key = first.or(visit.back).map(|moment| moment.event.to_string()).unwrap_or_default();
    Row { key, title: words.with("screen-outing-from-to", &args), ..Row::default() }
}

/// The next step: it is one of the job's own actions.
fn buttons(view: &View<'_>, known: &Known, visit: Option<&SiteVisit>) -> Result<Vec<Button>, Problem> {
    let words = view.words;
    let mut buttons = Vec::new();
    let workable = OPEN.contains(&known.job.status()) && known.job.completed.is_none();
    let out = visit.and_then(SiteVisit::out_since).is_some();
    if out {
        if workable && visit.is_some_and(|visit| visit.arrived.is_none()) {
            let arrive = Button::new("arrive", words.say("screen-job-arrive"), known.action(JobAction::Arrive));
            buttons.push(arrive.primary().with_position());
        }
        let back = outing::back(view, known);
        buttons.push(if buttons.is_empty() { back.primary() } else { back });
    } else if workable {
        let begin = Action::Leave { job: known.id.to_string(), action: LeaveAction::Begin };
        buttons.push(Button::new("ready", words.say("screen-job-ready"), begin).primary());
    }
    buttons.push(Button::new("job", words.say("screen-case-job"), Route::Job { job: known.id.to_string() }));
    Ok(buttons)
}

fn others_out(view: &View<'_>, me: PersonId) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let mut rows = Vec::new();
    for (person, (job, visit, began)) in outing::out(view, &open_jobs::all(view)?) {
        if person == me {
            continue;
        }
        let known = Known::read(view, job)?;
        let key = if visit.arrived.is_some() { "screen-outing-at" } else { "screen-outing-to" };
        rows.push(Row {
            key: person.to_string(),
            title: view.person(person)?,
            detail: words.with(key, &[("place", known.whose(words))]),
            trailing: words.time(began.at, known.zone),
            open: Some(Route::Job { job: job.to_string() }),
            phone: people::of_person(view, person)?,
            ..Row::default()
        });
    }
    rows.sort_by(|a, b| (&a.title, &a.key).cmp(&(&b.title, &b.key)));
    Ok(rows)
}
