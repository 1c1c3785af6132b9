//! The ledger and its sum.

use super::*;
use crate::domain::parts::Stock;
use crate::domain::printed;
use crate::kernel::Subject;
use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;
use std::collections::BTreeMap;
use uuid::Uuid;

fn movement(card: u8, from: u8, to: u8, amount: i64, condition: usize, minutes: i64) -> Movement {
    let place = |n: u8| (n > 0).then(|| PlaceId::new(Uuid::from_u128(u128::from(n))));
    Movement {
        details: Some(MovementDetails {
            card: CardId::new(Uuid::from_u128(u128::from(card))),
            quantity: Quantity { amount, unit: Unit::Piece },
            serial: None,
            from: place(from),
            to: place(to),
            reason: Reason::Transfer,
            paper: None,
            condition: Condition::ALL[condition],
            becomes: None,
            label: None,
            corrects: None,
            remark: String::new(),
            unread: false,
            since: None,
        }),
        at: DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes),
        ..Movement::default()
    }
}

prop_compose! {
    fn movements()(all in prop::collection::vec((1u8..3, 0u8..4, 0u8..4, 1i64..5_000, 0usize..5, 0i64..1_000), 0..60)) -> Vec<Movement> {
        all.into_iter().map(|(card, from, to, amount, condition, at)| movement(card, from, to, amount, condition, at)).collect()
    }
}

proptest! {
    /// The stock is the plain sum of the ledger, whatever the order and however often a movement comes.
    #[test]
    fn stock_is_the_sum_in_any_order(all in movements(), seed in any::<u64>()) {
        let keyed: Vec<(MovementId, &Movement)> = (1u128..).map(|n| MovementId::new(Uuid::from_u128(n))).zip(&all).collect();
        let stock = Stock::of(keyed.iter().copied());

        let mut sums: BTreeMap<(PlaceId, CardId, Condition), i64> = BTreeMap::new();
        for movement in &all {
            let d = movement.details.as_ref().unwrap();
            if let Some(to) = d.to { *sums.entry((to, d.card, d.condition)).or_default() += d.quantity.amount; }
            if let Some(from) = d.from { *sums.entry((from, d.card, d.condition)).or_default() -= d.quantity.amount; }
        }
        sums.retain(|_, sum| *sum != 0);
        let lines: BTreeMap<_, _> = stock.lines().map(|l| ((l.key.place, l.key.card, l.key.condition), l.quantity)).collect();
        prop_assert_eq!(lines, sums);

        let mut shuffled: Vec<(MovementId, &Movement)> = keyed.iter().chain(&keyed).copied().collect();
        shuffled.sort_by_key(|(id, m)| (id.uuid().as_u128() as u64).wrapping_mul(seed | 1) ^ m.at.timestamp() as u64);
        prop_assert_eq!(Stock::of(shuffled), stock);
    }

    /// Nothing is picked that is not there, and the picks are in order.
    #[test]
    fn picks_are_there_and_in_order(all in movements(), amount in 1i64..20_000) {
        let stock = Stock::of((1u128..).map(|n| MovementId::new(Uuid::from_u128(n))).zip(&all));
        let (place, card) = (PlaceId::new(Uuid::from_u128(1)), CardId::new(Uuid::from_u128(1)));
        let picked = stock.pick(place, card, amount);
        let there: i64 = stock.at(place).filter(|l| l.key.card == card && l.key.condition.usable()).map(|l| l.quantity.max(0)).sum();
        prop_assert_eq!(picked.iter().map(|(_, some)| *some).sum::<i64>(), amount.min(there));
        for (line, some) in &picked {
            prop_assert!(*some > 0 && *some <= line.quantity);
        }
        let order: Vec<_> = picked.iter().map(|(line, _)| (line.key.condition, line.first_in)).collect();
        prop_assert!(order.is_sorted());
    }
}

#[test]
fn the_oldest_that_is_left_decides() {
    // Two came in at minute 1, three at minute 9; two left: what is there came in at minute 9.
    let all = [movement(1, 0, 1, 2000, 2, 1), movement(1, 0, 1, 3000, 2, 9), movement(1, 1, 0, 2000, 2, 20)];
    let stock = Stock::of((1u128..).map(|n| MovementId::new(Uuid::from_u128(n))).zip(&all));
    let line = stock.lines().next().unwrap();
    assert_eq!((line.quantity, line.first_in), (3000, Some(DateTime::UNIX_EPOCH + TimeDelta::minutes(9))));
}

#[test]
fn a_mistake_is_corrected_by_another_movement() {
    let mut store = Store::new();
    store.stock_up(store.plug, 4, None, Condition::New);
    let wrong = store.log.subjects("movement")[0].id();
    let state = store.log.get::<Movement>(wrong);
    assert_eq!(code(correct(&store.engineer, wrong.into(), &state, "typed twice", &mut fresh)), "not_allowed");
    assert_eq!(code(correct(&store.keeper, wrong.into(), &state, "", &mut fresh)), "reason_missing");
    let drafts = correct(&store.keeper, wrong.into(), &state, "typed twice", &mut fresh).unwrap();
    let id = drafts[0].subject.id();
    store.log.write(store.keeper.person, drafts);
    assert_eq!(store.count(store.main, store.plug), 0);
    let corrected = store.log.get::<Movement>(wrong);
    assert_eq!(corrected.details, state.details, "the first one stays as it was");
    let correction = store.log.get::<Movement>(id);
    let again = correct(&store.keeper, id.into(), &correction, "x", &mut fresh);
    assert_eq!(code(again), "movement_is_correction");
    let twice = correct(&store.keeper, wrong.into(), &corrected, "x", &mut fresh);
    assert_eq!(code(twice), "movement_corrected");
    // A colleague who had not seen the first correction takes it back too.
    let drafts = correct(&store.manager, wrong.into(), &state, "typed twice", &mut fresh).unwrap();
    store.log.write(store.manager.person, drafts);
    let flags = store.log.get::<Movement>(wrong).flags;
    assert_eq!(flags.iter().map(|flag| flag.code.as_str()).collect::<Vec<_>>(), ["corrected_twice"]);
}

#[test]
fn a_movement_is_never_edited() {
    let mut store = Store::new();
    store.stock_up(store.plug, 4, None, Condition::New);
    let subject = store.log.subjects("movement")[0].clone();
    let mut details = store.log.get::<Movement>(subject.id()).details.unwrap();
    details.quantity = Quantity::pieces(400);
    store.log.write(store.engineer.person, vec![Draft::new(subject.clone(), &MovementEvent::Recorded { details })]);
    let movement = store.log.get::<Movement>(subject.id());
    assert_eq!(movement.details.unwrap().quantity, Quantity::pieces(4));
    assert_eq!(movement.flags[0].code, "movement_edited");
}

/// One label, scanned once full-width and once with characters that nobody sees, is one piece; it is shown as it was first printed.
#[test]
fn one_serial_number_in_two_spellings_is_one_line() {
    let mut store = Store::new();
    store.stock_up(store.board, 1, Some("ＰＳ－１"), Condition::New);
    let take = store.take_first(&[wanted(store.board, 1, Some("PS-1\u{200B}"), true)]);
    assert!(store.take(take).flags.is_empty(), "the books had it");
    let lines = |store: &Store| -> Vec<StockLine> { store.log.books().stock.lines().collect() };
    let [line] = lines(&store).try_into().expect("one line");
    assert_eq!((line.key.place, line.key.serial.as_deref(), line.quantity), (store.bag, Some("ＰＳ－１"), 1000));
    assert!(store.log.books().stock.find(store.board, "PS-1").is_some());
    store.give_back(&store.returned(store.board, 1, Some("\u{200E}PS-1"), PartLabel::Good));
    let settled = store.take(take).lines[&1].settled[0].how;
    assert_eq!(settled, SettledHow::UnusedReturned, "the very piece that was taken");
    let [line] = lines(&store).try_into().expect("one line");
    assert_eq!((line.key.place, line.key.serial.as_deref()), (store.quarantine, Some("ＰＳ－１")));
    let (one, other) = (line.key.clone(), StockKey { serial: Some("PS-1".into()), ..line.key });
    assert!(one == other && one.name() == other.name() && one.text() != other.text());
}

/// Two keepers read the label of one piece concurrently, and not as the same number: what was said first stands, and somebody has to look.
#[test]
fn a_piece_that_was_identified_as_two_is_flagged_and_the_same_number_said_again_is_not() {
    let mut store = Store::new();
    let movement: MovementId = id();
    let subject = Subject::new("movement", movement.uuid());
    let opening = MovementDetails::opening(store.board, Quantity::pieces(1), store.main);
    let details = MovementDetails { unread: true, ..opening };
    let keeper = store.keeper.person;
    let say = |store: &mut Store, event: MovementEvent| {
        store.log.write(keeper, vec![Draft::new(subject.clone(), &event)]);
        let moved = store.log.get::<Movement>(subject.id());
        let flags: Vec<(String, Option<String>)> =
            moved.flags.iter().map(|flag| (flag.code.clone(), flag.args.get("serial").cloned())).collect();
        (moved, flags)
    };
    let (_, flags) = say(&mut store, MovementEvent::Recorded { details });
    assert_eq!(flags, [("serial_unread".to_owned(), None)]);
    let identified = |serial: &str| MovementEvent::Identified { serial: serial.into() };
    for serial in ["PS-1", "ＰＳ－１\u{200B}"] {
        let (moved, flags) = say(&mut store, identified(serial));
        assert!(flags.is_empty() && !moved.unread(), "{serial}: {flags:?}");
    }
    let (moved, flags) = say(&mut store, identified("PS-2"));
    assert_eq!(flags, [("identified_twice".to_owned(), Some("PS-2".to_owned()))]);
    assert!(printed::same(moved.serial().unwrap(), "PS-1"), "the first stands: {:?}", moved.serial());
    let lines: Vec<StockLine> = store.log.books().stock.lines().collect();
    assert_eq!(lines.len(), 1, "and it is one piece: {lines:?}");
    let settled = MovementEvent::FlagSettled { event: moved.flags[0].event, remark: "a slip".into() };
    assert_eq!(say(&mut store, settled).1, []);
}

/// The opening count of three stores' worth of boards, written down in one night in no order: what has lain there longest goes out first, and what
/// nobody said it of is as old as its record.
#[test]
fn an_opening_count_goes_out_by_the_day_since_which_it_lay_there() {
    let mut store = Store::new();
    let day = |text: &str| text.parse::<chrono::NaiveDate>().ok();
    for (serial, since) in
        [("S1", day("2025-10-01")), ("S2", day("2024-01-02")), ("S3", None), ("S4", day("2025-09-30"))]
    {
        store.log.wait(1);
        let opening = MovementDetails::opening(store.board, Quantity::pieces(1), store.main);
        let details = MovementDetails { serial: Some(serial.into()), since, ..opening };
        let subject = Subject::new("movement", id::<MovementId>().uuid());
        store.log.write(store.keeper.person, vec![Draft::new(subject, &MovementEvent::Recorded { details })]);
    }
    store.stock_up(store.board, 1, Some("S5"), Condition::New);
    let picked = store.log.books().stock.pick(store.main, store.board, 5000);
    let order: Vec<&str> = picked.iter().filter_map(|(line, _)| line.key.serial.as_deref()).collect();
    assert_eq!(order, ["S2", "S4", "S1", "S3", "S5"]);
    assert_eq!(picked[0].0.first_in, Some("2024-01-02T00:00:00Z".parse::<DateTime<chrono::Utc>>().unwrap()));
    // The slip hands out the same.
    let lines = [wanted(store.board, 2, None, false)];
    let drafts = request(&store.log.books(), &store.engineer, store.way(), &lines, &mut fresh).unwrap();
    let take: TakeId = drafts[0].subject.id().into();
    store.log.write(store.engineer.person, drafts);
    let approved = approve(&store.manager, take, &store.take(take)).unwrap();
    store.log.write(store.manager.person, approved);
    let issued =
        issue(&store.log.books(), &store.keeper, take, &store.take(take), &BTreeMap::new(), &mut fresh).unwrap();
    store.log.write(store.keeper.person, issued);
    assert_eq!(store.take(take).lines[&1].serials().collect::<Vec<_>>(), ["S2", "S4"]);
    // What came out of a store is as old as its coming, whatever a newer program says of it.
    let moved = MovementDetails {
        from: Some(store.bag),
        to: Some(store.main),
        serial: Some("S2".into()),
        since: day("2020-01-01"),
        reason: Reason::Return,
        ..MovementDetails::opening(store.board, Quantity::pieces(1), store.main)
    };
    let subject = Subject::new("movement", id::<MovementId>().uuid());
    store.log.write(store.keeper.person, vec![Draft::new(subject, &MovementEvent::Recorded { details: moved })]);
    let picked = store.log.books().stock.pick(store.main, store.board, 5000);
    let last = picked.last().and_then(|(line, _)| line.key.serial.as_deref());
    assert_eq!(last, Some("S2"));
}

/// The place was counted before somebody brought the opening count: what lay there all the while was counted then, and is not there twice.
#[test]
fn a_count_since_then_has_the_opening_count_in_it() {
    let mut store = Store::new();
    let at = store.log.now();
    let line = CountedLine {
        card: store.plug,
        condition: Condition::New,
        serial: None,
        counted: 10_000,
        booked: 0,
        at,
        from: None,
        first_in: None,
    };
    let counted = Counted { line, moved: false };
    let drafts =
        stocktake(&store.log.books(), &store.keeper, (id(), store.main), &[counted], Extent::Lines, "first count")
            .unwrap();
    store.log.wait(1);
    store.log.write(store.keeper.person, drafts);
    for (since, there) in [(at.date_naive().pred_opt(), 10), (None, 20)] {
        let details =
            MovementDetails { since, ..MovementDetails::opening(store.plug, Quantity::pieces(10), store.main) };
        store.log.wait(1);
        let subject = Subject::new("movement", id::<MovementId>().uuid());
        store.log.write(store.keeper.person, vec![Draft::new(subject, &MovementEvent::Recorded { details })]);
        assert_eq!(store.count(store.main, store.plug), there, "{since:?}");
    }
}

#[test]
fn a_movement_of_before_reads_and_is_written_as_it_was() {
    let details = MovementDetails::opening(id(), Quantity::pieces(1), id());
    let written = serde_json::to_string(&details).unwrap();
    assert!(!written.contains("since"), "{written}");
    assert_eq!(serde_json::from_str::<MovementDetails>(&written).unwrap(), details);
    let since = MovementDetails { since: "2025-10-01".parse().ok(), ..details };
    let written = serde_json::to_string(&since).unwrap();
    assert!(written.contains(r#""since":"2025-10-01""#), "{written}");
    assert_eq!(serde_json::from_str::<MovementDetails>(&written).unwrap(), since);
}
