//! A version of the app with another fold: states are rebuilt when there is time, and read right at once.

use super::kit::*;
use crate::kernel::{Aggregate, Folded, Meta};
use crate::store::{Index, Kinds, Setup, Store};
use rusqlite::params;
use serde::{Deserialize, Serialize};
use std::path::Path;
use uuid::Uuid;

/// A note as the next version folds it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Loud {
    cried: Vec<String>,
}

impl Aggregate for Loud {
    const KIND: &'static str = "note";
    const FOLDS: u16 = 2;
    type Body = NoteBody;
    fn apply(&mut self, _: &Meta<'_>, body: NoteBody) {
        if let NoteBody::Wrote { line } = body {
            self.cried.push(line.to_uppercase());
        }
    }
}

/// More than an opening rebuilds.
const MANY: u128 = 400;

fn opened_with(home: &Path, kinds: Kinds) -> Store {
    Store::open(Setup::new(home, kinds, keys(home)), 1_700_000_000_000).unwrap().store
}

/// As the next version opens it.
fn next_version(home: &Path) -> Store {
    let loud = |_: &_, folded: &Folded<Loud>| Index {
        status: (!folded.state.cried.is_empty()).then(|| "loud".to_owned()),
        ..Index::default()
    };
    opened_with(home, Kinds::new().with_index::<Loud>(loud))
}

fn cried(store: &Store, n: u128) -> Vec<String> {
    store.get::<Loud>(Uuid::from_u128(n)).unwrap().map(|folded| folded.state.cried).unwrap_or_default()
}

/// How many are found as the next version indexes them, each with its state.
fn loud(store: &Store) -> usize {
    let found = store.by_status::<Loud>(&["loud"]).unwrap();
    assert!(found.iter().all(|(_, folded)| folded.state.cried.iter().all(|line| line.starts_with("LINE"))));
    found.len()
}

fn written(home: &Path, kinds: Kinds) {
    let store = opened_with(home, kinds);
    let drafts: Vec<_> = (1..=MANY).map(|n| wrote(n, &format!("line {n}"))).collect();
    store.record(ME, &drafts, at(0)).unwrap();
}

#[test]
fn another_fold_counts_at_once_and_states_are_rebuilt_when_there_is_time() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path(), kinds());
    let store = next_version(dir.path());
    let first = loud(&store);
    assert!(first > 0 && first < MANY as usize, "an opening made some anew: {first}");
    // Whoever made it, each is read as this version folds it.
    assert!((1..=MANY).all(|n| cried(&store, n) == [format!("LINE {n}")]));
    assert_eq!(store.all::<Loud>().unwrap().len(), MANY as usize);
    assert!(store.any(&note(MANY)).is_ok());
    // What is written meanwhile is this version's.
    write(&store, MANY, "line again", 10);
    assert_eq!((cried(&store, MANY).len(), loud(&store)), (2, first + 1));
    // Cut in the middle, it goes on where it stopped.
    assert!(store.fold_some().unwrap());
    let cut = loud(&store);
    assert!(cut > first + 1 && cut < MANY as usize, "{cut}");
    drop(store);
    let store = next_version(dir.path());
    assert!(loud(&store) >= cut);
    store.finish_folds().unwrap();
    assert_eq!(loud(&store), MANY as usize);
    assert!(!store.fold_some().unwrap(), "once");
    // A version of before makes its own again.
    drop(store);
    let store = open(dir.path());
    assert_eq!(lines(&store, MANY), [format!("line {MANY}"), "line again".into()]);
    store.finish_folds().unwrap();
    assert_eq!(store.by_status::<Note>(&["written"]).unwrap().len(), MANY as usize);
}

#[test]
fn a_kind_that_no_version_before_knew_is_read_before_its_turn_and_what_was_forgotten_stays_forgotten() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path(), Kinds::new());
    let old = opened_with(dir.path(), Kinds::new());
    let gone = note(MANY - 1);
    old.write(|tx, _| {
        let sql = "INSERT INTO forgotten (kind, subject, done) VALUES ('note', ?1, 1)";
        Ok(tx.execute(sql, params![gone.id().as_bytes()])?)
    })
    .unwrap();
    drop(old);
    let store = open(dir.path());
    let indexed = store.by_status::<Note>(&["written"]).unwrap().len();
    assert!(indexed < MANY as usize - 1);
    assert_eq!(lines(&store, MANY), [format!("line {MANY}")]);
    assert!(lines(&store, MANY - 1).is_empty());
    store.finish_folds().unwrap();
    assert_eq!(store.by_status::<Note>(&["written"]).unwrap().len(), MANY as usize - 1);
    // An app that does not know the kind any more folds nothing of it; one that does again misses nothing. A store that was wiped noted no versions.
    store.write(|tx, _| Ok(tx.execute("DELETE FROM fold", [])?)).unwrap();
    drop(store);
    let old = opened_with(dir.path(), Kinds::new());
    write(&old, 1, "line of then", 20);
    drop(old);
    let store = open(dir.path());
    assert_eq!(lines(&store, 1), ["line 1", "line of then"]);
}

/// What another fold made may not read here: neither a change of keys nor a page of the hub's stumbles over it.
#[test]
fn a_form_that_no_longer_reads_stops_nothing() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path(), kinds());
    let store = open(dir.path());
    store.write(|tx, _| Ok(tx.execute("UPDATE projection SET folds = 0, doc = x'00'", [])?)).unwrap();
    store.write(|tx, _| Ok(tx.execute("UPDATE fold SET at = x''", [])?)).unwrap();
    assert_eq!(lines(&store, 3), ["line 3"]);
    write(&store, 3, "line after", 10);
    assert_eq!(lines(&store, 3).len(), 2);
    store.finish_folds().unwrap();
    store.rotate_key().unwrap();
    assert_eq!(store.by_status::<Note>(&["written"]).unwrap().len(), MANY as usize);
}
