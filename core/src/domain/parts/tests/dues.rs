//! What of parts falls due, and which step comes next.

use super::*;
use crate::domain::dues::{Due, Late, Overdue};
use crate::kernel::{Aggregate, Subject};
use chrono::{DateTime, TimeDelta, Utc};

fn said(dues: &[Due], from: DateTime<Utc>) -> Vec<(Late, u8, i64)> {
    // The clock of the test goes on by milliseconds.
    let hours = |due: &Due| ((due.since - from).num_minutes() + 30) / 60;
    dues.iter().map(|due| (due.what, due.step, hours(due))).collect()
}

#[test]
fn paper_and_parts_of_what_was_taken_first_fall_due_until_they_are_there() {
    let mut store = Store::new();
    store.stock_up(store.board, 1, Some("A"), Condition::New);
    let id = store.take_first(&[wanted(store.board, 1, Some("A"), true)]);
    let (at, both) = (store.take(id).at, [(Late::TakePaper, 1, 24), (Late::PartsBack, 1, 72)]);
    assert_eq!(said(&take_dues(&store.take(id)), at), both);
    let hub = store.keeper.person;
    let tell = |store: &mut Store| {
        let due = take_dues(&store.take(id)).into_iter().next().unwrap();
        let told = TakeEvent::Overdue(Overdue::of(&due, vec![hub]));
        store.log.write(hub, vec![Draft::new(Subject::new(Take::KIND, id.uuid()), &told)]);
        (due.what, due.step)
    };
    assert_eq!((tell(&mut store), tell(&mut store)), ((Late::TakePaper, 1), (Late::TakePaper, 2)));
    assert_eq!(said(&take_dues(&store.take(id)), at), [(Late::TakePaper, 3, 24), (Late::PartsBack, 1, 72)]);
    let filed = file_paper(&store.engineer, id, &store.take(id), "LL-7").unwrap();
    store.log.write(store.engineer.person, filed);
    assert_eq!(said(&take_dues(&store.take(id)), at), both[1..]);
    store.give_back(&store.returned(store.board, 1, Some("A"), PartLabel::Good));
    assert_eq!(take_dues(&store.take(id)), []);
}

#[test]
fn parts_are_one_thing_and_what_is_left_of_them_falls_due_anew() {
    let mut store = Store::new();
    store.stock_up(store.plug, 5, None, Condition::New);
    let id = store.take_first(&[wanted(store.plug, 1, None, false), wanted(store.plug, 2, None, false)]);
    let mut take = store.take(id);
    let first = take.at;
    take.lines.get_mut(&2).unwrap().taken_at = Some(first + TimeDelta::hours(10));
    let parts = |take: &Take| {
        said(&take_dues(take), first).into_iter().filter(|due| due.0 == Late::PartsBack).collect::<Vec<_>>()
    };
    assert_eq!(parts(&take), [(Late::PartsBack, 1, 72)], "when the first of them is due");
    let due = take_dues(&take).into_iter().find(|due| due.what == Late::PartsBack).unwrap();
    take.overdue.push(Overdue::of(&due, Vec::new()));
    assert_eq!(parts(&take), [(Late::PartsBack, 2, 72)]);
    take.lines.get_mut(&1).unwrap().taken.clear();
    assert_eq!(parts(&take), [(Late::PartsBack, 1, 82)], "the other line was never late yet");
    // A paper from a phone without a network shows that it was taken earlier.
    let told = Overdue {
        step: 1,
        due: first + TimeDelta::hours(82),
        what: Late::PartsBack,
        item: String::new(),
        told: Vec::new(),
    };
    take.overdue.push(told);
    take.lines.get_mut(&2).unwrap().taken_at = Some(first + TimeDelta::hours(9));
    assert_eq!(parts(&take), [(Late::PartsBack, 2, 81)], "and the step is not taken twice");
}

#[test]
fn a_quarantine_is_late_when_the_oldest_in_it_lies_there_for_a_week() {
    let mut store = Store::new();
    let place = |store: &Store| store.log.get::<Place>(store.quarantine.uuid());
    let since = store.log.now();
    let due = place_dues(&place(&store), Some(since));
    assert_eq!(said(&due, since), [(Late::Inspection, 1, 7 * 24)]);
    assert_eq!(place_dues(&place(&store), None), [], "nothing lies there");
    assert_eq!(place_dues(&store.log.get::<Place>(store.main.uuid()), Some(since)), [], "no quarantine");
    let hub = store.keeper.person;
    for step in 1..=3 {
        let next = place_dues(&place(&store), Some(since)).remove(0);
        assert_eq!((next.step, next.at.is_some()), (step, true));
        let told = PlaceEvent::Overdue(Overdue::of(&next, vec![hub]));
        store.log.write(hub, vec![Draft::new(store.quarantine.into(), &told)]);
    }
    assert_eq!(place_dues(&place(&store), Some(since))[0].at, None, "all steps were taken");
    let later = since + TimeDelta::days(2);
    let next = place_dues(&place(&store), Some(later)).remove(0);
    assert_eq!((next.step, next.since), (1, later + TimeDelta::days(7)), "that was judged; the next one is another");
    let told = PlaceEvent::Overdue(Overdue::of(&next, Vec::new()));
    store.log.write(hub, vec![Draft::new(store.quarantine.into(), &told)]);
    assert_eq!(place(&store).overdue.len(), 1, "what was late before is not kept with the place");
}
