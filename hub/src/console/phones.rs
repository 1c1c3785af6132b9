//! Somebody's phones, as their own page and the administrators' page of them list them; and the end of one.

use super::names::Names;
use super::page::Page;
use super::words;
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use chrono_tz::Tz;
use fettle_core::domain::people::{Actor, Device, revoke_device};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{DeviceId, PersonId, Refusal, Subject};
use std::collections::BTreeSet;

/// One phone.
pub(super) struct PhoneView {
    pub id: String,
    pub short: String,
    pub name: String,
    pub app: String,
    pub enrolled: String,
    /// Who enrolled it in the person's name; empty where it was the person, or nobody at the console.
    pub by: String,
    pub seen: String,
    pub revoked: String,
    /// Whether the person has still to say that they know it.
    pub new: bool,
}

/// The phones of `person`, those in use first.
pub(super) async fn of(hub: &Hub, p: &Page, person: PersonId, zone: Tz) -> Result<Vec<PhoneView>, HubError> {
    let unknown: BTreeSet<DeviceId> =
        hub.accounts.new_phones(person).await?.into_iter().map(|phone| phone.id).collect();
    let now = time(hub.clock.now_ms());
    let mut views = Vec::new();
    for row in hub.ledger.devices_of(person).await? {
        if row.id.uuid() == person.uuid() {
            continue;
        }
        let by = hub.ledger.get::<Device>(row.id.uuid()).await?.and_then(|device| device.state.enrolled_by_other());
        let by = match by {
            Some(by) => Names::of(&hub.ledger, p.lang, vec![Subject::from(by)]).await?.person(by),
            None => String::new(),
        };
        views.push(PhoneView {
            new: unknown.contains(&row.id),
            id: row.id.to_string(),
            short: row.short,
            name: words::short(&row.name),
            app: row.app,
            enrolled: words::minute(time(row.enrolled_at), zone),
            by,
            seen: row.seen_at.map_or_else(String::new, |ms| words::ago(p, time(ms), now)),
            revoked: row.revoked_at.map_or_else(String::new, |ms| words::minute(time(ms), zone)),
        });
    }
    views.sort_by_key(|view| !view.revoked.is_empty());
    Ok(views)
}

/// Decides the end of a phone of `person`.
pub(super) async fn decide(
    desk: &crate::ledger::Desk,
    actor: &Actor,
    person: PersonId,
    phone: DeviceId,
    reason: &str,
) -> Result<crate::ledger::Decision, HubError> {
    let device = desk.ledger.get::<Device>(phone.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
    if device.person != Some(person) {
        return Err(Fault::not_found().into());
    }
    Ok(match revoke_device(actor, phone, &device, reason) {
        // Ended by somebody else meanwhile: it is as wanted.
        Err(Refusal { code: "device_revoked", .. }) => Ok(Vec::new()),
        other => other,
    })
}
