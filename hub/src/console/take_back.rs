//! A movement that was written down by mistake is taken back by another one, the other way; both stay on record (D5).

use super::command::run_form;
use super::kept::{About, answered, now};
use super::kit::{Field, Form, shown_page};
use super::movements::line_of;
use super::request::{AuthContext, AuthForm};
use crate::access;
use crate::error::Fault;
use crate::random;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use fettle_core::domain::parts::{Card, Movement, MovementId, Place, correct, may_correct};
use fettle_core::kernel::{Aggregate, Subject};

/// What is to be taken back, and where it was found.
struct Found {
    id: MovementId,
    movement: Movement,
    place: Place,
    card: Card,
    /// The page of the line.
    line: String,
}

async fn found(auth: &AuthContext, (place, card, movement): &(String, String, String)) -> Result<Found, Fault> {
    if !may_correct(&auth.actor()) {
        return Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed"));
    }
    let ((at, place), (of, card)) = line_of(auth, place, card).await?;
    let id: MovementId = movement.parse().map_err(|_| Fault::not_found())?;
    let movement = access::look::<Movement>(&auth.hub().ledger, &auth.viewer, id.uuid()).await?.state;
    let about = movement.details.as_ref().ok_or_else(Fault::not_found)?;
    if about.card != of || (about.from != Some(at) && about.to != Some(at)) {
        return Err(Fault::not_found());
    }
    Ok(Found { id, movement, place, card, line: format!("/stock/{at}/{of}") })
}

fn about(auth: &AuthContext, found: &Found) -> (About, Form) {
    let Found { id, movement, place, card, line } = found;
    let address = format!("{line}/{id}/back");
    let p = auth.page().at("stock").back_to(&address);
    let crumb = (line.clone(), format!("{} · {}", card.number(), place.name().in_lang(p.lang)));
    let said = movement.details.as_ref().map_or_else(String::new, |details| {
        let args = [
            ("reason", p.code("parts-reason-", details.reason.code())),
            ("quantity", details.quantity.in_lang(p.lang)),
            ("serial", movement.serial().unwrap_or_default().to_owned()),
        ];
        p.tn(if movement.serial().is_some() { "movements-back-piece" } else { "movements-back-about" }, &args)
    });
    let answers: &'static [&'static str] = &["reason_missing"];
    let reason = Field::line("reason", p.t("console-reason")).required().at_most(1_000).answers(answers).help(said);
    let title = p.t("movements-back-title");
    let form = Form::new(&p, "back", address, title.clone()).with(reason).dangerous();
    (About { title, crumb, p }, form)
}

/// The form.
pub(super) async fn form(auth: AuthContext, Path(at): Path<(String, String, String)>) -> Result<Response, Fault> {
    let found = found(&auth, &at).await?;
    let (About { p, title, crumb }, form) = about(&auth, &found);
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(super) async fn take_back(
    Path(at): Path<(String, String, String)>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    let found = found(&auth, &at).await?;
    let (actor, id, reason) = (auth.actor(), found.id, fields.get("reason").to_owned());
    // Drawn before, since drawing may fail.
    let fresh = random::uuid(auth.hub().clock.now_ms())?;
    let told = run_form(&auth, sent, async move |desk| {
        let movement = now::<Movement>(&desk, Subject::new(Movement::KIND, id.uuid())).await?;
        Ok(correct(&desk.actor(actor), id, &movement, &reason, &mut || fresh))
    })
    .await?;
    Ok(answered(told, &found.line, &fields, || about(&auth, &found)))
}
