//! My day: jobs by what is due, parts and papers owed, and whether everything is in.

use super::blocks::{Button, Head, Row, Section, Tone};
use super::error::Problem;
use super::job::{self, Known, status_tone};
use super::route::{Route, ScanFor};
use super::view::View;
use crate::domain::calendar::day_in;
use crate::domain::ids::JobId;
use crate::domain::jobs::{Job, Status};
use crate::kernel::PersonId;
use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};

/// My day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TodayScreen {
    /// Title, name, banners.
    pub head: Head,
    /// My jobs: what is late, then what is due first, then what has no time.
    pub jobs: Section,
    /// Parts that I owe, what is due first coming first.
    pub debts: Section,
    /// Papers that I owe.
    pub papers: Section,
    /// Where to go.
    pub buttons: Vec<Button>,
}

/// States in which a job is still the engineer's.
const MINE: &[Status] = &[
    Status::Reported,
    Status::Judged,
    Status::Diagnosed,
    Status::Planned,
    Status::Assigned,
    Status::Left,
    Status::OnSite,
    Status::Working,
    Status::WaitingParts,
    Status::WaitingCustomer,
    Status::Completed,
];

/// One of my jobs, with when it is due.
type Mine = (Known, Option<DateTime<Utc>>);

/// My open jobs, what is due first coming first.
fn my_jobs(view: &View<'_>, me: PersonId) -> Result<Vec<Mine>, Problem> {
    let statuses: Vec<&str> = MINE.iter().map(|status| status.code()).collect();
    let mut jobs = Vec::new();
    for (id, job) in view.in_state::<Job>(&statuses)? {
        if job.assignees().contains(&me) {
            let known = Known::of(view, JobId::new(id), job)?;
            let due = job::due(&known, view.words.now);
            jobs.push((known, due));
        }
    }
    jobs.sort_by_key(|(known, due)| (due.is_none(), *due, known.id));
    Ok(jobs)
}

pub(crate) fn show(view: &View<'_>) -> Result<TodayScreen, Problem> {
    let words = view.words;
    let me = view.me()?;
    let jobs = my_jobs(view, me.person)?;
    let mut rows = Vec::new();
    let mut papers = Vec::new();
    for (known, due) in &jobs {
        let (id, job) = (known.id, &known.job);
        let late = due.is_some_and(|due| due < view.words.now);
        let status = words.code("job-status-", job.status().code());
        rows.push(Row {
            key: id.to_string(),
            title: known.whose(words),
            detail: words.with(
                "screen-today-job",
                &[("number", job.number().to_owned()), ("status", status), ("symptom", symptom(job))],
            ),
            trailing: due.map(|due| words.left(due)).unwrap_or_default(),
            tone: if late { Tone::Bad } else { status_tone(job.status()) },
            open: Some(Route::Job { job: id.to_string() }),
            ..Row::default()
        });
        for owed in job.owed_papers() {
            papers.push((
                owed.due,
                Row {
                    key: format!("{id}/{}", owed.paper.code()),
                    title: words.code("job-paper-", owed.paper.code()),
                    detail: job.number().to_owned(),
                    trailing: words.left(owed.due),
                    tone: if owed.due < words.now { Tone::Bad } else { Tone::Warning },
                    open: Some(Route::Job { job: id.to_string() }),
                    ..Row::default()
                },
            ));
        }
    }
    papers.extend(super::parts_bag::owed_papers(view, me.person)?);
    papers.sort_by_key(|(due, _)| *due);
    let section = |key: &str, rows: Vec<Row>| Section {
        key: key.to_owned(),
        title: words.code("screen-today-", key), // keys!: screen-today-*
        rows,
        empty: words.say(&format!("screen-today-no-{key}")),
    };
    let today = day_in(words.now, view.home_zone()?);
    Ok(TodayScreen {
        head: Head {
            title: words.say("screen-today-title"),
            subtitle: words.with(
                "screen-today-who",
                &[("person", view.person(me.person)?), ("date", words.date(today, today.year()))],
            ),
            banners: super::sync::banners(view),
        },
        jobs: section("jobs", rows),
        debts: section("debts", super::parts_bag::debt_rows(view, me.person)?),
        papers: section("papers", papers.into_iter().map(|(_, row)| row).collect()),
        buttons: vec![
            Button::new("scan", words.say("screen-today-scan"), Route::scan(ScanFor::Find)),
            Button::new("bag", words.say("screen-bag-title"), Route::PartsBag),
            Button::new("sync", words.say("screen-sync-title"), Route::Sync),
        ],
    })
}

/// The symptom, short enough for a row.
fn symptom(job: &Job) -> String {
    let text = job.report.as_ref().map_or("", |report| report.what.symptom.as_str());
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
