//! My day: jobs by what is due, parts and papers owed, and whether everything is in.

use super::blocks::{Banner, Button, Head, Row, Section, Tone};
use super::error::Problem;
use super::paging::cut;
use super::queries::job::{Known, status_tone};
use super::queries::open_jobs::{self, Mine, by_due, my_jobs};
use super::queries::{banners, calls, outing, owed, stores};
use super::route::{Route, ScanFor};
use super::view::View;
use crate::domain::calendar::day_in;
use crate::domain::jobs::Job;
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

/// My jobs behind `cursor`.
pub(crate) fn jobs(view: &View<'_>, cursor: Option<&str>) -> Result<Section, Problem> {
    let me = view.identity.person()?;
    job_section(view, my_jobs(view, me, open_jobs::of(view, me)?)?, cursor)
}

fn job_section(view: &View<'_>, jobs: Vec<Mine>, cursor: Option<&str>) -> Result<Section, Problem> {
    let (page, more) = cut(jobs, by_due, cursor)?;
    let rows =
        page.iter().map(|mine| Ok(job_row(view, &mine.known(view)?, mine.due))).collect::<Result<_, Problem>>()?;
    Ok(Section { more, ..section(view, "jobs", rows) })
}

fn section(view: &View<'_>, key: &str, rows: Vec<Row>) -> Section {
    Section {
        key: key.to_owned(),
        title: view.words.code("screen-today-", key), // keys!: screen-today-*
        rows,
        empty: view.words.say(&format!("screen-today-no-{key}")),
        more: None,
    }
}

fn job_row(view: &View<'_>, known: &Known, due: Option<DateTime<Utc>>) -> Row {
    let (words, job) = (view.words, &known.job);
    let late = due.is_some_and(|due| due < words.now);
    let status = words.code("job-status-", job.status().code());
    let args = [("number", job.number().to_owned()), ("status", status), ("symptom", symptom(job))];
    Row {
        key: known.id.to_string(),
        title: known.whose(words),
        detail: words.with("screen-today-job", &args),
        trailing: due.map(|due| words.left(due)).unwrap_or_default(),
        tone: if late { Tone::Bad } else { status_tone(job.status()) },
        open: Some(Route::Job { job: known.id.to_string() }),
        ..Row::default()
    }
}

pub(crate) fn show(view: &View<'_>) -> Result<TodayScreen, Problem> {
    let words = view.words;
    let me = view.me()?;
    let mine = open_jobs::of(view, me.person)?;
    let mut banners: Vec<Banner> = calls::banner(view, &me, &mine)?.into_iter().collect();
    banners.extend(outing::banner(view, me.person, &mine)?);
    banners.extend(banners::new_phones(view, me.person)?);
    banners.extend(banners::all(view));
    let jobs = my_jobs(view, me.person, mine)?;
    let mut papers: Vec<(DateTime<Utc>, Row)> =
        jobs.iter().flat_map(|mine| open_jobs::owed_papers(view, mine)).collect();
    papers.extend(owed::owed_papers(view, me.person)?);
    papers.sort_by_key(|(due, _)| *due);
    let today = day_in(words.now, view.home_zone()?);
    let search = Route::Search { words: String::new(), customer: None };
    let mut buttons = vec![
        Button::new("scan", words.say("screen-today-scan"), Route::scan(ScanFor::Find)),
        Button::new("search", words.say("screen-search-title"), search),
        Button::new("bag", words.say("screen-bag-title"), Route::PartsBag),
    ];
    if me.roles.any(stores::KEEPERS) {
        buttons.push(Button::new("store", words.say("screen-stock-title"), Route::Stock));
    }
    let past = Route::Knowledge { words: String::new(), equipment: None };
    buttons.extend([
        Button::new("knowledge", words.say("screen-knowledge-title"), past),
        Button::new("calls", words.say("screen-calls-title"), Route::Calls),
        Button::new("worklist", words.say("worklist-title"), Route::Worklist),
        Button::new("sync", words.say("screen-sync-title"), Route::Sync),
        Button::new("settings", words.say("screen-settings-title"), Route::Settings),
    ]);
    Ok(TodayScreen {
        head: Head {
            title: words.say("screen-today-title"),
            subtitle: words.with(
                "screen-today-who",
                &[("person", view.person(me.person)?), ("date", words.date(today, today.year()))],
            ),
            banners,
        },
        jobs: job_section(view, jobs, None)?,
        debts: section(view, "debts", owed::debt_rows(view, me.person)?),
        papers: section(view, "papers", papers.into_iter().map(|(_, row)| row).collect()),
        buttons,
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
