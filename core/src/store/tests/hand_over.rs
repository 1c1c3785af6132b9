//! Handing unsent work over in a bundle.

use super::kit::*;
use crate::kernel::{DeviceKey, Hash};
use crate::rescue::{self, Item};
use crate::store::{Enrolment, HandedOver, Store};
use crate::sync::protocol::{Enrolled, Receipt};

pub fn hub() -> DeviceKey {
    DeviceKey::from_seed(&[3; 32])
}

pub fn enrol(store: &Store, hub: &DeviceKey) {
    let enrolled = Enrolled {
        person: ME,
        short: "A7".into(),
        token: "token".into(),
        hub_name: "Test".into(),
        hub_key: hub.public(),
        now: 1_700_000_000_000,
        certificate: None,
    };
    store.enrolled(&Enrolment { hub_url: "http://hub".into(), pins: Vec::new(), enrolled }).unwrap();
}

fn receipt(store: &Store, number: u64, quarantined: Option<&str>) {
    let batch = store.batch(1, 1 << 20).unwrap().unwrap();
    assert_eq!(batch.head.head.number, number);
    let quarantined = quarantined.map(str::to_owned);
    let receipt = Receipt { number, hash: batch.head.head.hash, at: 1, quarantined, notices: vec![] };
    store.receipts(&[receipt]).unwrap();
}

#[test]
fn a_bundle_holds_all_that_is_not_surely_on_the_hub_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let file = dir.path().join("out.fettle-rescue");
    let mut go_on = |_, _| true;
    assert_eq!(store.export_rescue(&file, "1.0", 0, &mut go_on).unwrap_err().code(), "not_enrolled");
    enrol(&store, &hub());
    let sent = store.put_blob(b"sent", "image/jpeg").unwrap();
    let unsent = store.put_blob(&vec![1; 300_000], "image/jpeg").unwrap();
    let gone = store.put_blob(b"gone", "image/jpeg").unwrap();
    let unnamed = store.put_blob(b"of a form that is not finished", "image/png").unwrap();
    store.record(ME, &[wrote(1, "one").with_blobs([sent.clone(), unsent.clone(), gone.clone()])], at(0)).unwrap();
    for n in 2..6 {
        write(&store, 1, &format!("line {n}"), n);
    }
    receipt(&store, 1, None);
    receipt(&store, 2, Some("not_allowed"));
    store.uploaded(sent.hash).unwrap();
    std::fs::remove_file(crate::store::blob_files::path(dir.path(), gone.hash)).unwrap();
    let before = store.counts().unwrap();
    let mut steps = Vec::new();
    let mut note = |done, total| {
        steps.push((done, total));
        true
    };
    let done = store.export_rescue(&file, "1.0", 7, &mut note).unwrap();
    assert_eq!(done, HandedOver { pending: 3, quarantined: 1, salvaged: 0, blobs: 2, unreadable: 1 });
    assert_eq!(steps, (1..=7).map(|n| (n, 7)).collect::<Vec<_>>());
    assert_eq!(store.counts().unwrap(), before, "it still waits here");
    let (mut numbers, mut blobs, mut abouts) = (vec![], vec![], vec![]);
    let report = rescue::read(std::fs::File::open(&file).unwrap(), &hub(), |item| {
        match item {
            Item::Event(event) => {
                event.verify(&store.identity().unwrap().key.public()).unwrap();
                assert!(event.before.is_some());
                assert_eq!(event.event.received(), None, "as written");
                numbers.push(event.head.head.number);
            }
            Item::Blob(blob, bytes) => {
                assert_eq!(Hash::of(&bytes), blob.hash);
                blobs.push(blob.hash);
            }
            Item::About(about) => abouts.push(about),
            Item::Salvaged(_) => panic!("none"),
        }
        true
    })
    .unwrap();
    assert!(report.whole());
    assert_eq!(numbers, [2, 3, 4, 5]);
    blobs.sort();
    let mut expected = [unsent.hash, unnamed.hash];
    expected.sort();
    assert_eq!(blobs, expected);
    assert_eq!(abouts[1].unreadable, [gone]);
    assert_eq!(abouts[0].head.head, store.identity().unwrap().recorder.head);
    assert_eq!(report.header.made_ms, 7);
}

#[test]
fn a_bundle_is_there_whole_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    enrol(&store, &hub());
    for n in 0..5 {
        write(&store, 1, "line", n);
    }
    let file = dir.path().join("out.fettle-rescue");
    let stopped = store.export_rescue(&file, "1.0", 0, &mut |done, _| done < 3).unwrap_err();
    assert_eq!(stopped.code(), "cancelled");
    let left: Vec<_> = std::fs::read_dir(dir.path()).unwrap().flatten().map(|e| e.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("rescue")), "{left:?}");
    assert_eq!(
        store.export_rescue(&dir.path().join("no/such/folder"), "1.0", 0, &mut |_, _| true).unwrap_err().code(),
        "store_failed"
    );
}
