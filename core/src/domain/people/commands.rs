//! Commands about persons and devices.

use super::person::{LEFT, ROLES};
use super::{
    Account, AccountEvent, Actor, Centre, CentreId, Device, DeviceEvent, Person, PersonChange, PersonEvent, Role, Roles,
};
use crate::domain::fields::{Change, Master, choose};
use crate::domain::values::{Bilingual, Phone};
use crate::kernel::{Aggregate, DeviceId, Draft, EventId, PersonId, Refusal, Subject};
use crate::text::Lang;

pub(super) fn of<A: Aggregate>(id: uuid::Uuid) -> Subject {
    Subject::new(A::KIND, id)
}

/// A new person, as an administrator types it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// Name.
    pub name: Bilingual,
    /// Roles; at least one.
    pub roles: Roles,
    /// Centre; none for head office.
    pub centre: Option<CentreId>,
    /// Language of the screens.
    pub language: Lang,
    /// Login name of the console.
    pub login: Option<String>,
    /// Phone number.
    pub phone: Option<Phone>,
}

/// Registers a person, with what is private of them kept separately. `at` is what is known of the centre.
///
/// # Errors
/// `not_allowed`, `name_missing`, `roles_missing`, `centre_unknown` for a centre that is not open, `login_invalid` unless it is 2 to 40 letters,
/// digits, `.`, `-` or `_`.
pub fn register_person(
    actor: &Actor,
    id: PersonId,
    new: NewPerson,
    at: Option<&Centre>,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("person.registered")?;
    let NewPerson { name, roles, centre, language, login, phone } = new;
    if name.is_empty() {
        return Err(Refusal::new("name_missing"));
    }
    if roles.is_empty() {
        return Err(Refusal::new("roles_missing"));
    }
    if centre.is_some() {
        is_open(at)?;
    }
    let mut drafts =
        vec![Draft::new(of::<Person>(id.uuid()), &PersonEvent::Registered { name, roles, centre, language })];
    if let Some(login) = login {
        drafts.push(login_draft(id, login)?);
    }
    if phone.is_some() {
        drafts.push(Draft::new(of::<Account>(id.uuid()), &AccountEvent::PhoneSet { phone }));
    }
    Ok(drafts)
}

/// Whether a login name can be typed and read: 2 to 40 letters, digits, `.`, `-` or `_`; no spaces and nothing invisible.
pub fn is_login(login: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    (2..=40).contains(&login.chars().count()) && login.chars().all(plain)
}

fn login_draft(id: PersonId, login: String) -> Result<Draft, Refusal> {
    if !is_login(&login) {
        return Err(Refusal::new("login_invalid"));
    }
    Ok(Draft::new(of::<Account>(id.uuid()), &AccountEvent::LoginSet { login: Some(login) }))
}

/// Changes what is known of a person. `to` is what is known of the centre that the change names. Nobody takes the administrator's role from
/// themselves: somebody has to be left who can give it.
///
/// # Errors
/// `not_allowed`, `person_unknown`, `name_missing`, `roles_missing`, `own_administration`, `centre_unknown` for a centre that is not open. A change
/// of nothing is no error and no event.
pub fn change_person(
    actor: &Actor,
    id: PersonId,
    person: &Person,
    change: PersonChange,
    to: Option<&Centre>,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("person.changed")?;
    known(person)?;
    let change = change.unless(|field| !person.is_in_conflict(field), person);
    if change.name.as_ref().is_some_and(Bilingual::is_empty) {
        return Err(Refusal::new("name_missing"));
    }
    if let Some(roles) = &change.roles {
        if roles.is_empty() {
            return Err(Refusal::new("roles_missing"));
        }
        stays_administrator(actor, id, roles)?;
    }
    if change.centre.flatten().is_some() {
        is_open(to)?;
    }
    if change.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Draft::new(of::<Person>(id.uuid()), &PersonEvent::Changed { change })])
}

fn is_open(centre: Option<&Centre>) -> Result<(), Refusal> {
    if centre.is_some_and(|centre| centre.open) { Ok(()) } else { Err(Refusal::new("centre_unknown")) }
}

fn stays_administrator(actor: &Actor, id: PersonId, roles: &Roles) -> Result<(), Refusal> {
    if actor.person == id && !roles.has(Role::Administrator) {
        return Err(Refusal::new("own_administration"));
    }
    Ok(())
}

/// Chooses one of the values that stand beside each other in a field of a person. What nobody does to themselves by a change nobody chooses either.
///
/// # Errors
/// `not_allowed`, `conflict_unknown`, `own_administration`.
pub fn settle_person(
    actor: &Actor,
    id: PersonId,
    person: &Person,
    field: &str,
    chosen: EventId,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("person.conflict_settled")?;
    let drafts = choose(&id.into(), person, field, chosen)?;
    let value = person.written().by_event(field, chosen);
    match (field, value) {
        (ROLES, Some(roles)) => {
            let roles: Roles = serde_json::from_value(roles.clone()).unwrap_or_default();
            stays_administrator(actor, id, &roles)?;
        }
        (LEFT, Some(why)) if !why.is_null() && actor.person == id => {
            return Err(Refusal::new("own_administration"));
        }
        _ => {}
    }
    Ok(drafts)
}

/// Gives a person another login name, or none: without one nobody signs in as the person. Whether the name is free is the caller's to ask.
///
/// # Errors
/// `not_allowed`, `person_unknown`, `login_invalid`.
pub fn set_login(
    actor: &Actor,
    id: PersonId,
    person: &Person,
    account: &Account,
    login: Option<String>,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("account.login_set")?;
    known(person)?;
    if account.login == login {
        return Ok(Vec::new());
    }
    let draft = match login {
        Some(login) => login_draft(id, login)?,
        None => Draft::new(of::<Account>(id.uuid()), &AccountEvent::LoginSet { login: None }),
    };
    Ok(vec![draft])
}

/// Sets the telephone number of a person. What stands already is no error and no event.
///
/// # Errors
/// `not_allowed`, `person_unknown`.
pub fn set_phone(
    actor: &Actor,
    id: PersonId,
    person: &Person,
    account: &Account,
    phone: Option<Phone>,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("account.phone_set")?;
    known(person)?;
    if account.phone == phone && !account.phone_is_in_conflict() {
        return Ok(Vec::new());
    }
    Ok(vec![Draft::new(of::<Account>(id.uuid()), &AccountEvent::PhoneSet { phone })])
}

/// A person is back. What ended when they left stays ended: sessions, phones, codes.
///
/// # Errors
/// `not_allowed`, `person_unknown`, `person_active`.
pub fn reactivate_person(actor: &Actor, id: PersonId, person: &Person) -> Result<Vec<Draft>, Refusal> {
    actor.must("person.reactivated")?;
    known(person)?;
    if person.active {
        return Err(Refusal::new("person_active"));
    }
    Ok(vec![Draft::new(of::<Person>(id.uuid()), &PersonEvent::Reactivated {})])
}

pub(super) fn known(person: &Person) -> Result<(), Refusal> {
    if person.name.is_empty() { Err(Refusal::new("person_unknown")) } else { Ok(()) }
}

/// Sets the language of the actor's own screens.
///
/// # Errors
/// `not_allowed`.
pub fn set_language(actor: &Actor, language: Lang) -> Result<Vec<Draft>, Refusal> {
    actor.must("person.language_set")?;
    Ok(vec![Draft::new(of::<Person>(actor.person.uuid()), &PersonEvent::LanguageSet { language })])
}

/// Revokes a device: it may no longer speak for its person.
///
/// # Errors
/// `not_allowed`, `device_unknown`, `device_revoked`, `reason_missing`.
pub fn revoke_device(actor: &Actor, id: DeviceId, device: &Device, reason: &str) -> Result<Vec<Draft>, Refusal> {
    actor.must("device.revoked")?;
    if device.person.is_none() {
        return Err(Refusal::new("device_unknown"));
    }
    if device.revoked.is_some() {
        return Err(Refusal::new("device_revoked"));
    }
    if reason.trim().is_empty() {
        return Err(Refusal::new("reason_missing"));
    }
    Ok(vec![Draft::new(of::<Device>(id.uuid()), &DeviceEvent::Revoked { reason: reason.to_owned() })])
}

/// What is recorded where a device's greeting names the version of its app: nothing where that is the one on record, or where it names none.
/// The hub itself records it.
pub fn app_named(id: DeviceId, device: &Device, app: &str) -> Vec<Draft> {
    if app.is_empty() || device.person.is_none() || device.app == app {
        return Vec::new();
    }
    vec![Draft::new(of::<Device>(id.uuid()), &DeviceEvent::AppUpdated { app: app.to_owned() })]
}
