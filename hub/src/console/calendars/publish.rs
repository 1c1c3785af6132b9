//! A notice that was looked at is published.

use super::form::must_publish;
use super::preview::{Look, look};
use crate::console::command::{Told, run_form};
use crate::console::kept::now;
use crate::console::request::{AuthContext, AuthForm};
use crate::error::Fault;
use crate::notice::{Reading, read};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use fettle_core::domain::calendars::{Calendar, Notice, calendar_subject, calendar_year, publish_calendar};
use fettle_core::kernel::Refusal;

/// The notice that a form holds.
///
/// # Errors
/// As of a line that does not read: the form holds what was looked at.
fn held(year: i32, text: &str, source: &str) -> Result<Reading, Refusal> {
    let reading = read(calendar_year(year)?, source, text.as_bytes())?;
    match reading.wrong.first() {
        Some(wrong) => Err(wrong.why.clone()),
        None => Ok(reading),
    }
}

async fn again(auth: &AuthContext, reading: Reading, told: Told) -> Result<Response, Fault> {
    look(auth, Look { reading, refused: Some(told), partial: false }).await
}

/// It was sent.
pub(in crate::console) async fn publish(
    Path(year): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must_publish(&auth)?;
    let year: i32 = year.parse().map_err(|_| Fault::not_found())?;
    let reading = match held(year, fields.get("days"), fields.get("source")) {
        Ok(reading) => reading,
        Err(refusal) => {
            let reading = Reading { notice: Notice::of(year, ""), ..Reading::default() };
            return again(&auth, reading, Told::of(auth.lang(), &refusal)).await;
        }
    };
    let left: usize = fields.parse("left").unwrap_or(0);
    if left > 0 && !fields.has("partial") {
        let told = Told::of(auth.lang(), &Refusal::new("calendar_lines_left").with("count", left));
        return again(&auth, Reading { wrong_count: left, ..reading }, told).await;
    }
    let (actor, notice, drawn) = (auth.actor(), reading.notice.clone(), sent.drawn);
    let told = run_form(&auth, sent, async move |desk| {
        let shown = desk.ledger.as_drawn::<Calendar>(calendar_subject(year), drawn).await?;
        let known = now::<Calendar>(&desk, calendar_subject(year)).await?;
        Ok(publish_calendar(&desk.actor(actor), &known, &shown, &notice))
    })
    .await?;
    match told {
        None => Ok(Redirect::to(&format!("/calendars/{year}?done=1")).into_response()),
        Some(told) => again(&auth, Reading { wrong_count: left, ..reading }, told).await,
    }
}
