//! Restored and cloned phones: nothing of any branch is lost, nothing doubled, and all agree in the end.

use super::hub::*;
use crate::kernel::EventId;
use crate::store::tests::kit::*;
use crate::store::{MemoryKeys, Store};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

struct Phone {
    dir: TempDir,
    keys: Arc<MemoryKeys>,
    store: Store,
}

impl Phone {
    fn on(dir: TempDir, keys: Arc<MemoryKeys>) -> Self {
        let store = open_with(dir.path(), &keys).store;
        Self { dir, keys, store }
    }
    fn new(hub: &mut Hub, person: u128, short: &str) -> Self {
        let phone = Self::on(tempfile::tempdir().unwrap(), Arc::default());
        hub.enrol(&phone.store, person, short);
        phone
    }
    /// The process ends; what is done to the files is done; it starts again.
    fn closed<T>(&mut self, work: impl FnOnce(&Path) -> T) -> T {
        self.store.pause();
        let out = work(self.dir.path());
        self.store = open_with(self.dir.path(), &self.keys).store;
        out
    }
    fn backup(&mut self) -> TempDir {
        self.closed(backup)
    }
    fn put_back(&mut self, copy: &TempDir) {
        self.closed(|home| put_back(copy.path(), home));
    }
    fn sync(&self, hub: &mut Hub) {
        assert_eq!(session(&self.store, hub, &mut Net::good()).code, None);
    }
}

/// After quiet: what was said is on the hub once, and all phones hold the same.
fn agree(hub: &mut Hub, phones: &[&Phone], said: &[&str]) {
    for _ in 0..2 {
        for phone in phones {
            phone.sync(hub);
        }
    }
    let origins: Vec<EventId> = hub.stream.iter().flat_map(|(event, _)| event).map(|event| event.origin()).collect();
    assert_eq!(origins.iter().collect::<BTreeSet<_>>().len(), origins.len(), "nothing doubled on the hub");
    for phone in phones {
        let mut here = lines(&phone.store, 1);
        assert_eq!(here, lines(&phones[0].store, 1), "all in one order");
        let mut said = said.to_vec();
        said.sort_unstable();
        here.sort_unstable();
        assert_eq!(here, said, "nothing lost, nothing doubled");
        assert!(phone.store.unsent().unwrap().is_empty());
        assert_eq!(phone.store.pending_replacement().unwrap(), None);
    }
}

#[test]
fn a_restored_phone_goes_on_as_a_new_device() {
    let mut hub = Hub::new();
    let mut a = Phone::new(&mut hub, 7, "A1");
    let b = Phone::new(&mut hub, 8, "A2");
    write(&a.store, 1, "one", 1);
    a.sync(&mut hub);
    write(&a.store, 1, "two", 2);
    let copy = a.backup();
    // The hub gets it, and more.
    write(&a.store, 1, "three", 3);
    a.sync(&mut hub);
    let old = a.store.identity().unwrap();
    a.put_back(&copy);
    write(&a.store, 1, "four", 4);
    assert_eq!(lines(&a.store, 1), ["one", "two", "four"], "no network is needed to go on");
    agree(&mut hub, &[&a, &b], &["one", "two", "three", "four"]);
    let new = a.store.identity().unwrap();
    assert_ne!(new.device, old.device);
    assert!(new.enrolment.unwrap().enrolled.short.starts_with('S'), "the hub's short code");
    // And the next session is like any other.
    write(&a.store, 1, "five", 5);
    agree(&mut hub, &[&b, &a], &["one", "two", "three", "four", "five"]);
}

#[test]
fn a_clone_and_its_original_both_go_on_over_a_bad_network() {
    for seed in 1..=8_u64 {
        let mut hub = Hub::new();
        let mut a = Phone::new(&mut hub, 7, "A1");
        let b = Phone::new(&mut hub, 8, "A2");
        write(&a.store, 1, "synced", 1);
        a.sync(&mut hub);
        write(&a.store, 1, "unsent", 2);
        let clone = Phone::on(a.backup(), cloned(&a.keys));
        clone.store.pause();
        let copy = backup(clone.dir.path());
        clone.store.resume().unwrap();
        let clone_of_clone = Phone::on(copy, cloned(&a.keys));
        let mut net = Net { seed: seed * 0x9e37_79b9, clock_ms: 10 };
        let mut said = vec!["synced".to_owned(), "unsent".to_owned()];
        for round in 0..12 {
            for (name, phone) in [("a", &a), ("clone", &clone), ("again", &clone_of_clone), ("b", &b)] {
                if round < 6 && net.draw(2) == 0 {
                    net.clock_ms += 1;
                    let line = format!("{name} {round}");
                    write(&phone.store, 1, &line, net.clock_ms);
                    said.push(line);
                }
                if net.draw(2) == 0 {
                    session(&phone.store, &mut hub, &mut net);
                }
            }
        }
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        agree(&mut hub, &[&a, &clone, &clone_of_clone, &b], &said);
    }
}

#[test]
fn a_copy_that_nothing_gave_away_is_noticed_by_the_fork() {
    let mut hub = Hub::new();
    let dir = tempfile::tempdir().unwrap();
    let a = open(dir.path());
    hub.enrol(&a, 7, "A1");
    let b = Phone::new(&mut hub, 8, "A2");
    write(&a, 1, "one", 1000);
    session(&a, &mut hub, &mut Net::good());
    a.pause();
    let copy = backup(dir.path());
    a.resume().unwrap();
    // A copy with all its keys: the same device twice.
    let clone = open(copy.path());
    write(&a, 1, "a", 2000);
    write(&clone, 1, "twin", 3000);
    write(&clone, 1, "more", 4000);
    assert_eq!(session(&a, &mut hub, &mut Net::good()).code, None);
    assert_eq!(session(&clone, &mut hub, &mut Net::good()).code, None, "it goes on in the same session");
    write(&a, 1, "a again", 5000);
    write(&clone, 1, "twin again", 6000);
    for store in [&a, &clone, &a] {
        assert_eq!(session(store, &mut hub, &mut Net::good()).code, None);
    }
    b.sync(&mut hub);
    let mut said = lines(&b.store, 1);
    assert_eq!(said[..4], ["one", "a", "twin", "more"], "in the order in which it was written");
    said.sort();
    assert_eq!(said, ["a", "a again", "more", "one", "twin", "twin again"]);
    assert_eq!(lines(&a, 1), lines(&b.store, 1));
    assert_eq!(lines(&clone, 1), lines(&b.store, 1));
    // What an older app left behind, waiting for a person, goes on too.
    clone.stop(Some("device_forked")).unwrap();
    assert_eq!(session(&clone, &mut hub, &mut Net::good()).code, None);
}

#[test]
fn restored_twice_and_restored_again_before_the_hub_knew() {
    let mut hub = Hub::new();
    let mut a = Phone::new(&mut hub, 7, "A1");
    let b = Phone::new(&mut hub, 8, "A2");
    write(&a.store, 1, "one", 1);
    let copy = a.backup();
    a.put_back(&copy);
    write(&a.store, 1, "two", 2);
    let second = a.backup();
    write(&a.store, 1, "three", 3);
    a.sync(&mut hub);
    a.put_back(&second);
    write(&a.store, 1, "four", 4);
    agree(&mut hub, &[&a, &b], &["one", "two", "three", "four"]);
    a.put_back(&copy);
    write(&a.store, 1, "five", 5);
    agree(&mut hub, &[&b, &a], &["one", "two", "three", "four", "five"]);
}

#[test]
fn hub_and_phone_both_restored() {
    let mut hub = Hub::new();
    let mut a = Phone::new(&mut hub, 7, "A1");
    let b = Phone::new(&mut hub, 8, "A2");
    for (n, line) in ["one", "two", "three"].iter().enumerate() {
        write(&a.store, 1, line, n as i64);
    }
    a.sync(&mut hub);
    let device = a.store.identity().unwrap().device;
    let copy = a.backup();
    a.put_back(&copy);
    write(&a.store, 1, "four", 9);
    a.sync(&mut hub);
    b.sync(&mut hub);
    // The hub goes back to before the successor, and to before some of what it had acknowledged.
    let successor = a.store.identity().unwrap().device;
    hub.restore(1, device, 1);
    hub.forget(successor);
    agree(&mut hub, &[&a, &b], &["one", "two", "three", "four"]);
    assert_eq!(a.store.identity().unwrap().device, successor, "it stays who it is");
}

/// A phone that was restored, and a hub that lost everything of it: both devices, and what it had acknowledged.
fn both_lost(hub: &mut Hub) -> (Phone, Phone) {
    let mut a = Phone::new(hub, 7, "A1");
    let b = Phone::new(hub, 8, "A2");
    write(&a.store, 1, "one", 1);
    a.sync(hub);
    let old = a.store.identity().unwrap().device;
    let copy = a.backup();
    a.put_back(&copy);
    write(&a.store, 1, "two", 2);
    a.sync(hub);
    hub.restore(0, old, 0);
    hub.forget(old);
    hub.forget(a.store.identity().unwrap().device);
    write(&a.store, 1, "three", 3);
    (a, b)
}

#[test]
fn a_hub_that_lost_the_whole_line_knows_it_again_by_its_certificates() {
    for seed in 0..6 {
        let mut hub = Hub::new();
        hub.certificates = true;
        let (a, b) = both_lost(&mut hub);
        let device = a.store.identity().unwrap().device;
        let mut net = Net { seed: seed * 0x9e37_79b9, clock_ms: 10 };
        for _ in 0..seed * 4 {
            session(&a.store, &mut hub, &mut net);
        }
        agree(&mut hub, &[&a, &b], &["one", "two", "three"]);
        assert_eq!(a.store.identity().unwrap().device, device, "it stays who it is");
    }
}

#[test]
fn a_fresh_code_is_enough_where_the_hub_lost_the_devices_before() {
    let mut hub = Hub::new();
    let (a, b) = both_lost(&mut hub);
    for _ in 0..2 {
        let report = session(&a.store, &mut hub, &mut Net::good());
        assert_eq!(report.code.as_deref(), Some("unknown_device"), "a person has to act");
    }
    hub.enrol(&a.store, 7, "A9");
    agree(&mut hub, &[&a, &b], &["one", "two", "three"]);
    // Another epoch asks about the devices before again; nothing is said twice.
    hub.epoch = uuid::Uuid::from_u128(77);
    agree(&mut hub, &[&a, &b], &["one", "two", "three"]);
}

#[test]
fn an_older_hub_is_waited_for_and_work_goes_on() {
    let mut hub = Hub::new();
    hub.older = true;
    let mut a = Phone::new(&mut hub, 7, "A1");
    let b = Phone::new(&mut hub, 8, "A2");
    write(&a.store, 1, "one", 1);
    let copy = a.backup();
    a.put_back(&copy);
    for _ in 0..2 {
        let report = session(&a.store, &mut hub, &mut Net::good());
        assert_eq!(report.code.as_deref(), Some("succession_waits"));
        write(&a.store, 1, "more", 2);
    }
    hub.older = false;
    agree(&mut hub, &[&a, &b], &["one", "more", "more"]);
}

#[test]
fn a_revoked_phone_hands_in_all_it_has_and_then_keeps_nothing() {
    let mut hub = Hub::new();
    let a = Phone::new(&mut hub, 7, "A1");
    let photo = a.store.put_blob(&[7; 35], "image/jpeg").unwrap();
    a.store.record(ME, &[wrote(1, "one").with_blobs([photo.clone()])], at(1)).unwrap();
    hub.revoked = true;
    // A network that loses, repeats and cuts: nothing goes before all is in.
    let mut net = Net { seed: 77, clock_ms: 10 };
    let mut sessions = 0;
    let code = loop {
        sessions += 1;
        let code = session(&a.store, &mut hub, &mut net).code;
        if a.store.identity().unwrap().enrolment.is_none() {
            break code;
        }
        assert_eq!(a.store.blob(photo.hash).unwrap(), [7; 35]);
        assert!(sessions < 100);
    };
    assert_eq!(code.as_deref(), Some("device_wiped"));
    assert_eq!((hub.stream.len(), &hub.blobs[&photo.hash]), (1, &vec![7; 35]));
    assert_eq!(a.store.counts().unwrap(), Default::default());
    assert_eq!(a.store.event_count().unwrap(), 0);
    assert!(hub.log.iter().all(|(_, path, _)| !path.ends_with("/pull")), "it asks for nothing more");
}
