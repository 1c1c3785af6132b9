//! The ledger: the only way in for events, and the only reader of what they add up to.
//!
//! [`Ledger::commit`] takes a device's run, [`Ledger::command`] a form of the console, [`Ledger::record`] what was decided already; both end in one transaction: chain,
//! permission, scope, fold, filing, streams. No HTTP here, and no business rule: those are `fettle_core::domain`'s, met in [`business`].

mod batch;
mod bodies;
mod bring;
mod brought;
mod business;
mod cache;
mod calendars;
mod cards;
mod chain;
mod check;
mod command;
mod commit;
mod console;
mod document_doubts;
mod due_clock;
mod dues;
mod early;
mod export;
mod imports;
mod judge;
mod lease;
mod let_in;
mod looked;
mod new_event;
mod newer;
mod open_items;
mod part;
mod phones;
mod plan;
mod quarantine;
mod reached;
mod read;
mod rebuild;
mod reconsider;
mod record;
mod refile;
mod refold;
mod refused;
mod returned;
mod rows;
mod run;
mod shared;
mod sheets;
pub(crate) mod stock;
mod stored;
mod streams;
mod told;
mod verdict;
mod waiting;
mod work;
mod worklist;

pub(crate) use batch::free_short;
pub(crate) use check::{Check, check};
pub use command::{Decide, Decision, Desk, Drawn, Outcome, Submission};
pub(crate) use command::{remember, was_sent};
pub(crate) use console::{
    begins as console_begins, fork as fork_console, number as console_number, renew as renew_console,
};
pub(crate) use dues::Round;
pub use export::ChainRow;
pub use open_items::OfPerson;
pub use part::ImportPart;
pub use phones::Phones;
pub use quarantine::Quarantined;
pub use read::DeviceRow;
pub(crate) use rebuild::RebuildStep;
pub(crate) use refold::{FILING_KEY, filing};
pub use refused::RefusedRun;
pub(crate) use rows::fill_all;
pub use rows::{
    By, Directory, DueRow, Ended, Facet, Found, JobListed, JobSort, Jobs, Key, LateKey, ListOrder, Listed, Page, Piece,
    PlaceSum, Places, ShortPart, Takes, Which,
};
pub use run::{News, Run};
pub use stock::{LineCursor, LineEntry, LineSays, StockSum};
pub(crate) use verdict::is_releasable;
pub use worklist::OpenPoint;

use crate::clock::Clock;
use crate::data::{Db, Mark, settings, uint};
use crate::epoch::{self, Past};
use crate::error::HubError;
use cache::Cache;
use console::Console;
use due_clock::Dues;
use fettle_core::kernel::{DeviceId, DeviceKey, PersonId};
use looked::Looked;
use std::collections::VecDeque;
#[cfg(test)]
use std::sync::atomic::Ordering;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::{Mutex, broadcast};
use uuid::Uuid;
use waiting::Waiting;

/// The ledger of one hub.
#[derive(Debug)]
pub struct Ledger {
    db: Arc<Db>,
    clock: Clock,
    key: DeviceKey,
    /// Changes when the hub finds that it was put back; only who holds the cache reads it to write.
    console: RwLock<Console>,
    mark: Option<Arc<Mark>>,
    cache: Mutex<Cache>,
    /// Runs of phones that wait for the writer.
    waiting: std::sync::Mutex<VecDeque<Waiting>>,
    news: broadcast::Sender<Arc<News>>,
    /// Number of the newest event row on record.
    newest: AtomicU64,
    /// How far signed sheets were held against the record.
    looked: Looked,
    /// Lists do not show everything yet.
    rows_due: AtomicBool,
    /// States of older folds are there.
    states_older: AtomicBool,
    /// What falls due.
    dues: Dues,
}

/// Commits that a slow listener may be behind before it is told everything again.
const NEWS_BUFFER: usize = 1_024;

impl Ledger {
    /// Opens the ledger in `db`. On a fresh database the console's device and the hub's own person are recorded first.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub(crate) async fn open(
        db: Arc<Db>,
        clock: Clock,
        key: DeviceKey,
        mark: Option<Arc<Mark>>,
    ) -> Result<Arc<Self>, HubError> {
        let console = console::console(&db, &clock, &key).await?;
        let cache = Cache::open(&db, console.device, mark.clone()).await?;
        let (news, _) = broadcast::channel(NEWS_BUFFER);
        let newest = AtomicU64::new(uint(cache.next_seq - 1));
        let console = RwLock::new(console);
        let ledger = Arc::new(Self {
            db,
            clock,
            key,
            console,
            mark,
            cache: Mutex::new(cache),
            waiting: Default::default(),
            news,
            newest,
            looked: Looked::default(),
            rows_due: AtomicBool::new(false),
            states_older: AtomicBool::new(false),
            dues: Dues::default(),
        });
        ledger.introduce_system().await?;
        Ok(ledger)
    }
    /// The console's own device.
    pub fn console(&self) -> DeviceId {
        self.current_console().device
    }
    /// Short code of the console: first part of the numbers that its people's work gets. H0, after a restore H1, H2 ...
    pub fn console_short(&self) -> String {
        self.current_console().short
    }
    /// The hub itself as an author: enrolments, imports. Its id is the first console device's.
    pub fn system(&self) -> PersonId {
        self.current_console().system
    }
    fn current_console(&self) -> Console {
        self.console.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
    /// Begins another epoch in the place of `old`, while nobody writes; everything that the writer remembers of the time before is let go of.
    /// None where that epoch is over already. `past`: what gave it away.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer: nothing is then changed.
    pub(crate) async fn begin_epoch(&self, old: Uuid, past: Past) -> Result<Option<Uuid>, HubError> {
        let mut cache = self.ready().await?;
        let mut conn = self.db.write().await?;
        let mut tx = self.begin(&mut cache, &mut conn).await?;
        if settings::get(&mut tx, "epoch").await? != Some(old.to_string()) {
            return Ok(None);
        }
        let begun = epoch::begin_behind(&mut tx, self.clock.now_ms(), &self.key, past).await?;
        let console = console::current(&mut tx).await?;
        told::tell_all(&mut tx, self.db.process(), uint(cache.next_seq - 1)).await?;
        cache.stale = true;
        tx.commit().await?;
        if let Some(console) = console {
            *self.console.write().unwrap_or_else(PoisonError::into_inner) = console;
        }
        Ok(Some(begun))
    }
    /// Says what is committed from now on.
    pub fn news(&self) -> broadcast::Receiver<Arc<News>> {
        self.news.subscribe()
    }
    /// What SQLite did so far for the writer and for the readers.
    #[cfg(test)]
    pub(crate) fn work(&self) -> (u64, u64) {
        let work = &self.db.work;
        (work.writer.load(Ordering::Relaxed), work.readers.load(Ordering::Relaxed))
    }
}
