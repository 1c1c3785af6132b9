//! Carrying another phone's bundle to the hub.

use super::hand_over::{enrol, hub};
use super::kit::*;
use crate::kernel::{DeviceKey, Hash};
use crate::store::{BundleState, Store};
use crate::sync::protocol::{Greeting, HandedIn, VERSION};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// A bundle of a phone that lies in `dir`, and what it holds.
fn bundle(dir: &Path) -> (PathBuf, Vec<u8>) {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    enrol(&store, &hub());
    store.put_blob(&vec![7; 200_000], "image/jpeg").unwrap();
    write(&store, 1, "unsent", 0);
    let file = dir.join("of-a-colleague.fettle-rescue");
    store.export_rescue(&file, "1.0", 7, &mut |_, _| true).unwrap();
    let bytes = std::fs::read(&file).unwrap();
    (file, bytes)
}

fn next(store: &Store) -> Option<(Hash, u64, Option<String>)> {
    store.next_bundle(&BTreeSet::new()).unwrap().map(|upload| (upload.blob.hash, upload.blob.size, upload.url))
}

fn states(store: &Store) -> Vec<BundleState> {
    store.bundles().unwrap().into_iter().map(|bundle| bundle.state).collect()
}

#[test]
fn a_bundle_waits_goes_up_and_is_let_go_of_in_the_end() {
    let dir = tempfile::tempdir().unwrap();
    let (file, bytes) = bundle(dir.path());
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    assert_eq!(store.take_bundle(&file).unwrap_err().code(), "not_enrolled");
    enrol(&store, &hub());
    let carried = store.take_bundle(&file).unwrap();
    assert_eq!((carried.hash, carried.size, carried.made_ms), (Hash::of(&bytes), bytes.len() as u64, 7));
    std::fs::remove_file(&file).unwrap();
    let hash = carried.hash;
    assert_eq!(next(&store), Some((hash, carried.size, None)));
    assert_eq!(store.next_bundle(&BTreeSet::from([hash])).unwrap(), None);
    assert_eq!(store.bundle_bytes(hash, 1_000, 500).unwrap().unwrap(), bytes[1_000..1_500]);
    assert_eq!(store.bundle_bytes(Hash::of(b"a blob"), 0, 1).unwrap(), None);
    store.upload_url(hash, Some("/uploads/1")).unwrap();
    assert_eq!(next(&store).unwrap().2.as_deref(), Some("/uploads/1"));
    store.hand_in_refused(hash, "rescue_hub_older").unwrap();
    assert_eq!(states(&store), [BundleState::Refused("rescue_hub_older".into())]);
    assert_eq!(next(&store), Some((hash, carried.size, None)), "offered again, from the beginning");
    let outcome = HandedIn { accepted: 1, ..HandedIn::default() };
    store.handed_in(hash, &outcome, 1_000).unwrap();
    assert_eq!((states(&store), next(&store)), (vec![BundleState::HandedIn(outcome)], None));
    assert_eq!(store.counts().unwrap().bundles, 0);

    // The hub was restored and may have lost it.
    let greeting = Greeting {
        version: VERSION,
        epoch: Uuid::from_u128(2),
        have: store.identity().unwrap().recorder.head,
        ..greeting()
    };
    store.greeted(&greeting).unwrap();
    assert_eq!(next(&store).unwrap().0, hash);
    store.handed_in(hash, &HandedIn::default(), 1_000).unwrap();
    store.prune(1_000 + 89 * 24 * 3_600_000).unwrap();
    assert_eq!(store.bundles().unwrap().len(), 1, "kept as long as own work");
    store.prune(2_000 + 90 * 24 * 3_600_000).unwrap();
    assert!(store.bundles().unwrap().is_empty());
    assert_eq!(std::fs::read_dir(home.path().join("bundles")).unwrap().count(), 0);
}

fn greeting() -> Greeting {
    serde_json::from_value(serde_json::json!({
        "version": 1, "epoch": Uuid::from_u128(1), "have": { "number": 0, "hash": Hash::of(b"") }, "streams": {}, "now": 1_000
    }))
    .unwrap()
}

#[test]
fn what_is_no_bundle_of_this_hub_is_refused_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (file, mut bytes) = bundle(dir.path());
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    enrol(&store, &DeviceKey::from_seed(&[4; 32]));
    let refused = |file: &Path| store.take_bundle(file).unwrap_err().code();
    assert_eq!(refused(&file), "rescue_other_hub");
    assert_eq!(refused(&dir.path().join("nothing")), "rescue_file_failed");
    bytes[..512].fill(0);
    std::fs::write(&file, &bytes).unwrap();
    assert_eq!(refused(&file), "rescue_not_a_bundle");
    std::fs::write(&file, b"short").unwrap();
    assert_eq!(refused(&file), "rescue_not_a_bundle");
    assert!(store.bundles().unwrap().is_empty());
    assert!(std::fs::read_dir(home.path().join("bundles")).is_err());
}

#[test]
fn a_bundle_outlives_crashes_and_damage() {
    let dir = tempfile::tempdir().unwrap();
    let (file, bytes) = bundle(dir.path());
    let home = tempfile::tempdir().unwrap();
    let opened = || Store::open(setup(home.path()), 1_700_000_000_000).unwrap().store;
    let store = opened();
    enrol(&store, &hub());
    let hash = store.take_bundle(&file).unwrap().hash;
    // An end between file and row, and one in the middle of a copy.
    store.write(|tx, _| Ok(tx.execute("DELETE FROM bundle", [])?)).unwrap();
    drop(store);
    let half = home.path().join("bundles/0011.new");
    std::fs::write(&half, b"half").unwrap();
    let store = opened();
    assert_eq!(next(&store), Some((hash, bytes.len() as u64, None)));
    assert!(!half.exists());
    // The file of records is damaged.
    store.pause();
    drop(store);
    let records = home.path().join("fettle.db");
    let damaged = [b"no database".as_slice(), &std::fs::read(&records).unwrap()[11..]].concat();
    std::fs::write(&records, damaged).unwrap();
    let store = opened();
    assert_eq!(next(&store).unwrap().0, hash);
    // The bundle itself is: the hub takes what is whole of it.
    let path = home.path().join(format!("bundles/{hash}.fettle-rescue"));
    let mut changed = bytes.clone();
    changed[70_000] ^= 1;
    std::fs::write(&path, &changed).unwrap();
    let now = Hash::of(&changed);
    assert_eq!(next(&store), Some((now, bytes.len() as u64, None)));
    assert_eq!(store.bundle_bytes(now, 70_000, 1).unwrap().unwrap(), changed[70_000..70_001]);
    assert_eq!((next(&store).unwrap().0, store.bundles().unwrap().len()), (now, 1));
    // And gone at last: it holds nothing up.
    std::fs::remove_file(home.path().join(format!("bundles/{now}.fettle-rescue"))).unwrap();
    assert_eq!((next(&store), states(&store)), (None, vec![BundleState::Refused("blob_missing".into())]));
}
