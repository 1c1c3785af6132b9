//! The fields of a customer, as a form shows them and as it is read.

use crate::console::kept::{bilingual, centre_field, text};
use crate::console::kit::{Field, Form};
use crate::console::page::Page;
use crate::console::request::{AuthContext, Fields};
use crate::error::HubError;
use fettle_core::domain::sites::{Customer, CustomerChange};

/// The form with what is on record; `key` tells it from others.
pub(super) async fn form(
    auth: &AuthContext,
    p: &Page,
    (key, action, button): (&'static str, String, String),
    customer: &Customer,
) -> Result<Form, HubError> {
    let line = |name, field: &str, value: &str| Field::line(name, p.t(field)).holding(value);
    let mut form = Form::new(p, key, action, button)
        .with(line("name_zh", "kit-name-zh", &customer.name.zh).answers(&["name_missing"]))
        .with(line("name_en", "kit-name-en", &customer.name.en))
        .with(line("code", "sites-field-code", &customer.code).at_most(40))
        .with(line("industry", "sites-field-industry", &customer.industry));
    if let Some(centre) = centre_field(auth, p, customer.centre, Some(p.t("people-head-office"))).await? {
        form = form.with(centre);
    }
    Ok(form.with(Field::lines("notes", p.t("sites-field-notes")).holding(&customer.notes)))
}

/// What the form says, without its centre.
pub(super) fn read(fields: &Fields) -> CustomerChange {
    CustomerChange {
        name: (fields.has("name_zh") || fields.has("name_en")).then(|| bilingual(fields)),
        industry: text(fields, "industry"),
        code: text(fields, "code"),
        notes: text(fields, "notes"),
        centre: None,
    }
}
