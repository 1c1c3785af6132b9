//! After an update with other folds, or other rules of filing, every state is made anew from its events, and filed anew where that changes who may
//! know it.

use super::business::State;
use super::work::Work;
use super::{Ledger, batch};
use crate::data::settings;
use crate::error::HubError;
use crate::sql;
use fettle_core::domain::any::FOLDS;
use fettle_core::domain::filing::FILING;
use fettle_core::kernel::Subject;

/// Setting: version of the folds that wrote the states.
pub(crate) const FOLDS_KEY: &str = "folds";
/// Setting: the aggregate up to which states are made anew already.
const AT_KEY: &str = "refolded_to";
/// Aggregates of one transaction: a crash repeats no more than these, and whoever waits for the writer waits no longer.
const CHUNK: i64 = 200;

/// Version of this program's folds, and of who may know what.
pub(crate) fn folds() -> String {
    let kinds = FOLDS.iter().map(|(kind, folds)| format!("{kind} {folds}"));
    kinds.chain([format!("filing {FILING}")]).collect::<Vec<_>>().join(", ")
}

impl Ledger {
    /// Makes all states anew if another version of the folds wrote them. A start that was cut goes on where it stopped.
    pub(crate) async fn refold(&self) -> Result<u64, HubError> {
        let wanted = folds();
        let (known, events) = {
            let mut conn = self.db.write().await?;
            let known = settings::get(&mut conn, FOLDS_KEY).await?;
            let events: i64 = sql::query_scalar("SELECT COUNT(*) FROM state").fetch_one(&mut *conn).await?;
            // A fresh hub's states are this program's.
            let fresh: i64 =
                sql::query_scalar("SELECT COUNT(*) FROM state WHERE kind <> 'person'").fetch_one(&mut *conn).await?;
            if known.is_none() && fresh == 0 {
                settings::put(&mut conn, FOLDS_KEY, &wanted).await?;
                return Ok(0);
            }
            (known, events)
        };
        if known.as_deref() == Some(wanted.as_str()) {
            // Nothing, but where a start was cut.
            self.judge_newer().await?;
            return Ok(0);
        }
        self.hold_back_newer().await?;
        // Each new version begins at the first aggregate, also when the one before it did not come to its end.
        let mark = |at: &str| format!("{wanted} {at}");
        let mut at = {
            let known = settings::get(&mut *self.db.write().await?, AT_KEY).await?;
            let prefix = mark("");
            known.and_then(|at| at.strip_prefix(&prefix).map(str::to_owned)).unwrap_or_default()
        };
        let mut done = 0;
        loop {
            let subjects = self.refold_some(&at, &mark).await?;
            let Some(last) = subjects.last() else { break };
            at = last.to_string();
            done += subjects.len() as u64;
            tracing::info!(done, all = events, "states are made anew");
        }
        settings::put(&mut *self.db.write().await?, FOLDS_KEY, &wanted).await?;
        self.judge_newer().await?;
        Ok(done)
    }

    async fn refold_some(&self, after: &str, mark: &impl Fn(&str) -> String) -> Result<Vec<Subject>, HubError> {
        let mut cache = self.ready().await?;
        let mut conn = self.db.write().await?;
        let mut tx = self.begin(&mut cache, &mut conn).await?;
        let sql =
            "SELECT DISTINCT subject FROM event WHERE subject > $1 AND quarantined IS NULL ORDER BY subject LIMIT $2";
        let names: Vec<String> = sql::query_scalar(sql).bind(after).bind(CHUNK).fetch_all(&mut *tx).await?;
        let mut subjects = Vec::with_capacity(names.len());
        for name in names {
            subjects.push(name.parse::<Subject>().map_err(|_| HubError::Record(name))?);
        }
        let Some(last) = subjects.last() else { return Ok(subjects) };
        settings::put(&mut tx, AT_KEY, &mark(&last.to_string())).await?;
        let at = cache.receipt(self.clock.now_ms());
        let mut work = Work::new(&mut tx, &mut cache, at);
        // The stored form may be one that no longer reads: what is in memory is put there, not loaded.
        for subject in &subjects {
            let events = match batch::events_of(work.conn, subject).await {
                Ok(events) => events,
                Err(HubError::Record(why)) => {
                    // `fettle verify` names it; the rest goes on.
                    tracing::error!(%subject, why, "an event does not read, its state stays as it was");
                    continue;
                }
                Err(e) => return Err(e),
            };
            work.replace(subject.clone(), State::fold(subject, &events)).await?;
        }
        work.refile().await?;
        let done = work.write().await?;
        cache.stale = true;
        tx.commit().await?;
        cache.received = at;
        done.publish(&mut cache, self);
        cache.stale = false;
        Ok(subjects)
    }
}
