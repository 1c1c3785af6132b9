//! The fields of a site, as a form shows them and as it is read.

use crate::console::kept::{bilingual, centre_field, text};
use crate::console::kit::{Field, Form};
use crate::console::page::Page;
use crate::console::request::{AuthContext, Fields};
use crate::error::HubError;
use fettle_core::domain::sites::{Site, SiteChange};
use fettle_core::domain::values::Position;
use fettle_core::kernel::Refusal;

/// Adds the fields with what is on record.
pub(super) async fn fields(auth: &AuthContext, p: &Page, form: Form, site: &Site) -> Result<Form, HubError> {
    let line = |name, value: &str| Field::line(name, p.t(&format!("sites-field-{name}"))).holding(value);
    let lines = |name, value: &str| Field::lines(name, p.t(&format!("sites-field-{name}"))).holding(value);
    let position = site.position.map(|position| position.degrees()).unwrap_or_default();
    let mut form = form
        .with(Field::line("name_zh", p.t("kit-name-zh")).holding(&site.name.zh).answers(&["name_missing"]))
        .with(Field::line("name_en", p.t("kit-name-en")).holding(&site.name.en))
        .with(line("code", &site.code).at_most(40));
    if let Some(centre) = centre_field(auth, p, site.centre, None).await? {
        form = form.with(centre.required());
    }
    let zone = if site.zone.is_empty() { "Asia/Shanghai" } else { &site.zone };
    Ok(form
        .with(line("address", &site.address).at_most(1_000))
        .with(line("position", &position).help(p.t("sites-position-about")).answers(&["position_invalid"]))
        .with(line("zone", zone).help(p.t("centres-zone-about")).required().answers(&["zone_unknown"]))
        .with(lines("access", &site.access))
        .with(line("parking", &site.parking).at_most(1_000))
        .with(line("keys", &site.keys).at_most(1_000))
        .with(lines("notes", &site.notes)))
}

/// What the form says, without its centre.
///
/// # Errors
/// `position_invalid`.
pub(super) fn read(fields: &Fields) -> Result<SiteChange, Refusal> {
    let position = match text(fields, "position") {
        None => None,
        Some(typed) if typed.is_empty() => Some(None),
        Some(typed) => Some(Some(Position::parse(&typed)?)),
    };
    Ok(SiteChange {
        centre: None,
        name: (fields.has("name_zh") || fields.has("name_en")).then(|| bilingual(fields)),
        address: text(fields, "address"),
        position,
        zone: text(fields, "zone"),
        code: text(fields, "code"),
        access: text(fields, "access"),
        parking: text(fields, "parking"),
        keys: text(fields, "keys"),
        notes: text(fields, "notes"),
    })
}
