//! Letting in what was quarantined: the hub's console says it again under a number of its own (decision 0022). What was seen of a subject is told by
//! the highest number of each device, and whoever had seen a later number of the first device had not seen this.

use super::cache::Cache;
use super::commit::put_head;
use super::judge::{Author, Judge};
use super::reconsider::{self, Rejudged};
use super::verdict::{DUPLICATE, Verdict};
use super::work::Work;
use super::{Ledger, batch};
use crate::error::{Fault, HubError};
use crate::random;
use crate::sql::{self, Conn};
use axum::http::StatusCode;
use fettle_core::kernel::EventId;
use std::sync::Arc;

impl Ledger {
    /// Lets a quarantined event in: the reason for which it is listed does not count any more, whoever lets it in saw it. One
    /// that only says again what is there already needs nobody any more, and is no longer listed.
    ///
    /// # Errors
    /// [`HubError::Fault`]: `not_found` when no such event is in quarantine, or the code of what else stands against it, for which it is
    /// listed from now on, or that no person can lift ([`is_releasable`](super::is_releasable), 409).
    pub async fn release(self: &Arc<Self>, event: EventId) -> Result<(), HubError> {
        self.release_if(event, super::is_releasable).await
    }
    /// The same where many are let in at once: lifts that the device was revoked or its person left, and nothing that has to be looked at
    /// record by record.
    ///
    /// # Errors
    /// As [`Ledger::release`].
    pub async fn release_handed_in(self: &Arc<Self>, event: EventId) -> Result<(), HubError> {
        self.release_if(event, |code| matches!(code, "device_revoked" | "person_inactive")).await
    }

    async fn release_if(self: &Arc<Self>, event: EventId, lifts: fn(&str) -> bool) -> Result<(), HubError> {
        let ledger = Arc::clone(self);
        tokio::spawn(async move { ledger.release_event(event, lifts).await })
            .await
            .map_err(|e| HubError::Record(format!("release: {e}")))?
    }

    async fn release_event(&self, id: EventId, lifts: fn(&str) -> bool) -> Result<(), HubError> {
        let mut cache = self.ready().await?;
        let mut conn = self.db.write().await?;
        let sql = "SELECT seq FROM event WHERE id = $1 AND quarantined IS NOT NULL ORDER BY quarantined = 'twin', seq LIMIT 1";
        let seq = sql::query_scalar(sql).bind(id.to_string()).fetch_optional(&mut *conn).await?;
        let seq = seq.ok_or_else(Fault::not_found)?;
        match self.let_in(&mut cache, &mut conn, seq, lifts).await? {
            Rejudged::Accepted(touched) => self.reconsider(&mut cache, &mut conn, touched).await,
            Rejudged::Refused(DUPLICATE) => {}
            Rejudged::Refused(code) => return Err(Fault::new(StatusCode::CONFLICT, code).into()),
        }
        Ok(())
    }

    async fn let_in(
        &self,
        cache: &mut Cache,
        conn: &mut Conn,
        seq: i64,
        lifts: fn(&str) -> bool,
    ) -> Result<Rejudged, HubError> {
        let now = self.clock.now_ms();
        let at = cache.receipt(now);
        let mut recorder = cache.recorder.clone();
        let mut tx = self.begin(cache, conn).await?;
        let (event, owner) = reconsider::event_at(&mut tx, seq).await?;
        let mut work = Work::new(&mut tx, cache, at);
        let mut judge = Judge::new(&mut work, Author::Phone(owner), now, std::iter::once(&event)).await?;
        let sql = "SELECT quarantined FROM event WHERE seq = $1";
        let shown: Option<String> = sql::query_scalar(sql).bind(seq).fetch_one(&mut *work.conn).await?;
        if let Some(code) = shown.as_deref().filter(|code| lifts(code)) {
            judge.lift(code);
        }
        judge.taken_are(batch::accepted_ids(work.conn, event.header().id).await?);
        let verdict = judge.judge(&mut work, &event).await?;
        if let Some(code) = verdict.quarantine {
            // What is left against it is listed from now on.
            let sql = "UPDATE event SET quarantined = $2 WHERE seq = $1";
            sql::query(sql).bind(seq).bind(code).execute(&mut *tx).await?;
            reconsider::tell_reason(&mut tx, cache).await?;
            tx.commit().await?;
            cache.note_quarantine(seq, &event, Some(code));
            reconsider::announce_reason(cache, self);
            return Ok(Rejudged::Refused(code));
        }
        work.load([event.header().subject.clone()]).await?;
        let follows = work.newest_of(&event.header().subject, recorder.device);
        let again = recorder.let_in(EventId::new(random::uuid(now)?), &event, follows)?;
        work.take(again, recorder.head, Verdict::default()).await?;
        batch::stood_for(work.conn, DUPLICATE, &[seq]).await?;
        batch::stood_for(work.conn, DUPLICATE, &verdict.stands_for).await?;
        work.refile().await?;
        let done = work.write().await?;
        let device = self.console();
        put_head(&mut tx, device, &self.key.sign_head(device, recorder.head), at).await?;
        cache.stale = true;
        tx.commit().await?;
        cache.recorder = recorder;
        cache.received = at;
        cache.note_quarantine(seq, &event, None);
        let touched = done.publish(cache, self);
        cache.stale = false;
        Ok(Rejudged::Accepted(touched))
    }
}
