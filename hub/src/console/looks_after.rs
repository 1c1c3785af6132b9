//! Who looks after phones and their quarantine: administrators, and managers for the people of their centre.

use super::names::Names;
use super::request::AuthContext;
use crate::access::Reach;
use crate::error::Fault;
use axum::http::StatusCode;
use fettle_core::domain::ids::CentreId;
use fettle_core::kernel::PersonId;

/// Refuses who does not look after devices.
pub(super) fn must_administer(auth: &AuthContext) -> Result<(), Fault> {
    let may = auth.viewer.may_administer();
    if may { Ok(()) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

/// Whether a person's devices are this viewer's to look after: those of the own centre, or all.
pub(super) fn looks_after(auth: &AuthContext, names: &Names, person: PersonId) -> bool {
    let Reach::Streams(_) = &auth.viewer.reach else { return true };
    let centre = names.centre_of(person);
    centre.is_some() && centre == auth.viewer.person.centre
}

/// The centre whose people's phones alone are this viewer's to look after.
pub(super) fn own_centre(auth: &AuthContext) -> Option<CentreId> {
    auth.viewer.person.centre.filter(|_| !auth.viewer.reach.is_all())
}
