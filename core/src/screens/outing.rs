//! The outing: ready, on the way, on site, at work, back, each with its time; and who else is out. It opens at leaving and closes at coming
//! back (B11), whatever becomes of the job in between.

use super::action::JobAction;
use super::blocks::{Banner, Button, Head, MapPoint, Row, Section, Tone};
use super::error::Problem;
use super::job::{self, Known};
use super::ready_to_leave;
use super::route::Route;
use super::today::{OPEN, open_jobs};
use super::view::View;
use crate::domain::ids::JobId;
use crate::domain::jobs::sheet::Position;
use crate::domain::jobs::{Job, Moment, SiteVisit};
use crate::kernel::PersonId;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

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

/// Who forgot to come back is not out for ever.
const FORGOTTEN: TimeDelta = TimeDelta::days(3);

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
    Ok(OutingScreen {
        head: job::head(view, &known, words.say("screen-outing-title")),
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
        detail: if moment.is_some_and(|moment| moment.doubtful) {
            words.say("screen-outing-doubtful")
        } else {
            String::new()
        },
        tone: if moment.is_some() { Tone::Good } else { Tone::Plain },
        ..Row::default()
    };
    let open = Some(Route::ReadyToLeave { job: known.id.to_string() });
    let checked = ready_to_leave::done(view, known)?;
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
        let back = back(view, known);
        buttons.push(if buttons.is_empty() { back.primary() } else { back });
    } else if workable {
        let go = Route::ReadyToLeave { job: known.id.to_string() };
        buttons.push(Button::new("ready", words.say("screen-job-ready"), go).primary());
    }
    buttons.push(Button::new("job", words.say("screen-case-job"), Route::Job { job: known.id.to_string() }));
    Ok(buttons)
}

/// Closes the outing.
pub(crate) fn back(view: &View<'_>, known: &Known) -> Button {
    Button::new("come_back", view.words.say("screen-outing-back"), known.action(JobAction::ComeBack))
}

/// The newest way of each person who is out, among the jobs that this phone knows. Who left for another site is no longer at the one before.
fn out(view: &View<'_>, jobs: &[(Uuid, Job)]) -> BTreeMap<PersonId, (JobId, SiteVisit, Moment)> {
    let mut newest: BTreeMap<PersonId, (JobId, SiteVisit, Moment)> = BTreeMap::new();
    for (id, job) in jobs {
        for visit in &job.visits {
            let Some(began) = visit.left.or(visit.arrived).or(visit.started) else { continue };
            let later =
                newest.get(&visit.by).is_none_or(|(.., known)| (known.at, known.event) < (began.at, began.event));
            if later {
                newest.insert(visit.by, (JobId::new(*id), *visit, began));
            }
        }
    }
    let now = view.words.now;
    newest.retain(|_, (_, visit, began)| visit.out_since().is_some() && now - began.at < FORGOTTEN);
    newest
}

fn others_out(view: &View<'_>, me: PersonId) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let mut rows = Vec::new();
    for (person, (job, visit, began)) in out(view, &open_jobs(view)?) {
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
            ..Row::default()
        });
    }
    rows.sort_by(|a, b| (&a.title, &a.key).cmp(&(&b.title, &b.key)));
    Ok(rows)
}

/// Said on my day while I am out: it has to be closed.
pub(crate) fn banner(view: &View<'_>, me: PersonId, jobs: &[(Uuid, Job)]) -> Result<Option<Banner>, Problem> {
    let Some((job, _, began)) = out(view, jobs).remove(&me) else { return Ok(None) };
    let known = Known::read(view, job)?;
    let args = [("time", view.words.time(began.at, known.zone)), ("place", known.whose(view.words))];
    let text = view.words.with("screen-outing-since", &args);
    Ok(Some(Banner { tone: Tone::Info, text, open: Some(Route::Outing { job: job.to_string() }) }))
}
