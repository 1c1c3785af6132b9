//! The end of a phone: it may no longer speak for its person.

use super::enrol::own_password;
use super::record::look;
use crate::audit::{Action, Note};
use crate::console::command::{Told, run_form};
use crate::console::kept::{About, answered, must};
use crate::console::kit::{Field, Form, shown_page};
use crate::console::looks_after::must_administer;
use crate::console::people::confirmed;
use crate::console::request::{AuthContext, AuthForm};
use crate::error::Fault;
use crate::ledger::DeviceRow;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::people::{Device, revoke_device};

fn about(auth: &AuthContext, row: &DeviceRow) -> (About, Form) {
    let at = format!("/devices/{}", row.id);
    let p = auth.page().at("devices").back_to(&format!("{at}/revoke"));
    let reason = Field::line("reason", p.t("console-reason")).required().at_most(1_000).help(p.t("devices-end-about"));
    let form = Form::new(&p, "end", format!("{at}/revoke"), p.t("console-revoke"))
        .with(reason.answers(&["reason_missing", "text_too_long"]))
        .with(own_password(&p))
        .dangerous();
    (About { title: p.t("console-revoke"), crumb: (at, format!("{} {}", row.short, row.name)), p }, form)
}

/// The form.
pub(in crate::console) async fn form(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    must_administer(&auth)?;
    must(&auth, "device.revoked")?;
    let (row, _) = look(&auth, &id).await?;
    let (About { p, title, crumb }, form) = about(&auth, &row);
    Ok(shown_page(p, title, crumb, form))
}

/// Revokes a device.
pub(in crate::console) async fn revoke(
    Path(id): Path<String>,
    AuthForm { auth, fields, sent }: AuthForm,
) -> Result<Response, Fault> {
    must_administer(&auth)?;
    let hub = auth.hub();
    let (row, _) = look(&auth, &id).await?;
    let (id, at) = (row.id, format!("/devices/{}", row.id));
    if let Some(told) = confirmed(&auth, &fields).await? {
        return Ok(answered(Some(told), &at, &fields, || about(&auth, &row)));
    }
    let (actor, reason) = (auth.actor(), fields.get("reason").to_owned());
    let (may, why) = (actor.may("device.revoked"), reason.clone());
    let told = run_form(&auth, sent, async move |desk| {
        let device = desk.ledger.get::<Device>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
        Ok(revoke_device(&actor, id, &device, &reason))
    })
    .await?;
    let told = match told {
        // Nothing can be written: the thief is shut out at once all the same.
        Some(told) if may && auth.context.guard.trouble.get().is_some() => {
            hub.accounts.revoke_for_now(auth.viewer.id, id, &why);
            Some(Told { text: format!("{} {}", told.text, auth.page().t("console-revoked-for-now")), ..told })
        }
        None => {
            hub.accounts.audit.note(Note::new(Action::Revoked).by(auth.viewer.id).about(Some(id.uuid()))).await?;
            None
        }
        refused => refused,
    };
    Ok(answered(told, &at, &fields, || about(&auth, &row)))
}
