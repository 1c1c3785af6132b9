//! A new key.

use super::kit::{Fuse, Keys, refuse_plain, setup};
use crate::kernel::{ChainHead, Draft, Hash, chain};
use crate::store::tests::kit::{ME, NoteBody, at, lines, note, write, wrote};
use crate::store::{KeyStore, Store};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

const EVENTS: i64 = 150;

/// A phone with a full outbox, blobs, half a download, drafts, codes.
fn fill(home: &Path, keys: &Arc<Keys>, fuse: &Fuse) -> Store {
    let store = Store::open(setup(home, keys, fuse), 0).unwrap().store;
    for n in 0..3_u8 {
        let blob = store.put_blob(&[n; 300], "image/jpeg").unwrap();
        store.upload_url(blob.hash, Some("https://hub/upload")).unwrap();
        store.record(ME, &[wrote(1, "with photo").with_blobs([blob])], at(i64::from(n))).unwrap();
    }
    for n in 3..EVENTS {
        write(&store, u128::try_from(n % 70).unwrap(), &format!("line {n}"), n);
    }
    store.record(ME, &[Draft::new(note(5), &NoteBody::Labelled { code: "PRINTED-5".into() })], at(EVENTS)).unwrap();
    store.draft_put("check/1", "half", 0).unwrap();
    store
}

fn whole(store: &Store) {
    let batch = store.batch(1000, 1 << 20).unwrap().unwrap();
    let identity = store.identity().unwrap();
    let start = ChainHead::start(identity.device);
    chain::verify_run(identity.device, &identity.key.public(), start, &batch.events, &batch.head).unwrap();
    assert_eq!(batch.events.len(), usize::try_from(EVENTS).unwrap() + 1);
    for n in 0..3 {
        assert_eq!(store.blob(Hash::of(&[n; 300])).unwrap(), [n; 300]);
    }
    assert_eq!(store.next_upload(&Default::default()).unwrap().unwrap().url.as_deref(), Some("https://hub/upload"));
    assert_eq!(store.draft_get("check/1").unwrap().as_deref(), Some("half"));
    assert_eq!(store.by_code("PRINTED-5").unwrap(), [note(5)]);
    assert_eq!(lines(store, 69), ["line 69", "line 139"]);
}

#[test]
fn everything_goes_under_the_new_key_and_the_old_one_is_forgotten() {
    let dir = tempfile::tempdir().unwrap();
    let (keys, fuse) = (Arc::new(Keys::default()), Fuse::default());
    let store = fill(dir.path(), &keys, &fuse);
    let before = keys.inner.get("vault/1").unwrap().unwrap();
    let done = store.rotate_key().unwrap();
    assert_eq!((done.key, done.forgotten), (2, true));
    assert!(keys.inner.get("vault/1").unwrap().is_none());
    whole(&store);
    store.draft_put("check/1", "half", 0).unwrap();
    assert_eq!(store.finish_rotation().unwrap(), None);
    drop(store);
    refuse_plain(dir.path(), &[b"PRINTED-5", b"line 1", b"check/1", &before]);
    whole(&Store::open(setup(dir.path(), &keys, &fuse), 0).unwrap().store);
}

#[test]
fn a_kill_at_any_point_of_it_loses_nothing_and_it_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let (keys, fuse) = (Arc::new(Keys::default()), Fuse::default());
    drop(fill(dir.path(), &keys, &fuse));
    // Breaks at ever later draws, in one phone's life: each change of keys is broken off several times before it comes to its end.
    let (mut broken, mut finished) = (0, 0);
    for draws in (0..40).chain((40..600).step_by(23)) {
        let store = Store::open(setup(dir.path(), &keys, &fuse), 0).unwrap().store;
        fuse.set(draws);
        let outcome = store.rotate_key();
        fuse.set(-1);
        match outcome {
            Ok(_) => finished += 1,
            Err(e) => {
                assert_eq!(e.code(), "store_failed");
                broken += 1;
            }
        }
        whole(&store);
        drop(store);
        let store = Store::open(setup(dir.path(), &keys, &fuse), 0).unwrap().store;
        whole(&store);
    }
    assert!(broken > 20 && finished > 3, "{broken} broken off, {finished} finished");
    let store = Store::open(setup(dir.path(), &keys, &fuse), 0).unwrap().store;
    let last = store.rotate_key().unwrap().key;
    whole(&store);
    let left: Vec<u32> = (1..=last).filter(|n| keys.inner.get(&format!("vault/{n}")).unwrap().is_some()).collect();
    assert!(left.contains(&last));
    // A key that was made and never used may remain; none that ever sealed anything.
    for number in left.iter().filter(|n| **n != last) {
        keys.inner.delete(&format!("vault/{number}")).unwrap();
    }
    drop(store);
    whole(&Store::open(setup(dir.path(), &keys, &fuse), 0).unwrap().store);
}

#[test]
fn a_platform_that_does_not_forget_is_asked_again() {
    let dir = tempfile::tempdir().unwrap();
    let (keys, fuse) = (Arc::new(Keys::default()), Fuse::default());
    let store = fill(dir.path(), &keys, &fuse);
    keys.keeps.store(true, Ordering::SeqCst);
    assert_eq!(store.rotate_key().unwrap_err().code(), "key_store_unavailable");
    whole(&store);
    drop(store);
    keys.keeps.store(false, Ordering::SeqCst);
    let store = Store::open(setup(dir.path(), &keys, &fuse), 0).unwrap().store;
    assert!(store.finish_rotation().unwrap().unwrap().forgotten);
    assert!(keys.inner.get("vault/1").unwrap().is_none());
    whole(&store);
}

#[test]
fn the_old_key_stays_while_a_file_that_was_set_aside_may_need_it() {
    let dir = tempfile::tempdir().unwrap();
    let (keys, fuse) = (Arc::new(Keys::default()), Fuse::default());
    let store = fill(dir.path(), &keys, &fuse);
    std::fs::write(dir.path().join("fettle.7.damaged.db"), b"").unwrap();
    assert!(!store.rotate_key().unwrap().forgotten);
    assert!(keys.inner.get("vault/1").unwrap().is_some());
    whole(&store);
}

#[test]
fn work_goes_on_while_the_key_changes() {
    let dir = tempfile::tempdir().unwrap();
    let (keys, fuse) = (Arc::new(Keys::default()), Fuse::default());
    let store = fill(dir.path(), &keys, &fuse);
    std::thread::scope(|scope| {
        let turning = scope.spawn(|| {
            for _ in 0..4 {
                store.rotate_key().unwrap();
            }
        });
        let mut n = 0;
        while !turning.is_finished() || n < 20 {
            store.put_blob(format!("photo {n}").as_bytes(), "image/jpeg").unwrap();
            write(&store, 900, &format!("meanwhile {n}"), 1000 + n);
            store.draft_put("meanwhile", &n.to_string(), 0).unwrap();
            assert_eq!(store.draft_get("meanwhile").unwrap(), Some(n.to_string()));
            assert_eq!(store.by_code("PRINTED-5").unwrap(), [note(5)]);
            n += 1;
        }
        drop(turning.join());
        assert_eq!(lines(&store, 900).len(), usize::try_from(n).unwrap());
        for n in 0..n {
            store.blob(Hash::of(format!("photo {n}").as_bytes())).unwrap();
        }
    });
}
