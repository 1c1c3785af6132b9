//! A key that is lost, wrong, or not given now.

use super::kit::{Fuse, Keys, raw, setup};
use crate::store::tests::kit::{ME, at, backup, lines, note, write, wrote};
use crate::store::{KeyStore, Store};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

fn worked(home: &Path, keys: &Arc<Keys>) -> Store {
    let store = Store::open(setup(home, keys, &Fuse::default()), 0).unwrap().store;
    let blob = store.put_blob(b"photo", "image/jpeg").unwrap();
    store.record(ME, &[wrote(1, "with photo").with_blobs([blob])], at(0)).unwrap();
    store
}

fn code_of(home: &Path, keys: &Arc<Keys>) -> &'static str {
    let before = raw(home);
    let error = Store::open(setup(home, keys, &Fuse::default()), 0).unwrap_err();
    assert_eq!(raw(home), before, "nothing was touched");
    error.code()
}

#[test]
fn a_file_that_was_copied_to_another_phone_does_not_open_there_and_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let home = Arc::new(Keys::default());
    drop(worked(dir.path(), &home));
    let elsewhere = Arc::new(Keys::default());
    assert_eq!(code_of(dir.path(), &elsewhere), "key_lost");
    assert!(elsewhere.inner.get("vault/1").unwrap().is_none(), "no key is made over a file that has one");
    // A phone that has a key of its own, with the same number.
    let other = tempfile::tempdir().unwrap();
    drop(worked(other.path(), &elsewhere));
    assert_eq!(code_of(dir.path(), &elsewhere), "key_wrong");
    // At home it opens as ever.
    let store = Store::open(setup(dir.path(), &home, &Fuse::default()), 0).unwrap().store;
    assert_eq!(lines(&store, 1), ["with photo"]);
}

#[test]
fn a_key_store_that_does_not_answer_is_no_lost_key() {
    let dir = tempfile::tempdir().unwrap();
    let keys = Arc::new(Keys::default());
    drop(worked(dir.path(), &keys));
    keys.silent.store(true, Ordering::SeqCst);
    assert_eq!(code_of(dir.path(), &keys), "key_store_unavailable");
    // Nor does a person's word throw anything away then.
    let before = raw(dir.path());
    let error = Store::start_anew(setup(dir.path(), &keys, &Fuse::default()), 0).unwrap_err();
    assert_eq!((error.code(), raw(dir.path())), ("key_store_unavailable", before));
    keys.silent.store(false, Ordering::SeqCst);
    let store = Store::open(setup(dir.path(), &keys, &Fuse::default()), 0).unwrap().store;
    assert_eq!(lines(&store, 1), ["with photo"]);
}

#[test]
fn a_damaged_file_waits_for_a_key_store_that_does_not_answer() {
    let dir = tempfile::tempdir().unwrap();
    let keys = Arc::new(Keys::default());
    drop(worked(dir.path(), &keys));
    let path = dir.path().join("fettle.db");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[..100].fill(0xa5);
    std::fs::write(&path, &bytes).unwrap();
    keys.silent.store(true, Ordering::SeqCst);
    assert_eq!(code_of(dir.path(), &keys), "key_store_unavailable");
}

#[test]
fn starting_over_sets_everything_aside_and_a_key_that_comes_back_opens_it() {
    let dir = tempfile::tempdir().unwrap();
    let keys = Arc::new(Keys::default());
    let device = worked(dir.path(), &keys).identity().unwrap().device;
    let key = keys.inner.get("vault/1").unwrap().unwrap();
    let blobs = raw(&dir.path().join("blobs"));
    keys.inner.delete("vault/1").unwrap();
    assert_eq!(code_of(dir.path(), &keys), "key_lost");
    let opened = Store::start_anew(setup(dir.path(), &keys, &Fuse::default()), 5).unwrap();
    let aside = opened.set_aside.unwrap();
    assert_ne!(opened.store.identity().unwrap().device, device);
    assert!(lines(&opened.store, 1).is_empty());
    write(&opened.store, 1, "goes on", 0);
    drop(opened.store);
    // Asked again, it opens what is there.
    let again = Store::start_anew(setup(dir.path(), &keys, &Fuse::default()), 6).unwrap();
    assert_eq!((again.set_aside, lines(&again.store, 1)), (None, vec!["goes on".to_owned()]));
    // What was set aside is whole: with its key it opens elsewhere.
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::copy(&aside.path, elsewhere.path().join("fettle.db")).unwrap();
    std::fs::rename(aside.path.with_extension("blobs"), elsewhere.path().join("blobs")).unwrap();
    assert_eq!(raw(&elsewhere.path().join("blobs")).len(), blobs.len());
    let old = Arc::new(Keys::default());
    old.put("vault/1", &key).unwrap();
    let store = Store::open(setup(elsewhere.path(), &old, &Fuse::default()), 0).unwrap().store;
    assert_eq!(lines(&store, 1), ["with photo"]);
    assert_eq!(store.timeline(&note(1)).unwrap().len(), 1);
}

#[test]
fn a_crash_between_key_and_file_makes_no_second_key() {
    let dir = tempfile::tempdir().unwrap();
    let keys = Arc::new(Keys::default());
    let fuse = Fuse::default();
    let first = setup(dir.path(), &keys, &fuse);
    // The key is drawn, and then everything ends.
    fuse.set(1);
    Store::open(first, 0).unwrap_err();
    assert!(keys.inner.get("vault/1").unwrap().is_some());
    drop(worked(dir.path(), &keys));
    assert!(keys.inner.get("vault/2").unwrap().is_none());
}

#[test]
fn a_changed_mark_is_no_wrong_key_and_a_changed_secret_is_damage() {
    let dir = tempfile::tempdir().unwrap();
    let keys = Arc::new(Keys::default());
    let store = worked(dir.path(), &keys);
    store.write(|tx, _| Ok(tx.execute("UPDATE vault SET mark = 'x'", [])?)).unwrap();
    drop(store);
    let store = Store::open(setup(dir.path(), &keys, &Fuse::default()), 0).unwrap().store;
    store.write(|tx, shared| Ok(tx.execute("UPDATE vault SET mark = ?1", [shared.seal.current()?.mark()])?)).unwrap();
    store.write(|tx, _| Ok(tx.execute("UPDATE identity SET secret = zeroblob(65)", [])?)).unwrap();
    drop(store);
    let opened = Store::open(setup(dir.path(), &keys, &Fuse::default()), 0).unwrap();
    let aside = opened.set_aside.expect("set aside");
    assert_eq!((aside.device_kept, aside.salvaged), (false, 1));
}

/// Found by the simulator (seeds 10258 and 10439): the change of keys came to its end after the copy was made.
#[test]
fn of_a_copy_from_the_midst_of_a_change_of_keys_all_that_opens_is_saved() {
    let dir = tempfile::tempdir().unwrap();
    let keys = Arc::new(Keys::default());
    let store = worked(dir.path(), &keys);
    store.begin_rotation().unwrap();
    write(&store, 1, "under the new key", 1);
    drop(store);
    let copy = backup(dir.path());
    let store = Store::open(setup(dir.path(), &keys, &Fuse::default()), 0).unwrap().store;
    assert!(store.finish_rotation().unwrap().unwrap().forgotten);
    drop(store);
    let opened = Store::open(setup(copy.path(), &keys, &Fuse::default()), 7).unwrap();
    let aside = opened.set_aside.as_ref().expect("set aside");
    assert_eq!((aside.device_kept, aside.salvaged), (false, 1), "the secret was under the old key");
    drop(opened);
    // Where nothing is under the old key any more, as after a crash before the last step, nothing is missing.
    let store = Store::open(setup(dir.path(), &keys, &Fuse::default()), 0).unwrap().store;
    store.write(|tx, _| Ok(tx.execute("UPDATE vault SET old = 1", [])?)).unwrap();
    drop(store);
    let opened = Store::open(setup(dir.path(), &keys, &Fuse::default()), 0).unwrap();
    assert!(opened.set_aside.is_none());
    assert_eq!(lines(&opened.store, 1), ["with photo", "under the new key"]);
}
