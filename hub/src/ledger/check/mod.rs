//! Checking the ledger: chains, states, filing, streams. It computes again what was written and compares; it writes nothing.
//!
//! Everything is read in pages. In memory are at most one aggregate's events, the states that filing asks for, and a few words for each
//! aggregate.

mod chains;
mod states;
mod streams;

use super::cache::Cache;
use crate::data::uint;
use crate::error::HubError;
use crate::sql::{self, Conn};
use crate::verify::Findings;
use fettle_core::kernel::DeviceId;
use std::collections::HashMap;

/// Rows read at once.
const PAGE: i64 = 1_000;

/// A set of event rows in two words: equal sets have equal sums, and others do not by chance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Rows {
    count: u64,
    sum: u64,
}

impl Rows {
    fn add(&mut self, seq: i64) {
        // SplitMix64: neighbouring rows get unrelated words.
        let mut word = uint(seq).wrapping_add(0x9e37_79b9_7f4a_7c15);
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        self.count += 1;
        self.sum = self.sum.wrapping_add(word ^ (word >> 31));
    }
}

/// A check under way.
pub(crate) struct Check<'c, 'f, 'p> {
    conn: &'c mut Conn,
    findings: &'f mut Findings<'p>,
    cache: Cache,
    /// No state is another fold's: what is filed by others, and rows that show others' names, can be held against them.
    settled: bool,
    /// Accepted events of each aggregate.
    accepted: HashMap<String, Rows>,
}

/// Checks everything.
pub(crate) async fn check(conn: &mut Conn, findings: &mut Findings<'_>) -> Result<(), HubError> {
    let mut check = Check::new(conn, findings);
    check.chains().await?;
    check.states().await?;
    check.streams().await
}

impl<'c, 'f, 'p> Check<'c, 'f, 'p> {
    pub(crate) fn new(conn: &'c mut Conn, findings: &'f mut Findings<'p>) -> Self {
        let cache = Cache::reading(DeviceId::new(uuid::Uuid::nil()));
        Self { conn, findings, cache, settled: true, accepted: HashMap::new() }
    }

    /// Only what SQL can tell: the ends of chains and streams.
    pub(crate) async fn quick(mut self) -> Result<(), HubError> {
        self.count_events().await?;
        let sql = "SELECT d.short, d.head_number, d.head_hash, d.lost_after IS NOT NULL, COUNT(e.seq), MAX(e.number), \
                   (SELECT hash FROM event l WHERE l.device = d.id ORDER BY l.number DESC LIMIT 1) \
                   FROM device d LEFT JOIN event e ON e.device = d.id GROUP BY d.id";
        for row in sql::query(sql).fetch_all(&mut *self.conn).await? {
            let short: String = row.try_get(0)?;
            let (head, count): (i64, i64) = (row.try_get(1)?, row.try_get(4)?);
            let newest: i64 = row.try_get::<Option<i64>, _>(5)?.unwrap_or(0);
            let hash: Option<String> = row.try_get(6)?;
            let retired: bool = row.try_get(3)?;
            if newest != head || hash.is_some_and(|hash| row.try_get::<String, _>(2).is_ok_and(|head| head != hash)) {
                self.findings.add("device_head", [("device", short.clone()), ("number", newest.to_string())]);
            }
            if count != newest && !retired {
                self.findings.add("event_gap", [("device", short), ("number", count.to_string())]);
            }
            self.findings.report.counts.chains += 1;
        }
        let sql = "SELECT s.name, s.newest, COUNT(e.n), COALESCE(MAX(e.n), 0) FROM stream s LEFT JOIN entry e ON e.stream = s.name \
                   GROUP BY s.name";
        for row in sql::query(sql).fetch_all(&mut *self.conn).await? {
            let (newest, count, last): (i64, i64, i64) = (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
            self.findings.report.counts.entries += uint(count);
            if count != last || newest != last {
                let args = [("stream", row.try_get(0)?), ("number", last.to_string())];
                self.findings.add("stream_gap", args);
            }
        }
        Ok(())
    }

    async fn count_events(&mut self) -> Result<u64, HubError> {
        let row = sql::query("SELECT COUNT(*), COUNT(quarantined) FROM event").fetch_one(&mut *self.conn).await?;
        let events = uint(row.try_get(0)?);
        self.findings.report.counts.events = events;
        self.findings.report.counts.quarantined = uint(row.try_get(1)?);
        self.findings.report.counts.returned =
            uint(sql::query_scalar("SELECT COUNT(*) FROM returned").fetch_one(&mut *self.conn).await?);
        Ok(events)
    }
}
