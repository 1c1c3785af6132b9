//! A notice against what is known: the days whose work changes, what the notice names, and the lines that did not read. Published from here.

use crate::console::command::{Told, refusal_text};
use crate::console::kit::{Field, Form};
use crate::console::page::{Page, html};
use crate::console::request::AuthContext;
use crate::error::Fault;
use crate::notice::{Reading, written};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Datelike, NaiveDate};

/// What is looked at.
pub(super) struct Look {
    /// What was read.
    pub reading: Reading,
    /// Why it was not published.
    pub refused: Option<Told>,
    /// Whether it is wanted without the lines that did not read.
    pub partial: bool,
}

/// A day of a table.
struct DayRow {
    day: String,
    weekday: String,
    /// Whether it is worked, as a chip: text and tone.
    chip: (String, &'static str),
    name: String,
}

#[derive(Template)]
#[template(path = "calendar_preview.html")]
struct Preview {
    p: Page,
    title: String,
    about: String,
    left_out: usize,
    changes: Vec<DayRow>,
    named: Vec<DayRow>,
    /// Line, and why.
    wrong: Vec<(u64, String)>,
    wrong_count: usize,
    form: Option<Form>,
}

/// Whether a day is worked, in words.
pub(super) fn chip(p: &Page, worked: bool) -> (String, &'static str) {
    if worked { (p.t("calendar-worked"), "active") } else { (p.t("calendar-off"), "good") }
}

/// The name of a day of the week.
pub(super) fn weekday(p: &Page, day: NaiveDate) -> String {
    // keys!: calendar-weekday-*
    p.t(&format!("calendar-weekday-{}", day.weekday().number_from_monday()))
}

/// Shows a notice against what is known.
pub(super) async fn look(auth: &AuthContext, look: Look) -> Result<Response, Fault> {
    let Look { reading, refused, partial } = look;
    let notice = &reading.notice;
    let year = notice.year;
    // The next year's notice may name days of this December.
    let years = year.saturating_sub(1)..=year.saturating_add(1);
    let before = auth.hub().ledger.working_days(years).await?;
    let mut after = before.clone();
    after.publish(year, notice.days.iter().map(|(day, said)| (*day, said.worked)).collect());
    let mut p = auth.page().at("calendars").back_to(&format!("/calendars/import?year={year}"));
    let row = |day: NaiveDate, worked: bool| DayRow {
        day: day.to_string(),
        weekday: weekday(&p, day),
        chip: chip(&p, worked),
        name: notice.days.get(&day).map(|said| said.name.clone()).unwrap_or_default(),
    };
    let changes = before.differences(&after, year).into_iter().map(|(day, worked)| row(day, worked)).collect();
    let named: Vec<DayRow> = notice.days.iter().map(|(day, said)| row(*day, said.worked)).collect();
    let form = (!named.is_empty()).then(|| {
        let form = Form::new(&p, "publish", format!("/calendars/{year}/publish"), p.t("calendar-publish"))
            .with(Field::hidden("days").holding(written(&notice.days)))
            .with(Field::hidden("source").holding(&notice.source))
            .with(Field::hidden("left").holding(reading.wrong_count));
        if reading.wrong_count == 0 {
            return form;
        }
        let text = p.t1("calendar-partial", "count", reading.wrong_count);
        form.with(Field::tick("partial", text, partial).answers(&["calendar_lines_left"]))
    });
    let form = match (&refused, form) {
        (Some(told), Some(form)) => Some(form.refused(&crate::console::request::Fields::default(), told)),
        (_, form) => form,
    };
    let lang = p.lang;
    let wrong = reading.wrong.iter().map(|wrong| (wrong.line, refusal_text(lang, &wrong.why))).collect();
    let (title, about) = (p.t1("calendar-of", "year", year), p.t("calendar-preview-about"));
    let is_refused = refused.is_some();
    if let Some(told) = refused {
        p = p.refused(told.text);
    }
    let (left_out, wrong_count) = (notice.left_out, reading.wrong_count);
    let mut response = html(&Preview { p, title, about, left_out, changes, named, wrong, wrong_count, form });
    if is_refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}
