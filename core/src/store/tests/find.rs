//! What people may type to find a record: written with its state, gone with it, the same whichever way the state came.

use super::kit::*;
use crate::domain::find::Query;
use crate::kernel::{Aggregate, Folded, Subject};
use crate::store::{Index, Kinds, Setup, Store};
use crate::sync::protocol::Entry;
use std::path::Path;

fn may(store: &Store, typed: &str) -> Vec<Subject> {
    store.may_answer(&Query::read(typed), &[Note::KIND], 9).unwrap()
}

/// How many words and records the index has.
fn counts(store: &Store) -> (u64, u64) {
    let count = |sql: &str| store.read(|tx, _| Ok(tx.query_row(sql, [], |r| r.get::<_, i64>(0))?)).unwrap();
    let all = [count("SELECT COUNT(*) FROM find_word"), count("SELECT COUNT(*) FROM find_doc")];
    (all[0].unsigned_abs(), all[1].unsigned_abs())
}

#[test]
fn words_come_and_go_with_the_state() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    assert_eq!(may(&store, "pump"), []);
    write(&store, 1, "pump house", 0);
    write(&store, 2, "pump room 东门", 10);
    assert_eq!(may(&store, "pump"), [note(2), note(1)], "the newest first");
    assert_eq!(may(&store, "PUM ro"), [note(2)]);
    assert_eq!(may(&store, "东门"), [note(2)]);
    assert_eq!((may(&store, "pumps"), may(&store, "mp")), (vec![], vec![]));
    assert_eq!(store.may_answer(&Query::read("pump"), &["other"], 9).unwrap(), []);
    assert_eq!(store.may_answer(&Query::read("pump"), &[Note::KIND], 1).unwrap(), [note(2)]);
    assert_eq!(may(&store, " "), [], "nothing is asked for");
    // One more line adds its words, and takes none away.
    write(&store, 1, "valve", 20);
    assert_eq!((may(&store, "valve"), may(&store, "house")), (vec![note(1)], vec![note(1)]));
    // Forgotten, it leaves nothing behind.
    let dir = tempfile::tempdir().unwrap();
    let other = open(dir.path());
    let gone = |subject, n| Entry { s: HERE, n, e: None, forget: Some(subject), quarantined: None };
    other.receive(&[entry(1, &write(&store, 3, "boiler", 30), 40)]).unwrap();
    assert_eq!(may(&other, "boiler"), [note(3)]);
    other.receive(&[gone(note(3), 2)]).unwrap();
    assert_eq!((may(&other, "boiler"), counts(&other)), (vec![], (0, 0)));
}

#[test]
fn no_word_stands_in_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    write(&store, 1, "unmistakable", 0);
    store.pause();
    for file in ["fettle.db", "fettle.db-wal"] {
        let bytes = std::fs::read(dir.path().join(file)).unwrap_or_default();
        assert!(!bytes.windows(6).any(|part| part == b"unmist"), "{file}");
    }
}

#[test]
fn a_new_key_finds_the_same_at_every_step() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    for n in 1..=3 {
        write(&store, n, "pump house", 0);
    }
    let before = counts(&store);
    store.begin_rotation().unwrap();
    write(&store, 4, "pump room", 10);
    assert_eq!(may(&store, "pump").len(), 4, "under the old key and under the new one");
    store.finish_rotation().unwrap();
    assert_eq!(may(&store, "pump").len(), 4);
    assert_eq!(may(&store, "room"), [note(4)]);
    assert_eq!(counts(&store).1, before.1 + 1);
}

/// As the version before folded and indexed: without words.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
struct Before(Note);

impl Aggregate for Before {
    const KIND: &'static str = Note::KIND;
    const FOLDS: u16 = 0;
    type Body = NoteBody;
    fn apply(&mut self, meta: &crate::kernel::Meta<'_>, body: NoteBody) {
        self.0.apply(meta, body);
    }
}

fn opened_before(home: &Path) -> Store {
    let kinds = Kinds::new().with_index::<Before>(|_, _: &Folded<Before>| Index::default());
    Store::open(Setup::new(home, kinds, keys(home)), 1_700_000_000_000).unwrap().store
}

#[test]
fn a_phone_of_an_older_version_gets_its_words_when_there_is_time_and_says_so_until_then() {
    /// More than an opening rebuilds.
    const MANY: u128 = 400;
    let dir = tempfile::tempdir().unwrap();
    let store = opened_before(dir.path());
    let drafts: Vec<_> = (1..=MANY).map(|n| wrote(n, &format!("pump {n}"))).collect();
    store.record(ME, &drafts, at(0)).unwrap();
    assert_eq!(counts(&store), (0, 0));
    drop(store);
    let store = open(dir.path());
    assert!(store.is_making_anew().unwrap());
    let first = counts(&store).1;
    assert!(first > 0 && u128::from(first) < MANY, "{first}");
    // Cut, it goes on where it stopped.
    store.fold_some().unwrap();
    drop(store);
    let store = open(dir.path());
    store.finish_folds().unwrap();
    assert!(!store.is_making_anew().unwrap());
    assert_eq!((u128::from(counts(&store).1), may(&store, "400")), (MANY, vec![note(400)]));
}
