//! What a tap reads and writes is what it is about, however much came and went before. Told by counting, and not by clocks as in `parts_speed`.

use super::kit::*;
use super::parts_speed::{CARDS, at_the_store, at_work, count, into_store, through_bag};
use crate::screens::*;
use std::ops::Range;

/// What was read and written.
#[derive(Debug, PartialEq)]
struct Spent {
    /// States that were read.
    states: usize,
    /// Steps of SQLite's machine for questions about stock and about what was counted.
    steps: i32,
    /// Rows that were written or removed.
    rows: u64,
    /// Drafts, and parts of them, that were written, and their bytes together.
    drafts: (usize, usize),
}

fn spent(phone: &Phone, work: impl FnOnce()) -> Spent {
    let store = phone.app().store();
    let drafts = store.drafts_sealed();
    let (states, steps, rows) = (store.states_read(), store.steps(), store.rows_written());
    work();
    let (states, steps, rows) = (store.states_read() - states, store.steps() - steps, store.rows_written() - rows);
    let now = store.drafts_sealed();
    let written: Vec<usize> = now.difference(&drafts).map(Vec::len).collect();
    Spent { states, steps, rows, drafts: (written.len(), written.iter().sum()) }
}

/// The job offers what is in the bag. It reads the lines of it, and not what came into it and left it.
#[test]
fn a_job_costs_the_same_beside_a_bag_through_which_50_and_500_movements_went() {
    let mut phone = at_work();
    let drawn = |phone: &Phone| {
        let spent = spent(phone, || drop(phone.screen(job_route())));
        let replace = find_button(&phone.screen(job_route()), "replace").unwrap();
        let parts = replace.ask.iter().find(|field| field.key == "part").unwrap();
        assert_eq!(parts.choices.len() as u128, CARDS, "what is carried");
        spent
    };
    through_bag(&mut phone, 0..2 * CARDS);
    let few = drawn(&phone);
    through_bag(&mut phone, 2 * CARDS..20 * CARDS);
    assert_eq!(drawn(&phone), few, "ten times the movements");
    assert!(few.states as u128 >= CARDS && few.steps > 0, "it is counted: {few:?}");
}

/// A scan reads and writes the line of its piece, and not what was counted before it.
#[test]
fn one_more_piece_costs_the_same_after_50_and_after_500_that_were_counted() {
    let mut phone = at_the_store();
    // The last of these is scanned when the others are counted. As many lie there: the ledger grows with the count.
    let last = |phone: &mut Phone, numbers: Range<u128>| {
        into_store(phone, numbers.clone());
        let last = numbers.end - 1;
        for n in numbers.start..last {
            count(phone, n);
        }
        spent(phone, || count(phone, last))
    };
    let few = last(&mut phone, 0..51);
    assert_eq!(last(&mut phone, 51..501), few, "ten times the count");
    assert!(few.states > 0 && few.steps > 0, "it is counted: {few:?}");
    assert_eq!(few.drafts.0, 2, "the line, and which code was scanned last: {few:?}");
    let Screen::Stocktake(screen) = phone.screen(Route::Stocktake { place: store_room().to_string() }) else {
        panic!()
    };
    assert_eq!(screen.progress.done, 501, "all of them are counted");
}
