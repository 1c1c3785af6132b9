//! Deliberately damaged files: whatever is damaged, the store opens, invents nothing, and what was unsent and still reads reaches the hub
//! once.

use super::hand_over::{enrol, hub};
use super::kit::*;
use crate::kernel::{Event, EventId, Hash};
use crate::rescue::{self, Item};
use crate::store::{Opened, Store};
use crate::sync::protocol::Receipt;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn try_open(home: &Path) -> Opened {
    Store::open(setup(home), 1_700_000_000_000).expect("a damaged file is no reason not to open")
}

/// What the phone held.
struct Held {
    texts: BTreeMap<EventId, String>,
    unsent: BTreeSet<EventId>,
    blobs: BTreeSet<Hash>,
    key: String,
    acked: crate::kernel::ChainHead,
}

const ACKED: usize = 3;

/// A phone with others' events, own acknowledged and own unsent ones, a large one among them, and files. The store is open still.
fn phone(home: &Path) -> (Store, Held) {
    let other_home = tempfile::tempdir().unwrap();
    let other = open(other_home.path());
    let store = try_open(home).store;
    enrol(&store, &hub());
    let theirs: Vec<Event> = (0..25).map(|n| write(&other, 2, &format!("theirs {n} {}", "y".repeat(300)), n)).collect();
    let entries: Vec<_> = theirs.iter().zip(1..).map(|(event, n)| entry(n, event, n)).collect();
    store.receive(&entries).unwrap();
    let mut blobs = BTreeSet::new();
    let mut own = Vec::new();
    for n in 0..14 {
        let size = if n == 7 { 13_000 } else { 200 };
        let mut draft = wrote(1 + n % 2, &format!("line {n} {}", "x".repeat(size)));
        if n % 5 == 4 {
            let blob = store.put_blob(format!("photo {n}").as_bytes(), "image/jpeg").unwrap();
            blobs.insert(blob.hash);
            draft = draft.with_blobs([blob]);
        }
        own.extend(store.record(ME, &[draft], at(n as i64)).unwrap());
        store.compose(ME, at(50), |numbers| numbers.count("job").map(|_| vec![])).unwrap();
    }
    let batch = store.batch(ACKED, 1 << 20).unwrap().unwrap();
    let mut receipts = Vec::new();
    for (number, event) in (1..).zip(&batch.events) {
        let hash = store.read(|tx, _| Ok(crate::store::outbox::hash_at(tx, number)?.unwrap())).unwrap();
        assert_eq!(event.header().number, number);
        receipts.push(Receipt { number, hash, at: 1, quarantined: None, notices: vec![] });
    }
    store.receipts(&receipts).unwrap();
    let texts = own.iter().chain(&theirs).map(|event| (event.header().id, event.to_line())).collect();
    let unsent = own[ACKED..].iter().map(|event| event.header().id).collect();
    let key = store.identity().unwrap().key.public();
    (store, Held { texts, unsent, blobs, key, acked: batch.head.head })
}

/// What became of it.
#[derive(Debug, Default)]
struct After {
    /// Unsent events that reach the hub.
    events: usize,
    blobs: usize,
    set_aside: bool,
    device_kept: bool,
}

/// Uses the store as a phone would, opening it again when it finds damage, and hands all that is unsent over.
fn after(home: &Path, held: &Held) -> After {
    let mut out = After { device_kept: true, ..After::default() };
    for _ in 0..4 {
        let opened = try_open(home);
        if let Some(aside) = &opened.set_aside {
            out.set_aside = true;
            out.device_kept &= aside.device_kept;
            assert!(aside.path.exists());
        }
        match used(&opened.store, held, &mut out) {
            Ok(()) => return out,
            Err(code) => assert!(["store_corrupt", "store_sealed"].contains(&code), "{code}"),
        }
    }
    panic!("the store does not come to rest");
}

fn used(store: &Store, held: &Held, out: &mut After) -> Result<(), &'static str> {
    let code = |e: crate::store::StoreError| {
        if e.code() == "store_failed" {
            println!("{e:?}");
        }
        e.code()
    };
    let same = |event: &Event| {
        if let Some(first) = event.header().repeats {
            // A new device says again what only the old one's file had.
            let first = Event::from_line(held.texts.get(&first).expect("an event that nobody wrote")).unwrap();
            assert_eq!(event.body_text(), first.body_text());
            return;
        }
        let mut line = held.texts.get(&event.header().id).expect("an event that nobody wrote").clone();
        if event.received().is_none()
            && let Some(at) = line.find(r#","at":"#)
        {
            line.replace_range(at.., "}");
        }
        let mut found = event.to_line();
        if let Some(at) = found.find(r#","at":"#) {
            found.replace_range(at.., "}");
        }
        assert_eq!(found, line, "an event that was changed");
    };
    for n in [1, 2] {
        store.get::<Note>(uuid::Uuid::from_u128(n)).map_err(code)?;
        let about = |tx: &rusqlite::Connection, shared: &crate::store::db::Shared| {
            crate::store::events::about(tx, shared, &note(n))
        };
        store.read(about).map_err(code)?.iter().for_each(same);
    }
    store.unsent().map_err(code)?;
    let identity = store.identity().map_err(code)?;
    // The phone goes on.
    store.record(ME, &[wrote(9, "goes on")], at(100)).map_err(code)?;
    if let Some(batch) = store.batch(1_000, 1 << 24).map_err(code)?
        && identity.key.public() == held.key
        && batch.events[0].header().number == held.acked.number + 1
    {
        let (device, key) = (identity.device, &held.key);
        crate::kernel::chain::verify_run(device, key, held.acked, &batch.events, &batch.head)
            .expect("the chain goes on");
    }
    if identity.enrolment.is_none() {
        enrol(store, &hub());
    }
    let (bytes, _) = store.export_rescue_to(Vec::new(), "1.0", 0, &mut |_, _| true).map_err(code)?;
    // What was left out because it does not read is searched for at the next opening.
    if store.home().join("fettle.db.suspect").exists() {
        return Err("store_corrupt");
    }
    let (mut ids, mut blobs) = (BTreeSet::new(), 0);
    let report = rescue::read(bytes.as_slice(), &hub(), |item| {
        match item {
            Item::Event(event) => {
                event.verify(&identity.key.public()).expect("the device's own");
                if event.event.header().subject != note(9) {
                    same(&event.event);
                    let header = event.event.header();
                    // Said again by each device that followed: the hub lets the first count.
                    let fresh = ids.insert(header.repeats.unwrap_or(header.id));
                    assert!(fresh, "once: {header:?}");
                }
            }
            // What it went on with before the damage was found.
            Item::Salvaged(event) if event.event.header().subject == note(9) => {}
            Item::Salvaged(event) => {
                same(&event.event);
                assert!(ids.insert(event.event.header().id), "once");
                if let Some(head) = event.head {
                    rescue::SignedEvent { before: event.before, head, event: event.event }
                        .verify(&held.key)
                        .expect("its own");
                }
            }
            Item::Blob(blob, _) => {
                assert!(held.blobs.contains(&blob.hash));
                blobs += 1;
            }
            Item::About(_) => {}
        }
        true
    });
    assert!(report.unwrap().whole());
    out.events = ids.intersection(&held.unsent).count();
    out.blobs = blobs;
    Ok(())
}

/// A folder with the files of `from`, but for the records, which are these.
fn with(from: &Path, files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut copied = std::process::Command::new("cp");
    copied.arg("-r").args([from.join("blobs"), from.join("keys")]).arg(dir.path());
    assert!(copied.status().unwrap().success());
    for (name, bytes) in files {
        std::fs::write(dir.path().join(name), bytes).unwrap();
    }
    dir
}

#[test]
fn a_bit_flipped_anywhere_costs_what_stands_there_and_no_more() {
    let dir = tempfile::tempdir().unwrap();
    let (store, held) = phone(dir.path());
    store.pause();
    let whole = std::fs::read(store.path()).unwrap();
    assert!(!dir.path().join("fettle.db-wal").exists());
    let (mut cases, mut lost, mut worst, mut new_devices, mut set_aside) = (0, 0, 0, 0, 0);
    for at in (0..whole.len()).step_by((whole.len() / 200) | 1).chain(0..100) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        let home = with(dir.path(), &[("fettle.db", &bytes)]);
        let after = after(home.path(), &held);
        let missing = held.unsent.len() - after.events;
        cases += 1;
        lost += missing;
        worst = worst.max(missing);
        new_devices += u32::from(!after.device_kept);
        set_aside += u32::from(after.set_aside);
        assert_eq!(after.blobs, held.blobs.len(), "byte {at}");
        assert!(missing <= 1, "byte {at}: {missing} events lost, {after:?}");
    }
    println!(
        "{} bytes, {cases} flips: {set_aside} found and set aside, {new_devices} new devices, {lost} of {} events lost, at most {worst}",
        whole.len(),
        cases * held.unsent.len()
    );
    assert!(new_devices * 10 < cases as u32, "most damage leaves the device as it is");
}

#[test]
fn a_file_cut_at_any_page_opens_with_what_is_before_the_cut() {
    let dir = tempfile::tempdir().unwrap();
    let (store, held) = phone(dir.path());
    store.pause();
    let whole = std::fs::read(store.path()).unwrap();
    let (mut saved, mut cuts, mut last) = (0, 0, 0);
    for page in 0..whole.len() / 4096 {
        for end in [page * 4096, page * 4096 + 1_000] {
            let home = with(dir.path(), &[("fettle.db", &whole[..end])]);
            let events = after(home.path(), &held).events;
            assert!(events >= last, "{end} bytes: more of the file never gives less");
            last = events;
            saved += events;
            cuts += 1;
        }
    }
    println!("{cuts} cuts: {saved} of {} events saved", cuts * held.unsent.len());
    assert!(last + 1 >= held.unsent.len(), "without its last page it still has nearly all");
}

#[test]
fn a_log_that_is_lost_torn_or_changed_leaves_a_store_that_opens() {
    let dir = tempfile::tempdir().unwrap();
    let (store, held) = phone(dir.path());
    let main = std::fs::read(store.path()).unwrap();
    let log = std::fs::read(dir.path().join("fettle.db-wal")).unwrap();
    let index = std::fs::read(dir.path().join("fettle.db-shm")).unwrap();
    assert!(log.len() > 100_000, "all is still in the log");
    after(with(dir.path(), &[("fettle.db", &main)]).path(), &held);
    let garbage = vec![0xa5; index.len()];
    let home = with(dir.path(), &[("fettle.db", &main), ("fettle.db-wal", &log), ("fettle.db-shm", &garbage)]);
    let whole = after(home.path(), &held);
    assert_eq!((whole.events, whole.device_kept), (held.unsent.len(), true));
    let mut last = 0;
    for end in (0..log.len()).step_by(log.len() / 40) {
        let home = with(dir.path(), &[("fettle.db", &main), ("fettle.db-wal", &log[..end])]);
        let events = after(home.path(), &held).events;
        assert!(events + ACKED >= last, "more of the log never gives less");
        last = events;
    }
    let both = |bytes: &[u8]| with(dir.path(), &[("fettle.db", &main), ("fettle.db-wal", bytes)]);
    // A bit in the middle: SQLite drops all that follows; what stands there is put back.
    let (mut flips, mut lost, mut worst) = (0, 0, 0);
    for at in (0..log.len())
        .step_by((log.len() / 25) | 1)
        .chain((0..40).step_by(4))
        .chain((log.len() - 4_120..log.len()).step_by(999))
    {
        let mut bytes = log.clone();
        bytes[at] ^= 1 << (at % 8);
        let home = both(&bytes);
        let after = after(home.path(), &held);
        let missing = held.unsent.len() - after.events;
        (flips, lost, worst) = (flips + 1, lost + missing, worst.max(missing));
        assert!(missing <= 1, "byte {at}: {missing} events lost, {after:?}");
        assert!(!after.set_aside, "byte {at}: the file itself is sound");
        assert_eq!(after.blobs, held.blobs.len(), "byte {at}");
        assert!(!home.path().join("fettle.db.torn").exists());
    }
    println!("{flips} flips in the log: {lost} of {} events lost, at most {worst}", flips * held.unsent.len());
    // The file itself is gone, and its log has everything.
    let home = with(dir.path(), &[("fettle.db", &vec![0xa5; 4096]), ("fettle.db-wal", &log)]);
    assert_eq!(after(home.path(), &held).events, held.unsent.len(), "the pages of the log are read");
    drop(store);
}

#[test]
fn damaged_files_hold_up_nothing_and_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let (store, held) = phone(dir.path());
    store.pause();
    let main = std::fs::read(store.path()).unwrap();
    let hash = *held.blobs.first().unwrap();
    type Harm = fn(&Path);
    let harms: [Harm; 3] = [
        |file| std::fs::remove_file(file).unwrap(),
        |file| std::fs::write(file, b"short").unwrap(),
        |file| {
            let mut bytes = std::fs::read(file).unwrap();
            bytes[35] ^= 1;
            std::fs::write(file, bytes).unwrap();
        },
    ];
    for harm in harms {
        let home = with(dir.path(), &[("fettle.db", &main)]);
        harm(&crate::store::blob_files::path(home.path(), hash));
        let out = after(home.path(), &held);
        assert_eq!((out.events, out.blobs, out.set_aside), (held.unsent.len(), held.blobs.len() - 1, false));
        // And with the records damaged too.
        std::fs::write(home.path().join("fettle.db"), [b"no database".as_slice(), &main[11..]].concat()).unwrap();
        let opened = try_open(home.path());
        let aside = opened.set_aside.unwrap();
        assert_eq!((aside.salvaged as usize, aside.lost), (held.unsent.len(), 0));
        assert_eq!((aside.blobs as usize, aside.blobs_lost), (held.blobs.len() - 1, 1));
    }
}

#[test]
fn values_that_were_moved_to_another_place_are_damage() {
    let dir = tempfile::tempdir().unwrap();
    let (store, held) = phone(dir.path());
    let swap = "UPDATE event SET text = (SELECT o.text FROM event o WHERE o.device = event.device AND o.number = 19 - event.number)
                WHERE number IN (9, 10) AND device = (SELECT device FROM identity)";
    store.write(|tx, _| Ok(tx.execute(swap, [])?)).unwrap();
    assert_eq!(store.batch(100, 1 << 20).unwrap_err().code(), "store_sealed");
    store.pause();
    drop(store);
    let out = after(dir.path(), &held);
    // An older version of the one or the other may still be found in the file.
    assert!(out.events >= held.unsent.len() - 2 && out.set_aside, "{out:?}");
}

#[test]
fn a_salvage_that_is_cut_off_begins_again() {
    let dir = tempfile::tempdir().unwrap();
    let (store, held) = phone(dir.path());
    store.pause();
    let mut main = std::fs::read(store.path()).unwrap();
    main[..16].copy_from_slice(b"no database here");
    // Killed after the mark, after the move, and while the fresh file was made.
    for stage in 0..3 {
        let home = with(dir.path(), &[("fettle.db", &main), ("fettle.db.salvaging", b"fettle.1.damaged.db")]);
        let at = |name: &str| home.path().join(name);
        if stage > 0 {
            std::fs::rename(at("fettle.db"), at("fettle.1.damaged.db")).unwrap();
        }
        if stage > 1 {
            open_elsewhere(home.path());
        }
        let out = after(home.path(), &held);
        assert_eq!((out.events, out.set_aside, out.device_kept), (held.unsent.len(), true, true), "stage {stage}");
        assert_eq!(std::fs::read(at("fettle.1.damaged.db")).unwrap(), main, "kept as it was");
        assert!(!at("fettle.db.salvaging").exists());
    }
}

/// A fresh file as a salvage makes it, without what it saves.
fn open_elsewhere(home: &Path) {
    crate::store::schema::open_writer(&home.join("fettle.db"), None).unwrap();
}

#[test]
fn a_version_that_a_flipped_bit_made_newer_is_damage_and_a_newer_apps_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let (store, held) = phone(dir.path());
    store.write(|tx, _| Ok(tx.pragma_update(None, "user_version", 4_098)?)).unwrap();
    drop(store);
    let out = after(dir.path(), &held);
    assert_eq!((out.events, out.device_kept), (held.unsent.len(), true));
}
