//! One year: the days that differ from the week, and who published what when.

use super::preview::{chip, weekday};
use crate::console::kit::{Difference, Fact, Line, RecordPage, Section, StepView, record};
use crate::console::names::Names;
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::console::words;
use crate::error::Fault;
use crate::notice::written;
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use fettle_core::domain::calendar::WorkingDays;
use fettle_core::domain::calendars::{
    Calendar, CalendarEvent, Said, calendar_subject, calendar_year, may_publish_calendars,
};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Event, PersonId, Subject, fold};

/// Publications that a page tells of: the newest.
const STEPS: usize = 20;

/// What is known of a year, published or compiled in.
async fn known(auth: &AuthContext, year: &str) -> Result<(i32, Calendar), Fault> {
    let year = year.parse().ok().and_then(|year| calendar_year(year).ok()).ok_or_else(Fault::not_found)?;
    let ledger = &auth.hub().ledger;
    if let Some(published) = ledger.get::<Calendar>(calendar_subject(year).id()).await? {
        return Ok((year, published.state));
    }
    let compiled = WorkingDays::default();
    if !compiled.knows(year) {
        return Err(Fault::not_found());
    }
    let days = compiled.differing(year).into_iter().filter(|(day, _)| day.year() == year);
    let days = days.map(|(day, worked)| (day, Said { worked, name: String::new() })).collect();
    Ok((year, Calendar { year: Some(year), days, ..Calendar::default() }))
}

/// One publication: who, when, and the days whose work it changed.
struct Step {
    by: PersonId,
    at: DateTime<Utc>,
    changes: Vec<(NaiveDate, bool)>,
}

/// What was published of a year, newest first.
fn steps(year: i32, events: &[Event], mut before: WorkingDays) -> Vec<Step> {
    let mut sorted: Vec<&Event> = events.iter().collect();
    sorted.sort_by_key(|event| event.order());
    let mut steps = Vec::new();
    for event in sorted {
        if !matches!(event.decode::<CalendarEvent>(), Ok(CalendarEvent::Published { .. })) {
            continue;
        }
        let mut after = before.clone();
        fold::<Calendar>([event]).state.put(&mut after);
        let changes = before.differences(&after, year);
        steps.push(Step { by: event.header().by, at: time(event.when_ms()), changes });
        before = after;
    }
    steps.reverse();
    steps.truncate(STEPS);
    steps
}

fn change(p: &Page, (day, worked): (NaiveDate, bool)) -> Difference {
    let label = format!("{day} {}", weekday(p, day));
    Difference { label, from: chip(p, !worked).0, to: chip(p, worked).0 }
}

/// The page.
pub(in crate::console) async fn page(auth: AuthContext, Path(year): Path<String>) -> Result<Response, Fault> {
    let (year, calendar) = known(&auth, &year).await?;
    let subject = calendar_subject(year);
    let ledger = &auth.hub().ledger;
    let before = ledger.working_days([year.saturating_sub(1), year.saturating_add(1)]).await?;
    let steps = steps(year, &ledger.events_of(&subject).await?, before);
    let people: Vec<Subject> = steps.iter().map(|step| step.by.into()).collect();
    let names = Names::of(ledger, auth.lang(), people).await?;
    let zone = names.house_zone(auth.viewer.person.centre);
    let p = auth.page().at("calendars").live(Some(subject.to_string()));
    let line = |(day, said): (&NaiveDate, &Said)| Line {
        text: format!("{day} {}", weekday(&p, *day)),
        below: said.name.clone(),
        chip: chip(&p, said.worked),
        ..Line::default()
    };
    let days = Section {
        title: p.t("calendar-days"),
        lines: calendar.days.iter().map(line).collect(),
        empty: p.t("kept-none"),
        more: Some((format!("/calendars/{year}/days.csv"), p.t("calendar-as-file"))),
        add: None,
        form: None,
    };
    let (off, worked) = calendar.count();
    let published = match &calendar.published {
        Some(published) => format!("{} · {}", words::minute(published.at, zone), names.person(published.by)),
        None => p.t("calendar-compiled"),
    };
    let fact = |label: &str, text: String| Fact { label: p.t(label), text, address: String::new() };
    let facts = [
        fact("calendar-published", published),
        fact("calendar-source", calendar.source.clone()),
        fact("calendar-off-days", off.to_string()),
        fact("calendar-worked-days", worked.to_string()),
    ];
    let may = may_publish_calendars(&auth.actor());
    let links = may.then(|| (format!("/calendars/import?year={year}"), p.t("kept-change"))).into_iter().collect();
    let step = |step: Step| StepView {
        when: words::minute(step.at, zone),
        who: names.person(step.by),
        what: p.t("calendar-was-published"),
        changes: step.changes.into_iter().map(|one| change(&p, one)).collect(),
    };
    let page = RecordPage {
        title: p.t1("calendar-of", "year", year),
        chip: (String::new(), ""),
        crumbs: vec![("/calendars".to_owned(), p.t("calendar-title"))],
        links,
        acts: Vec::new(),
        facts: facts.into_iter().filter(|fact| !fact.text.is_empty()).collect(),
        sections: vec![days],
        history: steps.into_iter().map(step).collect(),
        p: p.clone(),
    };
    Ok(record(page))
}

/// The days of a year in the form in which they are brought.
pub(in crate::console) async fn days(auth: AuthContext, Path(year): Path<String>) -> Result<Response, Fault> {
    let (year, calendar) = known(&auth, &year).await?;
    // With its mark, so that spreadsheets read Chinese.
    let text = format!("\u{feff}{}", written(&calendar.days));
    let disposition = format!("attachment; filename=\"calendar-{year}.csv\"");
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, disposition)], text)
        .into_response())
}
