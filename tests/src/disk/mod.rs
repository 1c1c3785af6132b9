//! A disk that fails on demand: a SQLite VFS for databases and [`Files`](fettle_core::store::Files) for everything else.
//!
//! Here live faults ([`Plan`]), the memory of what was written but not synced (`journal`), and the two ways in (`vfs`, `files`). No store
//! and no hub is known here; nothing of the product may use it.
//!
//! A [`Disk`] holds the files below one folder. What a program writes is in the files at once, so that everyone reads it, as from the
//! page cache. [`Disk::kill`] and [`Plan::kill`] end the process: from then on every access fails; when all connections are dropped,
//! [`Disk::restart`] goes on with what was written, and [`Disk::power_loss`] with the files as they might be after the power went: of what
//! was not synced each write is kept, dropped or torn, and each new name, removal or renaming kept or undone, as the seed says. The
//! same seed and the same accesses give the same files. Nothing is ever really synced, which also makes it fast.

#![allow(clippy::expect_used, reason = "for tests")]

mod files;
mod journal;
mod plan;
mod state;
mod vfs;

pub use plan::{Counts, How, On, Op, Plan};

use fettle_core::store::Files;
use state::Inner;
use std::path::Path;
use std::sync::Arc;

/// A disk with faults. Clones are the same disk.
#[derive(Clone)]
pub struct Disk {
    inner: Arc<Inner>,
    vfs: Arc<vfs::Registered>,
}

impl std::fmt::Debug for Disk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Disk({})", self.inner.name)
    }
}

impl Disk {
    /// A disk below `root`, which is made. Stores belong into folders below it; `root/.removed` is the disk's own.
    pub fn new(root: &Path, seed: u64) -> Self {
        let inner = Arc::new(Inner::new(root, seed));
        let vfs = Arc::new(vfs::register(&inner));
        Self { inner, vfs }
    }
    /// The name of its VFS, for `Setup.vfs` and `Options.vfs`.
    pub fn vfs(&self) -> String {
        self.vfs.name().to_owned()
    }
    /// Its files, for `Setup.files` and `Options.files`.
    pub fn files(&self) -> Arc<dyn Files> {
        Arc::new(files::FilesOf(Arc::clone(&self.inner)))
    }
    /// What goes wrong from now on; counting starts over. [`Plan::none`] heals.
    pub fn plan(&self, plan: Plan) {
        self.inner.state().set_plan(plan);
    }
    /// Accesses since the disk was made.
    pub fn counts(&self) -> Counts {
        self.inner.state().counts()
    }
    /// Whether the planned fault has struck.
    pub fn struck(&self) -> bool {
        self.inner.state().struck()
    }
    /// Files that connections hold open.
    pub fn open_files(&self) -> usize {
        self.inner.state().open
    }
    /// The process is dead from now on: every access fails. Drop all connections, then [`Disk::restart`] or [`Disk::power_loss`].
    pub fn kill(&self) {
        self.inner.state().kill();
    }
    /// Whether the process is dead.
    pub fn dead(&self) -> bool {
        self.inner.state().dead
    }
    /// Another process starts: what was written is there, synced or not. The plan is void. Waits until all connections are closed.
    pub fn restart(&self) {
        self.inner.all_closed().restart();
    }
    /// The power went: what was not synced is kept, dropped or torn as the seed says. The plan is void. Waits until all connections are
    /// closed.
    pub fn power_loss(&self) {
        let mut state = self.inner.all_closed();
        state.restart();
        state.lose(None);
    }
    /// As [`Disk::power_loss`], the worst way: nothing that was not synced stays.
    pub fn power_loss_of_all(&self) {
        let mut state = self.inner.all_closed();
        state.restart();
        state.lose(Some(journal::Fate::Dropped));
    }
    /// Everything written so far counts as synced. To be called when files below the root were changed from outside (put back from a
    /// copy).
    pub fn settle(&self) {
        self.inner.state().settle();
    }
    /// Writes and names that a power loss may still take.
    pub fn unsynced(&self) -> usize {
        self.inner.state().unsynced()
    }
}
