//! A count of the whole place closes its ledger: who has what came since has the same stock as who has everything.

use super::stocktake::{Happening, at, happening, ledger, ledger_on, n};
use super::*;
use proptest::prelude::*;

/// A count of a whole place: its number, its place, when, and what it lists.
type Whole = (u8, u8, i64, Vec<(bool, i64)>);
/// The same before it has a number.
type Unnumbered = (u8, i64, Vec<(bool, i64)>);

/// Each line a minute after the one before, as it takes its time.
fn close(ledger: &mut Ledger, (number, place, minutes, listed): &Whole) {
    let line = |((serial, amount), after): (&(bool, i64), i64)| CountedLine {
        card: n(if *serial { 90 } else { 91 }),
        condition: Condition::New,
        serial: serial.then(|| "S1".to_owned()),
        counted: amount * 1000,
        booked: 0,
        at: at(minutes + after),
        from: None,
        first_in: (*amount > 0).then(|| at(-i64::from(*number))),
    };
    let (place, lines) = (Some(n(*place)), listed.iter().zip(0..).map(line).collect());
    let stocktake = Stocktake { place, lines, whole: true, at: at(minutes + 2), ..Stocktake::default() };
    let stocktake = if listed.is_empty() { Stocktake { at: at(*minutes), ..stocktake } } else { stocktake };
    ledger.count(n(*number), &stocktake);
}

prop_compose! {
    fn listed()(plug in prop::option::of(0i64..6), board in prop::option::of(0i64..2)) -> Vec<(bool, i64)> {
        plug.map(|amount| (false, amount)).into_iter().chain(board.map(|amount| (true, amount))).collect()
    }
}
prop_compose! {
    fn whole()(place in 1u8..4, minutes in 0i64..200, listed in listed()) -> Unnumbered {
        (place, minutes, listed)
    }
}

fn numbered(wholes: Vec<Unnumbered>) -> Vec<Whole> {
    (200..).zip(wholes).map(|(number, (place, minutes, listed))| (number, place, minutes, listed)).collect()
}

const fn minutes(one: &Happening) -> i64 {
    match one {
        Happening::Moved { minutes, .. } | Happening::Counted { minutes, .. } => *minutes,
    }
}

fn lines_at(ledger: &Ledger, place: u8) -> Vec<StockLine> {
    ledger.stock().at(n(place)).collect()
}

proptest! {
    #[test]
    fn the_order_in_which_a_closing_becomes_known_says_nothing(
        all in prop::collection::vec(happening(), 0..30), wholes in prop::collection::vec(whole(), 1..4)
    ) {
        let all: Vec<(u8, Happening)> = (1..).zip(all).collect();
        let wholes = numbered(wholes);
        let mut before = ledger(&all);
        wholes.iter().for_each(|whole| close(&mut before, whole));
        let mut after = Ledger::default();
        wholes.iter().rev().for_each(|whole| close(&mut after, whole));
        let after = ledger_on(after, all.iter().rev());
        prop_assert_eq!(before.stock(), after.stock());
        prop_assert_eq!(before.displaced(), after.displaced());
    }

    /// Who has of a place what names it since it was closed, the counts that change it, and of the time before whatever there is, has the same of
    /// it as who has everything: to the piece, and to the day it came in.
    #[test]
    fn who_begins_with_the_closing_has_the_same_stock(
        all in prop::collection::vec(happening(), 0..40), wholes in prop::collection::vec(whole(), 0..3), place in 1u8..4,
        closed in 0i64..200, listed in listed(), drop in any::<u64>()
    ) {
        let all: Vec<(u8, Happening)> = (1..).zip(all).collect();
        let own = (250, place, closed, listed);
        // Counts of the whole place from before are over; those of other places change nothing here but by what they found.
        let wholes: Vec<Whole> = numbered(wholes).into_iter().chain([own]).collect();
        let newest = wholes.iter().filter(|(_, of, ..)| *of == place).map(|(number, _, minutes, _)| (*minutes, *number)).max();
        let (closed, _) = newest.unwrap_or_default();
        let mut everything = ledger(&all);
        wholes.iter().for_each(|whole| close(&mut everything, whole));
        let displaced = everything.displaced();
        let mut seed = drop;
        let mut chance = || { seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1); seed >> 63 == 1 };
        let here = |number: u8, one: &Happening| match one {
            Happening::Moved { from, to, .. } => [*from, *to].contains(&place),
            Happening::Counted { place: counted, .. } => *counted == place || displaced.contains(&(n(number), n(place))),
        };
        let some = all.iter().filter(|(number, one)| here(*number, one) && (minutes(one) >= closed || chance()));
        let mut part = ledger(some);
        for whole @ (number, of, minutes, _) in &wholes {
            if *of == place && (*minutes >= closed || chance()) || displaced.contains(&(n(*number), n(place))) {
                close(&mut part, whole);
            }
        }
        prop_assert_eq!(lines_at(&part, place), lines_at(&everything, place));
    }
}

/// An engineer's phone has January's movement from the store into the own bag, and not the receipt that brought it there: the store was closed in
/// February. It has the store as it was counted, and no part less.
#[test]
fn a_movement_of_a_closed_month_makes_no_part_missing() {
    let moved = (1, Happening::Moved { from: 1, to: 2, amount: 1000, serial: false, minutes: 10 });
    let mut phone = ledger([&moved]);
    assert_eq!(phone.stock().quantity(n(1), n(91)), -1000, "what it would say without the closing");
    close(&mut phone, &(200, 1, 100, Vec::new()));
    assert_eq!((phone.stock().quantity(n(1), n(91)), phone.stock().quantity(n(2), n(91))), (0, 1000));
    let mut counted = ledger([&moved]);
    close(&mut counted, &(200, 1, 100, vec![(false, 4)]));
    let line = counted.stock().of_card(n(1), n(91)).next().unwrap();
    assert_eq!((line.quantity, line.first_in), (4000, Some(at(-200))), "and since when it lies there");
}

/// A piece that came before the first count of the whole store is not in its books any more, also when a later count of it is what closes: who
/// counted the piece elsewhere in between changed nothing there.
#[test]
fn a_later_closing_makes_no_count_of_account_that_was_of_none() {
    let moved = Happening::Moved { from: 0, to: 1, amount: 1000, serial: true, minutes: 10 };
    let counted = Happening::Counted { place: 2, amount: 1000, serial: true, minutes: 60 };
    let mut books = ledger(&[(1, moved), (2, counted)]);
    let displaced = [(n(2), n(1))].into();
    assert_eq!(books.displaced(), displaced, "the store's books had it");
    for (number, minutes) in [(230, 30), (231, 90)] {
        close(&mut books, &(number, 1, minutes, Vec::new()));
        assert_eq!(books.displaced(), [].into(), "{minutes}");
    }
}

fn count_all(store: &mut Store, counted: &[Counted], reason: &str) -> Result<StocktakeId, Refusal> {
    let of = (id(), store.main);
    let extent = Extent::Whole(store.log.now());
    let drafts = stocktake(&store.log.books(), &store.keeper, of, counted, extent, reason)?;
    store.log.wait(1);
    store.log.write(store.keeper.person, drafts);
    Ok(of.0)
}

#[test]
fn of_a_whole_place_every_line_of_the_books_is_counted() {
    let mut store = Store::new();
    store.stock_up(store.plug, 10, None, Condition::New);
    let came = store.log.now();
    store.stock_up(store.board, 1, Some("S1"), Condition::New);
    store.log.wait(1);
    let (plug, board) = (store.plug, store.board);
    let plugs = store.counted(plug, None, 10, 10);
    let refused = count_all(&mut store, std::slice::from_ref(&plugs), "").unwrap_err();
    assert_eq!((refused.args["lines"].clone(), code(Err::<(), _>(refused))), ("1".into(), "count_incomplete"));
    let gone = store.counted(board, Some("S1"), 1, 0);
    assert_eq!(code(count_all(&mut store, &[plugs.clone(), gone.clone()], "")), "reason_missing");
    let id = count_all(&mut store, &[plugs.clone(), gone], "not found").unwrap();
    let closing = store.log.get::<Stocktake>(id.uuid()).closing(id);
    assert_eq!(closing, Some((store.main, Closing { at: plugs.line.at, stocktake: id })));
    assert_eq!((store.count(store.main, plug), store.count(store.main, board)), (10, 0));
    let line = &store.log.get::<Stocktake>(id.uuid()).lines;
    let plugs = line.iter().find(|line| line.card == plug).unwrap();
    assert!(plugs.first_in.is_some_and(|first| first <= came), "how long it has lain there goes with the count");
}

/// A place where nothing is has its month closed too.
#[test]
fn an_empty_place_is_closed_by_a_count_of_nothing() {
    let mut store = Store::new();
    let of = (id(), store.quarantine);
    let now = store.log.now();
    assert_eq!(
        code(stocktake(&store.log.books(), &store.keeper, of, &[], Extent::Lines, "")),
        "lines_missing",
        "of no line something was said"
    );
    let drafts = stocktake(&store.log.books(), &store.keeper, of, &[], Extent::Whole(now), "").unwrap();
    store.log.wait(1);
    store.log.write(store.keeper.person, drafts);
    let (place, closing) = store.log.get::<Stocktake>(of.0.uuid()).closing(of.0).unwrap();
    assert_eq!((place, closing.stocktake), (store.quarantine, of.0));
    assert!(now < closing.at && closing.at <= store.log.now(), "when it was booked");
}

/// Nothing is closed by a part of a count: whoever has its last event has all of it.
#[test]
fn the_last_event_of_a_long_count_closes() {
    let mut store = Store::new();
    for n in 0..401 {
        let lot = Store::lot(store.board, 1, Some(&format!("S{n}")), Condition::New);
        let drafts = receive(&store.log.books(), &store.keeper, &lot, store.main, "", &mut fresh).unwrap();
        store.log.write(store.keeper.person, drafts);
    }
    store.log.wait(1);
    let counted: Vec<Counted> = (0..401).map(|n| store.counted(store.board, Some(&format!("S{n}")), 1, 1)).collect();
    let of: (StocktakeId, PlaceId) = (id(), store.main);
    let extent = Extent::Whole(store.log.now());
    let mut drafts = stocktake(&store.log.books(), &store.keeper, of, &counted, extent, "").unwrap();
    assert_eq!(drafts.len(), 3);
    let rest = drafts.split_off(1);
    store.log.write(store.keeper.person, drafts);
    assert_eq!(store.log.get::<Stocktake>(of.0.uuid()).closing(of.0), None);
    store.log.write(store.keeper.person, rest);
    assert!(store.log.get::<Stocktake>(of.0.uuid()).closing(of.0).is_some());
}

#[test]
fn a_count_around_the_end_of_a_month_closes_it_and_the_next_is_due_a_month_later() {
    let of = |text: &str| Closing { at: text.parse().unwrap(), stocktake: id() };
    for (counted, before) in [
        ("2026-10-31T10:00:00Z", "2026-12-01"),
        ("2026-11-02T10:00:00Z", "2026-12-01"),
        ("2026-11-28T10:00:00Z", "2027-01-01"),
        // By the day in Shanghai.
        ("2026-11-10T16:30:00Z", "2027-01-01"),
        ("2026-11-10T15:30:00Z", "2026-12-01"),
    ] {
        assert_eq!(of(counted).next_before(&chrono_tz::Asia::Shanghai).to_string(), before, "{counted}");
    }
}
