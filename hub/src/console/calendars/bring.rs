//! A notice is brought: read and looked at, nothing recorded.

use super::form::{Brought, must_publish, notice_form};
use super::missing::missing_year;
use super::preview::{Look, look};
use crate::console::command::Told;
use crate::console::kept::today;
use crate::console::kit::{Asked, refused_page, shown_page};
use crate::console::page::Page;
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::error::{Fault, HubError};
use crate::notice::{Reading, read, written};
use axum::response::Response;
use chrono::Datelike;
use fettle_core::domain::calendars::{Calendar, Said, calendar_subject, calendar_year};
use fettle_core::kernel::Refusal;
use std::collections::BTreeMap;

fn crumb(p: &Page) -> (String, String) {
    ("/calendars".to_owned(), p.t("calendar-title"))
}

/// What is known of a year, in the form in which it can be typed.
async fn known_text(auth: &AuthContext, year: i32) -> Result<String, HubError> {
    let ledger = &auth.hub().ledger;
    let published = ledger.get::<Calendar>(calendar_subject(year).id()).await?.map(|folded| folded.state);
    let days = match published {
        Some(calendar) => calendar.days,
        None => {
            let known = ledger.working_days([]).await?.differing(year);
            let said = |worked| Said { worked, name: String::new() };
            known.into_iter().filter(|(day, _)| day.year() == year).map(|(day, worked)| (day, said(worked))).collect()
        }
    };
    Ok(if days == BTreeMap::new() { String::new() } else { written(&days) })
}

/// The form.
pub(in crate::console) async fn form(
    auth: AuthContext,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    must_publish(&auth)?;
    let asked = Asked::of(query);
    let p = auth.page().at("calendars");
    let year = match asked.get("year") {
        "" => missing_year(auth.hub()).await?.unwrap_or_else(|| today(auth.hub()).year().saturating_add(1)),
        year => year.parse().map_err(|_| Fault::bad("query_unreadable"))?,
    };
    let text = known_text(&auth, year).await?;
    let (title, crumb, form) = (p.t("calendar-bring"), crumb(&p), notice_form(&p, year, &text));
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent: it is shown against what is known.
pub(in crate::console) async fn bring(Brought { auth, fields, files, .. }: Brought) -> Result<Response, Fault> {
    let said = fields.get("year").to_owned();
    let year = said.parse().map_err(|_| Refusal::new("calendar_year_unknown").with("value", &said));
    let reading: Result<Reading, Refusal> = year.and_then(calendar_year).and_then(|year| {
        let reading = match files.as_slice() {
            [(name, bytes), ..] => read(year, name, bytes)?,
            [] => read(year, "", fields.get("days").as_bytes())?,
        };
        let nothing = reading.notice.days.is_empty() && reading.wrong.is_empty();
        if nothing { Err(Refusal::new("calendar_empty").with("year", year)) } else { Ok(reading) }
    });
    match reading {
        Ok(reading) => look(&auth, Look { reading, refused: None, partial: false }).await,
        Err(refusal) => {
            let told = Told::of(auth.lang(), &refusal);
            let p = auth.page().at("calendars").back_to("/calendars/import");
            let (title, crumb, form) = (p.t("calendar-bring"), crumb(&p), notice_form(&p, 0, ""));
            Ok(refused_page(p, title, crumb, form, (&fields, &told)))
        }
    }
}
