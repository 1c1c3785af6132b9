//! Any order, any repetition, any partition of a set of events gives the same state.

use super::*;

/// A shuffle that proptest can shrink: each event gets a random key.
fn shuffled(events: &[Event], keys: &[u32]) -> Vec<Event> {
    let mut keyed: Vec<(u32, Event)> =
        events.iter().enumerate().map(|(i, e)| (keys[i % keys.len()].rotate_left(i as u32), e.clone())).collect();
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, event)| event).collect()
}

/// A replica that takes events in one by one and refolds when one comes late: what stores do.
fn replica(events: &[Event]) -> Folded<Note> {
    let mut have: Vec<Event> = Vec::new();
    let mut folded = Folded::<Note>::default();
    for event in events {
        if have.iter().any(|e| e.header().id == event.header().id) {
            continue;
        }
        have.push(event.clone());
        if !folded.push(event) {
            folded = fold(&have);
        }
    }
    folded
}

proptest! {
    #[test]
    fn any_order_and_repetition_gives_the_same_state(steps in steps(), keys in proptest::collection::vec(any::<u32>(), 1..40)) {
        let events = all(&play(&steps));
        let expected = fold::<Note>(&events);
        let mut twice = shuffled(&events, &keys);
        twice.extend(events.iter().step_by(2).cloned());
        prop_assert_eq!(&fold::<Note>(&twice), &expected);
        prop_assert_eq!(&replica(&twice), &expected);
        prop_assert_eq!(expected.count as usize, events.len());
    }

    #[test]
    fn any_partition_gives_the_same_state(steps in steps(), cut in any::<prop::sample::Index>(), keys in proptest::collection::vec(any::<u32>(), 1..40)) {
        let events = shuffled(&all(&play(&steps)), &keys);
        let (left, right) = events.split_at(cut.index(events.len() + 1));
        let mut first_left = left.to_vec();
        first_left.extend_from_slice(right);
        let mut first_right = right.to_vec();
        first_right.extend_from_slice(left);
        prop_assert_eq!(replica(&first_left), replica(&first_right));
    }

    #[test]
    fn state_survives_its_own_serialisation(steps in steps()) {
        let folded = fold::<Note>(&all(&play(&steps)));
        let text = serde_json::to_string(&folded).unwrap();
        prop_assert_eq!(serde_json::from_str::<Folded<Note>>(&text).unwrap(), folded);
    }

    /// The hub's times of receipt hold back clocks that are ahead; replicas that know them agree, and each device's order is kept.
    #[test]
    fn receipts_hold_back_clocks_that_are_ahead(steps in steps(), keys in proptest::collection::vec(any::<u32>(), 1..40)) {
        let phones = play(&steps);
        let now = 1_700_000_000_000_u64;
        let mut received = Vec::new();
        for phone in &phones {
            // Each device pushes in its own order, some time after the other.
            received.extend(phone.own.iter().enumerate().map(|(i, e)| e.clone().with_received(now + i as u64 * 1000)));
        }
        let expected = fold::<Note>(&received);
        prop_assert_eq!(&replica(&shuffled(&received, &keys)), &expected);
        let latest = now + 25_000;
        prop_assert!(received.iter().all(|e| e.order().ms <= latest));
        for phone in &phones {
            let mine: Vec<EventId> = phone.own.iter().map(|e| e.header().id).collect();
            let folded: Vec<EventId> = expected.state.history.iter().copied().filter(|id| mine.contains(id)).collect();
            prop_assert_eq!(folded, mine);
        }
    }
}

#[test]
fn a_replica_that_learns_a_receipt_late_agrees_with_one_that_knew_it() {
    let mut phone = Phone::new(0);
    let ahead = phone.write(1, 4_000_000_000_000, &NoteEvent::Renamed { name: "ahead".into() });
    let mut other = Phone::new(1);
    let right = other.write(2, 1_700_000_100_000, &NoteEvent::Renamed { name: "right".into() });
    let receipt = 1_700_000_000_000;
    let informed = [ahead.clone().with_received(receipt), right.clone().with_received(receipt + 900_000)];
    // Both copies of the event: the one that knows its receipt counts.
    let mixed = [ahead, right.clone().with_received(receipt + 900_000), informed[0].clone()];
    assert_eq!(fold::<Note>(&mixed), fold::<Note>(&informed));
    assert_eq!(fold::<Note>(&informed).state.name.get().map(String::as_str), Some("right"));
}

#[test]
fn two_who_had_not_seen_each_other_both_stand_until_someone_decides() {
    let (mut a, mut b) = (Phone::new(0), Phone::new(1));
    let first = a.write(1, 1_000, &NoteEvent::Renamed { name: "first".into() });
    b.learn([first]);
    let from_a = a.write(2, 2_000, &NoteEvent::Renamed { name: "from a".into() });
    let from_b = b.write(3, 3_000, &NoteEvent::Renamed { name: "from b".into() });
    a.learn([from_b]);
    let folded = fold::<Note>(a.known.values());
    assert!(folded.state.name.in_conflict());
    assert_eq!(folded.state.name.get().map(String::as_str), Some("from b"));
    let values: Vec<&str> = folded.state.name.writes().iter().map(|w| w.value.as_str()).collect();
    assert_eq!(values, ["from a", "from b"], "the first had been seen by both and is gone");
    let decided = a.write(4, 4_000, &NoteEvent::Renamed { name: "from a".into() });
    b.learn([from_a, decided]);
    let folded = fold::<Note>(b.known.values());
    assert!(!folded.state.name.in_conflict());
    assert_eq!(folded.state.name.get().map(String::as_str), Some("from a"));
}

#[test]
fn the_same_value_written_twice_concurrently_is_no_disagreement() {
    let (mut a, mut b) = (Phone::new(0), Phone::new(1));
    a.write(1, 1_000, &NoteEvent::Renamed { name: "same".into() });
    let other = b.write(2, 1_000, &NoteEvent::Renamed { name: "same".into() });
    a.learn([other]);
    assert!(!fold::<Note>(a.known.values()).state.name.in_conflict());
}

#[test]
fn a_late_event_from_a_third_device_is_not_taken_as_seen() {
    // c's event is older than a's by stamp, but b saw only a's before it wrote.
    let (mut a, mut b, mut c) = (Phone::new(0), Phone::new(1), Phone::new(2));
    let from_c = c.write(1, 1_000, &NoteEvent::Renamed { name: "c".into() });
    let from_a = a.write(2, 2_000, &NoteEvent::Renamed { name: "a".into() });
    b.learn([from_a]);
    b.write(3, 3_000, &NoteEvent::Renamed { name: "b".into() });
    b.learn([from_c]);
    let folded = fold::<Note>(b.known.values());
    let values: Vec<&str> = folded.state.name.writes().iter().map(|w| w.value.as_str()).collect();
    assert_eq!(values, ["c", "b"]);
}
