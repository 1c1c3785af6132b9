//! What a start has to do with states before it serves. After an update with other folds it holds back what this version is the first to know;
//! the states themselves are rebuilt beside serving ([`super::rebuild`]). After one with other rules of filing every record is folded and filed
//! again first: nobody is served from where the rules of before put things (decision 0027).

use super::business::State;
use super::work::Work;
use super::{Ledger, batch};
use crate::data::settings;
use crate::error::HubError;
use crate::sql::{self, Conn};
use fettle_core::domain::any::FOLDS;
use fettle_core::domain::filing::FILING;
use fettle_core::kernel::Subject;

/// Setting: versions of the folds of the program that started last.
const FOLDS_KEY: &str = "folds";
/// Setting: version of the rules by which everything is filed.
pub(crate) const FILING_KEY: &str = "filing";
/// Setting: the aggregate up to which everything is refiled already.
const AT_KEY: &str = "refolded_to";
/// Aggregates of one transaction: a crash repeats no more than these, and whoever waits for the writer waits no longer.
const CHUNK: i64 = 200;

/// Versions of this program's folds.
fn folds() -> String {
    let kinds = FOLDS.iter().map(|(kind, folds)| format!("{kind} {folds}"));
    kinds.collect::<Vec<_>>().join(", ")
}

/// Version of this program's rules of who may know what.
pub(crate) fn filing() -> String {
    FILING.to_string()
}

impl Ledger {
    /// Does it; how many aggregates were refiled. A start that was cut goes on where it stopped.
    pub(crate) async fn refold(&self) -> Result<u64, HubError> {
        let (known, filed) = {
            let mut conn = self.db.write().await?;
            let known = settings::get(&mut conn, FOLDS_KEY).await?;
            let filed = settings::get(&mut conn, FILING_KEY).await?;
            if known.is_none() && filed.is_none() && is_fresh(&mut conn).await? {
                // A fresh hub's states are this program's.
                settings::put(&mut conn, FOLDS_KEY, &folds()).await?;
                settings::put(&mut conn, FILING_KEY, &filing()).await?;
                return Ok(0);
            }
            (known, filed)
        };
        if known.as_deref() != Some(folds().as_str()) {
            self.hold_back_newer().await?;
            settings::put(&mut *self.db.write().await?, FOLDS_KEY, &folds()).await?;
        }
        let done = if filed.as_deref() == Some(filing().as_str()) { 0 } else { self.refile_all().await? };
        self.judge_newer().await?;
        Ok(done)
    }

    async fn refile_all(&self) -> Result<u64, HubError> {
        let events: i64 =
            sql::query_scalar("SELECT COUNT(*) FROM state").fetch_one(&mut *self.db.write().await?).await?;
        // Each new version begins at the first aggregate, also when the one before it did not come to its end.
        let mark = |at: &str| format!("{} {} {at}", filing(), folds());
        let mut at = {
            let known = settings::get(&mut *self.db.write().await?, AT_KEY).await?;
            let prefix = mark("");
            known.and_then(|at| at.strip_prefix(&prefix).map(str::to_owned)).unwrap_or_default()
        };
        let mut done = 0;
        loop {
            let subjects = self.refile_some(&at, &mark).await?;
            let Some(last) = subjects.last() else { break };
            at = last.to_string();
            done += subjects.len() as u64;
            tracing::info!(done, all = events, "everything is filed anew");
        }
        settings::put(&mut *self.db.write().await?, FILING_KEY, &filing()).await?;
        Ok(done)
    }

    async fn refile_some(&self, after: &str, mark: &impl Fn(&str) -> String) -> Result<Vec<Subject>, HubError> {
        let mut cache = self.ready().await?;
        let mut conn = self.db.write().await?;
        let mut tx = self.begin(&mut cache, &mut conn).await?;
        let sql =
            "SELECT DISTINCT subject FROM event WHERE subject > $1 AND quarantined IS NULL ORDER BY subject LIMIT $2";
        let names: Vec<String> = sql::query_scalar(sql).bind(after).bind(CHUNK).fetch_all(&mut *tx).await?;
        let subjects = names.iter().map(|name| batch::subject(name)).collect::<Result<Vec<_>, _>>()?;
        let Some(last) = subjects.last() else { return Ok(subjects) };
        settings::put(&mut tx, AT_KEY, &mark(&last.to_string())).await?;
        let at = cache.receipt(self.clock.now_ms());
        let mut work = Work::new(&mut tx, &mut cache, at);
        refold_all(&mut work, &subjects).await?;
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

/// Whether nobody is on record but the hub itself.
async fn is_fresh(conn: &mut Conn) -> Result<bool, HubError> {
    let sql = "SELECT NOT EXISTS (SELECT 1 FROM state WHERE kind <> 'person')";
    Ok(sql::query_scalar(sql).fetch_one(conn).await?)
}

/// Puts the states of `subjects`, folded from their events, in the place of what is stored. The stored form may be one that no longer reads, and
/// is not looked at. Gives those of which an event does not read: their state stays as it was.
pub(super) async fn refold_all(work: &mut Work<'_>, subjects: &[Subject]) -> Result<Vec<Subject>, HubError> {
    let mut unread = Vec::new();
    for subject in subjects {
        let events = match batch::events_of(work.conn, subject).await {
            Ok(events) => events,
            Err(HubError::Record(why)) => {
                // `fettle verify` names it; the rest goes on.
                tracing::error!(%subject, why, "an event does not read, its state stays as it was");
                unread.push(subject.clone());
                continue;
            }
            Err(e) => return Err(e),
        };
        work.replace(subject.clone(), State::fold(subject, &events)).await?;
    }
    Ok(unread)
}
