//! After quiet, all replicas agree and nothing is missing, whatever the network did.

use super::hub::*;
use crate::store::tests::kit::*;
use crate::store::{Store, UnsentState};

fn phones(hub: &mut Hub) -> (tempfile::TempDir, Store, tempfile::TempDir, Store) {
    let (a_dir, b_dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (a, b) = (open(a_dir.path()), open(b_dir.path()));
    hub.enrol(&a, 7, "A1");
    hub.enrol(&b, 8, "A2");
    (a_dir, a, b_dir, b)
}

#[test]
fn two_phones_agree_after_a_bad_network() {
    for seed in 1..=6_u64 {
        let mut hub = Hub::new();
        let (_a_dir, a, _b_dir, b) = phones(&mut hub);
        let mut net = Net { seed: seed * 0x9e37_79b9, clock_ms: 0 };
        let mut written = 0;
        for round in 0..25 {
            for store in [&a, &b] {
                for _ in 0..net.draw(3) {
                    written += 1;
                    write(store, u128::from(net.draw(3)), &format!("line {written}"), net.clock_ms);
                    net.clock_ms += 5;
                }
                if net.draw(2) == 0 && round < 20 {
                    store.pause();
                    store.resume().unwrap();
                }
                session(store, &mut hub, &mut net);
            }
        }
        // Quiet.
        net.seed = 0;
        for store in [&a, &b, &a] {
            let report = session(store, &mut hub, &mut net);
            assert_eq!(report.code, None, "seed {seed}");
        }
        assert_eq!(hub.stream.len(), written, "seed {seed}: nothing lost, nothing doubled on the hub");
        let mut total = 0;
        for n in 0..3 {
            assert_eq!(lines(&a, n), lines(&b, n), "seed {seed}");
            total += lines(&a, n).len();
        }
        assert_eq!(total, written, "seed {seed}: nothing lost, nothing doubled on the phones");
        assert!(a.unsent().unwrap().is_empty() && b.unsent().unwrap().is_empty());
    }
}

#[test]
fn a_quarantined_event_is_shown_with_its_reason_and_goes_nowhere_else() {
    let mut hub = Hub::new();
    let (_a_dir, a, _b_dir, b) = phones(&mut hub);
    hub.dislike = Some("forbidden");
    write(&a, 1, "fine", 0);
    write(&a, 1, "forbidden", 1);
    write(&a, 1, "fine too", 2);
    let report = session(&a, &mut hub, &mut Net::good());
    assert_eq!((report.pushed, report.quarantined, report.code), (2, 1, None));
    session(&b, &mut hub, &mut Net::good());
    assert_eq!(lines(&b, 1), ["fine", "fine too"]);
    let unsent = a.unsent().unwrap();
    assert_eq!((unsent.len(), unsent[0].number), (1, 2));
    assert_eq!(unsent[0].state, UnsentState::Quarantined("not_allowed".into()));
    assert_eq!(lines(&a, 1), ["fine", "fine too"], "its author has what everybody has");

    hub.release(unsent[0].id);
    for phone in [&a, &b] {
        session(phone, &mut hub, &mut Net::good());
        assert_eq!(lines(phone, 1), ["fine", "forbidden", "fine too"], "released, it counts everywhere");
        assert!(phone.unsent().unwrap().is_empty());
    }
}

#[test]
fn what_was_quarantined_counts_again_while_a_restored_hub_has_not_judged_it() {
    let mut hub = Hub::new();
    let (_a_dir, a, _b_dir, _b) = phones(&mut hub);
    hub.dislike = Some("forbidden");
    write(&a, 1, "fine", 0);
    write(&a, 1, "forbidden", 1);
    session(&a, &mut hub, &mut Net::good());
    assert_eq!(lines(&a, 1), ["fine"]);
    // The hub is put back from a copy, and has learnt meanwhile.
    hub.restore(0, a.identity().unwrap().device, 0);
    hub.dislike = None;
    session(&a, &mut hub, &mut Net::good());
    assert_eq!(lines(&a, 1), ["fine", "forbidden"]);
    assert!(a.unsent().unwrap().is_empty());
}

#[test]
fn blobs_go_both_ways_to_the_byte_over_a_bad_network() {
    for seed in 1..=4_u64 {
        let mut hub = Hub::new();
        let (_a_dir, a, _b_dir, b) = phones(&mut hub);
        let photo: Vec<u8> = (0..=255).collect();
        let blobs = [a.put_blob(&photo, "image/jpeg").unwrap(), a.put_blob(b"<svg/>", "image/svg+xml").unwrap()];
        a.put_blob(b"not named by any event", "text/plain").unwrap();
        a.record(ME, &[wrote(1, "with blobs").with_blobs(blobs.clone())], at(0)).unwrap();
        let mut net = Net { seed: seed * 0x51_7cc1, clock_ms: 0 };
        for _ in 0..40 {
            session(&a, &mut hub, &mut net);
            session(&b, &mut hub, &mut net);
        }
        net.seed = 0;
        assert_eq!(session(&a, &mut hub, &mut net).code, None);
        assert_eq!(session(&b, &mut hub, &mut net).code, None);
        assert_eq!(hub.blobs.len(), 2, "seed {seed}: what no event names stays on the phone");
        assert_eq!(b.blob(blobs[0].hash).unwrap(), photo, "seed {seed}");
        assert_eq!(b.blob(blobs[1].hash).unwrap(), b"<svg/>");
        assert_eq!((a.counts().unwrap().blobs_up, b.counts().unwrap().blobs_down), (0, 0));
    }
}

#[test]
fn signature_before_photo_small_before_large() {
    let mut hub = Hub::new();
    let (_a_dir, a, _b_dir, _b) = phones(&mut hub);
    let large = a.put_blob(&[1; 30], "image/jpeg").unwrap();
    let small = a.put_blob(&[2; 20], "image/jpeg").unwrap();
    let signature = a.put_blob(&[3; 40], "image/svg+xml").unwrap();
    a.record(ME, &[wrote(1, "x").with_blobs([large, small, signature])], at(0)).unwrap();
    session(&a, &mut hub, &mut Net::good());
    // In pieces of 10 bytes: 4 of the signature, 2 of the small photo, 3 of the large one.
    let creations = hub
        .log
        .iter()
        .enumerate()
        .filter(|(_, (m, p, _))| *m == crate::sync::machine::Method::Post && p == "/sync/v1/uploads");
    let at: Vec<usize> = creations.map(|(i, _)| i).collect();
    assert_eq!((at[1] - at[0], at[2] - at[1]), (5, 3));
}

#[test]
fn a_restored_hub_is_refilled_by_the_phones() {
    let mut hub = Hub::new();
    let (_a_dir, a, _b_dir, b) = phones(&mut hub);
    let blob = a.put_blob(b"picture", "image/jpeg").unwrap();
    for n in 0..5 {
        write(&a, 1, &format!("line {n}"), n);
    }
    a.record(ME, &[wrote(1, "photo").with_blobs([blob.clone()])], at(9)).unwrap();
    session(&a, &mut hub, &mut Net::good());
    session(&b, &mut hub, &mut Net::good());
    let before = lines(&b, 1);
    hub.restore(2, a.identity().unwrap().device, 2);
    let report = session(&a, &mut hub, &mut Net::good());
    assert_eq!((report.pushed, report.code), (4, None));
    assert_eq!(hub.blobs[&blob.hash], b"picture");
    session(&b, &mut hub, &mut Net::good());
    assert_eq!(lines(&a, 1), before);
    assert_eq!(lines(&b, 1), before);
    assert_eq!(hub.stream.len(), 6);
    let times = |store: &Store| store.timeline(&note(1)).unwrap().iter().map(|e| e.received()).collect::<Vec<_>>();
    assert_eq!(times(&a), times(&b), "both know the new times of receipt");
}
