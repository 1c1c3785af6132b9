//! With which lists a check may be begun: each list in its newest version, unless that one was ended.

use super::{Checklist, READY_TO_LEAVE};
use std::collections::BTreeMap;

impl Checklist {
    /// Why no check is begun with this version any more; none while it is in use. The list that everybody needs before leaving never ends.
    pub fn ended(&self) -> Option<&str> {
        self.definition.as_ref().filter(|list| list.code != READY_TO_LEAVE)?;
        self.withdrawn.writes().iter().find_map(|write| write.value.as_deref())
    }
}

/// The version of a checklist; 0 of one that is not published.
fn version(list: &Checklist) -> u32 {
    list.definition.as_ref().map_or(0, |list| list.version)
}

/// The newest of some versions of one list, ended or not; none where none is published.
pub fn newest(versions: impl IntoIterator<Item = Checklist>) -> Option<Checklist> {
    versions.into_iter().filter(|list| list.definition.is_some()).max_by_key(version)
}

/// The lists that are offered, of all versions of all lists, by their code.
pub fn offered<I>(all: impl IntoIterator<Item = (I, Checklist)>) -> Vec<(I, Checklist)> {
    let mut newest: BTreeMap<String, (I, Checklist)> = BTreeMap::new();
    for (id, list) in all {
        let Some(definition) = &list.definition else { continue };
        if newest.get(&definition.code).is_none_or(|(_, known)| version(known) < definition.version) {
            newest.insert(definition.code.clone(), (id, list));
        }
    }
    newest.into_values().filter(|(_, list)| list.ended().is_none()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::checks::commands as c;
    use crate::domain::checks::{CCTV, ChecklistEvent, Definition};
    use crate::domain::jobs::tests::{Day, Phone, list, uuid};
    use crate::domain::people::Role;
    use crate::kernel::{Aggregate, Draft, Subject};

    fn folded(phone: &Phone, list: &Definition) -> Checklist {
        phone.folded::<Checklist>(list.id().uuid()).state
    }

    fn codes(all: &[&Checklist]) -> Vec<(String, u32)> {
        let offered = offered(all.iter().map(|list| ((), (*list).clone())));
        offered.into_iter().filter_map(|(_, list)| list.definition.map(|list| (list.code, list.version))).collect()
    }

    #[test]
    fn a_list_that_is_ended_is_not_offered_and_no_check_is_begun_with_it() {
        let mut desk = Phone::new(1, Role::Desk);
        let first = list(CCTV);
        let second = Definition { version: 2, ..first.clone() };
        assert_eq!(
            c::withdraw(&folded(&desk, &first), 1, &desk.actor(), "x").unwrap_err().code,
            "checklist_unknown",
            "before it is published"
        );
        desk.record(c::publish(&folded(&desk, &first), &desk.actor(), first.clone()).unwrap());
        assert_eq!(codes(&[&folded(&desk, &first)]), [(CCTV.to_owned(), 1)]);
        let no = |phone: &Phone, shown, reason: &str| {
            c::withdraw(&folded(phone, &first), shown, &phone.actor(), reason).unwrap_err().code
        };
        assert_eq!(no(&desk, 1, " "), "reason_missing");
        assert_eq!(no(&desk, 2, "no cameras left"), "checklist_version_newer");
        assert_eq!(no(&Phone::new(2, Role::Engineer), 1, "no cameras left"), "not_allowed");
        assert_eq!(c::reinstate(&folded(&desk, &first), 1, &desk.actor()).unwrap_err().code, "checklist_in_use");
        desk.record(c::withdraw(&folded(&desk, &first), 1, &desk.actor(), " no cameras left ").unwrap());
        let ended = folded(&desk, &first);
        assert_eq!(ended.ended(), Some("no cameras left"));
        assert_eq!(no(&desk, 1, "again"), "checklist_ended");
        assert_eq!(codes(&[&ended]), []);
        let day = Day::reported();
        let start = |list: &Checklist| c::start(&day.eng.job(), &day.eng.actor(), list, vec![], &mut || uuid(8));
        assert_eq!(start(&ended).unwrap_err().code, "checklist_ended");
        assert_eq!(start(&Checklist::default()).unwrap_err().code, "checklist_unknown");
        // A new version brings it back, whatever became of the one before.
        desk.record(c::publish(&folded(&desk, &second), &desk.actor(), second.clone()).unwrap());
        let back = folded(&desk, &second);
        assert_eq!(codes(&[&back, &ended]), [(CCTV.to_owned(), 2)]);
        assert_eq!(newest([ended.clone(), back.clone(), Checklist::default()]), Some(back.clone()));
        assert!(start(&back).is_ok());
        // The new one is ended: the older one is not offered in its place. Taken back it is.
        desk.record(c::withdraw(&back, 2, &desk.actor(), "gone").unwrap());
        assert_eq!(codes(&[&folded(&desk, &first), &folded(&desk, &second)]), []);
        desk.record(c::reinstate(&folded(&desk, &second), 2, &desk.actor()).unwrap());
        assert_eq!(codes(&[&folded(&desk, &first), &folded(&desk, &second)]), [(CCTV.to_owned(), 2)]);
    }

    #[test]
    fn what_is_taken_back_is_what_was_known_of() {
        let mut desk = Phone::new(1, Role::Desk);
        let first = list(CCTV);
        desk.record(c::publish(&Checklist::default(), &desk.actor(), first.clone()).unwrap());
        let mut manager = Phone::new(2, Role::Manager);
        manager.learn(&desk);
        desk.record(c::withdraw(&folded(&desk, &first), 1, &desk.actor(), "one").unwrap());
        desk.record(c::reinstate(&folded(&desk, &first), 1, &desk.actor()).unwrap());
        manager.record(c::withdraw(&folded(&manager, &first), 1, &manager.actor(), "two").unwrap());
        desk.learn(&manager);
        assert_eq!(folded(&desk, &first).ended(), Some("two"), "nobody who knew of it took it back");
        desk.record(c::reinstate(&folded(&desk, &first), 1, &desk.actor()).unwrap());
        assert_eq!(folded(&desk, &first).ended(), None);
    }

    #[test]
    fn the_list_that_nobody_leaves_without_does_not_end() {
        let mut manager = Phone::new(1, Role::Manager);
        let ready = list(READY_TO_LEAVE);
        manager.record(c::publish(&Checklist::default(), &manager.actor(), ready.clone()).unwrap());
        let known = folded(&manager, &ready);
        assert_eq!(c::withdraw(&known, ready.version, &manager.actor(), "x").unwrap_err().code, "checklist_needed");
        // Not by what another program wrote either.
        let withdrawn = ChecklistEvent::Withdrawn { reason: "x".into() };
        manager.record(vec![Draft::new(Subject::new(Checklist::KIND, ready.id().uuid()), &withdrawn)]);
        assert_eq!(folded(&manager, &ready).ended(), None);
        assert_eq!(codes(&[&folded(&manager, &ready)]), [(READY_TO_LEAVE.to_owned(), ready.version)]);
    }
}
