//! The disk's state behind its lock: the plan, what was counted, the journal.

use super::journal::{Fate, Id, Journal};
use super::plan::{Counts, How, Op, Plan};
use crate::splitmix::SplitMix;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long connections may take to close after they were dropped.
const CLOSING: Duration = Duration::from_secs(30);

/// Why an access fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    Error,
    Full,
}

/// What becomes of an access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Go,
    /// So many bytes of a write happen, then it fails.
    Part(usize, Why),
}

pub(super) struct State {
    plan: Plan,
    seen: u64,
    struck: bool,
    counts: Counts,
    rng: SplitMix,
    removed: u64,
    pub(super) dead: bool,
    pub(super) open: usize,
    pub(super) journal: Journal,
}

pub(super) struct Inner {
    pub(super) name: String,
    given: PathBuf,
    root: PathBuf,
    state: Mutex<State>,
    closed: Condvar,
}

/// Disks of this process, for names.
static DISKS: AtomicU64 = AtomicU64::new(0);

impl Inner {
    pub(super) fn new(root: &Path, seed: u64) -> Self {
        std::fs::create_dir_all(root.join(".removed")).expect("the disk's folder");
        let state = State {
            plan: Plan::none(),
            seen: 0,
            struck: false,
            counts: Counts::default(),
            rng: SplitMix::new(seed),
            removed: 0,
            dead: false,
            open: 0,
            journal: Journal::default(),
        };
        Self {
            name: format!("fettle-disk-{}", DISKS.fetch_add(1, Ordering::Relaxed)),
            given: root.to_owned(),
            root: root.canonicalize().expect("the disk's folder"),
            state: Mutex::new(state),
            closed: Condvar::new(),
        }
    }
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
    /// One name for each file, however the root was written.
    pub(super) fn path(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.given).map_or_else(|_| path.to_owned(), |rest| self.root.join(rest))
    }
    /// Where a removed file waits until its removal is durable.
    pub(super) fn aside(&self, state: &mut State) -> PathBuf {
        state.removed += 1;
        self.root.join(".removed").join(state.removed.to_string())
    }
    pub(super) fn closed_one(&self) {
        self.state().open -= 1;
        self.closed.notify_all();
    }
    /// The state once no file is open: drivers close on threads of their own.
    pub(super) fn all_closed(&self) -> MutexGuard<'_, State> {
        let (state, late) = self
            .closed
            .wait_timeout_while(self.state(), CLOSING, |state| state.open > 0)
            .unwrap_or_else(PoisonError::into_inner);
        assert!(!late.timed_out(), "{}: {} files are still open", self.name, state.open);
        state
    }
}

impl State {
    pub(super) fn set_plan(&mut self, plan: Plan) {
        (self.plan, self.seen, self.struck) = (plan, 0, false);
    }
    pub(super) fn counts(&self) -> Counts {
        self.counts
    }
    pub(super) fn struck(&self) -> bool {
        self.struck
    }
    pub(super) fn kill(&mut self) {
        self.dead = true;
    }
    pub(super) fn restart(&mut self) {
        self.dead = false;
        self.set_plan(Plan::none());
    }
    pub(super) fn lose(&mut self, fate: Option<Fate>) {
        let fate = fate.unwrap_or_else(|| match self.rng.below(6) {
            0 => Fate::Kept,
            1 => Fate::Dropped,
            2 | 3 => Fate::Mixed,
            _ => Fate::Torn,
        });
        let Self { journal, rng, .. } = self;
        journal.lose(rng, fate).expect("files can be rebuilt");
    }
    pub(super) fn settle(&mut self) {
        if self.open == 0 { self.journal.settle() } else { self.journal.settle_open() }
    }
    pub(super) fn unsynced(&self) -> usize {
        self.journal.unsynced()
    }

    /// What becomes of an access of `length` bytes, of which `grows` are new room.
    pub(super) fn judge(&mut self, op: Op, length: usize, grows: u64) -> Verdict {
        if self.dead {
            return Verdict::Part(0, Why::Error);
        }
        self.counts.note(op);
        if let Some((on, nth, how)) = self.plan.fault
            && on.covers(op)
        {
            self.seen += 1;
            if self.seen == nth || (self.seen > nth && how == How::Broken) {
                self.struck = true;
                return self.strike(op, length, how);
            }
        }
        if let Some(space) = &mut self.plan.space {
            if grows > *space {
                self.struck = true;
                let fits = length.saturating_sub(usize::try_from(grows - *space).unwrap_or(length));
                *space = 0;
                return Verdict::Part(fits, Why::Full);
            }
            *space -= grows;
        }
        Verdict::Go
    }
    fn strike(&mut self, op: Op, length: usize, how: How) -> Verdict {
        let part = match how {
            How::Error | How::Full | How::Broken => 0,
            How::Short => usize::try_from(self.rng.below(length as u64)).unwrap_or(0),
            How::Kill => {
                self.dead = true;
                // As often nothing as a part.
                let length = if op == Op::Write && self.rng.coin() { length as u64 } else { 0 };
                usize::try_from(self.rng.below(length)).unwrap_or(0)
            }
        };
        Verdict::Part(part, if how == How::Full { Why::Full } else { Why::Error })
    }
    /// Room that came free.
    pub(super) fn freed(&mut self, bytes: u64) {
        if let Some(space) = &mut self.plan.space {
            *space += bytes;
        }
    }
    pub(super) fn known(&mut self, path: &Path) -> Id {
        let size = std::fs::metadata(path).map_or(0, |about| about.len());
        self.journal.known(path, size)
    }
}
