//! Fills a folder with the company, through the hub's own ledger and in time as it went by: two years, month by month, up to now.
//!
//! `company` is who and what there is, `stock` the cards, stores and movements, `work` the jobs. The folder is kept and says how it was filled.

mod company;
mod stock;
mod work;

use crate::people::{self, PASSWORD};
use crate::sizes::Sizes;
use crate::{Outcome, phone};
use fettle_core::kernel::Draft;
use fettle_hub::clock::Clock;
use fettle_hub::{Hub, Options, random};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Months that the company has worked.
const MONTHS: usize = 24;
const MONTH_MS: u64 = 30 * 24 * 3_600 * 1_000;
/// Open jobs came in within this.
const LATELY_MS: u64 = 30 * 60 * 1_000;
/// Drafts of one command.
const AT_ONCE: usize = 1_000;
/// Longest wait for the database's log to be written back after the hub's end; one that stays is read at the next start.
const TO_END: Duration = Duration::from_secs(5);

/// What says that a folder is filled, and how.
const MARK: &str = "filled.json";

/// A hub that is being filled.
pub struct Filling {
    hub: Arc<Hub>,
    now: Arc<AtomicU64>,
    written: usize,
}

/// Whether the hub of a folder has its database on a server.
pub fn is_on_server(folder: &Path) -> bool {
    folder.join("hub/database").exists()
}

/// Fills the folder, unless that was done; a folder of other sizes, or one that was not filled to the end, is refused.
pub async fn unless_filled(folder: &Path, database: Option<String>, sizes: &Sizes) -> Outcome<()> {
    let mark = folder.join(MARK);
    if mark.exists() {
        let filled: Sizes = serde_json::from_str(&std::fs::read_to_string(&mark)?)?;
        let same = filled == *sizes;
        return if same { Ok(()) } else { Err(format!("{} has {}", folder.display(), filled.told()).into()) };
    }
    if folder.join("hub").exists() {
        return Err(format!("{} was not filled to the end: remove it", folder.display()).into());
    }
    std::fs::create_dir_all(folder)?;
    let began = Instant::now();
    fill(&folder.join("hub"), database, sizes, began).await?;
    std::fs::write(&mark, serde_json::to_string(sizes)?)?;
    eprintln!("filled in {:?}: {}", began.elapsed(), sizes.told());
    Ok(())
}

async fn fill(data: &Path, database: Option<String>, sizes: &Sizes, began: Instant) -> Outcome<()> {
    let today = phone::now_ms()?;
    let now = Arc::new(AtomicU64::new(today - LATELY_MS - MONTHS as u64 * MONTH_MS));
    let shown = Arc::clone(&now);
    let clock = Clock::new(move || shown.load(Ordering::SeqCst));
    let hub = Hub::open(Options { database, dues: false, ..Options::new(data, clock) }).await?;
    let mut filling = Filling { hub, now, written: 0 };
    let company = company::entered(&mut filling, sizes).await?;
    let house = stock::opened(&mut filling, &company, sizes).await?;
    let closed = sizes.jobs.saturating_sub(sizes.open);
    let mut moves = stock::Moves::default();
    for month in 1..=MONTHS {
        let jobs = closed * (month - 1) / MONTHS..closed * month / MONTHS;
        let mut drafts = Vec::new();
        for n in jobs {
            drafts.extend(work::closed(&filling, &company, n)?);
        }
        drafts.extend(moves.up_to(&filling, &house, sizes.movements * month / MONTHS)?);
        filling.record(drafts, MONTH_MS).await?;
        eprintln!("month {month} of {MONTHS}: {} events after {:?}", filling.written, began.elapsed());
    }
    let mut drafts = stock::slips(&filling, &company, &house)?;
    for n in closed..sizes.jobs {
        drafts.extend(work::open(&filling, &company, n)?);
    }
    filling.record(drafts, LATELY_MS).await?;
    filling.set(phone::now_ms()?);
    for login in people::everybody(sizes) {
        let accounts = &filling.hub.accounts;
        let person = accounts.by_login(&login).await?.ok_or("nobody has this login")?;
        accounts.set_password(person, PASSWORD).await?;
    }
    filling.hub.stop();
    drop(filling);
    // The database's connections close on threads of their own; the last one writes the log back, if it is one that writes.
    let (log, ended) = (data.join("hub.db-wal"), Instant::now());
    while log.exists() && ended.elapsed() < TO_END {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

impl Filling {
    fn now_ms(&self) -> u64 {
        self.now.load(Ordering::SeqCst)
    }
    fn set(&self, now_ms: u64) {
        self.now.store(now_ms, Ordering::SeqCst);
    }
    fn fresh<T: From<Uuid>>(&self) -> Outcome<T> {
        Ok(random::uuid(self.now_ms())?.into())
    }
    /// Records all of it, and lets `time_ms` go by over it.
    async fn record(&mut self, drafts: Vec<Draft>, time_ms: u64) -> Outcome<()> {
        let lots = drafts.len().div_ceil(AT_ONCE) as u64;
        let (begun, by) = (self.now_ms(), self.hub.ledger.system());
        let mut left = drafts.into_iter();
        for lot in 1..=lots {
            let some: Vec<Draft> = left.by_ref().take(AT_ONCE).collect();
            self.written += some.len();
            self.hub.ledger.record(by, some).await?;
            self.set(begun + time_ms * lot / lots);
        }
        self.set(begun + time_ms);
        Ok(())
    }
}
