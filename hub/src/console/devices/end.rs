//! The end of a phone: it may no longer speak for its person.

use super::enrol::own_password;
use super::record::look;
use crate::audit::{Action, Note};
use crate::console::command::{Told, run_form};
use crate::console::kept::{About, answered, must};
use crate::console::kit::{Field, Form, shown_page};
use crate::console::looks_after::must_administer;
use crate::console::people::confirm;
use crate::console::visit::{Posted, Visit};
use crate::error::Fault;
use crate::ledger::DeviceRow;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::people::{Device, revoke_device};

fn about(visit: &Visit, row: &DeviceRow) -> (About, Form) {
    let at = format!("/devices/{}", row.id);
    let p = visit.page().at("devices").back_to(&format!("{at}/revoke"));
    let reason = Field::line("reason", p.t("console-reason")).required().at_most(1_000).help(p.t("devices-end-about"));
    let form = Form::new(&p, "end", format!("{at}/revoke"), p.t("console-revoke"))
        .with(reason.answers(&["reason_missing", "text_too_long"]))
        .with(own_password(&p))
        .dangerous();
    (About { title: p.t("console-revoke"), crumb: (at, format!("{} {}", row.short, row.name)), p }, form)
}

/// The form.
pub(in crate::console) async fn form(visit: Visit, Path(id): Path<String>) -> Result<Response, Fault> {
    must_administer(&visit)?;
    must(&visit, "device.revoked")?;
    let (row, _) = look(&visit, &id).await?;
    let (About { p, title, crumb }, form) = about(&visit, &row);
    Ok(shown_page(p, title, crumb, form))
}

/// Revokes a device.
pub(in crate::console) async fn revoke(
    Path(id): Path<String>,
    Posted { visit, fields, sent }: Posted,
) -> Result<Response, Fault> {
    must_administer(&visit)?;
    let hub = visit.hub();
    let (row, _) = look(&visit, &id).await?;
    let (id, at) = (row.id, format!("/devices/{}", row.id));
    if let Some(text) = confirm(&visit, &fields).await? {
        let told = Told { code: "own_password_wrong", text };
        return Ok(answered(Some(told), &at, &fields, || about(&visit, &row)));
    }
    let (actor, reason) = (visit.actor(), fields.get("reason").to_owned());
    let (may, why) = (actor.may("device.revoked"), reason.clone());
    let told = run_form(&visit, sent, async move |desk| {
        let device = desk.ledger.get::<Device>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
        Ok(revoke_device(&actor, id, &device, &reason))
    })
    .await?;
    let told = match told {
        // Nothing can be written: the thief is shut out at once all the same.
        Some(Told { code, text }) if may && visit.guest.guard.trouble.get().is_some() => {
            hub.accounts.revoke_for_now(visit.viewer.id, id, &why);
            Some(Told { code, text: format!("{text} {}", visit.page().t("console-revoked-for-now")) })
        }
        None => {
            hub.accounts.audit.note(Note::new(Action::Revoked).by(visit.viewer.id).about(Some(id.uuid()))).await?;
            None
        }
        refused => refused,
    };
    Ok(answered(told, &at, &fields, || about(&visit, &row)))
}
