//! The fields of a contact, as a form shows them and as it is read.

use crate::console::kept::text;
use crate::console::kit::{Field, Form};
use crate::console::page::Page;
use crate::console::request::Fields;
use fettle_core::domain::sites::{Contact, ContactChange};
use fettle_core::domain::values::Phone;
use fettle_core::kernel::Refusal;

/// The form with what is on record.
pub(super) fn form(p: &Page, action: String, button: String, contact: Option<&Contact>) -> Form {
    let held = |read: fn(&Contact) -> String| contact.map(read).unwrap_or_default();
    let phone = contact.and_then(|contact| contact.phone.as_ref()).map(ToString::to_string).unwrap_or_default();
    Form::new(p, "contact", action, button)
        .with(
            Field::line("name", p.t("people-name"))
                .holding(held(|c| c.name.clone()))
                .required()
                .answers(&["name_missing"]),
        )
        .with(
            Field::line("title", p.t("console-title"))
                .holding(held(|c| c.title.clone()))
                .answers(&["signer_unreachable"]),
        )
        .with(Field::phone("phone", p.t("console-phone")).holding(phone).answers(&["phone_invalid"]))
        .with(Field::line("messenger", p.t("sites-messenger")).holding(held(|c| c.messenger.clone())).at_most(100))
        .with(Field::tick("may_sign", p.t("sites-may-sign"), contact.is_some_and(|contact| contact.may_sign)))
}

/// What the form says.
///
/// # Errors
/// `phone_invalid`.
pub(super) fn read(fields: &Fields) -> Result<ContactChange, Refusal> {
    let phone = match text(fields, "phone") {
        None => None,
        Some(typed) if typed.is_empty() => Some(None),
        Some(typed) => Some(Some(Phone::parse(&typed)?)),
    };
    Ok(ContactChange {
        name: text(fields, "name"),
        title: text(fields, "title"),
        phone,
        // A box that is not ticked is not sent at all.
        may_sign: Some(fields.has("may_sign")),
        messenger: text(fields, "messenger"),
    })
}
