//! Commands about persons and devices.

use super::{Account, AccountEvent, Actor, Centre, CentreId, Device, DeviceEvent, Person, PersonEvent, Roles};
use crate::domain::values::{Bilingual, Phone};
use crate::kernel::{Aggregate, DeviceId, Draft, PersonId, Refusal, Subject};
use crate::text::Lang;

fn of<A: Aggregate>(id: uuid::Uuid) -> Subject {
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

/// Registers a person, with what is private of them apart.
///
/// # Errors
/// `not_allowed`, `name_missing`, `roles_missing`, `login_invalid` unless it is 2 to 40 letters, digits, `.`, `-` or `_`.
pub fn register_person(actor: &Actor, id: PersonId, new: NewPerson) -> Result<Vec<Draft>, Refusal> {
    actor.must("person.registered")?;
    let NewPerson { name, roles, centre, language, login, phone } = new;
    if name.is_empty() {
        return Err(Refusal::new("name_missing"));
    }
    if roles.is_empty() {
        return Err(Refusal::new("roles_missing"));
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

/// Changes the roles of a person. Nobody takes the administrator's role from themselves: somebody has to be left who can give it.
///
/// # Errors
/// `not_allowed`, `person_unknown`, `roles_missing`, `own_administration`.
pub fn set_roles(actor: &Actor, id: PersonId, person: &Person, roles: Roles) -> Result<Vec<Draft>, Refusal> {
    actor.must("person.changed")?;
    known(person)?;
    if roles.is_empty() {
        return Err(Refusal::new("roles_missing"));
    }
    if actor.person == id && !roles.has(super::Role::Administrator) {
        return Err(Refusal::new("own_administration"));
    }
    Ok(vec![Draft::new(
        of::<Person>(id.uuid()),
        &PersonEvent::Changed { name: None, roles: Some(roles), centre: None },
    )])
}

/// Changes the name of a person.
///
/// # Errors
/// `not_allowed`, `person_unknown`, `name_missing`.
pub fn rename_person(actor: &Actor, id: PersonId, person: &Person, name: Bilingual) -> Result<Vec<Draft>, Refusal> {
    actor.must("person.changed")?;
    known(person)?;
    if name.is_empty() {
        return Err(Refusal::new("name_missing"));
    }
    let event = PersonEvent::Changed { name: Some(name), roles: None, centre: None };
    Ok(vec![Draft::new(of::<Person>(id.uuid()), &event)])
}

/// Moves a person to a centre, or to head office. `to` is the centre with what is known of it.
///
/// # Errors
/// `not_allowed`, `person_unknown`, `centre_unknown` for one that is not open.
pub fn move_person(
    actor: &Actor,
    id: PersonId,
    person: &Person,
    to: Option<(CentreId, &Centre)>,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("person.changed")?;
    known(person)?;
    if to.is_some_and(|(_, centre)| !centre.open) {
        return Err(Refusal::new("centre_unknown"));
    }
    let event = PersonEvent::Changed { name: None, roles: None, centre: Some(to.map(|(centre, _)| centre)) };
    Ok(vec![Draft::new(of::<Person>(id.uuid()), &event)])
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

/// Sets the telephone number of a person.
///
/// # Errors
/// `not_allowed`, `person_unknown`.
pub fn set_phone(actor: &Actor, id: PersonId, person: &Person, phone: Option<Phone>) -> Result<Vec<Draft>, Refusal> {
    actor.must("account.phone_set")?;
    known(person)?;
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

fn known(person: &Person) -> Result<(), Refusal> {
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

/// A person leaves. Their phones are revoked with them; `devices` are all of theirs.
///
/// # Errors
/// `not_allowed`, `person_unknown`, `person_inactive`, `own_administration`, `reason_missing`.
pub fn deactivate_person(
    actor: &Actor,
    id: PersonId,
    person: &Person,
    devices: &[(DeviceId, Device)],
    reason: &str,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("person.deactivated")?;
    if actor.person == id {
        return Err(Refusal::new("own_administration"));
    }
    known(person)?;
    if !person.active {
        return Err(Refusal::new("person_inactive"));
    }
    if reason.trim().is_empty() {
        return Err(Refusal::new("reason_missing"));
    }
    let mut drafts = vec![Draft::new(of::<Person>(id.uuid()), &PersonEvent::Deactivated { reason: reason.to_owned() })];
    for (device, state) in devices {
        if state.person == Some(id) && state.revoked.is_none() {
            drafts.extend(revoke_device(actor, *device, state, reason)?);
        }
    }
    Ok(drafts)
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
