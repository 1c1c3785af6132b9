//! A run from a phone: one transaction, one receipt an event.

use super::Ledger;
use super::bodies;
use super::cache::Cache;
use super::chain::{self, Checked, Known, Verified};
use super::judge::{Author, Judge};
use super::reconsider::Rejudged;
use super::refused;
use super::run::{News, Run};
use super::verdict::DUPLICATE;
use super::waiting::Waiting;
use super::work::{Done, Work, announce};
use crate::data::int;
use crate::error::{Fault, HubError};
use crate::sql::{self, Conn};
use axum::http::StatusCode;
use fettle_core::kernel::{ChainHead, DeviceId, SignedHead};
use fettle_core::sync::protocol::{Moved, Receipt};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError};
use tokio::sync::oneshot;

impl Ledger {
    /// Takes in a device's run. Events that were on record already get their first receipt again.
    ///
    /// A run that is not the device's (forged, forked, another device's) or that has a gap before it is put aside whole, moves nothing, and
    /// is answered with the chain's code. Single events that may not be accepted are quarantined on the device's chain.
    ///
    /// # Errors
    /// [`HubError::Fault`] with the chain's code (409) or `unknown_device` (401); others when the database fails: nothing is then on record.
    pub async fn commit(self: &Arc<Self>, run: Run) -> Result<Vec<Receipt>, HubError> {
        let ledger = Arc::clone(self);
        // In a task of its own: a caller who hangs up must not leave the writer's memory behind the database.
        tokio::spawn(async move {
            let (run, verified) = chain::verify(&ledger.db, run).await?;
            let (answer, answered) = oneshot::channel();
            ledger.waiting.lock().unwrap_or_else(PoisonError::into_inner).push_back(Waiting { run, verified, answer });
            // Whoever gets the writer takes along what waits. Each one that waits comes here, so nobody is left.
            ledger.commit_waiting().await;
            answered.await.unwrap_or_else(|_| Err(HubError::Record("a run was not answered".into())))
        })
        .await
        .map_err(|e| HubError::Record(format!("commit: {e}")))?
    }

    /// Commits the runs that wait. Phones that push at the same time share one transaction, and the disk is asked once for all of them.
    async fn commit_waiting(&self) {
        let alone = match self.ready().await {
            Ok(mut cache) => {
                let group = self.next_group();
                if group.len() > 1 { self.commit_group(&mut cache, group).await } else { group }
            }
            Err(e) => {
                let first = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                if let Some(first) = first {
                    first.tell(Err(e));
                }
                return;
            }
        };
        for waiting in alone {
            let receipts = match self.ready().await {
                Ok(mut cache) => self.commit_run(&mut cache, &waiting.run, waiting.verified.as_ref()).await,
                Err(e) => Err(e),
            };
            waiting.tell(receipts);
        }
    }

    /// The runs of the next commit, in the order in which they came.
    fn next_group(&self) -> Vec<Waiting> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut count, mut events) = (0, 0);
        for one in waiting.iter() {
            events += one.run.events.len();
            if count == MOST_RUNS || (count > 0 && events > MOST_EVENTS) {
                break;
            }
            count += 1;
        }
        waiting.drain(..count).collect()
    }

    /// Commits the plain runs of a group in one transaction. Returns those that are to be committed one by one: runs that need more than that, and
    /// all of them where one could not be written, so that only the faulty one fails.
    async fn commit_group(&self, cache: &mut Cache, group: Vec<Waiting>) -> Vec<Waiting> {
        let taken = async {
            let mut conn = self.db.write().await?;
            self.take_group(cache, &mut conn, &group).await
        };
        match taken.await {
            Ok(mut answers) => {
                let mut alone = Vec::new();
                for (at, waiting) in group.into_iter().enumerate() {
                    match answers.remove(&at) {
                        Some(receipts) => waiting.tell(Ok(receipts)),
                        None => alone.push(waiting),
                    }
                }
                alone
            }
            Err(error) => {
                tracing::warn!(%error, "runs are committed one by one");
                group
            }
        }
    }

    /// Receipts of those runs of a group that were taken, by their place in it.
    async fn take_group(
        &self,
        cache: &mut Cache,
        conn: &mut Conn,
        group: &[Waiting],
    ) -> Result<HashMap<usize, Vec<Receipt>>, HubError> {
        let now = self.clock.now_ms();
        let mut tx = self.begin(cache, conn).await?;
        // Each run is judged beside those before it, so the memory is ahead of the database until all are committed.
        cache.stale = true;
        let (mut answers, mut moved, mut touched, mut held) = (HashMap::new(), BTreeMap::new(), Vec::new(), false);
        for (place, Waiting { run, verified, .. }) in group.iter().enumerate() {
            let Some(known) =
                chain::device(&mut tx, run.device).await?.filter(|known| run.quarantined.is_none() && !known.revoked)
            else {
                continue;
            };
            let checked = chain::check(&mut tx, &known, &run.events, &run.head, verified.as_ref()).await?;
            let Ok(Checked { known: mut receipts, heads }) = checked else { continue };
            if !bodies::missing(&mut tx, run.device, &receipts, &run.events).await?.is_empty() {
                continue;
            }
            let fresh = &heads[receipts.len()..];
            if let Some(Taken { receipts: fresh, at, done }) =
                take(&mut tx, cache, &known, run, None, fresh, now).await?
            {
                receipts.extend(fresh);
                cache.received = at;
                let news = done.apply(cache);
                moved.extend(news.moved.into_iter().map(|moved| (moved.s, moved.n)));
                touched.extend(news.touched);
                held |= news.held;
            }
            answers.insert(place, receipts);
        }
        tx.commit().await?;
        cache.stale = false;
        let moved = moved.into_iter().map(|(s, n)| Moved { s, n }).collect();
        announce(News { moved, touched: touched.clone(), held }, cache, self);
        self.reconsider(cache, conn, touched).await;
        for place in answers.keys() {
            self.clear_refused(cache, conn, group[*place].run.device).await;
        }
        Ok(answers)
    }

    async fn commit_run(
        &self,
        cache: &mut Cache,
        run: &Run,
        verified: Option<&Verified>,
    ) -> Result<Vec<Receipt>, HubError> {
        let mut conn = self.db.write().await?;
        let now = self.clock.now_ms();
        let mut tx = self.begin(cache, &mut conn).await?;
        let unknown = || Fault::new(StatusCode::UNAUTHORIZED, "unknown_device");
        let known = chain::device(&mut tx, run.device).await?.ok_or_else(unknown)?;
        // Whoever asked for it looked before the lock.
        let quarantined = run.quarantined.or(known.revoked.then_some("device_revoked"));
        if quarantined.is_some() && handed_in(&mut tx, run.device).await? > MOST_HANDED_IN {
            return Err(Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "too_much_handed_in")
                .with("megabytes", MOST_HANDED_IN / 1024 / 1024)
                .into());
        }
        let mut checked = match chain::check(&mut tx, &known, &run.events, &run.head, verified).await? {
            Ok(checked) => checked,
            Err(e) => {
                let fault = Fault::from(e);
                refused::keep_run(&mut tx, run, &fault, now).await?;
                tx.commit().await?;
                cache.refused = Some(true);
                return Err(fault.into());
            }
        };
        let late = bodies::missing(&mut tx, run.device, &checked.known, &run.events).await?;
        if !late.is_empty() {
            bodies::put(&mut tx, &late).await?;
            tx.commit().await?;
            for body in late.iter().filter(|body| body.waits && quarantined.is_none()) {
                if let Rejudged::Accepted(touched) = self.rejudge(cache, &mut conn, body.seq).await? {
                    self.reconsider(cache, &mut conn, touched).await;
                }
            }
            tx = self.begin(cache, &mut conn).await?;
            let again = chain::check(&mut tx, &known, &run.events, &run.head, verified).await?;
            checked = again.map_err(Fault::from)?;
        }
        let Checked { known: mut receipts, heads } = checked;
        let fresh = &heads[receipts.len()..];
        let Some(Taken { receipts: fresh, at, done }) =
            take(&mut tx, cache, &known, run, quarantined, fresh, now).await?
        else {
            return Ok(receipts);
        };
        receipts.extend(fresh);
        cache.stale = true;
        tx.commit().await?;
        cache.received = at;
        let touched = done.publish(cache, self);
        cache.stale = false;
        self.reconsider(cache, &mut conn, touched).await;
        self.clear_refused(cache, &mut conn, run.device).await;
        Ok(receipts)
    }

    async fn clear_refused(&self, cache: &mut Cache, conn: &mut Conn, device: DeviceId) {
        let mut known = cache.refused;
        self.forget_refused(&mut known, conn, device).await;
        cache.refused = known;
    }
}

/// Takes in the events of a run that are not on record yet, those at the end that `heads` are the heads after; `None` where there are none.
/// The receipts are for those. Everything is written, and nothing committed.
async fn take(
    tx: &mut Conn,
    cache: &mut Cache,
    known: &Known,
    run: &Run,
    quarantined: Option<&'static str>,
    heads: &[ChainHead],
    now: u64,
) -> Result<Option<Taken>, HubError> {
    let fresh = &run.events[run.events.len() - heads.len()..];
    if fresh.is_empty() {
        return Ok(None);
    }
    let at = cache.receipt(now);
    let mut work = Work::new(tx, cache, at);
    let mut judge = Judge::new(&mut work, Author::Phone(known.person), now, fresh.iter()).await?;
    let mut receipts = Vec::with_capacity(fresh.len());
    for (event, head) in fresh.iter().zip(heads) {
        let mut verdict = judge.judge(&mut work, event).await?;
        verdict.quarantine =
            verdict.quarantine.filter(|code| quarantined.is_none() || *code == DUPLICATE).or(quarantined);
        receipts.push(work.take(event.clone(), *head, verdict).await?);
    }
    work.refile().await?;
    let done = work.write().await?;
    put_head(tx, run.device, &run.head, at).await?;
    Ok(Some(Taken { receipts, at, done }))
}

/// What was written of a run.
struct Taken {
    /// Receipts of its fresh events.
    receipts: Vec<Receipt>,
    /// Its time of receipt.
    at: u64,
    /// What changes in the writer's memory once it is committed.
    done: Done,
}

/// Runs and events of one commit: who else waits for the writer, at the console, waits no longer than for one full run and a little.
const MOST_RUNS: usize = 64;
const MOST_EVENTS: usize = 1_500;

/// Most bytes of events that a device may hand in after it was revoked, or its person left: a year of hard work is a tenth of it.
const MOST_HANDED_IN: i64 = if cfg!(test) { 2 } else { 256 } * 1024 * 1024;

/// Bytes of what the hub keeps of a device that may only hand in.
async fn handed_in(conn: &mut Conn, device: DeviceId) -> Result<i64, HubError> {
    let sql = "SELECT CAST(COALESCE(SUM(OCTET_LENGTH(header) + OCTET_LENGTH(COALESCE(body, ''))), 0) AS BIGINT) FROM event \
               WHERE device = $1 AND quarantined IN ('device_revoked', 'person_inactive')";
    Ok(sql::query_scalar(sql).bind(device.to_string()).fetch_one(conn).await?)
}

/// Moves the device's head, and keeps what it signed.
pub(super) async fn put_head(conn: &mut Conn, device: DeviceId, signed: &SignedHead, at: u64) -> Result<(), HubError> {
    let ChainHead { number, hash } = signed.head;
    sql::query("UPDATE device SET head_number = $2, head_hash = $3, pushed_at = $4 WHERE id = $1")
        .bind(device.to_string())
        .bind(int(number))
        .bind(hash.to_string())
        .bind(int(at))
        .execute(&mut *conn)
        .await?;
    sql::query("INSERT INTO signed_head (device, number, hash, signature) VALUES ($1, $2, $3, $4)")
        .bind(device.to_string())
        .bind(int(number))
        .bind(hash.to_string())
        .bind(&signed.signature)
        .execute(conn)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests;
