//! Which document was answered to on which job: the index behind the public page `/verify/{hash}`, written with the states it comes from.

use super::business::State;
use super::{Ledger, batch};
use crate::error::HubError;
use crate::sql::{self, Builder, Conn};
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::Job;
use fettle_core::kernel::{Aggregate, Folded, Hash, Subject};
use std::collections::BTreeSet;

/// Anyone may ask this, so it reads one key and not one row of any job.
const JOBS: &str = "SELECT job FROM sheet WHERE hash = $1 ORDER BY job LIMIT 8";

/// The hashes of a job's documents.
pub(super) fn hashes(job: &Job) -> BTreeSet<String> {
    job.documents.iter().map(|signed| signed.hash().to_string()).collect()
}

/// Replaces what is noted of changed jobs.
pub(super) async fn put(conn: &mut Conn, states: &[(&Subject, &State)]) -> Result<(), HubError> {
    let jobs: Vec<(String, &Job)> =
        states.iter().filter_map(|(subject, state)| Some((subject.id().to_string(), state.0.as_job()?))).collect();
    for some in jobs.chunks(batch::CHUNK) {
        let mut query = Builder::new("DELETE FROM sheet WHERE job IN (");
        let mut list = query.separated(", ");
        for (id, _) in some {
            list.push_bind(id.clone());
        }
        query.push(")").build().execute(&mut *conn).await?;
    }
    let all: Vec<(&String, String)> =
        jobs.iter().flat_map(|(id, job)| hashes(job).into_iter().map(move |hash| (id, hash))).collect();
    for some in all.chunks(batch::CHUNK) {
        let mut query = Builder::new("INSERT INTO sheet (hash, job) ");
        query.push_values(some, |mut row, (id, hash)| {
            row.push_bind(hash.clone()).push_bind((*id).clone());
        });
        query.build().execute(&mut *conn).await?;
    }
    Ok(())
}

/// What is noted of one job.
pub(super) async fn noted(conn: &mut Conn, job: &str) -> Result<BTreeSet<String>, HubError> {
    let rows: Vec<String> =
        sql::query_scalar("SELECT hash FROM sheet WHERE job = $1").bind(job).fetch_all(conn).await?;
    Ok(rows.into_iter().collect())
}

impl Ledger {
    /// The job on which a document with this hash was answered to; `None` where there is none. Facts are never refused, so one may also be said of
    /// a job that its bytes do not name: there it is in doubt, and where nobody doubts it comes first.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn job_with_sheet(&self, hash: Hash) -> Result<Option<Folded<Job>>, HubError> {
        let ids: Vec<String> = sql::query_scalar(JOBS).bind(hash.to_string()).fetch_all(self.db.read()).await?;
        let mut found = None;
        for id in ids {
            let id: JobId = id.parse().map_err(|_| HubError::Record(format!("{} {id}", Job::KIND)))?;
            let Some(job) = self.get::<Job>(id.uuid()).await? else { continue };
            if job.state.document(hash).is_some_and(|signed| !job.state.is_doubted(signed)) {
                return Ok(Some(job));
            }
            found.get_or_insert(job);
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::tests::signed::signed;
    use crate::testing::TestHub;
    use crate::tests::older::made_older;
    use crate::verify::tests::full;
    use fettle_core::domain::jobs::JobEvent;
    use fettle_core::domain::jobs::document::DocumentSigned;
    use fettle_core::kernel::Draft;
    use rusqlite::Connection;

    #[tokio::test]
    async fn a_sheet_is_found_by_its_hash_without_reading_jobs() {
        let hub = TestHub::start().await;
        let company = hub.company(false).await;
        let job = signed(&hub, &company).await;
        let state = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state;
        let hash = state.documents[0].hash();
        let found = hub.hub.ledger.job_with_sheet(hash).await.expect("read").expect("found");
        assert_eq!(found.state.id, Some(job));
        assert!(hub.hub.ledger.job_with_sheet(Hash::of(b"none")).await.expect("read").is_none());
        let db = Connection::open(hub.data().join("hub.db")).expect("opened");
        let mut plan = db.prepare(&format!("EXPLAIN QUERY PLAN {JOBS}")).expect("prepared");
        let steps: Vec<String> =
            plan.query_map(["x"], |row| row.get(3)).expect("read").map(|row| row.expect("a row")).collect();
        assert_eq!(steps, ["SEARCH sheet USING PRIMARY KEY (hash=?)"]);
    }

    /// A phone may say anything; the page behind the QR code tells of the job that the sheet names.
    #[tokio::test]
    async fn a_sheet_on_another_job_than_its_own_does_not_take_its_place() {
        let hub = TestHub::start().await;
        let company = hub.company(false).await;
        let other = hub.job(&company, vec![company.engineer]).await;
        let job = signed(&hub, &company).await;
        let state = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state;
        let signed = &state.documents[0];
        let said = DocumentSigned { document: signed.document.clone(), answer: signed.leading().clone() };
        // Once as it is, once as if it were of that job.
        let mut moved = said.clone();
        moved.document.about.job = other;
        for said in [said, moved] {
            hub.record(company.engineer, vec![Draft::new(other.into(), &JobEvent::Signed(said))]).await;
        }
        hub.hub.ledger.look_at_sheets().await.expect("looked");
        let found = hub.hub.ledger.job_with_sheet(state.documents[0].hash()).await.expect("read").expect("found");
        assert_eq!(found.state.id, Some(job));
    }

    /// What version 3 left behind: no index.
    #[tokio::test]
    async fn an_older_hub_has_its_sheets_in_the_index_after_its_first_start() {
        let hub = TestHub::start().await;
        let company = hub.company(false).await;
        let job = signed(&hub, &company).await;
        let state = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state;
        let stopped = hub.stop().await;
        let db = Connection::open(stopped.data().join("hub.db")).expect("opened");
        made_older(&db, 3);
        drop(db);
        let hub = stopped.start().await;
        let found = hub.hub.ledger.job_with_sheet(state.documents[0].hash()).await.expect("read").expect("found");
        assert_eq!(found.state.id, Some(job));
        let report = full(hub.data()).await;
        assert!(report.holds(), "{:?}", report.findings);
    }
}
