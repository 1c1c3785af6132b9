//! Copies of the app's files are noticed, and work goes on as a new device.

use super::kit::*;
use crate::kernel::PersonId;
use crate::store::{Enrolment, KeyStore, KeyStoreError, MemoryKeys, Setup, Store};
use crate::sync::protocol::Enrolled;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

fn enrol(store: &Store) {
    let enrolled = Enrolled {
        person: PersonId::new(ME.uuid()),
        short: "A7".into(),
        token: "old".into(),
        hub_name: "hub".into(),
        hub_key: "00".into(),
        now: 0,
        certificate: None,
    };
    store.enrolled(&Enrolment { hub_url: "http://hub".into(), pins: Vec::new(), enrolled }).unwrap();
}

#[test]
fn a_phone_that_is_only_opened_again_stays_the_same_device() {
    let (dir, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemoryKeys::default()));
    let store = open_with(dir.path(), &keys).store;
    enrol(&store);
    let device = store.identity().unwrap().device;
    let mut nonces = std::collections::BTreeSet::from([keys.get("witness").unwrap()]);
    drop(store);
    for n in 0..5 {
        let opened = open_with(dir.path(), &keys);
        assert!(!opened.succeeded);
        write(&opened.store, 1, "x", n);
        assert_eq!(opened.store.identity().unwrap().device, device);
        assert!(nonces.insert(keys.get("witness").unwrap()), "renewed at each opening");
    }
}

#[test]
fn files_put_back_from_a_copy_make_a_new_device_before_anything_is_written() {
    let (dir, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemoryKeys::default()));
    let store = open_with(dir.path(), &keys).store;
    enrol(&store);
    let first = write(&store, 1, "one", 1);
    let second = write(&store, 1, "two", 2);
    let old = store.identity().unwrap();
    drop(store);
    let copy = backup(dir.path());
    write(&open_with(dir.path(), &keys).store, 1, "lost", 3);
    put_back(copy.path(), dir.path());

    let opened = open_with(dir.path(), &keys);
    assert!(opened.succeeded);
    let store = opened.store;
    let new = store.identity().unwrap();
    assert_ne!((new.device, new.key.public()), (old.device, old.key.public()));
    assert_eq!(lines(&store, 1), ["one", "two"], "once each");
    let batch = store.batch(10, 100_000).unwrap().unwrap();
    batch.head.verify(new.device, &new.key.public()).unwrap();
    let originals = [first, second];
    assert_eq!(batch.events.len(), 2);
    for (repeat, original) in batch.events.iter().zip(&originals) {
        let (new, old) = (repeat.header(), original.header());
        assert_eq!(new.repeats, Some(old.id));
        assert_ne!(new.id, old.id);
        assert_eq!((new.stamp, new.clock, new.by, &new.subject), (old.stamp, old.clock, old.by, &old.subject));
        assert_eq!(repeat.body_text(), original.body_text());
    }
    let after = &batch.events[1].header().after;
    assert!(after.has(old.device, 1) && after.has(new.device, 1), "{after:?}");
    // Work goes on, with numbers of its own.
    write(&store, 1, "three", 4);
    assert_eq!(lines(&store, 1), ["one", "two", "three"]);
    let short = store.identity().unwrap().enrolment.unwrap().enrolled.short;
    assert!(short.starts_with("A7.") && short.len() == 7, "{short}");
    let pending = store.pending_replacement().unwrap().unwrap();
    assert_eq!((pending.token.as_str(), pending.old), ("old", old.device));
    drop(store);
    assert!(!open_with(dir.path(), &keys).succeeded, "once");
}

#[test]
fn a_copy_on_another_phone_is_another_device_and_the_first_stays_what_it_is() {
    let (dir, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemoryKeys::default()));
    let store = open_with(dir.path(), &keys).store;
    enrol(&store);
    let device = write(&store, 1, "one", 1).header().device;
    drop(store);
    let copy = backup(dir.path());
    let clone = open_with(copy.path(), &cloned(&keys));
    assert!(clone.succeeded);
    let first = open_with(dir.path(), &keys);
    assert!(!first.succeeded);
    assert_eq!(first.store.identity().unwrap().device, device);
    // A copy of the copy, before either spoke to the hub.
    drop(clone);
    let again = open_with(backup(copy.path()).path(), &cloned(&keys));
    assert!(again.succeeded);
    assert_eq!(lines(&again.store, 1), ["one"]);
    let batch = again.store.batch(10, 100_000).unwrap().unwrap();
    let said: Vec<_> = batch.events.iter().map(|event| event.header().device).collect();
    assert_eq!((batch.events.len(), said), (1, vec![again.store.identity().unwrap().device]));
    let origins: Vec<_> = first.store.batch(9, 9_999).unwrap().unwrap().events.iter().map(|e| e.origin()).collect();
    assert_eq!(batch.events.iter().map(|e| e.origin()).collect::<Vec<_>>(), origins, "the first record is named");
}

/// A key store that may refuse to write.
#[derive(Default)]
struct Stubborn {
    keys: MemoryKeys,
    refuses: AtomicBool,
}
impl KeyStore for Stubborn {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, KeyStoreError> {
        self.keys.get(name)
    }
    fn put(&self, name: &str, value: &[u8]) -> Result<(), KeyStoreError> {
        let refused = KeyStoreError { reason: "locked".into() };
        if name == "witness" && self.refuses.load(Ordering::SeqCst) { Err(refused) } else { self.keys.put(name, value) }
    }
    fn delete(&self, name: &str) -> Result<(), KeyStoreError> {
        self.keys.delete(name)
    }
}

#[test]
fn an_end_between_file_and_key_store_makes_no_new_device() {
    let (dir, keys) = (tempfile::tempdir().unwrap(), Arc::new(Stubborn::default()));
    let open = || Store::open(Setup::new(dir.path(), kinds(), keys.clone()), 0).unwrap();
    enrol(&open().store);
    // Before the key store has the new value.
    keys.refuses.store(true, Ordering::SeqCst);
    assert!(!open().succeeded && !open().succeeded);
    keys.refuses.store(false, Ordering::SeqCst);
    let opened = open();
    assert!(!opened.succeeded);
    // After it has it, before the file says so.
    let sql = "UPDATE identity SET witness_next = witness, witness = x'00'";
    opened.store.write(|tx, _| Ok(tx.execute(sql, [])?)).unwrap();
    drop(opened);
    assert!(!open().succeeded);
    // A value of neither is another file.
    keys.keys.put("witness", &[1]).unwrap();
    assert!(open().succeeded);
}

#[test]
fn a_fresh_phone_with_a_left_over_key_store_is_just_a_new_device() {
    let (dir, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemoryKeys::default()));
    keys.put("witness", &[1]).unwrap();
    let opened = open_with(dir.path(), &keys);
    assert!(!opened.succeeded && opened.store.pending_replacement().unwrap().is_none());
}

#[test]
fn a_change_of_keys_keeps_who_came_before() {
    let (dir, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemoryKeys::default()));
    let store = open_with(dir.path(), &keys).store;
    enrol(&store);
    write(&store, 1, "one", 1);
    drop(store);
    let store = open_with(dir.path(), &cloned(&keys)).store;
    let pending = store.pending_replacement().unwrap();
    assert!(pending.is_some() && store.rotate_key().unwrap().forgotten);
    assert_eq!(store.pending_replacement().unwrap(), pending);
    assert_eq!(store.batch(9, 9_999).unwrap().unwrap().events.len(), 1, "with a full outbox");
}

#[test]
fn a_damaged_file_keeps_who_came_before_with_all_that_they_had() {
    let (dir, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemoryKeys::default()));
    let store = open_with(dir.path(), &keys).store;
    enrol(&store);
    write(&store, 1, "one", 1);
    write(&store, 1, "two", 2);
    store.write(|tx, _| Ok(tx.execute("UPDATE outbox SET state = 'acked' WHERE number = 1", [])?)).unwrap();
    drop(store);
    let keys = cloned(&keys);
    let store = open_with(dir.path(), &keys).store;
    write(&store, 1, "three", 3);
    let (pending, device) = (store.pending_replacement().unwrap().unwrap(), store.identity().unwrap().device);
    assert_eq!(pending.request.held.len(), 2, "what is here of the old chain");
    store.pause();
    let mut bytes = std::fs::read(store.path()).unwrap();
    bytes[..16].copy_from_slice(b"no database here");
    std::fs::write(store.path(), bytes).unwrap();
    drop(store);
    let opened = open_with(dir.path(), &keys);
    assert!(opened.set_aside.unwrap().device_kept && !opened.succeeded);
    let store = opened.store;
    assert_eq!(store.identity().unwrap().device, device);
    assert_eq!(
        store.pending_replacement().unwrap(),
        Some(pending),
        "the hub is asked the same, with all that was held"
    );
    assert_eq!(lines(&store, 1), ["one", "two", "three"], "once each");
}
