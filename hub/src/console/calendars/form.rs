//! The form by which a notice is brought, and who may.

use crate::console::kit::{Field, Form};
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::console::uploaded::{self, Door};
use crate::error::Fault;
use axum::http::StatusCode;
use fettle_core::domain::calendars::may_publish_calendars;

/// Refuses who does not keep calendars.
///
/// # Errors
/// `not_allowed`.
pub(super) fn must_publish(auth: &AuthContext) -> Result<(), Fault> {
    if may_publish_calendars(&auth.actor()) { Ok(()) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

/// The form by which a notice is brought.
pub(in crate::console) struct Notices;

impl Door for Notices {
    const MOST_BYTES: usize = 2 * 1024 * 1024;
    fn must(auth: &AuthContext) -> Result<(), Fault> {
        must_publish(auth)
    }
}

/// A notice as it was sent.
pub(in crate::console) type Brought = uploaded::Uploaded<Notices>;

/// The form; `text`: days as they can be typed.
pub(super) fn notice_form(p: &Page, year: i32, text: &str) -> Form {
    let file_codes = &["calendar_file_large", "calendar_not_a_text", "calendar_encoding_unsure", "calendar_not_ended"];
    let year = Field::number("year", p.t("calendar-year")).holding(year).required().answers(&["calendar_year_unknown"]);
    let file = Field::file("file", p.t("calendar-file"), ".csv,.tsv,.txt,.ics").help(p.t("calendar-file-about"));
    let days = Field::lines("days", p.t("calendar-days")).holding(text).help(p.t("calendar-days-about"));
    Form::new(p, "notice", "/calendars/import", p.t("calendar-look"))
        .with(year)
        .with(file.answers(file_codes))
        .with(days.answers(&["calendar_empty"]))
}
