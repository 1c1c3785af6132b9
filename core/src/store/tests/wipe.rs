//! A wipe takes the keys first, leaves nothing, and goes on after an end at any point.

use super::kit::*;
use crate::store::{Enrolment, KeyStore, KeyStoreError, MemoryKeys, Setup, Store};
use crate::sync::protocol::Enrolled;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

fn files(home: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut todo = vec![home.to_owned()];
    while let Some(folder) = todo.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            match entry.path().is_dir() {
                true => todo.push(entry.path()),
                false => found.push(entry.file_name().into_string().unwrap()),
            }
        }
    }
    found
}

fn acknowledge(store: &Store) {
    store.write(|tx, _| Ok(tx.execute("UPDATE outbox SET state = 'acked'", [])?)).unwrap();
    store.write(|tx, _| Ok(tx.execute("UPDATE blob SET uploaded = 1", [])?)).unwrap();
}

#[test]
fn nothing_is_wiped_while_work_or_a_file_waits_and_all_is_afterwards() {
    let (dir, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemoryKeys::default()));
    let store = open_with(dir.path(), &keys).store;
    let photo = store.put_blob(b"photo", "image/jpeg").unwrap();
    store.record(ME, &[wrote(1, "x").with_blobs([photo.clone()])], at(0)).unwrap();
    assert_eq!(store.wipe(false).unwrap_err().code(), "unsent_work");
    store.write(|tx, _| Ok(tx.execute("UPDATE outbox SET state = 'acked'", [])?)).unwrap();
    assert_eq!(store.wipe(false).unwrap_err().code(), "unsent_work", "the photo waits");
    assert_eq!(store.blob(photo.hash).unwrap(), b"photo");
    acknowledge(&store);
    std::fs::write(dir.path().join("fettle.1.damaged.db"), b"old").unwrap();
    let (device, key) = (store.identity().unwrap().device, keys.get("vault/1").unwrap());
    store.wipe(false).unwrap();
    assert_ne!(keys.get("vault/1").unwrap(), key, "another key");
    let identity = store.identity().unwrap();
    assert!(identity.device != device && identity.enrolment.is_none());
    assert_eq!(identity.stopped.as_deref(), Some("device_wiped"));
    assert_eq!(store.counts().unwrap(), Default::default());
    assert_eq!(store.event_count().unwrap(), 0);
    assert!(files(dir.path()).iter().all(|name| name.starts_with("fettle.db")), "{:?}", files(dir.path()));
    // The same handle goes on, and so does the next opening.
    write(&store, 1, "fresh", 1);
    drop(store);
    let opened = open_with(dir.path(), &keys);
    assert!(!opened.succeeded);
    assert_eq!(lines(&opened.store, 1), ["fresh"]);
}

#[test]
fn a_person_may_say_that_the_rest_is_given_up() {
    let (dir, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemoryKeys::default()));
    let store = open_with(dir.path(), &keys).store;
    write(&store, 1, "exported", 0);
    store.wipe(true).unwrap();
    assert!(lines(&store, 1).is_empty());
}

#[test]
fn the_next_person_finds_nothing_of_the_first() {
    let (dir, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemoryKeys::default()));
    let store = open_with(dir.path(), &keys).store;
    write(&store, 1, "first person's", 0);
    let next = store.candidate().unwrap();
    let enrolled = Enrolled {
        person: ME,
        short: "B1".into(),
        token: "t".into(),
        hub_name: "hub".into(),
        hub_key: "00".into(),
        now: 0,
        certificate: None,
    };
    let enrolment = Enrolment { hub_url: "http://hub".into(), pins: Vec::new(), enrolled };
    assert_eq!(store.taken_over(&next, &enrolment).unwrap_err().code(), "unsent_work");
    acknowledge(&store);
    store.lock_put(Some(b"the first person's PIN")).unwrap();
    store.taken_over(&next, &enrolment).unwrap();
    assert_eq!(store.lock().unwrap(), None);
    let identity = store.identity().unwrap();
    assert_eq!((identity.device, identity.key.public()), (next.device, next.key.public()));
    assert_eq!((identity.enrolment, identity.stopped), (Some(enrolment), None));
    assert!(lines(&store, 1).is_empty());
    assert_eq!(store.counts().unwrap(), Default::default());
    assert_eq!(store.event_count().unwrap(), 0);
    // A hub that lost the device takes it in again as what it is: the same person's lock stays, another's goes.
    store.lock_put(Some(b"the second person's PIN")).unwrap();
    let mut again = store.identity().unwrap().enrolment.unwrap();
    store.enrolled(&again).unwrap();
    assert!(store.lock().unwrap().is_some());
    again.enrolled.person = crate::kernel::PersonId::new(uuid::Uuid::from_u128(0xe2));
    store.enrolled(&again).unwrap();
    assert_eq!(store.lock().unwrap(), None);
}

/// A key store that breaks after so many deletions.
struct Breaks {
    keys: MemoryKeys,
    left: AtomicI64,
}
impl KeyStore for Breaks {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, KeyStoreError> {
        self.keys.get(name)
    }
    fn put(&self, name: &str, value: &[u8]) -> Result<(), KeyStoreError> {
        self.keys.put(name, value)
    }
    fn delete(&self, name: &str) -> Result<(), KeyStoreError> {
        if self.left.fetch_sub(1, Ordering::SeqCst) <= 0 {
            return Err(KeyStoreError { reason: "locked".into() });
        }
        self.keys.delete(name)
    }
}

#[test]
fn a_wipe_that_was_broken_off_goes_on_at_the_next_opening() {
    for left in 0..4 {
        let dir = tempfile::tempdir().unwrap();
        let keys = Arc::new(Breaks { keys: MemoryKeys::default(), left: AtomicI64::new(left) });
        let open = || Store::open(Setup::new(dir.path(), kinds(), keys.clone()), 0);
        let store = open().unwrap().store;
        write(&store, 1, "secret", 0);
        let device = store.identity().unwrap().device;
        if store.wipe(true).is_err() {
            assert_eq!(store.counts().unwrap_err().code(), "store_paused");
            drop(store);
            assert!(open().is_err(), "not before the keys are gone");
            keys.left.store(100, Ordering::SeqCst);
        }
        let opened = open().unwrap();
        assert!(!opened.succeeded && opened.set_aside.is_none());
        let identity = opened.store.identity().unwrap();
        assert_ne!(identity.device, device);
        assert_eq!(identity.stopped.as_deref(), Some("device_wiped"));
        assert!(lines(&opened.store, 1).is_empty());
        assert!(!files(dir.path()).contains(&"fettle.wiping".to_owned()));
    }
}

#[test]
fn a_wipe_that_was_broken_off_goes_on_when_the_app_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let keys = Arc::new(Breaks { keys: MemoryKeys::default(), left: AtomicI64::new(0) });
    let store = Store::open(Setup::new(dir.path(), kinds(), keys.clone()), 0).unwrap().store;
    write(&store, 1, "secret", 0);
    let device = store.identity().unwrap().device;
    store.wipe(true).unwrap_err();
    assert!(store.resume().is_err(), "not before the keys are gone");
    assert_eq!(store.counts().unwrap_err().code(), "store_paused");
    keys.left.store(100, Ordering::SeqCst);
    store.resume().unwrap();
    let identity = store.identity().unwrap();
    assert!(identity.device != device && identity.enrolment.is_none());
    assert_eq!(identity.stopped.as_deref(), Some("device_wiped"));
    // What is recorded from now on stays, and coming back again wipes nothing.
    write(&store, 1, "fresh", 1);
    store.pause();
    store.resume().unwrap();
    assert_eq!(lines(&store, 1), ["fresh"]);
    assert!(!files(dir.path()).contains(&"fettle.wiping".to_owned()));
}
