//! The rows of stock are what movements and stocktakes give, in whatever order these come, and whatever becomes of them.

use super::kit;
use crate::domain::parts::{
    CardId, Condition, CountedLine, Ledger, Movement, MovementDetails, MovementEvent, PlaceId, Reason, Stock,
    StockLine, Stocktake, StocktakeEvent,
};
use crate::domain::values::{Quantity, Unit};
use crate::kernel::{Body, Draft, PersonId, Reading, Subject, fold::time};
use crate::store::{MemoryKeys, Setup, Store, stock};
use proptest::prelude::*;
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

const NOON: u64 = 1_800_000_000_000;

fn open(home: &Path, keys: &Arc<MemoryKeys>) -> Store {
    Store::open(Setup::new(home, crate::store::kinds(), keys.clone()), 0).unwrap().store
}
fn n<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(number).into()
}
fn draft<B: Body>(kind: &'static str, number: usize, body: &B) -> Draft {
    Draft::new(Subject::new(kind, n::<Uuid>(1_000 + number as u128)), body)
}
fn card(serial: bool) -> CardId {
    n(if serial { 90 } else { 91 })
}
/// The same number as scanners and keyboards give it.
fn spelled(serial: bool, number: usize) -> Option<String> {
    serial.then(|| ["S1", "Ｓ１", "S1\u{200B}"][number % 3].to_owned())
}

/// What is recorded at which minute.
#[derive(Debug, Clone)]
enum Happening {
    Moved { from: u128, to: u128, amount: i64, serial: bool },
    Counted { place: u128, amount: i64, serial: bool, ago: u64 },
}

prop_compose! {
    fn happening()(kind in 0u8..4, a in 0u128..3, b in 0u128..3, amount in 0i64..4, serial in any::<bool>(), ago in 0u64..90) -> Happening {
        let amount = if serial { amount.min(1) } else { amount } * 1000;
        if kind == 0 {
            Happening::Counted { place: a + 1, amount, serial, ago }
        } else {
            Happening::Moved { from: a, to: b, amount: amount.max(1000), serial }
        }
    }
}

impl Happening {
    fn draft(&self, number: usize, ms: u64) -> Draft {
        match *self {
            Self::Moved { from, to, amount, serial } => {
                let place = |number: u128| (number > 0).then(|| n(number));
                let quantity = Quantity { amount, unit: Unit::Piece };
                let details = MovementDetails {
                    from: place(from),
                    to: place(to),
                    serial: spelled(serial, number),
                    reason: Reason::Transfer,
                    ..MovementDetails::opening(card(serial), quantity, n(1))
                };
                draft("movement", number, &MovementEvent::Recorded { details })
            }
            Self::Counted { place, amount, serial, ago } => {
                let line = CountedLine {
                    card: card(serial),
                    condition: Condition::New,
                    serial: spelled(serial, number),
                    counted: amount,
                    booked: 0,
                    at: time(ms - ago * 60_000),
                    from: None,
                    first_in: None,
                };
                draft(
                    "stocktake",
                    number,
                    &StocktakeEvent::Counted {
                        place: n(place),
                        lines: vec![line],
                        remark: String::new(),
                        whole: false,
                    },
                )
            }
        }
    }
}

/// What all movements and stocktakes of the store give, read whole.
fn given(store: &Store) -> Stock {
    let mut ledger = Ledger::default();
    for (id, movement) in store.all::<Movement>().unwrap() {
        ledger.add(id.into(), &movement.state);
    }
    for (id, stocktake) in store.all::<Stocktake>().unwrap() {
        ledger.count(id.into(), &stocktake.state);
    }
    ledger.stock()
}

fn places() -> impl Iterator<Item = PlaceId> {
    (1..4).map(n)
}

fn agrees(store: &Store) {
    let given = given(store);
    for place in places() {
        let rows: Stock = store.stock_at(place).unwrap().into_iter().collect();
        let (rows, whole): (Vec<StockLine>, Vec<StockLine>) = (rows.at(place).collect(), given.at(place).collect());
        assert_eq!(rows, whole);
        for serial in [true, false] {
            let of: Stock = store.stock_of(place, card(serial)).unwrap().into_iter().collect();
            assert_eq!(of.quantity(place, card(serial)), given.quantity(place, card(serial)));
        }
    }
    let pieces: Stock = store.piece(card(true), "S1").unwrap().into_iter().collect();
    assert!(pieces.lines().eq(given.lines().filter(|line| line.key.serial.is_some())));
}

fn record(store: &Store, number: usize, what: &Happening, minutes: u64) {
    let ms = NOON + minutes * 60_000;
    let reading = Reading { wall_ms: i64::try_from(ms).unwrap(), mono_ms: ms, boot: Uuid::nil(), counts_sleep: true };
    store.record(PersonId::new(n(7)), &[what.draft(number, ms)], reading).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn rows_are_what_the_ledger_gives(all in prop::collection::vec((happening(), 0u64..300), 0..25)) {
        let (dir, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemoryKeys::default()));
        let store = open(dir.path(), &keys);
        for (number, (what, minutes)) in all.iter().enumerate() {
            record(&store, number, what, *minutes);
            agrees(&store);
        }
    }
}

#[test]
fn rows_outlive_a_change_of_keys_and_a_new_version_of_the_folds() {
    let (dir, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemoryKeys::default()));
    let store = open(dir.path(), &keys);
    let moved = |from, to, serial| Happening::Moved { from, to, amount: 1000, serial };
    record(&store, 1, &moved(0, 1, true), 1);
    record(&store, 2, &moved(0, 1, false), 2);
    store.rotate_key().unwrap();
    agrees(&store);
    record(&store, 3, &moved(1, 2, true), 3);
    record(&store, 4, &moved(1, 2, false), 4);
    agrees(&store);
    assert_eq!(store.piece(card(true), "S1").unwrap().len(), 1);
    store
        .write(|tx, _| {
            tx.execute("UPDATE projection SET folds = 0, doc = x'00'", [])?;
            Ok(tx.execute("UPDATE fold SET folds = 0", [])?)
        })
        .unwrap();
    drop(store);
    agrees(&open(dir.path(), &keys));
}

/// Nothing walks or reads the whole: what a question about one part reads does not grow with the ledger.
#[test]
fn a_question_about_one_part_reads_its_lines_only() {
    let (dir, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemoryKeys::default()));
    let store = open(dir.path(), &keys);
    for number in 0..40 {
        record(&store, number, &Happening::Moved { from: 0, to: 1, amount: 1000, serial: false }, number as u64);
    }
    store
        .read(|tx, _| {
            for (sql, wanted) in [
                (stock::AT_PLACE, "stock_line_place (place=?)"),
                (stock::OF_CARD, "stock_line_place (place=? AND card=?)"),
                (stock::OF_PIECE, "stock_line_piece (piece=?)"),
                (stock::LINE, "(line=?)"),
                (stock::PRINTED, "stock_line_piece (piece=?)"),
                (stock::TOGETHER, "stock_line_piece (piece=?)"),
                (stock::ALIKE, "INTEGER PRIMARY KEY (rowid=?)"),
                (stock::ENTRIES, "PRIMARY KEY (line=?)"),
                (stock::SAID, "stock_entry_source (source=?)"),
                (stock::CLOSED, "PRIMARY KEY (place=?)"),
            ] {
                let mut stmt = tx.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                // Nothing is bound: the plan is the same whatever is asked for.
                let plan: Vec<String> = stmt.raw_query().mapped(|r| r.get(3)).collect::<Result<_, _>>()?;
                assert!(plan.iter().any(|step| step.contains(wanted)), "{sql}: {plan:?}");
                // Names that are looked for come as a list; a statement may give a row of its own.
                let scans = |step: &String| {
                    step.starts_with("SCAN") && !step.contains("json_each") && step != "SCAN CONSTANT ROW"
                };
                // The lines of one piece are few, and may be put in order.
                let sorts = |step: &String| step.contains("TEMP B-TREE") && !wanted.contains("piece=?");
                assert!(!plan.iter().any(|step| scans(step) || sorts(step)), "{sql}: {plan:?}");
            }
            // A count of a whole place reckons what lies there and what moved since, whatever came and went before.
            let mut stmt = tx.prepare(&format!("EXPLAIN QUERY PLAN {}", stock::RECKONED))?;
            let plan: Vec<String> = stmt.raw_query().mapped(|r| r.get(3)).collect::<Result<_, _>>()?;
            for wanted in ["stock_line_place (place=?)", "stock_entry_at (at>?)", "INTEGER PRIMARY KEY (rowid=?)"] {
                assert!(plan.iter().any(|step| step.contains(wanted)), "{plan:?}");
            }
            assert!(!plan.iter().any(|step| step.starts_with("SCAN")), "{plan:?}");
            let lines: i64 = tx.query_row("SELECT count(*) FROM stock_line", [], |r| r.get(0))?;
            assert_eq!(lines, 1, "forty movements, one line");
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_draft_in_parts_is_kept_part_by_part_and_let_go_of_whole() {
    let (dir, keys) = (tempfile::tempdir().unwrap(), Arc::new(MemoryKeys::default()));
    let store = kit::open_with(dir.path(), &keys).store;
    store.draft_put("count", "the whole", 1).unwrap();
    store.draft_parts_put("count", &[("a", Some("1".into())), ("b", Some("2".into()))], 1).unwrap();
    store.draft_parts_put("count", &[("a", Some("3".into()))], 1).unwrap();
    store.draft_parts_put("other", &[("a", Some("9".into()))], 1).unwrap();
    store.rotate_key().unwrap();
    assert_eq!(store.draft_part_get("count", "a").unwrap().as_deref(), Some("3"));
    assert_eq!((store.draft_parts("count").unwrap().len(), store.draft_parts_count("count").unwrap()), (2, 2));
    store.draft_parts_put("count", &[("b", None)], 1).unwrap();
    assert_eq!(store.draft_parts("count").unwrap().into_keys().collect::<Vec<_>>(), ["a"]);
    store.draft_parts_delete("count").unwrap();
    assert_eq!(store.draft_parts_count("count").unwrap(), 0);
    assert_eq!(store.draft_get("count").unwrap().as_deref(), Some("the whole"));
    assert_eq!(store.draft_parts_count("other").unwrap(), 1);
}
