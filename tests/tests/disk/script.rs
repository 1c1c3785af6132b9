//! A fixed day's work on a phone's store, step by step, and what has to be there after each step.

use super::notes::{Foreign, ME, Note, Platform, START_MS, at, entry, forget, lines, setup, subject, wrote};
use fettle_core::kernel::{ChainHead, Hash};
use fettle_core::store::{Store, StoreError};
use fettle_core::sync::protocol::{Receipt, Stream};
use fettle_tests::disk::Disk;
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const DAY_MS: u64 = 24 * 3600 * 1000;

#[derive(Clone, Debug)]
pub enum Step {
    Write(u128, &'static str),
    /// A blob, and an event that names it.
    Photo(u128, u8),
    /// The colleague's events up to this one.
    Receive(usize),
    Piece,
    Whole,
    /// Receipts of everything recorded so far.
    Ack,
    Uploaded(u8),
    /// The entry after the colleague's events that forgets a note.
    Forget(u64, u128),
    Draft(&'static str),
    DraftDone,
    Prune,
    Pause,
    Reopen,
}

/// Own notes are 1 to 3; 3 is forgotten and pruned in the end, with its photo 2.
pub fn script() -> Vec<Step> {
    use Step::*;
    vec![
        Write(1, "first"),
        Photo(2, 1),
        Draft("half"),
        Receive(2),
        Write(3, "mine, forgotten later"),
        Photo(3, 2),
        Piece,
        Draft("more than half"),
        Pause,
        Whole,
        Write(1, "second"),
        Ack,
        Uploaded(1),
        Receive(3),
        Uploaded(2),
        DraftDone,
        Forget(4, 13),
        Reopen,
        Forget(5, 3),
        Write(2, "after the photo"),
        Prune,
        Photo(1, 3),
        Reopen,
        Write(1, "last"),
    ]
}

pub fn photo(which: u8) -> Vec<u8> {
    (0..2000_u32 * u32::from(which)).map(|n| (n * 31 % 253) as u8 ^ which).collect()
}

/// The files in a store's folder of blobs.
pub fn blob_files(home: &Path) -> Vec<PathBuf> {
    let within = |dir: &Path| -> Vec<PathBuf> {
        dir.read_dir().map(|all| all.flatten().map(|entry| entry.path()).collect()).unwrap_or_default()
    };
    within(&home.join("blobs")).iter().flat_map(|dir| within(dir)).collect()
}

/// A store at work, and what it reported as done.
pub struct Work<'a> {
    pub disk: &'a Disk,
    home: PathBuf,
    pub platform: Platform,
    foreign: &'a Foreign,
    store: Option<Store>,
    heads: Vec<ChainHead>,
    acked: u64,
    pub steps: Vec<Step>,
    pub next: usize,
}

impl<'a> Work<'a> {
    pub fn new(disk: &'a Disk, root: &Path, foreign: &'a Foreign) -> Self {
        let home = root.join("phone");
        Self {
            disk,
            home,
            platform: Platform::default(),
            foreign,
            store: None,
            heads: Vec::new(),
            acked: 0,
            steps: script(),
            next: 0,
        }
    }
    pub fn close(&mut self) {
        self.store = None;
    }
    pub fn store(&mut self) -> Result<Store, StoreError> {
        if let Some(store) = &self.store {
            return Ok(store.clone());
        }
        let opened = Store::open(setup(&self.home, &self.platform, Some(self.disk)), 0)?;
        assert_eq!(opened.set_aside, None, "a crash is no damage");
        assert!(!opened.succeeded, "a crash makes no new device");
        self.store = Some(opened.store.clone());
        Ok(opened.store)
    }
    /// Goes on until all is done or something fails.
    pub fn go_on(&mut self) -> Result<(), StoreError> {
        while let Some(step) = self.steps.get(self.next).cloned() {
            self.store()?;
            self.run(&step)?;
            self.done(&step);
        }
        Ok(())
    }
    fn done(&mut self, step: &Step) {
        if matches!(step, Step::Ack) {
            self.acked = self.heads.len() as u64;
        }
        self.next += 1;
    }
    fn record(&mut self, store: &Store, draft: fettle_core::kernel::Draft) -> Result<(), StoreError> {
        store.record(ME, &[draft], at(self.next as i64 * 1000))?;
        self.heads.push(store.identity()?.recorder.head);
        Ok(())
    }
    fn run(&mut self, step: &Step) -> Result<(), StoreError> {
        let store = self.store()?;
        match step {
            Step::Write(note, line) => self.record(&store, wrote(*note, line))?,
            Step::Photo(note, which) => {
                let blob = store.put_blob(&photo(*which), "image/jpeg")?;
                self.record(&store, wrote(*note, &format!("photo {which}")).with_blobs([blob]))?;
            }
            Step::Receive(to) => {
                let all: Vec<_> = self.foreign.events.iter().zip(1..).map(|(event, n)| entry(n, event)).collect();
                store.receive(&all[..*to])?;
            }
            Step::Piece => store.blob_piece(self.foreign.blob.hash, 0, &self.foreign.picture)?,
            Step::Whole => store.blob_whole(self.foreign.blob.hash)?,
            Step::Ack => {
                let receipt = |head: &ChainHead| Receipt {
                    number: head.number,
                    hash: head.hash,
                    at: START_MS + 100,
                    quarantined: None,
                    notices: vec![],
                };
                store.receipts(&self.heads.iter().map(receipt).collect::<Vec<_>>())?;
            }
            Step::Uploaded(which) => store.uploaded(Hash::of(&photo(*which)))?,
            Step::Forget(n, note) => store.receive(&[forget(*n, *note)]).map(drop)?,
            Step::Draft(doc) => store.draft_put("check/1", doc, 5)?,
            Step::DraftDone => store.draft_delete("check/1")?,
            Step::Prune => store.prune(START_MS + 91 * DAY_MS).map(drop)?,
            Step::Pause => {
                store.pause();
                store.resume()?;
            }
            Step::Reopen => {
                drop(store);
                self.close();
                self.store()?;
            }
        }
        Ok(())
    }

    /// After a crash: everything reported is there whole, nothing is there half; the step that was under way counts as done if it is there.
    pub fn check(&mut self) {
        let store = self.store().unwrap();
        let reported: Vec<Step> = self.steps[..self.next].to_vec();
        for (i, step) in reported.iter().enumerate() {
            assert!(
                self.holds(&store, step, &reported[i + 1..]),
                "{step:?} was reported, crash in {:?}",
                self.steps.get(self.next)
            );
        }
        self.whole(&store);
        if let Some(step) = self.steps.get(self.next).cloned() {
            let head = store.identity().unwrap().recorder.head;
            if head.number > self.heads.len() as u64 {
                assert_eq!(head.number, self.heads.len() as u64 + 1, "one event a step");
                self.heads.push(head);
                assert!(self.holds(&store, &step, &[]), "{step:?} is there half");
                self.done(&step);
            }
        }
    }
    /// What the store shows of its work, to be compared.
    pub fn shown(&mut self) -> (u64, String) {
        let store = self.store().unwrap();
        let head = store.identity().unwrap().recorder.head.number;
        let all: Vec<_> = [1, 2, 3, 11, 12, 13].into_iter().map(|n| lines(&store, n)).collect();
        let cursors = store.cursors().unwrap();
        (head, format!("{all:?} {:?} {:?} {cursors:?}", store.draft_get("check/1").unwrap(), store.counts().unwrap()))
    }

    fn holds(&self, store: &Store, step: &Step, later: &[Step]) -> bool {
        // What is asked to be forgotten may be gone from the moment on at which it is asked.
        let leaving = |note: u128| {
            later.iter().chain(self.steps.get(self.next)).any(|s| matches!(s, Step::Forget(_, gone) if *gone == note))
        };
        let wrote = |note: u128, line: &str| leaving(note) || lines(store, note).iter().any(|l| l == line);
        let cursor = |n: u64| store.cursors().unwrap().get(&Stream::Everyone).is_some_and(|at| *at >= n);
        match step {
            Step::Write(note, line) => wrote(*note, line),
            Step::Photo(note, which) => {
                let bytes = photo(*which);
                wrote(*note, &format!("photo {which}"))
                    && (leaving(*note) || store.blob(Hash::of(&bytes)).unwrap() == bytes)
            }
            Step::Receive(to) => {
                cursor(*to as u64)
                    && (wrote(11, "theirs") && wrote(12, "theirs with picture"))
                    && (*to < 3 || wrote(13, "not for long"))
            }
            Step::Whole => store.blob(self.foreign.blob.hash).unwrap() == self.foreign.picture,
            Step::Ack => store.unsent().unwrap().iter().all(|unsent| unsent.number > self.acked),
            Step::Uploaded(which) => {
                store.blob_state(Hash::of(&photo(*which))).unwrap().is_none_or(|state| state.uploaded)
            }
            Step::Forget(n, note) => cursor(*n) && lines(store, *note).is_empty(),
            Step::Draft(doc) => {
                let replaced = later.iter().chain(self.steps.get(self.next));
                replaced.into_iter().any(|s| matches!(s, Step::Draft(_) | Step::DraftDone))
                    || store.draft_get("check/1").unwrap().as_deref() == Some(doc)
            }
            Step::DraftDone => store.draft_get("check/1").unwrap().is_none(),
            Step::Prune => store.timeline(&subject(3)).unwrap().is_empty(),
            Step::Piece | Step::Pause | Step::Reopen => true,
        }
    }

    /// Every file of the blobs' folder belongs to a row, or is about to be removed.
    fn no_lone_files(&self, conn: &Connection) {
        let sql =
            "SELECT lower(hex(hash)) FROM blob WHERE local = 1 OR wanted = 1 UNION SELECT lower(hex(hash)) FROM doomed
            UNION SELECT lower(hex(hash)) FROM blob_part";
        let mut stmt = conn.prepare(sql).unwrap();
        let known: BTreeSet<String> = stmt.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
        for file in blob_files(&self.home) {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            assert!(known.contains(name.trim_end_matches(".new")), "nothing knows of {name}");
        }
    }

    /// No half of anything, whatever was reported.
    fn whole(&self, store: &Store) {
        let conn =
            Connection::open_with_flags_and_vfs(store.path(), OpenFlags::default(), self.disk.vfs().as_str()).unwrap();
        let one = |sql: &str| conn.query_row(sql, [], |r| r.get::<_, i64>(0)).unwrap();
        let verdict: String = conn.query_row("PRAGMA integrity_check", [], |r| r.get(0)).unwrap();
        assert_eq!(verdict, "ok");
        assert_eq!(one("SELECT count(*) FROM pragma_foreign_key_check"), 0);
        let head = store.identity().unwrap().recorder.head;
        assert_eq!(one("SELECT coalesce(max(number), 0) FROM outbox") as u64, head.number);
        let lone = "SELECT count(*) FROM event WHERE device = (SELECT device FROM identity)
            AND id NOT IN (SELECT event FROM outbox)";
        assert_eq!(one(lone), 0, "own events stand in the outbox");
        for note in [1, 2, 3, 11, 12, 13] {
            let (folded, events) = (lines(store, note).len(), store.timeline(&subject(note)).unwrap().len());
            assert!(folded == events || folded == 0, "note {note}: {folded} lines of {events} events");
        }
        let mut stmt = conn.prepare("SELECT hash FROM blob WHERE local = 1").unwrap();
        for hash in stmt.query_map([], |r| r.get::<_, Vec<u8>>(0)).unwrap() {
            store.blob(Hash::new(hash.unwrap().try_into().unwrap())).unwrap();
        }
        self.no_lone_files(&conn);
        assert_eq!(store.all::<Note>().unwrap().iter().filter(|(_, note)| note.state.lines.is_empty()).count(), 0);
    }
}
