//! Tests of what a greeting changes.

use super::kit::{entry, lines, note, open, write};
use crate::kernel::{ChainHead, Event, Hash};
use crate::store::UnsentState;
use crate::sync::protocol::{Entry, Greeting, QuarantinedEvent, Stream};
use uuid::Uuid;

fn greeting(epoch: u128, streams: &[(Stream, u64)]) -> Greeting {
    serde_json::from_value(serde_json::json!({
        "version": 1, "epoch": Uuid::from_u128(epoch), "have": ChainHead { number: 0, hash: Hash::of(b"") },
        "streams": streams.iter().map(|(stream, n)| (stream.to_string(), *n)).collect::<std::collections::BTreeMap<_, _>>(),
        "now": 1_000
    }))
    .unwrap()
}

/// Found by the simulator (seed 1016): a person changed centre just when the hub was moved.
#[test]
fn a_stream_that_was_lost_with_the_old_epoch_is_left_at_the_next_greeting() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (store, other) = (open(here.path()), open(there.path()));
    let centre = Stream::Centre(Uuid::from_u128(9));
    store.greeted(&greeting(1, &[(centre.clone(), 1)])).unwrap();
    let mut news = entry(1, &write(&other, 1, "of the centre", 0), 5);
    news.s = centre;
    store.receive(&[news]).unwrap();
    store.greeted(&greeting(2, &[])).unwrap();
    assert_eq!(lines(&store, 1), ["of the centre"], "a hub that was just restored may have forgotten a permission");
    store.greeted(&greeting(2, &[])).unwrap();
    assert!(lines(&store, 1).is_empty(), "it meant it");
}

#[test]
fn what_a_restored_hub_files_elsewhere_is_forgotten_and_what_it_lost_is_kept() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (store, other) = (open(here.path()), open(there.path()));
    let everyone = [(Stream::Everyone, 3)];
    store.greeted(&greeting(1, &everyone)).unwrap();
    let events: Vec<_> = (1..=3).map(|n| write(&other, n, "said", 0)).collect();
    let entries: Vec<_> = (1..).zip(&events).map(|(n, event)| entry(n, event, 5)).collect();
    store.receive(&entries).unwrap();
    assert!(store.unconfirmed_subjects(None, 9).unwrap().is_empty());
    store.greeted(&greeting(2, &everyone)).unwrap();
    store.receive(&[entry(1, &events[0], 5)]).unwrap();
    let unconfirmed = store.unconfirmed_subjects(None, 9).unwrap();
    assert_eq!(unconfirmed, [note(2), note(3)], "the first came again");
    assert_eq!(store.unconfirmed_subjects(Some(&note(2)), 9).unwrap(), [note(3)], "by pages");
    assert_eq!(store.elsewhere(&[note(2)]).unwrap(), 1);
    assert_eq!([1, 2, 3].map(|n| lines(&store, n).len()), [1, 0, 1], "of the third the hub knows nothing");
    assert_eq!(store.unconfirmed_subjects(None, 9).unwrap(), [note(3)], "so it is asked about again");
    // It comes late, from its author.
    store.receive(&[entry(2, &events[2], 9)]).unwrap();
    assert!(store.unconfirmed_subjects(None, 9).unwrap().is_empty());
}

/// Found by the simulator (seed 10135): an event was let through after it had been quarantined, and then the hub was put back from a backup of
/// before; its author's phone counted what no hub counted any more.
#[test]
fn what_a_restored_hub_quarantines_again_counts_no_more_until_it_is_delivered() {
    let here = tempfile::tempdir().unwrap();
    let store = open(here.path());
    let events = [write(&store, 1, "plain", 0), write(&store, 1, "doubted", 1)];
    let have = store.identity().unwrap().recorder.head;
    let everyone = [(Stream::Everyone, 0)];
    let restored = |epoch| Greeting { have, ..greeting(epoch, &everyone) };
    store.write(|tx, _| Ok(tx.execute("UPDATE outbox SET state = 'acked'", [])?)).unwrap();
    store.greeted(&restored(1)).unwrap();
    assert_eq!(lines(&store, 1), ["plain", "doubted"]);
    let quarantined = vec![QuarantinedEvent { event: events[1].header().id, code: "out_of_scope".into() }];
    for _ in 0..2 {
        store.greeted(&Greeting { quarantined: quarantined.clone(), ..restored(2) }).unwrap();
        assert_eq!(lines(&store, 1), ["plain"]);
        assert_eq!(store.counts().unwrap().quarantined, 1);
        assert!(matches!(&store.unsent().unwrap()[0].state, UnsentState::Quarantined(code) if code == "out_of_scope"));
    }
    // Rejudged meanwhile (seed 1001 of the simulator): the reason of now is shown.
    let rejudged = vec![QuarantinedEvent { event: events[1].header().id, code: "not_allowed".into() }];
    store.greeted(&Greeting { quarantined: rejudged, ..restored(2) }).unwrap();
    assert!(matches!(&store.unsent().unwrap()[0].state, UnsentState::Quarantined(code) if code == "not_allowed"));
    // Let through, and it stands in no stream that the phone still follows (seed 50112 of the simulator): the greeting tells.
    store.greeted(&restored(2)).unwrap();
    assert_eq!((lines(&store, 1), store.counts().unwrap().quarantined), (vec!["plain".into(), "doubted".into()], 0));
    store.greeted(&Greeting { quarantined, ..restored(2) }).unwrap();
    assert_eq!((lines(&store, 1), store.counts().unwrap().quarantined), (vec!["plain".into()], 1));
    // Somebody let it through: the hub delivers it.
    store.receive(&[entry(1, &events[1], 9)]).unwrap();
    assert_eq!(lines(&store, 1), ["plain", "doubted"]);
    assert_eq!(store.counts().unwrap().quarantined, 0);
}

#[test]
fn a_greeting_says_nothing_of_work_that_waits() {
    let here = tempfile::tempdir().unwrap();
    let store = open(here.path());
    let event = write(&store, 1, "new", 0);
    let quarantined = vec![QuarantinedEvent { event: event.header().id, code: "out_of_scope".into() }];
    store.greeted(&Greeting { quarantined, ..greeting(1, &[]) }).unwrap();
    assert_eq!((lines(&store, 1), store.counts().unwrap().pending), (vec!["new".to_owned()], 1));
}

/// Found by the simulator (seeds 10355 and 10598): a hub that was put back from a backup quarantined what others had said before, as it came
/// again after what it used to come before; phones that had it went on counting it.
#[test]
fn what_others_said_and_the_hub_quarantines_after_a_restore_counts_no_more_until_it_is_delivered() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (store, other) = (open(here.path()), open(there.path()));
    let everyone = [(Stream::Everyone, 3)];
    store.greeted(&greeting(1, &everyone)).unwrap();
    let events: Vec<_> = (0..3).map(|n| write(&other, 1, &format!("said {n}"), n)).collect();
    let entries: Vec<_> = (1..).zip(&events).map(|(n, event)| entry(n, event, 5)).collect();
    store.receive(&entries).unwrap();
    let own = write(&store, 1, "own", 9);
    store.write(|tx, _| Ok(tx.execute("UPDATE outbox SET state = 'acked'", [])?)).unwrap();
    assert!(store.unconfirmed_events(None, 9).unwrap().is_empty());
    store.greeted(&Greeting { have: store.identity().unwrap().recorder.head, ..greeting(2, &everyone) }).unwrap();
    store.receive(&[entry(1, &events[0], 5)]).unwrap();
    let unconfirmed: Vec<_> =
        store.unconfirmed_events(None, 9).unwrap().iter().map(|unconfirmed| unconfirmed.event).collect();
    assert_eq!(
        unconfirmed,
        [events[1].header().id, events[2].header().id],
        "the first came again, and {} is own",
        own.header().id
    );
    assert_eq!(store.unconfirmed_events(Some(unconfirmed[0]), 9).unwrap().len(), 1, "by pages");
    assert_eq!(lines(&store, 1).len(), 4, "its author may still say it again");
    assert_eq!(store.quarantine_unconfirmed(&[unconfirmed[1], own.header().id]).unwrap(), 1);
    assert_eq!(lines(&store, 1), ["said 0", "said 1", "own"]);
    assert_eq!(
        store.unconfirmed_events(None, 9).unwrap().len(),
        1,
        "what is known to be kept apart is not asked about"
    );
    // Somebody let it through, and the other came from its author.
    store.receive(&[entry(2, &events[2], 9), entry(3, &events[1], 9)]).unwrap();
    assert_eq!(lines(&store, 1), ["said 0", "said 1", "said 2", "own"]);
    assert!(store.unconfirmed_events(None, 9).unwrap().is_empty());
}

/// Found by the simulator (seed 11212): a job was reported, and its author changed centre before it came back from the hub.
#[test]
fn own_work_that_the_hub_has_and_never_sends_back_is_asked_about_and_forgotten() {
    let here = tempfile::tempdir().unwrap();
    let store = open(here.path());
    store.greeted(&greeting(1, &[(Stream::Everyone, 1)])).unwrap();
    let events: Vec<_> = (1..=3).map(|n| write(&store, n, "own", i64::try_from(n).unwrap())).collect();
    assert!(store.unconfirmed_subjects(None, 9).unwrap().is_empty(), "it waits");
    store.write(|tx, _| Ok(tx.execute("UPDATE outbox SET state = 'acked' WHERE number < 3", [])?)).unwrap();
    assert_eq!(store.unconfirmed_subjects(None, 9).unwrap(), [note(1), note(2)]);
    store.receive(&[entry(1, &events[1], 5)]).unwrap();
    assert_eq!(store.unconfirmed_subjects(None, 9).unwrap(), [note(1)], "the second came back");
    assert_eq!(store.elsewhere(&[note(1)]).unwrap(), 1);
    assert_eq!([1, 2, 3].map(|n| lines(&store, n).len()), [0, 1, 1]);
    assert!(store.unconfirmed_subjects(None, 9).unwrap().is_empty(), "asked once");
}

#[test]
fn what_was_delivered_and_is_quarantined_now_counts_no_more_until_it_comes_again() {
    let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (store, author) = (open(home.path()), open(other.path()));
    let events = [write(&author, 1, "one", 1), write(&author, 1, "two", 2)];
    store.receive(&[entry(1, &events[0], 10), entry(2, &events[1], 20)]).unwrap();
    let quarantined = |n, event: &Event| Entry { e: None, quarantined: Some(event.header().id), ..entry(n, event, 0) };
    store.receive(&[quarantined(3, &events[0])]).unwrap();
    assert_eq!(lines(&store, 1), ["two"]);
    // Again, and of something that never came: nothing changes.
    let strange = write(&author, 2, "three", 3);
    store.receive(&[quarantined(4, &events[0]), quarantined(5, &strange)]).unwrap();
    assert_eq!((lines(&store, 1), lines(&store, 2)), (vec!["two".to_owned()], vec![]));
    store.receive(&[entry(6, &events[0], 10)]).unwrap();
    assert_eq!(lines(&store, 1), ["one", "two"]);
    // Quarantined and let in within one page.
    store.receive(&[quarantined(7, &events[1]), entry(8, &events[1], 20)]).unwrap();
    assert_eq!(lines(&store, 1), ["one", "two"]);
}
