//! Every stream: numbers without gaps, and of each aggregate that is filed there exactly its accepted events since it came.

use super::{Check, PAGE, Rows};
use crate::data::uint;
use crate::error::HubError;
use crate::sql;
use std::collections::{HashMap, HashSet};

impl Check<'_, '_, '_> {
    pub(super) async fn streams(&mut self) -> Result<(), HubError> {
        let all: i64 = sql::query_scalar("SELECT COUNT(*) FROM entry").fetch_one(&mut *self.conn).await?;
        let sql = "SELECT name FROM stream UNION SELECT DISTINCT stream FROM entry UNION SELECT stream FROM filed";
        for stream in sql::query_scalar::<String>(sql).fetch_all(&mut *self.conn).await? {
            self.stream(&stream, uint(all)).await?;
        }
        Ok(())
    }

    async fn stream(&mut self, stream: &str, all: u64) -> Result<(), HubError> {
        let sql = "SELECT e.n, e.event, e.forget, v.subject, v.quarantined IS NOT NULL, COALESCE(instr(v.notices, 'withdrawn'), 0) > 0 FROM entry e \
                   LEFT JOIN event v ON v.seq = e.event WHERE e.stream = $1 AND e.n > $2 ORDER BY e.n LIMIT $3";
        let mut holds: HashMap<String, Rows> = HashMap::new();
        let mut again: HashSet<(String, i64)> = HashSet::new();
        let mut at = 0_i64;
        loop {
            let page = sql::query(sql).bind(stream).bind(at).bind(PAGE).fetch_all(&mut *self.conn).await?;
            if page.is_empty() {
                break;
            }
            for row in &page {
                let n: i64 = row.try_get(0)?;
                let place = || [("stream", stream.to_owned()), ("number", n.to_string())];
                if n != at + 1 {
                    self.findings.add("stream_gap", [("stream", stream.to_owned()), ("number", (at + 1).to_string())]);
                }
                at = n;
                let event: Option<i64> = row.try_get(1)?;
                let forget: Option<String> = row.try_get(2)?;
                match (event, forget, row.try_get::<Option<String>, _>(3)?) {
                    // Passed on before it was judged, and told again as what counts no more, or does after all.
                    (Some(seq), None, Some(subject)) if row.try_get(5)? => {
                        if !row.try_get::<bool, _>(4)? && again.insert((subject.clone(), seq)) {
                            holds.entry(subject).or_default().add(seq);
                        }
                    }
                    (Some(seq), None, Some(subject)) => {
                        if row.try_get(4)? {
                            self.findings.add("stream_quarantined", place());
                        }
                        holds.entry(subject).or_default().add(seq);
                    }
                    (None, Some(subject), _) => {
                        holds.remove(&subject);
                        again.retain(|(of, _)| *of != subject);
                    }
                    _ => self.findings.add("stream_entry", place()),
                }
            }
            self.findings.report.counts.entries += page.len() as u64;
            let done = self.findings.report.counts.entries;
            self.findings.step("streams", done, all);
        }
        let newest: Option<i64> = sql::query_scalar("SELECT newest FROM stream WHERE name = $1")
            .bind(stream)
            .fetch_optional(&mut *self.conn)
            .await?;
        if newest.unwrap_or(0) != at {
            self.findings.add("stream_newest", [("stream", stream.to_owned()), ("number", at.to_string())]);
        }
        self.filed(stream, &holds).await
    }

    /// Compares what a stream holds with what is filed there.
    async fn filed(&mut self, stream: &str, holds: &HashMap<String, Rows>) -> Result<(), HubError> {
        let mut after = String::new();
        let mut filed = 0;
        let sql = "SELECT subject FROM filed WHERE stream = $1 AND left_at IS NULL AND subject > $2 ORDER BY subject LIMIT $3";
        loop {
            let page: Vec<String> =
                sql::query_scalar(sql).bind(stream).bind(&after).bind(PAGE).fetch_all(&mut *self.conn).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(last);
            filed += page.len();
            for subject in page {
                if holds.get(&subject) != self.accepted.get(&subject) {
                    self.findings.add("stream_content", [("stream", stream.to_owned()), ("subject", subject)]);
                }
            }
        }
        if filed < holds.len() {
            let too_much = holds.len() - filed;
            self.findings.add("stream_extra", [("stream", stream.to_owned()), ("count", too_much.to_string())]);
        }
        Ok(())
    }
}
