//! Notes as the aggregate: every event is a line.

use fettle_core::kernel::{Aggregate, BlobRef, Body, Draft, Event, Folded, Hash, Meta, PersonId, Reading, Subject};
use fettle_core::store::{Index, KeyStore, KeyStoreError, Kinds, MemoryKeys, Setup, Store};
use fettle_core::sync::protocol::{Entry, Stream};
use fettle_tests::disk::Disk;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum Line {
    Wrote { line: String },
}
impl Body for Line {
    const TYPES: &'static [&'static str] = &["wrote"];
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Note {
    pub lines: Vec<String>,
}
impl Aggregate for Note {
    const KIND: &'static str = "note";
    const FOLDS: u16 = 1;
    type Body = Line;
    fn apply(&mut self, _: &Meta<'_>, Line::Wrote { line }: Line) {
        self.lines.push(line);
    }
}

pub const ME: PersonId = PersonId::new(Uuid::from_u128(7));
pub const START_MS: u64 = 1_700_000_000_000;

pub fn subject(n: u128) -> Subject {
    Subject::new("note", Uuid::from_u128(n))
}
pub fn at(ms: i64) -> Reading {
    Reading { wall_ms: START_MS.cast_signed() + ms, mono_ms: ms.unsigned_abs(), boot: Uuid::nil(), counts_sleep: true }
}
pub fn wrote(n: u128, line: &str) -> Draft {
    Draft::new(subject(n), &Line::Wrote { line: line.into() })
}
pub fn lines(store: &Store, n: u128) -> Vec<String> {
    store.get::<Note>(Uuid::from_u128(n)).unwrap().map(|found| found.state.lines).unwrap_or_default()
}

/// What outlives a process beside the disk: the platform's key store, and a source of randomness that never repeats itself.
#[derive(Clone, Default)]
pub struct Platform {
    keys: Arc<MemoryKeys>,
    drawn: Arc<AtomicU64>,
    /// The key store does not give the clone nonce, as while the phone was not unlocked yet.
    pub no_clone_nonce: bool,
}

impl KeyStore for Platform {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, KeyStoreError> {
        if self.no_clone_nonce && name == "witness" {
            return Err(KeyStoreError { reason: "not now".into() });
        }
        self.keys.get(name)
    }
    fn put(&self, name: &str, value: &[u8]) -> Result<(), KeyStoreError> {
        self.keys.put(name, value)
    }
    fn delete(&self, name: &str) -> Result<(), KeyStoreError> {
        self.keys.delete(name)
    }
}

pub fn setup(home: &Path, platform: &Platform, disk: Option<&Disk>) -> Setup {
    let kinds = Kinds::new().with_index::<Note>(|_, folded: &Folded<Note>| Index {
        status: Some("written".into()),
        codes: folded.state.lines.last().cloned().into_iter().collect(),
        ..Index::default()
    });
    let mut setup = Setup::new(home, kinds, Arc::new(platform.clone()));
    let drawn = Arc::clone(&platform.drawn);
    // The same run of the same script makes the same accesses.
    setup.random = Arc::new(move |bytes| {
        for piece in bytes.chunks_mut(32) {
            let n = drawn.fetch_add(1, Ordering::SeqCst);
            let drawn = Hash::of(&n.to_be_bytes());
            piece.copy_from_slice(&drawn.bytes()[..piece.len()]);
        }
        Ok(())
    });
    if let Some(disk) = disk {
        setup.vfs = Some(disk.vfs());
        setup.files = disk.files();
    }
    setup
}

/// What a colleague wrote, as the hub files it: one note with a picture, one that is forgotten later.
pub struct Foreign {
    pub events: Vec<Event>,
    pub picture: Vec<u8>,
    pub blob: BlobRef,
}
pub fn foreign() -> Foreign {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(
        setup(home.path(), &Platform { drawn: Arc::new(1_000_000.into()), ..Platform::default() }, None),
        0,
    )
    .unwrap()
    .store;
    let picture: Vec<u8> = (0..3000_u32).map(|n| (n * 7 % 251) as u8).collect();
    let blob = store.put_blob(&picture, "image/jpeg").unwrap();
    let drafts =
        [wrote(11, "theirs"), wrote(12, "theirs with picture").with_blobs([blob.clone()]), wrote(13, "not for long")];
    let events = store.record(PersonId::new(Uuid::from_u128(8)), &drafts, at(5)).unwrap();
    Foreign { events, picture, blob }
}
pub fn entry(n: u64, event: &Event) -> Entry {
    Entry {
        s: Stream::Everyone,
        n,
        e: Some(Box::new(event.clone().with_received(START_MS + n))),
        forget: None,
        quarantined: None,
    }
}
pub fn forget(n: u64, note: u128) -> Entry {
    Entry { s: Stream::Everyone, n, e: None, forget: Some(subject(note)), quarantined: None }
}
