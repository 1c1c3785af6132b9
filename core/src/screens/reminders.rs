//! What the phone says by itself, outside the app: a call for help, a job that was given to me, what others changed of my work, a visit that begins
//! soon, parts that are ready, a paper that is nearly due, work that does not get out. All that holds now is given each time, and each with whether it
//! was given before; a shell shows what is new and takes away what is gone, and remembers nothing itself.

use super::blocks::Row;
use super::error::Problem;
use super::queries::job::Known;
use super::queries::notices::{Memory, Notice, What};
use super::queries::open_jobs::{self, Mine, my_jobs};
use super::queries::{bag, banners, calls, owed};
use super::route::Route;
use super::view::View;
use super::words::Words;
use crate::domain::jobs::{Job, Status};
use crate::domain::parts::{Place, TakeStatus};
use crate::domain::rules::{REMIND_OF_PAPER, REMIND_OF_UNSENT, REMIND_OF_VISIT};
use crate::kernel::PersonId;
use crate::store::UnsentState;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// More than these would be read by nobody.
const MOST: usize = 8;

/// A line outside the app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Reminder {
    /// What it is about: the same key is the same reminder, whatever it says now.
    pub key: String,
    /// What it is, without names: fit for a locked phone.
    pub title: String,
    /// Whose and when. Empty while the app is locked.
    pub text: String,
    /// Where a tap leads.
    pub route: Route,
    /// It was given out before: a shell that does not show it any more does not show it again.
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub told: bool,
    /// What the button beside it says that takes the job on, by [`App::accept_reminded`](super::App::accept_reminded); empty where there is none.
    #[cfg_attr(feature = "uniffi", uniffi(default = ""))]
    pub accept: String,
}

impl Default for Reminder {
    fn default() -> Self {
        let (key, title, text, accept) = (String::new(), String::new(), String::new(), String::new());
        Self { key, title, text, route: Route::Today, told: false, accept }
    }
}

/// The key of a job that was given to me and waits for my word.
const GIVEN: &str = "given/";

/// What holds now, the most urgent first.
pub(crate) fn all(view: &View<'_>) -> Result<Vec<Reminder>, Problem> {
    if view.identity.enrolment.is_none() {
        return Ok(Vec::new());
    }
    let (words, me) = (view.words, view.identity.person()?);
    let mut memory = Memory::read(view)?;
    let before = memory.clone();
    let mut found = Vec::new();
    let of_mine = open_jobs::of(view, me)?;
    found.extend(calling(view, &of_mine)?);
    let jobs = my_jobs(view, me, of_mine)?;
    for mine in &jobs {
        let Some(cancelled) = mine.job.cancelled.as_ref().filter(|_| mine.job.is_cancelled()) else { continue };
        let known = mine.known(view)?;
        let args = [("whose", known.whose(words)), ("reason", cancelled.what.reason.clone())];
        found.push(Reminder {
            key: format!("cancelled/{}", known.id),
            title: words.say("screen-reminder-cancelled"),
            text: words.with("screen-reminder-cancelled-text", &args),
            route: Route::Job { job: known.id.to_string() },
            ..Reminder::default()
        });
    }
    for mine in &jobs {
        let Some(visit) = mine.job.visit.get().filter(|_| waits(mine.job.status())) else { continue };
        if words.now <= visit.from && visit.from - words.now <= REMIND_OF_VISIT {
            let known = mine.known(view)?;
            let args = [("whose", known.whose(words)), ("time", words.time(visit.from, known.zone))];
            found.push(Reminder {
                key: format!("visit/{}", known.id),
                title: words.say("screen-reminder-visit"),
                text: words.with("screen-reminder-visit-text", &args),
                route: Route::Job { job: known.id.to_string() },
                ..Reminder::default()
            });
        }
    }
    found.extend(memory.look(view, me, &jobs)?.iter().map(|notice| changed(words, notice)));
    found.extend(given_to_me(view, &jobs)?);
    found.extend(ready(view, me)?);
    let mut papers: Vec<(DateTime<Utc>, Row)> =
        jobs.iter().flat_map(|mine| open_jobs::owed_papers(view, mine)).collect();
    papers.extend(owed::owed_papers(view, me)?);
    papers.retain(|(due, _)| *due - words.now <= REMIND_OF_PAPER);
    papers.sort_by_key(|(due, _)| *due);
    found.extend(papers.into_iter().map(|(_, row)| {
        let parts: Vec<String> = [row.title, row.detail, row.trailing].into_iter().filter(|p| !p.is_empty()).collect();
        Reminder {
            key: format!("paper/{}", row.key),
            title: words.say("screen-reminder-paper"),
            text: words.list(&parts),
            route: row.open.unwrap_or(Route::Today),
            ..Reminder::default()
        }
    }));
    found.extend(stuck(view)?);
    // What is only pushed out by what is more urgent was told all the same.
    memory.hold(found.iter().map(|reminder| reminder.key.as_str()));
    found.truncate(MOST);
    for reminder in &mut found {
        reminder.told = memory.was_told(&reminder.key);
        if view.lock.locked {
            reminder.text.clear();
            reminder.accept.clear();
        }
    }
    memory.tell(found.iter().map(|reminder| reminder.key.clone()));
    memory.keep(view, &before)?;
    Ok(found)
}

/// What somebody changed. What was taken away leads to my day: the job may be gone from this phone.
fn changed(words: Words, notice: &Notice) -> Reminder {
    let gone = matches!(notice.what, What::Taken | What::Cancelled);
    Reminder {
        key: notice.key.clone(),
        title: words.code("screen-reminder-", notice.what.code()), // keys!: screen-reminder-*
        text: notice.name.clone(),
        route: if gone { Route::Today } else { Route::Job { job: notice.job.to_string() } },
        ..Reminder::default()
    }
}

/// Jobs that wait for my word.
fn given_to_me(view: &View<'_>, jobs: &[Mine]) -> Result<Vec<Reminder>, Problem> {
    let (words, me) = (view.words, view.me()?);
    let waiting = jobs.iter().filter(|mine| mine.job.awaits_answer_of(me.person) && me.may("job.accepted"));
    let reminder = |mine: &Mine| -> Result<Reminder, Problem> {
        let known = mine.known(view)?;
        let visit = known.job.visit.get().map(|visit| words.time(visit.from, known.zone));
        let symptom = known.job.report.as_ref().map(|report| report.what.symptom.clone());
        let parts: Vec<String> = visit.into_iter().chain([known.whose(words)]).chain(symptom).collect();
        Ok(Reminder {
            key: format!("{GIVEN}{}", known.id),
            title: words.say("screen-reminder-given"),
            text: words.list(&parts),
            route: Route::Job { job: known.id.to_string() },
            told: false,
            accept: words.say("screen-job-accept"),
        })
    };
    waiting.take(MOST).map(reminder).collect()
}

/// The job that a reminder gave, by its key.
pub(crate) fn given(key: &str) -> Option<&str> {
    key.strip_prefix(GIVEN)
}

/// Slips of mine that are approved: the store hands the parts out.
fn ready(view: &View<'_>, me: PersonId) -> Result<Vec<Reminder>, Problem> {
    let words = view.words;
    let mut found = Vec::new();
    for (id, take) in bag::my_takes(view, me)? {
        if take.status != Some(TakeStatus::Approved) {
            continue;
        }
        let store = match take.from {
            Some(place) => view.get::<Place>(place.uuid())?.name().in_lang(words.lang).to_owned(),
            None => String::new(),
        };
        found.push(Reminder {
            key: format!("ready/{id}"),
            title: words.say("screen-reminder-ready"),
            text: words.with("screen-reminder-ready-text", &[("slip", take.number.clone()), ("store", store)]),
            route: Route::PartsBag,
            ..Reminder::default()
        });
    }
    Ok(found)
}

/// Calls for help that wait for my answer: nothing is more urgent.
fn calling(view: &View<'_>, of_mine: &[(Uuid, Job)]) -> Result<Vec<Reminder>, Problem> {
    let words = view.words;
    let mut found = Vec::new();
    for (id, job, help) in calls::to_answer(view, &view.me()?, of_mine)? {
        let args = [
            ("case", words.code("job-help-", help.call.case.code())),
            ("person", view.person(help.moment.by)?),
            ("whose", Known::of(view, id, job)?.whose(words)),
        ];
        found.push(Reminder {
            key: format!("help/{}", help.moment.event),
            title: words.say("screen-reminder-help"),
            text: words.with("screen-reminder-help-text", &args),
            route: Route::Calls,
            ..Reminder::default()
        });
    }
    Ok(found)
}

/// Nobody has left for it yet.
fn waits(status: Status) -> bool {
    matches!(
        status,
        Status::Reported | Status::Judged | Status::Diagnosed | Status::Planned | Status::Assigned | Status::Accepted
    )
}

/// Work that does not get out: quarantined by the hub, or waiting for long.
fn stuck(view: &View<'_>) -> Result<Option<Reminder>, Problem> {
    let words = view.words;
    let old = u64::try_from((words.now - REMIND_OF_UNSENT).timestamp_millis()).unwrap_or(0);
    let unsent = view.store.unsent()?;
    let is_stuck = unsent.iter().any(|one| one.when_ms < old || matches!(one.state, UnsentState::Quarantined(_)));
    Ok(is_stuck.then(|| Reminder {
        key: "sync".to_owned(),
        title: words.say("screen-reminder-stuck"),
        text: banners::with_unsent(view).into_iter().map(|banner| banner.text).next().unwrap_or_default(),
        route: Route::Sync,
        ..Reminder::default()
    }))
}
