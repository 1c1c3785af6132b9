//! The fields of a place, as a form shows them and as it is read.

use crate::console::kept::{Miss, bilingual, centre_field, find_person, person_field, text};
use crate::console::kit::{Choice, Field, Form};
use crate::console::page::Page;
use crate::console::request::{AuthContext, Fields};
use crate::error::{Fault, HubError};
use axum::http::StatusCode;
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::parts::{Place, PlaceChange, PlaceKind, may_keep_places};
use fettle_core::kernel::{PersonId, Refusal};

/// Refusals that speak of whose the place is.
const PERSON: &[&str] = &["bag_without_person", "person_without_bag", "person_unknown", "which_one", "none_found"];

/// Refuses who does not look after places of this centre.
pub(super) fn must_keep(auth: &AuthContext, centre: Option<CentreId>) -> Result<(), Fault> {
    let may = may_keep_places(&auth.actor(), centre);
    if may { Ok(()) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

/// The form with what is on record; of a `new` one also its kind, which stays.
pub(super) async fn form(
    auth: &AuthContext,
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
    if let Some(centre) = centre_field(auth, p, place.centre(), Some(p.t("places-of-the-house"))).await? {
        form = form.with(centre);
    }
    if new || place.kind() == Some(PlaceKind::Bag) {
        let person = person_field(auth, "person", label("person"), place.person()).await?;
        form = form.with(person.answers(PERSON));
    }
    let bin = Field::line("bin", label("bin")).holding(place.bin()).at_most(40).help(p.t("places-bin-about"));
    Ok(form.with(bin.answers(&["bin_invalid"])))
}

/// Whose the place is, as the form says it; none where it does not ask.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn whose(
    auth: &AuthContext,
    fields: &Fields,
) -> Result<Result<Option<Option<PersonId>>, Miss>, HubError> {
    if !fields.has("person") {
        return Ok(Ok(None));
    }
    Ok(find_person(auth, fields, "person").await?.map(Some))
}

/// What the form says, without its centre and whose the place is.
///
/// # Errors
/// `choice_unreadable`.
pub(super) fn read(fields: &Fields) -> Result<PlaceChange, Refusal> {
    Ok(PlaceChange {
        kind: fields.has("kind").then(|| fields.choice("kind", PlaceKind::from_code)).transpose()?,
        name: (fields.has("name_zh") || fields.has("name_en")).then(|| bilingual(fields)),
        centre: None,
        person: None,
        bin: text(fields, "bin"),
    })
}
