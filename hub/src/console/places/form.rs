//! The fields of a place, as a form shows them and as it is read.

use crate::console::kept::{bilingual, centre_field, text};
use crate::console::kit::{Choice, Field, Form};
use crate::console::names::people_at_work;
use crate::console::page::Page;
use crate::console::visit::{Fields, Visit};
use crate::error::{Fault, HubError};
use axum::http::StatusCode;
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::parts::{Place, PlaceChange, PlaceKind, may_keep_places};
use fettle_core::domain::people::Person;
use fettle_core::kernel::{PersonId, Refusal};

/// Refuses who does not look after places of this centre.
pub(super) fn must_keep(visit: &Visit, centre: Option<CentreId>) -> Result<(), Fault> {
    let may = may_keep_places(&visit.actor(), centre);
    if may { Ok(()) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

/// The form with what is on record; of a `new` one also its kind, which stays.
pub(super) async fn form(
    visit: &Visit,
    p: &Page,
    (action, button): (String, String),
    (place, new): (&Place, bool),
) -> Result<Form, HubError> {
    let label = |name: &str| p.t(&format!("parts-field-place-{name}"));
    let name = place.name();
    let mut form = Form::new(p, "place", action, button);
    if new {
        let kind = |kind: &PlaceKind| Choice::new(kind.code(), p.code("parts-place-", kind.code()), "");
        let kinds = PlaceKind::ALL.iter().map(kind).collect();
        form = form.with(Field::one("kind", label("kind"), kinds).answers(&["choice_unreadable"]));
    }
    form = form
        .with(Field::line("name_zh", p.t("kit-name-zh")).holding(&name.zh).answers(&["name_missing"]))
        .with(Field::line("name_en", p.t("kit-name-en")).holding(&name.en));
    if let Some(centre) = centre_field(visit, p, place.centre(), Some(p.t("places-of-the-house"))).await? {
        form = form.with(centre);
    }
    if new || place.kind() == Some(PlaceKind::Bag) {
        form = form.with(person_field(visit, p, place.person()).await?);
    }
    let bin = Field::line("bin", label("bin")).holding(place.bin()).at_most(40).help(p.t("places-bin-about"));
    Ok(form.with(bin.answers(&["bin_invalid"])))
}

async fn person_field(visit: &Visit, p: &Page, stands: Option<PersonId>) -> Result<Field, HubError> {
    let stands = stands.map(|person| person.to_string()).unwrap_or_default();
    let people = people_at_work(visit, visit.viewer.person.centre).await?;
    let of = |(id, person): &(PersonId, Person)| Choice::new(id, person.name.in_lang(p.lang), &stands);
    let nobody = Choice::new("", p.t("places-nobody"), &stands);
    let choices = std::iter::once(nobody).chain(people.iter().map(of)).collect();
    let field = Field::one("person", p.t("parts-field-place-person"), choices);
    Ok(field.answers(&["bag_without_person", "person_without_bag", "person_unknown"]))
}

/// What the form says, without its centre.
///
/// # Errors
/// `choice_unreadable`.
pub(super) fn read(fields: &Fields) -> Result<PlaceChange, Refusal> {
    Ok(PlaceChange {
        kind: fields.has("kind").then(|| fields.choice("kind", PlaceKind::from_code)).transpose()?,
        name: (fields.has("name_zh") || fields.has("name_en")).then(|| bilingual(fields)),
        centre: None,
        person: fields.has("person").then(|| fields.optional("person")).transpose()?,
        bin: text(fields, "bin"),
    })
}
