//! What came before the things that it is about, rejudged when one of those was accepted. Only a hub that was put back from a backup meets
//! it: its phones hand in what it lost in the order in which they come. Until a job's assignment is back, the work of who got it is out of
//! scope, and until a change of roles is back, what it allows is not allowed; so what happened before the restore is rejudged too when its
//! aggregate or its author changes.

use super::Ledger;
use super::batch;
use super::cache::Cache;
use super::early::{Early, EarlyEvent};
use super::judge::{Author, Judge};
use super::run::News;
use super::told;
use super::verdict::{DUPLICATE, EARLY, NOT_ALLOWED, OUT_OF_SCOPE, SAID_AGAIN};
use super::work::{Work, announce};
use crate::data::uint;
use crate::error::HubError;
use crate::sql::{self, Conn, Row};
use fettle_core::kernel::{Event, PersonId, Subject};
use std::collections::BTreeMap;

/// What became of an event that was judged once more.
pub(super) enum Rejudged {
    /// It counts, for these aggregates.
    Accepted(Vec<Subject>),
    /// What stands against it.
    Refused(&'static str),
}

impl Ledger {
    /// Rejudges what waits for one of `accepted`, and then what waits for that. A failure leaves them waiting for the next time.
    pub(super) async fn reconsider(&self, cache: &mut Cache, conn: &mut Conn, mut accepted: Vec<Subject>) {
        while !accepted.is_empty() {
            accepted = match self.reconsider_once(cache, conn, &accepted).await {
                Ok(more) => more,
                Err(error) => {
                    tracing::warn!(%error, "waiting events are not judged anew");
                    return;
                }
            }
        }
    }

    /// The aggregates of what was accepted.
    async fn reconsider_once(
        &self,
        cache: &mut Cache,
        conn: &mut Conn,
        about: &[Subject],
    ) -> Result<Vec<Subject>, HubError> {
        let early = match &mut cache.early {
            Some(early) => early,
            none => none.insert(early(conn).await?),
        };
        let due = early.due(about);
        let mut accepted = Vec::new();
        for seq in due {
            if let Rejudged::Accepted(touched) = self.rejudge(cache, conn, seq).await? {
                accepted.extend(touched);
            }
        }
        Ok(accepted)
    }

    /// Judges the event in quarantine at `seq` once more.
    pub(super) async fn rejudge(&self, cache: &mut Cache, conn: &mut Conn, seq: i64) -> Result<Rejudged, HubError> {
        let now = self.clock.now_ms();
        let mut tx = self.begin(cache, conn).await?;
        let sql = "SELECT header, body, body_hash, received, d.person, quarantined \
                   FROM event JOIN device d ON d.id = device WHERE seq = $1";
        let row = sql::query(sql).bind(seq).fetch_one(&mut *tx).await?;
        let (event, owner) = read(&row)?;
        let before: Option<String> = row.try_get(5)?;
        let mut work = Work::new(&mut tx, cache, now);
        let mut judge = Judge::new(&mut work, Author::Phone(owner), now, std::iter::once(&event)).await?;
        judge.taken_are(batch::accepted_ids(work.conn, event.header().id).await?);
        let verdict = judge.judge(&mut work, &event).await?;
        let mut done = None;
        match verdict.quarantine {
            // Nothing new is known of it.
            Some(code) if before.as_deref() == Some(code) || before.as_deref() == Some(SAID_AGAIN) => {
                drop(tx);
                let still = if before.as_deref() == Some(code) { code } else { SAID_AGAIN };
                cache.note_quarantine(seq, &event, Some(still));
                return Ok(Rejudged::Refused(code));
            }
            Some(_) => {}
            None => {
                work.accept(&event, seq).await?;
                batch::stood_for(work.conn, DUPLICATE, &verdict.stands_for).await?;
                work.refile().await?;
                done = Some(work.write().await?);
            }
        }
        // Accepted, or it is known now why it may not be.
        let sql = "UPDATE event SET quarantined = $2 WHERE seq = $1";
        sql::query(sql).bind(seq).bind(verdict.quarantine).execute(&mut *tx).await?;
        let signed =
            verdict.quarantine.is_none() && matches!(event.header().kind.as_str(), "signed" | "document_answered");
        if signed {
            Self::look_again(&mut tx, seq).await?;
        }
        let stays = verdict.quarantine.is_some();
        if stays {
            tell_reason(&mut tx, cache).await?;
        }
        cache.stale = true;
        tx.commit().await?;
        cache.stale = false;
        cache.note_quarantine(seq, &event, verdict.quarantine);
        if stays {
            announce_reason(cache, self);
        }
        if signed {
            self.looked.again_from(seq);
        }
        Ok(match verdict.quarantine {
            Some(code) => Rejudged::Refused(code),
            None => Rejudged::Accepted(done.map(|done| done.publish(cache, self)).unwrap_or_default()),
        })
    }
}

/// Tells the other processes, once this transaction is committed, that something is in quarantine for another reason than its page shows: no event is
/// new, and no stream moved.
pub(super) async fn tell_reason(tx: &mut Conn, cache: &Cache) -> Result<(), HubError> {
    told::tell(tx, cache.process, uint(cache.next_seq - 1), &BTreeMap::new(), (&[], true)).await
}

/// The same to who listens here, after the commit.
pub(super) fn announce_reason(cache: &Cache, ledger: &Ledger) {
    announce(News { held: true, ..News::default() }, cache, ledger);
}

/// Everything that waits, from the database.
async fn early(conn: &mut Conn) -> Result<Early, HubError> {
    let restored = "SELECT COALESCE(MAX(retired_at), 0) FROM device WHERE lost_after IS NOT NULL";
    let restored: i64 = sql::query_scalar(restored).fetch_one(&mut *conn).await?;
    let sql = "SELECT header, body, body_hash, received, d.person, seq, quarantined FROM event JOIN device d ON d.id = device \
               WHERE quarantined IS NOT NULL \
               AND (quarantined = $1 OR (quarantined IN ($2, $4) AND received >= $3 AND $3 > 0)) \
               ORDER BY seq";
    let mut all = Early::new(uint(restored));
    let rows = sql::query(sql).bind(EARLY).bind(OUT_OF_SCOPE).bind(restored).bind(NOT_ALLOWED).fetch_all(conn).await?;
    for row in rows {
        let (event, _) = read(&row)?;
        let kept: String = row.try_get(6)?;
        if let Some(code) = [EARLY, OUT_OF_SCOPE, NOT_ALLOWED].into_iter().find(|code| *code == kept)
            && let Some(quarantined) = EarlyEvent::of(row.try_get(5)?, &event, code)
        {
            all.note(quarantined);
        }
    }
    Ok(all)
}

/// The event at `seq` and whose device wrote it.
pub(super) async fn event_at(conn: &mut Conn, seq: i64) -> Result<(Event, PersonId), HubError> {
    let sql =
        "SELECT header, body, body_hash, received, d.person FROM event JOIN device d ON d.id = device WHERE seq = $1";
    read(&sql::query(sql).bind(seq).fetch_one(conn).await?)
}

/// An event and whose device wrote it.
fn read(row: &Row) -> Result<(Event, PersonId), HubError> {
    let owner = row.try_get::<String, _>(4)?.parse().map_err(|_| HubError::Record("person of a device".into()))?;
    Ok((batch::event(row, 0)?, owner))
}
