//! What the store's tests share: a notebook as the aggregate, clocks, a store in a temporary folder.

use crate::domain::find::Words;
use crate::kernel::{Aggregate, Body, Draft, Event, Folded, Meta, PersonId, Reading, Subject};
use crate::store::{Index, KeyStore, Kinds, MemoryKeys, Opened, Setup, Store};
use crate::sync::protocol::{Entry, Receipt, Stream};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum NoteBody {
    Opened { title: String, within: Option<Uuid> },
    Wrote { line: String },
    Labelled { code: String },
}
impl Body for NoteBody {
    const TYPES: &'static [&'static str] = &["opened", "wrote", "labelled"];
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Note {
    pub title: String,
    pub within: Option<Uuid>,
    pub lines: Vec<String>,
    pub code: Option<String>,
}
impl Aggregate for Note {
    const KIND: &'static str = "note";
    const FOLDS: u16 = 1;
    type Body = NoteBody;
    fn apply(&mut self, _: &Meta<'_>, body: NoteBody) {
        match body {
            NoteBody::Opened { title, within } => (self.title, self.within) = (title, within),
            NoteBody::Wrote { line } => self.lines.push(line),
            NoteBody::Labelled { code } => self.code = Some(code),
        }
    }
}

/// What is found by a code: the one that it was given, or what is printed on the note of the saved database.
fn codes(note: &Note) -> Vec<String> {
    let saved = note.lines.first().is_some_and(|line| line == "an early line");
    note.code.clone().or_else(|| saved.then(|| "PRINTED-1".to_owned())).into_iter().collect()
}

/// It is found by the words of its lines.
fn words(note: &Note) -> Vec<String> {
    let mut words = Words::of_kind(Note::KIND);
    note.lines.iter().for_each(|line| words.text(line));
    words.beginnings().into_iter().collect()
}

pub fn kinds() -> Kinds {
    Kinds::new().with_index::<Note>(|_, folded: &Folded<Note>| Index {
        open: false,
        parent: folded.state.within.map(|id| Subject::new("note", id)),
        status: Some(if folded.state.lines.is_empty() { "empty" } else { "written" }.into()),
        due_ms: i64::try_from(folded.state.lines.len()).ok(),
        codes: codes(&folded.state),
        words: words(&folded.state),
        ..Index::default()
    })
}

pub fn open(home: &Path) -> Store {
    opened(home).store
}
/// On a phone with a key store.
pub fn open_with(home: &Path, keys: &Arc<MemoryKeys>) -> Opened {
    Store::open(Setup::new(home, kinds(), keys.clone()), 1_700_000_000_000).expect("opens")
}
/// The keys of a phone to which another was cloned with the keys that it needs, but for the clone nonce.
pub fn cloned(keys: &MemoryKeys) -> Arc<MemoryKeys> {
    let clone = MemoryKeys::default();
    for name in ["vault/newest", "vault/1"] {
        if let Some(value) = keys.get(name).expect("memory") {
            clone.put(name, &value).expect("memory");
        }
    }
    Arc::new(clone)
}
/// What a backup of the app's files holds, taken while the app is closed.
pub fn backup(home: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a folder");
    put_back(home, copy.path());
    copy
}
/// Puts a backup in the place of what is in `home`.
pub fn put_back(copy: &Path, home: &Path) {
    std::fs::remove_dir_all(home).expect("removed");
    let mut todo = vec![(copy.to_owned(), home.to_owned())];
    while let Some((from, to)) = todo.pop() {
        std::fs::create_dir_all(&to).expect("a folder");
        for entry in std::fs::read_dir(from).expect("read").flatten() {
            let target = to.join(entry.file_name());
            if entry.path().is_dir() {
                todo.push((entry.path(), target));
            } else {
                std::fs::copy(entry.path(), target).expect("copied");
            }
        }
    }
}
pub fn opened(home: &Path) -> Opened {
    Store::open(setup(home), 1_700_000_000_000).expect("opens")
}
/// With keys as files in a folder of their own, so that a folder can be opened again.
pub fn setup(home: &Path) -> Setup {
    Setup::new(home, kinds(), keys(home))
}
pub fn keys(home: &Path) -> std::sync::Arc<crate::store::FileKeys> {
    std::sync::Arc::new(crate::store::FileKeys::new(home.join("keys")))
}

pub const ME: PersonId = PersonId::new(Uuid::from_u128(7));
pub const HERE: Stream = Stream::Everyone;

pub fn note(n: u128) -> Subject {
    Subject::new("note", Uuid::from_u128(n))
}
pub fn at(ms: i64) -> Reading {
    Reading { wall_ms: 1_700_000_000_000 + ms, mono_ms: ms.unsigned_abs(), boot: Uuid::nil(), counts_sleep: true }
}
pub fn wrote(n: u128, line: &str) -> Draft {
    Draft::new(note(n), &NoteBody::Wrote { line: line.into() })
}
pub fn write(store: &Store, n: u128, line: &str, ms: i64) -> Event {
    store.record(ME, &[wrote(n, line)], at(ms)).expect("records").remove(0)
}
pub fn lines(store: &Store, n: u128) -> Vec<String> {
    store.get::<Note>(Uuid::from_u128(n)).expect("reads").map(|f| f.state.lines).unwrap_or_default()
}
pub fn entry(n: u64, event: &Event, received_ms: u64) -> Entry {
    let event = event.clone().with_received(1_700_000_000_000 + received_ms);
    Entry { s: HERE, n, e: Some(Box::new(event)), forget: None, quarantined: None }
}
/// The hub has own event `number`.
pub fn receipt(store: &Store, number: u64) -> Receipt {
    let hash = store.read(|tx, _| crate::store::outbox::hash_at(tx, number)).expect("reads").expect("an own event");
    Receipt { number, hash, at: 1_700_000_000_500, quarantined: None, notices: Vec::new() }
}
