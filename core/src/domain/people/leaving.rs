//! The end of somebody's work here, in two acts. What they sign in and record with ends at once, whatever is still open: [`end_access`]. They have left
//! once nobody else has to look for what they were given: [`deactivate_person`].

use super::commands::{known, of};
use super::{Account, AccountEvent, Actor, Device, Person, PersonEvent, revoke_device};
use crate::kernel::{DeviceId, Draft, PersonId, Refusal};

/// What a person still has to do, to give back or to be given, counted by whoever asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PersonOpenItems {
    /// Open jobs that they are assigned to.
    pub jobs: u64,
    /// Requisition slips that wait for approval or for the store.
    pub slips: u64,
    /// Kinds of parts in their bags, or missing there.
    pub parts: u64,
    /// Slips of which a part or a paper is owed.
    pub owed: u64,
}

impl PersonOpenItems {
    /// What stands in the way of their leaving, each by the code of its refusal, with its count.
    pub fn in_the_way(self) -> impl Iterator<Item = (&'static str, u64)> {
        let all = [
            ("person_has_jobs", self.jobs),
            ("person_has_slips", self.slips),
            ("person_has_parts", self.parts),
            ("person_owes_parts", self.owed),
        ];
        all.into_iter().filter(|(_, count)| *count > 0)
    }
}

/// Asks what both acts ask: that it is somebody else who works here, and why.
fn must_work_here(actor: &Actor, id: PersonId, person: &Person, reason: &str) -> Result<(), Refusal> {
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
    Ok(())
}

/// Revokes those of `devices` that are theirs.
fn phones_end(
    actor: &Actor,
    id: PersonId,
    devices: &[(DeviceId, Device)],
    reason: &str,
) -> Result<Vec<Draft>, Refusal> {
    let theirs = devices.iter().filter(|(_, state)| state.person == Some(id) && state.revoked.is_none());
    let drafts = theirs.map(|(device, state)| revoke_device(actor, *device, state, reason));
    Ok(drafts.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// A person leaves, with nothing of the company's. Their phones are revoked with them; `devices` are all of theirs.
///
/// # Errors
/// `not_allowed`, `person_unknown`, `person_inactive`, `own_administration`, `reason_missing`; `person_has_jobs`, `person_has_slips`,
/// `person_has_parts`, `person_owes_parts` with their count.
pub fn deactivate_person(
    actor: &Actor,
    id: PersonId,
    person: &Person,
    open_items: PersonOpenItems,
    devices: &[(DeviceId, Device)],
    reason: &str,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("person.deactivated")?;
    must_work_here(actor, id, person, reason)?;
    if let Some((code, count)) = open_items.in_the_way().next() {
        return Err(Refusal::new(code).with("count", count));
    }
    let mut drafts = vec![Draft::new(of::<Person>(id.uuid()), &PersonEvent::Deactivated { reason: reason.to_owned() })];
    drafts.extend(phones_end(actor, id, devices, reason)?);
    Ok(drafts)
}

/// Nobody signs in as the person any more, and none of their phones speaks for them; what they have and owe stays with them on record. Sessions,
/// codes and links are the hub's to end. With nothing left to take away it is no error and no event.
///
/// # Errors
/// `not_allowed`, `person_unknown`, `person_inactive`, `own_administration`, `reason_missing`.
pub fn end_access(
    actor: &Actor,
    id: PersonId,
    (person, account): (&Person, &Account),
    devices: &[(DeviceId, Device)],
    reason: &str,
) -> Result<Vec<Draft>, Refusal> {
    actor.must("account.login_set")?;
    must_work_here(actor, id, person, reason)?;
    let login = Draft::new(of::<Account>(id.uuid()), &AccountEvent::LoginSet { login: None });
    let mut drafts: Vec<Draft> = account.login.is_some().then_some(login).into_iter().collect();
    drafts.extend(phones_end(actor, id, devices, reason)?);
    Ok(drafts)
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::*;
    use crate::domain::testing::{actor, id};
    use crate::domain::values::Bilingual;

    fn types(drafts: &[Draft]) -> Vec<String> {
        drafts.iter().map(|draft| format!("{}.{}", draft.subject.kind(), draft.kind)).collect()
    }

    #[test]
    fn who_has_jobs_or_parts_does_not_leave_and_loses_every_access_all_the_same() {
        let (admin, manager) = (actor([Role::Administrator]), actor([Role::Manager]));
        let (who, phone, other): (PersonId, DeviceId, DeviceId) = (id(), id(), id());
        let person = Person { name: Bilingual::same("周"), active: true, ..Person::default() };
        let account = Account { login: Some("zhou".into()), ..Account::default() };
        let device = |person| Device { person: Some(person), ..Device::default() };
        let devices = [(phone, device(who)), (other, device(id()))];
        let leave = |open_items| deactivate_person(&admin, who, &person, open_items, &devices, "moved away");
        let nothing = PersonOpenItems::default();
        for (open_items, code, count) in [
            (PersonOpenItems { jobs: 2, parts: 3, ..nothing }, "person_has_jobs", "2"),
            (PersonOpenItems { slips: 1, ..nothing }, "person_has_slips", "1"),
            (PersonOpenItems { parts: 3, owed: 1, ..nothing }, "person_has_parts", "3"),
            (PersonOpenItems { owed: 4, ..nothing }, "person_owes_parts", "4"),
        ] {
            let refusal = leave(open_items).unwrap_err();
            assert_eq!((refusal.code, refusal.args), (code, [("count", count.to_owned())].into()));
        }
        assert_eq!(types(&leave(nothing).unwrap()), ["person.deactivated", "device.revoked"]);

        let end = |actor: &Actor, account: &Account, devices: &[(DeviceId, Device)], reason: &str| {
            end_access(actor, who, (&person, account), devices, reason)
        };
        let drafts = end(&admin, &account, &devices, "left on the spot").unwrap();
        assert_eq!(types(&drafts), ["account.login_set", "device.revoked"]);
        assert_eq!(drafts[1].subject, of::<Device>(phone.uuid()), "nobody else's phone");
        assert!(end(&admin, &Account::default(), &[], "again").unwrap().is_empty(), "nothing is left to end");
        assert_eq!(end(&admin, &account, &devices, " ").unwrap_err().code, "reason_missing");
        assert_eq!(end(&manager, &account, &devices, "x").unwrap_err().code, "not_allowed");
        let own = end_access(&admin, admin.person, (&person, &account), &devices, "x");
        assert_eq!(own.unwrap_err().code, "own_administration");
    }
}
