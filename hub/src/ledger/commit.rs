//! A run from a phone: one transaction, one receipt an event.

use super::bodies;
use super::chain;
use super::judge::{Author, Judge, TWIN};
use super::reconsider::Anew;
use super::refused;
use super::work::Work;
use super::{Ledger, Run};
use crate::data::int;
use crate::error::{Fault, HubError};
use axum::http::StatusCode;
use fettle_core::kernel::{ChainHead, DeviceId, SignedHead};
use fettle_core::sync::protocol::Receipt;
use sqlx::SqliteConnection;
use std::sync::Arc;

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
        tokio::spawn(async move { ledger.commit_run(run).await })
            .await
            .map_err(|e| HubError::Record(format!("commit: {e}")))?
    }

    async fn commit_run(&self, run: Run) -> Result<Vec<Receipt>, HubError> {
        let mut cache = self.ready().await?;
        let mut conn = self.db.write().await?;
        let now = self.clock.now_ms();
        let mut tx = conn.begin().await?;
        let unknown = || Fault::new(StatusCode::UNAUTHORIZED, "unknown_device");
        let known = chain::device(&mut tx, run.device).await?.ok_or_else(unknown)?;
        // Whoever asked for it looked before the lock.
        let apart = run.apart.or(known.revoked.then_some("device_revoked"));
        if apart.is_some() && handed_in(&mut tx, run.device).await? > MOST_HANDED_IN {
            return Err(Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "too_much_handed_in")
                .with("megabytes", MOST_HANDED_IN / 1024 / 1024)
                .into());
        }
        let mut checked = match chain::check(&mut tx, &known, &run.events, &run.head).await? {
            Ok(checked) => checked,
            Err(e) => {
                let fault = Fault::from(e);
                refused::keep_run(&mut tx, &run, &fault, now).await?;
                tx.commit().await?;
                cache.refused = Some(true);
                return Err(fault.into());
            }
        };
        let late = bodies::missing(&mut tx, run.device, &checked.known, &run.events).await?;
        if !late.is_empty() {
            bodies::put(&mut tx, &late).await?;
            tx.commit().await?;
            for body in late.iter().filter(|body| body.waits && apart.is_none()) {
                if let Anew::Accepted(touched) = self.judge_anew(&mut cache, &mut conn, body.seq).await? {
                    self.reconsider(&mut cache, &mut conn, touched).await;
                }
            }
            tx = conn.begin().await?;
            checked = chain::check(&mut tx, &known, &run.events, &run.head).await?.map_err(Fault::from)?;
        }
        let mut receipts = checked.known;
        let on_record = receipts.len();
        let fresh: Vec<_> = run.events.into_iter().zip(checked.heads).skip(on_record).collect();
        if fresh.is_empty() {
            return Ok(receipts);
        }
        let at = cache.receipt(now);
        let mut work = Work::new(&mut tx, &mut cache, at);
        let author = Author::Phone(known.person);
        let mut judge = Judge::new(&mut work, author, now, fresh.iter().map(|(event, _)| event)).await?;
        for (event, head) in fresh {
            let mut verdict = judge.judge(&mut work, &event).await?;
            verdict.quarantine = verdict.quarantine.filter(|code| apart.is_none() || *code == TWIN).or(apart);
            receipts.push(work.take(event, head, verdict).await?);
        }
        work.refile().await?;
        let done = work.write().await?;
        put_head(&mut tx, run.device, &run.head, at).await?;
        cache.stale = true;
        tx.commit().await?;
        cache.received = at;
        let touched = done.publish(&mut cache, self);
        cache.stale = false;
        self.reconsider(&mut cache, &mut conn, touched).await;
        let mut known = cache.refused;
        self.forget_refused(&mut known, &mut conn, run.device).await;
        cache.refused = known;
        Ok(receipts)
    }
}

/// Most bytes of events that a device may hand in after it was revoked, or its person left: a year of hard work is a tenth of it.
const MOST_HANDED_IN: i64 = 256 * 1024 * 1024;

/// Bytes of what the hub keeps of a device that may only hand in.
async fn handed_in(conn: &mut SqliteConnection, device: DeviceId) -> Result<i64, HubError> {
    let sql = "SELECT COALESCE(SUM(LENGTH(header) + LENGTH(COALESCE(body, ''))), 0) FROM event \
               WHERE device = $1 AND quarantined IN ('device_revoked', 'person_inactive')";
    Ok(sqlx::query_scalar(sql).bind(device.to_string()).fetch_one(conn).await?)
}

/// Moves the device's head, and keeps what it signed.
pub(super) async fn put_head(
    conn: &mut SqliteConnection,
    device: DeviceId,
    signed: &SignedHead,
    at: u64,
) -> Result<(), HubError> {
    let ChainHead { number, hash } = signed.head;
    sqlx::query("UPDATE device SET head_number = $2, head_hash = $3, pushed_at = $4 WHERE id = $1")
        .bind(device.to_string())
        .bind(int(number))
        .bind(hash.to_string())
        .bind(int(at))
        .execute(&mut *conn)
        .await?;
    sqlx::query("INSERT INTO signed_head (device, number, hash, signature) VALUES ($1, $2, $3, $4)")
        .bind(device.to_string())
        .bind(int(number))
        .bind(hash.to_string())
        .bind(&signed.signature)
        .execute(conn)
        .await?;
    Ok(())
}
