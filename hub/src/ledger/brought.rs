//! Which streams have something because they have something else: a site by the open jobs there, a customer by its sites. One row for each that
//! brings it, so that nothing is counted twice, found by stream, so that nothing walks the jobs of a site.

use super::batch::{self, CHUNK};
use crate::error::HubError;
use crate::sql::{self, Builder, Conn};
use fettle_core::domain::filing::Brought;
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::Subject;
use std::collections::{BTreeSet, HashMap};

/// The streams of something: from each to the next one behind it, past all rows that say the same.
const STREAMS: &str = "WITH RECURSIVE s (stream) AS (SELECT MIN(stream) FROM brought WHERE what = $1 UNION ALL \
    SELECT (SELECT MIN(b.stream) FROM brought b WHERE b.what = $1 AND b.stream > s.stream) FROM s WHERE s.stream IS NOT NULL) \
    SELECT stream FROM s WHERE stream IS NOT NULL";

/// The streams of all that bring `what`.
pub(super) async fn to(conn: &mut Conn, what: &Brought) -> Result<BTreeSet<Stream>, HubError> {
    let names: Vec<String> = sql::query_scalar(STREAMS).bind(what.to_string()).fetch_all(conn).await?;
    names.iter().map(|name| name.parse().map_err(|_| HubError::Record(format!("stream {name}")))).collect()
}

/// What one aggregate brings, by stream, as it is noted.
pub(super) async fn by(conn: &mut Conn, source: &str) -> Result<BTreeSet<(String, String)>, HubError> {
    let rows = sql::query("SELECT what, stream FROM brought WHERE source = $1").bind(source).fetch_all(conn).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// What is noted of an aggregate that brings this to these streams.
pub(super) fn pairs(brings: &BTreeSet<Brought>, streams: &BTreeSet<Stream>) -> BTreeSet<(String, String)> {
    let pairs = brings.iter().flat_map(|what| streams.iter().map(move |stream| (what, stream)));
    pairs.map(|(what, stream)| (what.to_string(), stream.to_string())).collect()
}

/// Puts what some aggregates bring now in the place of what they brought before.
pub(super) async fn put(
    conn: &mut Conn,
    changed: &HashMap<Subject, (BTreeSet<Brought>, BTreeSet<Stream>)>,
) -> Result<(), HubError> {
    let sources: Vec<Subject> = changed.keys().cloned().collect();
    for some in sources.chunks(CHUNK) {
        batch::among("DELETE FROM brought WHERE source IN (", some).build().execute(&mut *conn).await?;
    }
    let of = |(source, (brings, streams)): (&Subject, &(BTreeSet<Brought>, BTreeSet<Stream>))| {
        let source = source.to_string();
        pairs(brings, streams).into_iter().map(move |(what, stream)| (what, stream, source.clone())).collect::<Vec<_>>()
    };
    let all: Vec<(String, String, String)> = changed.iter().flat_map(of).collect();
    for some in all.chunks(CHUNK) {
        let mut query = Builder::new("INSERT INTO brought (what, stream, source) ");
        query.push_values(some, |mut row, (what, stream, source)| {
            row.push_bind(what.clone()).push_bind(stream.clone()).push_bind(source.clone());
        });
        query.build().execute(&mut *conn).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::testing::TestHub;
    use crate::tests::older::made_older;
    use crate::verify::tests::full;
    use rusqlite::Connection;

    /// What version 8 left behind: neither the rows nor the index.
    #[tokio::test]
    async fn an_older_hub_knows_after_its_first_start_what_brings_what_and_moves_nothing() {
        let hub = TestHub::start().await;
        let company = hub.company(false).await;
        hub.job(&company, vec![company.stranger]).await;
        hub.job(&company, vec![company.engineer]).await;
        let before = hub.hub.ledger.streams().await.expect("read");
        let stopped = hub.stop().await;
        let db = Connection::open(stopped.data().join("hub.db")).expect("opened");
        let rows = |db: &Connection| -> Vec<(String, String, String)> {
            let mut rows = db.prepare("SELECT what, stream, source FROM brought ORDER BY 1, 2, 3").expect("prepared");
            let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("read");
            rows.map(|row| row.expect("a row")).collect()
        };
        let known = rows(&db);
        assert!(known.len() >= 5, "two jobs bring their site to three streams, it brings its customer: {known:?}");
        made_older(&db, 8);
        drop(db);
        let hub = stopped.start().await;
        assert_eq!(hub.hub.ledger.streams().await.expect("read"), before, "nothing was filed anew");
        assert_eq!(rows(&Connection::open(hub.data().join("hub.db")).expect("opened")), known);
        let report = full(hub.data()).await;
        assert!(report.holds(), "{:?}", report.findings);
    }
}
