//! My day: jobs in the order in which they are gone to, parts and papers owed, and whether everything is in.

use super::blocks::{Banner, Button, Head, Row, Section, Tone};
use super::error::Problem;
use super::paging::{behind, cut};
use super::queries::job::{Known, site_point};
use super::queries::open_jobs::{self, Mine, my_jobs};
use super::queries::{banners, calls, given, outing, owed, people, stores};
use super::route::{Route, ScanFor};
use super::view::View;
use super::words::Words;
use crate::domain::calendar::day_in;
use crate::domain::jobs::{DayPart, Job, Status, next_sla};
use crate::domain::rules::SLA_SOON;
use crate::kernel::PersonId;
use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// My day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TodayScreen {
    /// Title, name, banners.
    pub head: Head,
    /// My jobs in the order of the day: what is late, today's, what comes later, what waits. Each group has a heading.
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
    job_section(view, in_order(view, me, my_jobs(view, me, open_jobs::of(view, me)?)?)?, cursor)
}

/// Where a job stands among the others: its part of the day, whether I am there, its time.
type Order = (DayPart, bool, i64, Uuid);

/// My jobs in the order of the day, by the clock of my centre.
fn in_order(view: &View<'_>, me: PersonId, jobs: Vec<Mine>) -> Result<Vec<(Order, Mine)>, Problem> {
    let zone = view.home_zone()?;
    let order = |mine: &Mine| -> Order {
        let place = mine.job.day_place(&mine.sla, me, view.words.now, zone);
        (place.part, !place.out, place.at.map_or(i64::MAX, |at| at.timestamp_millis()), mine.id.uuid())
    };
    let mut sorted: Vec<(Order, Mine)> = jobs.into_iter().map(|mine| (order(&mine), mine)).collect();
    sorted.sort_by_key(|(order, _)| *order);
    Ok(sorted)
}

fn job_section(view: &View<'_>, jobs: Vec<(Order, Mine)>, cursor: Option<&str>) -> Result<Section, Problem> {
    let before: Option<Order> = cursor.map(behind).transpose()?;
    let mut part = before.map(|(part, ..)| part);
    let (page, more) = cut(jobs, |(order, _)| *order, cursor)?;
    let mut rows = Vec::new();
    for ((now, ..), mine) in &page {
        let mut row = job_row(view, &mine.known(view)?, mine, *now)?;
        if part != Some(*now) {
            row.heading = view.words.code("screen-today-group-", now.code());
            part = Some(*now);
        }
        rows.push(row);
    }
    let section = section(view, "jobs", rows);
    // Each group has its own title.
    let title = if section.rows.is_empty() { section.title } else { String::new() };
    Ok(Section { more, title, ..section })
}

fn section(view: &View<'_>, key: &str, rows: Vec<Row>) -> Section {
    Section {
        key: key.to_owned(),
        title: view.words.code("screen-today-", key), // keys!: screen-today-*
        rows,
        empty: view.words.say("screen-today-no-jobs"),
        more: None,
    }
}

/// A section that is not there when nothing is in it.
fn left_out(section: Section) -> Section {
    Section { empty: String::new(), ..section }
}

/// A job on a line: when, where, what is wrong, and what else decides whether I go there next.
fn job_row(view: &View<'_>, known: &Known, mine: &Mine, part: DayPart) -> Result<Row, Problem> {
    let (words, job, me) = (view.words, &known.job, view.me()?);
    let promise = next_sla(&mine.sla);
    let late = part == DayPart::Late || promise.is_some_and(|(_, due)| due < words.now);
    let soon = promise.is_some_and(|(_, due)| due - words.now < SLA_SOON);
    let lead = job.visit_ahead(known.zone).map(|visit| {
        let (clock, day) = words.clock(visit.from, known.zone);
        if day.is_empty() { clock } else { format!("{day}\n{clock}") }
    });
    let declined = job.answer_of(me.person).is_some_and(|answer| answer.declined.is_some());
    let status = match job.status() {
        _ if declined => Some(words.say("screen-job-line-declined")),
        // Said by the row itself: it stands here since it is mine and has to be gone to.
        Status::Reported | Status::Judged | Status::Diagnosed | Status::Planned | Status::Assigned => None,
        status => Some(words.code("job-status-", status.code())),
    };
    let detail = status.into_iter().chain([symptom(job)]).filter(|part| !part.is_empty());
    let may_answer = job.awaits_answer_of(me.person) && me.may("job.accepted");
    Ok(Row {
        key: known.id.to_string(),
        title: known.whose(words),
        detail: detail.collect::<Vec<_>>().join(" · "),
        note: note(view, known, mine, me.person)?,
        lead: lead.unwrap_or_default(),
        tone: if late || job.is_cancelled() {
            Tone::Bad
        } else if soon || job.status() == Status::Completed {
            Tone::Warning
        } else {
            Tone::Plain
        },
        open: Some(Route::Job { job: known.id.to_string() }),
        buttons: if may_answer { vec![given::accept(words, known)] } else { Vec::new() },
        // The answer to a new job comes first, and a row has room for one or the other; whom to ring stands on the job as well.
        map: if may_answer { None } else { site_point(view, &known.site) },
        phone: if may_answer { None } else { people::first_at_site(&known.site, job) },
        ..Row::default()
    })
}

/// The small line: which promise runs out when, the level, the street and how far it is, and who else goes.
fn note(view: &View<'_>, known: &Known, mine: &Mine, me: PersonId) -> Result<String, Problem> {
    let (words, job) = (view.words, &known.job);
    let mut parts = Vec::new();
    if let Some((which, due)) = next_sla(&mine.sla) {
        let family = if due < words.now { "screen-today-overdue-" } else { "screen-today-due-" };
        // keys!: screen-today-overdue-*, keys!: screen-today-due-*
        let key = format!("{family}{}", which.code().replace('_', "-"));
        parts.push(words.with(&key, &[("time", words.time(due, known.zone))]));
    }
    if let Some(level) = job.level() {
        parts.push(words.with("screen-today-level", &[("level", level.to_string())]));
    }
    if !known.site.address.is_empty() {
        parts.push(known.site.address.clone());
    }
    if let Some(metres) = known.site.position.and_then(|site| view.metres_to(site)) {
        parts.push(distance(words, metres));
    }
    let others = job.assignment.get().map(|assignment| assignment.to.as_slice()).unwrap_or_default();
    let others: Vec<String> =
        others.iter().filter(|person| **person != me).map(|person| view.person(*person)).collect::<Result<_, _>>()?;
    if !others.is_empty() {
        parts.push(words.with("screen-today-with", &[("people", words.list(&others))]));
    }
    Ok(parts.join(" · "))
}

/// How far it is, as the crow flies: to a hundred metres, beyond ten kilometres to one.
fn distance(words: Words, metres: u32) -> String {
    let hundreds = metres.div_ceil(100);
    let km = if hundreds < 100 {
        format!("{}.{}", hundreds / 10, hundreds % 10)
    } else {
        metres.div_ceil(1_000).to_string()
    };
    words.with("screen-today-km", &[("km", km)])
}

/// The next stop: where I am, else the first of the day that can be gone to.
fn next_stop(view: &View<'_>, jobs: &[(Order, Mine)]) -> Result<Option<Button>, Problem> {
    let there = jobs.iter().find(|((_, not_out, ..), _)| !*not_out);
    let next = there.or_else(|| jobs.iter().find(|((part, ..), _)| *part != DayPart::Waiting));
    let Some(((_, not_out, ..), mine)) = next else { return Ok(None) };
    let known = mine.known(view)?;
    let key = if *not_out { "screen-today-next" } else { "screen-today-go-on" };
    let label = view.words.with(key, &[("place", known.place(view.words))]);
    Ok(Some(Button::new("next", label, Route::Job { job: known.id.to_string() }).primary()))
}

pub(crate) fn show(view: &View<'_>) -> Result<TodayScreen, Problem> {
    let words = view.words;
    let me = view.me()?;
    let mine = open_jobs::of(view, me.person)?;
    let mut banners: Vec<Banner> = calls::banner(view, &me, &mine)?.into_iter().collect();
    banners.extend(outing::banner(view, me.person, &mine)?);
    banners.extend(banners::new_phones(view, me.person)?);
    banners.extend(banners::with_unsent(view));
    let jobs = my_jobs(view, me.person, mine)?;
    let mut papers: Vec<(DateTime<Utc>, Row)> =
        jobs.iter().flat_map(|mine| open_jobs::owed_papers(view, mine)).collect();
    papers.extend(owed::owed_papers(view, me.person)?);
    papers.sort_by_key(|(due, _)| *due);
    let today = day_in(words.now, view.home_zone()?);
    let search = Route::Search { words: String::new(), customer: None };
    let jobs = in_order(view, me.person, jobs)?;
    let mut buttons: Vec<Button> = next_stop(view, &jobs)?.into_iter().collect();
    buttons.extend([
        Button::new("scan", words.say("screen-today-scan"), Route::scan(ScanFor::Find)),
        Button::new("search", words.say("screen-search-title"), search),
        Button::new("bag", words.say("screen-bag-title"), Route::PartsBag),
    ]);
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
            ..Head::default()
        },
        jobs: job_section(view, jobs, None)?,
        debts: left_out(section(view, "debts", owed::debt_rows(view, me.person)?)),
        papers: left_out(section(view, "papers", papers.into_iter().map(|(_, row)| row).collect())),
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
