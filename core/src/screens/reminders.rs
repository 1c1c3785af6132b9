//! What the phone says by itself, outside the app: a call for help, a visit that begins soon, a paper that is nearly due, work that does not get out. All
//! that holds now is given each time; a shell shows what is new and takes away what is gone, and remembers nothing itself.

use super::blocks::Row;
use super::error::Problem;
use super::queries::job::Known;
use super::queries::open_jobs::{self, my_jobs};
use super::queries::{banners, calls, owed};
use super::route::Route;
use super::view::View;
use crate::domain::jobs::{Job, Status};
use crate::domain::rules::{REMIND_OF_PAPER, REMIND_OF_UNSENT, REMIND_OF_VISIT};
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
}

/// What holds now, the most urgent first.
pub(crate) fn all(view: &View<'_>) -> Result<Vec<Reminder>, Problem> {
    if view.identity.enrolment.is_none() {
        return Ok(Vec::new());
    }
    let (words, me) = (view.words, view.identity.person()?);
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
            });
        }
    }
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
        }
    }));
    found.extend(stuck(view)?);
    found.truncate(MOST);
    if view.lock.locked {
        found.iter_mut().for_each(|reminder| reminder.text.clear());
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
        });
    }
    Ok(found)
}

/// Nobody has left for it yet.
fn waits(status: Status) -> bool {
    matches!(status, Status::Reported | Status::Judged | Status::Diagnosed | Status::Planned | Status::Assigned)
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
        text: banners::all(view).into_iter().map(|banner| banner.text).next().unwrap_or_default(),
        route: Route::Sync,
    }))
}
