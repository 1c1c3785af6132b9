//! Single sessions: greeting, failures with their codes, forgetting, interrupted pages.

use super::hub::*;
use crate::kernel::ChainHead;
use crate::store::tests::kit::*;
use crate::sync::local;
use crate::sync::machine::{Answer, Input, Instruction, Loaded, Machine, Method, Need, Returns};
use crate::sync::protocol::{Lost, paths};

fn phone(hub: &mut Hub) -> (tempfile::TempDir, crate::store::Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    hub.enrol(&store, 7, "A1");
    (dir, store)
}

#[test]
fn the_greeting_teaches_the_time() {
    let mut hub = Hub::new();
    hub.now += 3_600_000;
    let (_dir, store) = phone(&mut hub);
    assert_eq!(session(&store, &mut hub, &mut Net::good()).code, None);
    let anchor = store.identity().unwrap().recorder.anchor.unwrap();
    assert_eq!(anchor.hub_ms, 1_700_000_000_000 + 3_600_000 + 7);
    assert_eq!((anchor.reading.mono_ms, anchor.within_ms), (10, 10), "the middle of a round trip of 20 ms");
    let event = write(&store, 1, "x", 1000);
    assert_eq!(event.header().clock.doubt, None);
    assert_eq!(event.header().clock.hub_ms(), anchor.hub_ms + 990);
}

#[test]
fn runs_are_cut_at_their_limits_and_signed() {
    let mut hub = Hub::new();
    let (_dir, store) = phone(&mut hub);
    for n in 0..7 {
        write(&store, 1, "x", n);
    }
    let report = session(&store, &mut hub, &mut Net::good());
    assert_eq!((report.pushed, report.pulled), (7, 0));
    assert_eq!(hub.log.iter().filter(|(_, path, _)| path == paths::PUSH).count(), 3, "7 events in runs of 3");
    hub.log.clear();
    session(&store, &mut hub, &mut Net::good());
    let asked: Vec<&str> = hub.log.iter().map(|(_, path, _)| path.as_str()).collect();
    assert_eq!(asked, [paths::HELLO, paths::PULL], "nothing new: two requests");
}

#[test]
fn each_failure_has_its_code_and_loses_nothing() {
    let portal = answer(200, "text/html; charset=utf-8", b"<html>Please sign in".to_vec());
    let redirect = answer(302, "", vec![]);
    let other = answer(200, "application/octet-stream", b"{}".to_vec());
    for (answer, code, stopped) in [
        (portal, "captive_portal", None),
        (redirect, "captive_portal", None),
        (other, "captive_portal", None),
        (fault(401, "unknown_device"), "unknown_device", None),
        (fault(401, "device_revoked"), "device_revoked", Some("device_revoked")),
        (fault(426, "version_unknown"), "protocol_version", None),
        (answer_plain(503), "hub_busy", None),
        (answer_plain(500), "hub_failed", None),
        (fault(429, "too_many_tries"), "too_many_tries", None),
    ] {
        let mut hub = Hub::new();
        let (_dir, store) = phone(&mut hub);
        write(&store, 1, "x", 0);
        hub.instead = Some(answer);
        let report = session(&store, &mut hub, &mut Net::good());
        assert_eq!(report.code.as_deref(), Some(code));
        assert_eq!(store.counts().unwrap().pending, 1);
        assert_eq!(store.identity().unwrap().stopped.as_deref(), stopped);
    }
}
fn answer_plain(status: u16) -> Answer {
    answer(status, "text/plain", b"upstream".to_vec())
}

#[test]
fn a_busy_hub_is_left_alone_for_as_long_as_it_asks() {
    let mut machine = Machine::new(config(), 1);
    machine.step(Input::Started);
    let head = ChainHead::start(crate::kernel::DeviceId::new(uuid::Uuid::nil()));
    machine.step(Input::Loaded(Loaded::Head {
        head,
        reading: at(0),
        stopped: None,
        replacement: None,
        checkpoint: None,
        told: Box::default(),
    }));
    let mut busy = answer_plain(503);
    busy.headers.insert("retry-after".into(), "30".into());
    match machine.step(Input::Answered(busy)) {
        Instruction::Wait { ms } => assert!((30_000..30_500).contains(&ms)),
        other => panic!("{other:?}"),
    }
    assert!(matches!(machine.step(Input::Waited), Instruction::Load(Need::Head)));
}

/// A full hub that was put back from a backup: it greets, asks for what it lost, and cannot take it.
#[test]
fn a_hub_that_only_greets_is_left_alone_too() {
    let mut hub = Hub::new();
    let (_dir, store) = phone(&mut hub);
    let event = write(&store, 1, "x", 0);
    hub.lost = Some(Lost { after: Default::default(), console: crate::kernel::DeviceId::new(uuid::Uuid::nil()) });
    let device = store.identity().unwrap().device;
    let mut machine = Machine::new(config(), 1);
    let mut input = Input::Started;
    for _ in 0..200 {
        input = match machine.step(input) {
            Instruction::Load(Need::Returns { .. }) => {
                Input::Loaded(Loaded::Returns(Box::new(Returns { events: vec![event.clone()], ..Returns::default() })))
            }
            Instruction::Load(need) => Input::Loaded(local::load(&store, &need, at(10))),
            Instruction::Apply(apply) => Input::Applied(local::apply(&store, apply)),
            Instruction::Send(request) if request.path == paths::RETURN => {
                hub.log.push((request.method, request.path, request.body.len()));
                Input::Answered(fault(507, "hub_full"))
            }
            Instruction::Send(request) => {
                Input::Answered(Answer { reading: Some(at(20)), ..hub.handle(device, &request) })
            }
            Instruction::Wait { .. } => Input::Waited,
            Instruction::Finished(report) => {
                assert_eq!(report.code.as_deref(), Some("hub_full"));
                assert_eq!(hub.log.iter().filter(|(_, path, _)| path == paths::RETURN).count(), 4, "its tries");
                assert_eq!(store.counts().unwrap().pending, 1);
                return;
            }
        };
    }
    panic!("the session never ends");
}

#[test]
fn an_interrupted_page_goes_on_where_it_broke() {
    let mut hub = Hub::new();
    let (_a_dir, a) = phone(&mut hub);
    for n in 0..6 {
        write(&a, 1, &format!("{n}"), n);
    }
    session(&a, &mut hub, &mut Net::good());
    let (_b_dir, b) = phone(&mut hub);
    let device = b.identity().unwrap().device;
    let mut machine = Machine::new(config(), 1);
    let mut input = Input::Started;
    let mut cursors = vec![];
    loop {
        input = match machine.step(input) {
            Instruction::Load(need) => Input::Loaded(crate::sync::local::load(&b, &need, at(0))),
            Instruction::Apply(apply) => Input::Applied(crate::sync::local::apply(&b, apply)),
            Instruction::Wait { .. } => Input::Waited,
            Instruction::Send(request) => {
                let mut answer = hub.handle(device, &request);
                if request.path == paths::PULL {
                    cursors.push(b.cursors().unwrap()[&HERE]);
                    if cursors.len() == 1 {
                        // The third line is half there.
                        let ends: Vec<usize> =
                            answer.body.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i).collect();
                        answer.body.truncate(ends[1] + 40);
                        answer.cut = true;
                    }
                }
                Input::Answered(answer)
            }
            Instruction::Finished(report) => break assert_eq!((report.pulled, report.code), (6, None)),
        };
    }
    assert_eq!(cursors, [0, 2], "the second page began behind the last whole line");
    assert_eq!(lines(&b, 1), ["0", "1", "2", "3", "4", "5"]);
}

#[test]
fn a_forgotten_subject_leaves_after_its_unsent_work_is_in() {
    let mut hub = Hub::new();
    let (_a_dir, a) = phone(&mut hub);
    let (_b_dir, b) = phone(&mut hub);
    let blob = a.put_blob(b"theirs", "image/jpeg").unwrap();
    a.record(ME, &[wrote(1, "from a").with_blobs([blob.clone()])], at(0)).unwrap();
    session(&a, &mut hub, &mut Net::good());
    session(&b, &mut hub, &mut Net::good());
    assert_eq!(b.blob(blob.hash).unwrap(), b"theirs");
    write(&b, 1, "unsent", 5);
    hub.stream.push((None, Some(note(1))));
    // The page arrives before the push did: the work is still there.
    let entry = crate::sync::protocol::Entry { s: HERE, n: 2, e: None, forget: Some(note(1)), quarantined: None };
    b.receive(&[entry]).unwrap();
    assert_eq!(lines(&b, 1), ["from a", "unsent"]);
    let file = b.home().join("blobs");
    let files = || walk(&file);
    assert_eq!(files(), 1);
    let mut hub_without_refiling = hub;
    hub_without_refiling.dislike = None;
    let pushed = b.batch(10, 1000).unwrap().unwrap();
    let receipt = crate::sync::protocol::Receipt {
        number: 1,
        hash: pushed.head.head.hash,
        at: 1_700_000_000_100,
        quarantined: None,
        notices: vec![],
    };
    b.receipts(&[receipt]).unwrap();
    assert!(b.get::<Note>(uuid::Uuid::from_u128(1)).unwrap().is_none());
    assert_eq!(files(), 0, "the blob that only it used is gone");
    // Own work is kept for a restored hub, 90 days.
    assert_eq!(b.event_count().unwrap(), 1);
    const DAY: u64 = 24 * 3600 * 1000;
    assert_eq!(b.prune(1_700_000_000_000 + 89 * DAY).unwrap(), 0);
    assert_eq!(b.prune(1_700_000_000_000 + 91 * DAY).unwrap(), 1);
    assert_eq!(b.event_count().unwrap(), 0);
}
fn walk(dir: &std::path::Path) -> usize {
    std::fs::read_dir(dir).unwrap().flatten().map(|e| if e.path().is_dir() { walk(&e.path()) } else { 1 }).sum()
}

#[test]
fn a_blob_that_arrives_changed_is_refused_and_does_not_hold_up_the_rest() {
    let mut hub = Hub::new();
    let (_a_dir, a) = phone(&mut hub);
    let (_b_dir, b) = phone(&mut hub);
    let first = a.put_blob(b"first", "image/jpeg").unwrap();
    let second = a.put_blob(b"second", "image/jpeg").unwrap();
    a.record(ME, &[wrote(1, "x").with_blobs([first.clone(), second.clone()])], at(0)).unwrap();
    session(&a, &mut hub, &mut Net::good());
    hub.blobs.insert(first.hash, b"fIrst".to_vec());
    let report = session(&b, &mut hub, &mut Net::good());
    assert_eq!(report.code.as_deref(), Some("hash_mismatch"));
    assert_eq!(b.blob(first.hash).unwrap_err().code(), "blob_missing");
    assert_eq!(b.blob(second.hash).unwrap(), b"second");
    hub.blobs.insert(first.hash, b"first".to_vec());
    assert_eq!(session(&b, &mut hub, &mut Net::good()).code, None);
    assert_eq!(b.blob(first.hash).unwrap(), b"first");
}

#[test]
fn a_hub_without_room_for_the_last_piece_is_left_alone_too() {
    let mut hub = Hub::new();
    let (_dir, store) = phone(&mut hub);
    let blob = store.put_blob(&[9; 25], "image/jpeg").unwrap();
    store.record(ME, &[wrote(1, "x").with_blobs([blob])], at(0)).unwrap();
    let device = store.identity().unwrap().device;
    let mut machine = Machine::new(config(), 1);
    let mut input = Input::Started;
    let mut refused = 0;
    for _ in 0..400 {
        input = match machine.step(input) {
            Instruction::Load(need) => Input::Loaded(local::load(&store, &need, at(0))),
            Instruction::Apply(apply) => Input::Applied(local::apply(&store, apply)),
            Instruction::Wait { .. } => Input::Waited,
            // The disk is full when all comes together, and what came so far goes.
            Instruction::Send(request) if request.method == Method::Patch && request.body.len() == 5 => {
                refused += 1;
                hub.uploads.get_mut(&request.path).unwrap().2.clear();
                Input::Answered(fault(507, "hub_full"))
            }
            Instruction::Send(request) => Input::Answered(hub.handle(device, &request)),
            Instruction::Finished(report) => {
                assert_eq!((report.code.as_deref(), refused), (Some("hub_full"), 4), "its tries");
                return;
            }
        };
    }
    panic!("the session never ends");
}

#[test]
fn an_upload_goes_on_at_the_byte_where_it_broke() {
    let mut hub = Hub::new();
    let (_dir, store) = phone(&mut hub);
    let blob = store.put_blob(&[9; 25], "image/jpeg").unwrap();
    store.record(ME, &[wrote(1, "x").with_blobs([blob])], at(0)).unwrap();
    let device = store.identity().unwrap().device;
    let mut machine = Machine::new(config(), 1);
    let mut input = Input::Started;
    let mut patches = 0;
    let mut sent = vec![];
    loop {
        input = match machine.step(input) {
            Instruction::Load(need) => Input::Loaded(crate::sync::local::load(&store, &need, at(0))),
            Instruction::Apply(apply) => Input::Applied(crate::sync::local::apply(&store, apply)),
            Instruction::Wait { .. } => Input::Waited,
            Instruction::Send(mut request) => {
                patches += usize::from(request.method == Method::Patch);
                if request.method == Method::Patch && patches == 2 {
                    request.body.truncate(4);
                    hub.handle(device, &request);
                    sent.push(4);
                    Input::Failed(crate::sync::machine::NetFault::Broken)
                } else {
                    if request.method == Method::Patch {
                        sent.push(request.body.len());
                    }
                    Input::Answered(hub.handle(device, &request))
                }
            }
            Instruction::Finished(report) => break assert_eq!((report.blobs_up, report.code), (1, None)),
        };
    }
    assert_eq!(sent, [10, 4, 10, 1], "no byte went twice");
}

#[test]
fn a_page_that_was_changed_on_the_way_is_not_taken() {
    let mut hub = Hub::new();
    let (_a, a) = phone(&mut hub);
    let (_b, b) = phone(&mut hub);
    write(&a, 1, "earth 3.2", 1);
    session(&a, &mut hub, &mut Net::good());
    let device = b.identity().unwrap().device;
    let mut machine = Machine::new(config(), 1);
    let mut input = Input::Started;
    let mut changed = 0;
    let report = loop {
        input = match machine.step(input) {
            Instruction::Load(need) => Input::Loaded(crate::sync::local::load(&b, &need, at(0))),
            Instruction::Apply(apply) => Input::Applied(crate::sync::local::apply(&b, apply)),
            Instruction::Wait { .. } => Input::Waited,
            Instruction::Send(request) => {
                let mut answer = hub.handle(device, &request);
                if request.path == paths::PULL && changed < 2 {
                    changed += 1;
                    let place = answer.body.windows(3).position(|w| w == b"3.2").unwrap();
                    answer.body[place] = b'9';
                }
                Input::Answered(answer)
            }
            Instruction::Finished(report) => break report,
        };
    };
    assert_eq!((report.code, changed), (None, 2));
    assert_eq!(lines(&b, 1), ["earth 3.2"]);
}
