//! The limit on tries of passwords and codes. In the database, so that a restart forgives nothing; by digest, so that nobody reads there
//! what was tried.
//!
//! A try is counted before its password is checked, so that parallel tries cannot slip through; and whoever would be one too many waits until
//! those under way have ended, so that nobody is refused because of others' tries that turn out right.

use super::Accounts;
use super::under_way::Try;
use crate::clock::AHEAD_MS;
use crate::data::{int, uint};
use crate::error::{Fault, HubError};
use crate::random;
use crate::sql;
use axum::http::StatusCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// How long a wrong try counts, in milliseconds.
const WINDOW_MS: u64 = 15 * 60 * 1000;
/// Wrong tries of one login from one address within the window, or in one browser that signed in before.
pub(super) const PER_LOGIN: u64 = 5;
/// Wrong tries of one login from everywhere, by browsers that never signed in under it: above what one address may, and still hopeless.
pub(super) const PER_LOGIN_EVERYWHERE: u64 = 50;
/// Logins, or codes, that went wrong from one address within the window before it is slowed down. People behind one router share it, so it
/// refuses nobody.
const SLOW_FROM: u64 = 30;
/// How much slower it becomes for each [`SLOW_FROM`] of them, and at most.
const SLOWER: Duration = Duration::from_secs(1);
const SLOWEST: u32 = 5;
/// Tries that wait for others under way; further ones are refused.
const WAITING: usize = 128;

/// What is limited, and how often it may go wrong.
pub(super) type Limit = (String, u64);

impl Accounts {
    /// Begins a try, once there is room for it among those under way.
    ///
    /// # Errors
    /// [`Fault`] `too_many_tries` (429) when one of `limits` is used up by wrong ones.
    pub(super) async fn begin_try(&self, limits: &[Limit]) -> Result<Try, Fault> {
        let under_way = &self.under_way;
        let mut waits = None;
        loop {
            let ended = under_way.ended.notified();
            tokio::pin!(ended);
            ended.as_mut().enable();
            {
                let _gate = under_way.gate.lock().await;
                let mut room = true;
                for (what, most) in limits {
                    let wrong = self.wrong(what).await?;
                    if wrong >= *most {
                        return Err(too_many());
                    }
                    room &= wrong + under_way.count(what) < *most;
                }
                if room {
                    let mut counts = under_way.counts.lock().unwrap_or_else(PoisonError::into_inner);
                    let keys: Vec<String> = limits.iter().map(|(what, _)| what.clone()).collect();
                    for key in &keys {
                        *counts.entry(key.clone()).or_default() += 1;
                    }
                    return Ok(Try { keys, under_way: Arc::clone(under_way) });
                }
            }
            if waits.is_none() {
                waits = Some(Waits::begin(&under_way.waiting).ok_or_else(too_many)?);
            }
            ended.await;
        }
    }

    /// The try was wrong: it counts.
    pub(super) async fn was_wrong(&self, tried: Try) -> Result<(), HubError> {
        let _gate = self.under_way.gate.lock().await;
        for what in &tried.keys {
            self.note_wrong(what).await?;
        }
        drop(tried);
        Ok(())
    }

    /// Wrong ones of late.
    pub(super) async fn wrong(&self, what: &str) -> Result<u64, HubError> {
        let now = self.clock.now_ms();
        // What was tried while the clock was ahead is nothing: it would count until that time comes.
        let count: i64 = sql::query_scalar("SELECT COUNT(*) FROM attempt WHERE key = $1 AND at > $2 AND at <= $3")
            .bind(random::digest(what))
            .bind(int(now.saturating_sub(WINDOW_MS)))
            .bind(int(now + AHEAD_MS))
            .fetch_one(self.db.read())
            .await?;
        Ok(uint(count))
    }

    /// Counts a wrong one.
    pub(super) async fn note_wrong(&self, what: &str) -> Result<(), HubError> {
        let now = self.clock.now_ms();
        let mut conn = self.db.write().await?;
        sql::query("DELETE FROM attempt WHERE at <= $1 OR at > $2")
            .bind(int(now.saturating_sub(WINDOW_MS)))
            .bind(int(now + AHEAD_MS))
            .execute(&mut *conn)
            .await?;
        sql::query("INSERT INTO attempt (key, at) VALUES ($1, $2)")
            .bind(random::digest(what))
            .bind(int(now))
            .execute(&mut *conn)
            .await?;
        Ok(())
    }

    /// Waits the longer, the more went wrong of `what`. Nobody is refused: others sit behind the same address.
    pub(super) async fn slow_down(&self, what: &str) -> Result<(), HubError> {
        let steps = self.wrong(what).await? / SLOW_FROM;
        if steps > 0 {
            tokio::time::sleep(SLOWER * u32::try_from(steps).unwrap_or(SLOWEST).min(SLOWEST)).await;
        }
        Ok(())
    }

    /// Forgives all tries of one kind: the right one came.
    pub(super) async fn forgive(&self, what: &str) -> Result<(), HubError> {
        let mut conn = self.db.write().await?;
        sql::query("DELETE FROM attempt WHERE key = $1").bind(random::digest(what)).execute(&mut *conn).await?;
        Ok(())
    }
}

fn too_many() -> Fault {
    Fault::new(StatusCode::TOO_MANY_REQUESTS, "too_many_tries")
}

/// One that waits; counted while the value lives.
struct Waits<'a>(&'a AtomicUsize);

impl<'a> Waits<'a> {
    fn begin(waiting: &'a AtomicUsize) -> Option<Self> {
        let before = waiting.fetch_add(1, Ordering::Relaxed);
        let one = Self(waiting);
        (before < WAITING).then_some(one)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
