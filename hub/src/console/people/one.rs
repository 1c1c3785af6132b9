//! What the pages about people share: who may open them, which person is meant, and the own password that is asked for again.

use crate::console::command::Told;
use crate::console::request::{AuthContext, Fields, OWN_PASSWORD_FIELD};
use crate::error::Fault;
use axum::http::StatusCode;
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::people::{Person, Role};
use fettle_core::kernel::PersonId;

/// Refuses who is no administrator.
pub(super) fn must_look_after_people(auth: &AuthContext) -> Result<(), Fault> {
    let may = auth.viewer.is(Role::Administrator);
    if may { Ok(()) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

/// Refuses who neither looks after people nor leads them. A manager sees who works there and what they are able to do, and nothing of how they sign in.
pub(super) fn must_know_people(auth: &AuthContext) -> Result<(), Fault> {
    let may = auth.viewer.is(Role::Administrator) || auth.viewer.is(Role::Manager);
    if may { Ok(()) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

/// The centre whose people alone this viewer knows here; none for all.
pub(super) fn own_centre(auth: &AuthContext) -> Option<CentreId> {
    auth.viewer.person.centre.filter(|_| !auth.viewer.reach.is_all())
}

/// The person of an address, for who may know people: of another centre there is nobody.
pub(super) async fn person_seen(auth: &AuthContext, id: &str) -> Result<(PersonId, Person), Fault> {
    must_know_people(auth)?;
    let (id, person) = person_of(auth, id).await?;
    let seen = own_centre(auth).is_none_or(|own| person.centre == Some(own));
    if seen { Ok((id, person)) } else { Err(Fault::not_found()) }
}

/// The person of an address. The hub itself is nobody to look after.
pub(super) async fn person_of(auth: &AuthContext, id: &str) -> Result<(PersonId, Person), Fault> {
    let id: PersonId = id.parse().map_err(|_| Fault::not_found())?;
    let hub = auth.hub();
    let known = hub.ledger.get::<Person>(id.uuid()).await?.map(|folded| folded.state);
    let known = known.filter(|person| !person.name.is_empty() && id != hub.ledger.system());
    Ok((id, known.ok_or_else(Fault::not_found)?))
}

/// Asks for the reader's own password, typed into the form. What is wrong with it comes back as `Some(_)`.
pub(in crate::console) async fn confirmed(auth: &AuthContext, fields: &Fields) -> Result<Option<Told>, Fault> {
    match auth.hub().accounts.confirm(auth.viewer.id, fields.exact(OWN_PASSWORD_FIELD)).await {
        Ok(()) => Ok(None),
        Err(fault) if fault.status.is_server_error() => Err(fault),
        Err(fault) => Ok(Some(Told::fault(auth.lang(), &fault))),
    }
}

/// The same for pages that say above their forms what is wrong.
pub(in crate::console) async fn confirm(auth: &AuthContext, fields: &Fields) -> Result<Option<String>, Fault> {
    Ok(confirmed(auth, fields).await?.map(|told| told.text))
}
