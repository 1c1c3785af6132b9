//! After an update with other folds: states that an older version's fold made are rebuilt beside serving, kind by kind, the oldest first, some at
//! a time. One process does it, under a lease; what is done is told by the states themselves, so a start that was cut goes on where it stopped.
//!
//! Until a record's turn comes, or an event of it does, its state is folded whenever it is asked for ([`super::stored`]); what hangs on the state
//! (links, rows, words, open points, dues, sheets, lines of stock, filing) is all as the version before left it, and pages say so. A turn writes
//! all of it at once (decision 0027). What a newer version made, of a process beside this one, is left to it.

use super::refold::refold_all;
use super::stored::folds;
use super::work::Work;
use super::{Ledger, batch, lease, stored};
use crate::error::HubError;
use crate::sql::{self, Conn};
use fettle_core::domain::any::KINDS;
use fettle_core::domain::filing;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// So many states are rebuilt before the hub serves, in lots, and for no longer: a small hub has all at once.
const AT_START: usize = 400;
const A_LOT_AT_START: usize = 50;
const AT_START_FOR: Duration = Duration::from_secs(1);

/// What one step of rebuilding states came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RebuildStep {
    /// So many states were rebuilt.
    Some(usize),
    /// Another process does it.
    Elsewhere,
    /// There is none of an older fold.
    Nothing,
}

impl Ledger {
    /// Whether there are states of older folds, as far as this process looked.
    pub fn states_are_older(&self) -> bool {
        self.states_older.load(Ordering::Acquire)
    }

    /// Looks whether there are.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub(crate) async fn look_for_older_states(&self) -> Result<bool, HubError> {
        let older = older_kind(&mut *self.db.read().acquire().await?).await?.is_some();
        self.states_older.store(older, Ordering::Release);
        Ok(older)
    }

    /// Rebuilds those of a small hub before it serves.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub(crate) async fn begin_states(&self) -> Result<(), HubError> {
        let (began, mut done) = (Instant::now(), 0);
        while done < AT_START && began.elapsed() < AT_START_FOR {
            match self.rebuild_some(A_LOT_AT_START).await? {
                RebuildStep::Some(some) => done += some,
                RebuildStep::Elsewhere | RebuildStep::Nothing => return Ok(()),
            }
        }
        if self.states_are_older() {
            tracing::info!("states are made anew beside serving");
        }
        Ok(())
    }

    /// Rebuilds at most `most` of them.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer; nothing of the step is then done.
    pub(crate) async fn rebuild_some(&self, most: usize) -> Result<RebuildStep, HubError> {
        // Most often there is nothing, and nobody waits for the writer to hear that.
        if !self.look_for_older_states().await? {
            return Ok(RebuildStep::Nothing);
        }
        let mut cache = self.ready().await?;
        let mut conn = self.db.write().await?;
        let mut tx = self.begin(&mut cache, &mut conn).await?;
        let owner = self.lease_owner()?;
        if !lease::take(&mut tx, lease::STATES, owner, self.clock.now_ms()).await? {
            return Ok(RebuildStep::Elsewhere);
        }
        let Some(kind) = older_kind(&mut tx).await? else { return Ok(RebuildStep::Nothing) };
        let sql = "SELECT subject FROM state WHERE kind = $1 AND folds < $2 ORDER BY folds, subject LIMIT $3";
        let limit = i64::try_from(most.max(1)).unwrap_or(i64::MAX);
        let query = sql::query_scalar::<String>(sql).bind(kind).bind(folds(kind)).bind(limit);
        let names = query.fetch_all(&mut *tx).await?;
        let subjects = names.iter().map(|name| batch::subject(name)).collect::<Result<Vec<_>, _>>()?;
        let at = cache.receipt(self.clock.now_ms());
        let mut work = Work::new(&mut tx, &mut cache, at);
        let left = stored::as_left(work.conn, &subjects).await?;
        let unread = refold_all(&mut work, &subjects).await?;
        for (subject, state) in left {
            // Others stay filed where they are if what they hang on is as it was: behind one store there may be a million movements.
            if let Some(before) = work.before.get_mut(&subject) {
                *before = Some(filing::basis(&state.0));
            }
        }
        for subject in unread {
            // It has its turn no second time.
            let sql = "UPDATE state SET folds = $2 WHERE subject = $1";
            sql::query(sql).bind(subject.to_string()).bind(folds(kind)).execute(&mut *work.conn).await?;
        }
        work.refile().await?;
        let done = work.write().await?;
        let rest = older_kind(&mut tx).await?.is_some();
        if !rest {
            lease::end(&mut tx, lease::STATES, owner).await?;
        }
        cache.stale = true;
        tx.commit().await?;
        cache.received = at;
        done.publish(&mut cache, self);
        cache.stale = false;
        self.states_older.store(rest, Ordering::Release);
        tracing::info!(kind, done = subjects.len(), "states of an older fold are made anew");
        Ok(RebuildStep::Some(subjects.len()))
    }
}

/// The first kind of which there are states that an older fold made.
async fn older_kind(conn: &mut Conn) -> Result<Option<&'static str>, HubError> {
    for kind in KINDS.iter().copied() {
        let sql = "SELECT EXISTS (SELECT 1 FROM state WHERE kind = $1 AND folds < $2)";
        if sql::query_scalar::<bool>(sql).bind(kind).bind(folds(kind)).fetch_one(&mut *conn).await? {
            return Ok(Some(kind));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
