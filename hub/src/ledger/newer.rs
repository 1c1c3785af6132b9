//! Types of a newer version, once this version knows them: accepted without a judgement, they are judged before they count. Until then they are
//! held back; what is refused was passed on already, and whoever has it is told that it counts no more.

use super::business::{self, State};
use super::judge::{Author, Judge};
use super::new_event::What;
use super::verdict::NEWER;
use super::work::Work;
use super::{Ledger, batch, reconsider};
use crate::error::HubError;
use crate::sql::{self, Conn};
use fettle_core::kernel::{Event, Subject};

/// Notice of an event that was passed on before it was judged, and refused then. It stands in its streams once more, as what counts no more.
const WITHDRAWN: &str = "withdrawn";

impl Ledger {
    /// Before states are rebuilt: what this version knows now and none judged is held back.
    pub(super) async fn hold_back_newer(&self) -> Result<(), HubError> {
        let mut conn = self.db.write().await?;
        let mut tx = conn.begin().await?;
        let sql = "SELECT seq, subject, kind FROM event WHERE notices IS NOT NULL AND quarantined IS NULL AND instr(notices, $1) > 0";
        let rows = sql::query(sql).bind(NEWER).fetch_all(&mut *tx).await?;
        for row in rows {
            let (seq, subject, kind): (i64, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            if subject.split_once('/').is_some_and(|(of, _)| business::knows(of, &kind)) {
                sql::query("UPDATE event SET quarantined = $2 WHERE seq = $1")
                    .bind(seq)
                    .bind(NEWER)
                    .execute(&mut *tx)
                    .await?;
            }
        }
        Ok(tx.commit().await?)
    }

    /// Judges what is held back, in the order in which it came. A start that was cut goes on at the next.
    pub(super) async fn judge_newer(&self) -> Result<u64, HubError> {
        let mut done = 0;
        loop {
            let mut cache = self.ready().await?;
            let mut conn = self.db.write().await?;
            let sql = "SELECT MIN(seq) FROM event WHERE quarantined = $1";
            let Some(seq) = sql::query_scalar::<Option<i64>>(sql).bind(NEWER).fetch_one(&mut *conn).await? else {
                return Ok(done);
            };
            let now = self.clock.now_ms();
            let at = cache.receipt(now);
            let mut tx = self.begin(&mut cache, &mut conn).await?;
            let (event, owner) = reconsider::event_at(&mut tx, seq).await?;
            let subject = event.header().subject.clone();
            let mut work = Work::new(&mut tx, &mut cache, at);
            let of_console = self.is_console(work.conn, &event).await?;
            let author = if of_console { Author::System } else { Author::Phone(owner) };
            let mut judge = Judge::new(&mut work, author, now, std::iter::once(&event)).await?;
            judge.taken_are(Vec::new());
            let code = judge.judge(&mut work, &event).await?.quarantine;
            let sql = "UPDATE event SET quarantined = $2, notices = NULLIF(TRIM(REPLACE(notices, $3, $4)), '') WHERE seq = $1";
            let notice = if code.is_some() { WITHDRAWN } else { "" };
            sql::query(sql).bind(seq).bind(code).bind(NEWER).bind(notice).execute(&mut *work.conn).await?;
            refold_one(&mut work, &subject).await?;
            work.refile().await?;
            if code.is_some() {
                work.tell(&subject, seq);
            }
            let done_work = work.write().await?;
            cache.stale = true;
            tx.commit().await?;
            cache.received = at;
            done_work.publish(&mut cache, self);
            cache.stale = false;
            done += 1;
            tracing::info!(%subject, kind = event.header().kind, code, "a type of a newer version was judged");
        }
    }

    async fn is_console(&self, conn: &mut Conn, event: &Event) -> Result<bool, HubError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM device WHERE id = $1 AND public_key = $2)";
        let device = event.header().device.to_string();
        Ok(sql::query_scalar(sql).bind(device).bind(self.key.public()).fetch_one(conn).await?)
    }
}

async fn refold_one(work: &mut Work<'_>, subject: &Subject) -> Result<(), HubError> {
    let events = batch::events_of(work.conn, subject).await?;
    if !events.is_empty() {
        return work.replace(subject.clone(), State::fold(subject, &events)).await;
    }
    // Nothing of it was ever known here but what was held back.
    work.load([subject.clone()]).await?;
    work.forget_all(subject);
    for (table, column) in [
        ("state", "subject"),
        ("link", "source"),
        ("open_point", "subject"),
        ("filed", "subject"),
        ("brought", "source"),
    ] {
        let sql = format!("DELETE FROM {table} WHERE {column} = $1");
        sql::query(sql::AssertSqlSafe(sql)).bind(subject.to_string()).execute(&mut *work.conn).await?;
    }
    Ok(())
}

impl Work<'_> {
    /// Says in the streams that have the aggregate that one of its events counts no more.
    fn tell(&mut self, subject: &Subject, seq: i64) {
        for stream in self.streams_with(subject) {
            self.append(&stream, What::Event(seq));
        }
    }
}
