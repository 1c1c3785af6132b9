//! What an import wrote: its records, and what is on record of one.

use crate::data::uint;
use crate::error::HubError;
use crate::hub::Hub;
use crate::sql::{self, Row};
use fettle_core::kernel::Subject;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Kinds of records in the order in which they are taken back: what hangs on something goes before it.
const ORDER: [&str; 12] = [
    "movement",
    "place",
    "card_price",
    "card",
    "equipment",
    "contract_price",
    "contract",
    "site",
    "customer",
    "skills",
    "account",
    "person",
    "centre",
];

/// Ranges of event rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Ranges(BTreeMap<u64, u64>);

impl Ranges {
    pub(super) fn has(&self, seq: u64) -> bool {
        self.0.range(..=seq).next_back().is_some_and(|(_, last)| seq <= *last)
    }
}

/// What an import wrote.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Its event rows.
    pub rows: Ranges,
    /// Rows of what took it back already.
    pub back: Ranges,
    /// Records that it brought.
    pub brought: BTreeSet<Subject>,
    /// All records that it wrote, kind by kind, the last one of a kind first.
    pub records: Vec<(&'static str, Vec<Subject>)>,
}

async fn ranges(hub: &Hub, batch: Uuid, undo: bool) -> Result<Ranges, HubError> {
    let sql = "SELECT first_seq, last_seq FROM import_part WHERE batch = $1 AND undo = $2";
    let rows = sql::query(sql).bind(batch.to_string()).bind(i64::from(undo)).fetch_all(hub.db().read()).await?;
    let range = |row: &Row| Ok((uint(row.try_get(0)?), uint(row.try_get(1)?)));
    rows.iter().map(range).collect::<Result<_, HubError>>().map(Ranges)
}

/// Events by which something begins.
fn begins(kind: &str, event: &str) -> bool {
    matches!(
        (kind, event),
        ("person" | "customer" | "site" | "equipment" | "card", "registered")
            | ("centre" | "place", "opened")
            | ("contract", "agreed")
            | ("movement", "recorded")
    )
}

/// What `batch` wrote.
pub(super) async fn written(hub: &Hub, batch: Uuid) -> Result<Written, HubError> {
    let sql = "SELECT e.subject, e.kind FROM import_part p JOIN event e ON e.seq BETWEEN p.first_seq AND p.last_seq \
               WHERE p.batch = $1 AND p.undo = 0 ORDER BY e.seq";
    let rows = sql::query(sql).bind(batch.to_string()).fetch_all(hub.db().read()).await?;
    let mut written =
        Written { rows: ranges(hub, batch, false).await?, back: ranges(hub, batch, true).await?, ..Written::default() };
    let (mut met, mut by_kind) = (BTreeSet::new(), HashMap::<&str, Vec<Subject>>::new());
    for row in &rows {
        let (text, event): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
        let subject: Subject = text.parse().map_err(|_| HubError::Record(format!("subject {text}")))?;
        if begins(subject.kind(), event) {
            written.brought.insert(subject.clone());
        }
        if met.insert(subject.clone())
            && let Some(kind) = ORDER.iter().find(|kind| **kind == subject.kind())
        {
            by_kind.entry(kind).or_default().push(subject);
        }
    }
    for kind in ORDER {
        if let Some(mut all) = by_kind.remove(kind) {
            all.reverse();
            written.records.push((kind, all));
        }
    }
    Ok(written)
}

/// Records that are the import's own: those that it brought, and those that took it back.
pub(super) async fn ours(hub: &Hub, batch: Uuid, brought: &BTreeSet<Subject>) -> Result<BTreeSet<Subject>, HubError> {
    let sql = "SELECT DISTINCT e.subject FROM import_part p JOIN event e ON e.seq BETWEEN p.first_seq AND p.last_seq \
               WHERE p.batch = $1 AND p.undo = 1 AND e.kind = 'recorded'";
    let rows: Vec<String> = sql::query_scalar(sql).bind(batch.to_string()).fetch_all(hub.db().read()).await?;
    let mut all = brought.clone();
    all.extend(rows.iter().filter_map(|text| text.parse::<Subject>().ok()));
    Ok(all)
}

/// What names each of `subjects` and does not go with them: work, what others registered, what of the import is left as it is.
pub(super) async fn hanging(
    hub: &Hub,
    subjects: &[Subject],
    ours: &BTreeSet<Subject>,
    left: &BTreeSet<Subject>,
) -> Result<HashMap<Subject, Subject>, HubError> {
    let texts: Vec<String> = subjects.iter().map(Subject::to_string).collect();
    let texts = serde_json::to_string(&texts)?;
    // A job names its contract for filing while it is open only.
    let sql = "SELECT target, source FROM link WHERE target IN (SELECT value FROM json_each($1)) \
               UNION SELECT contract, subject FROM job_row WHERE contract <> '' AND contract IN (SELECT value FROM json_each($1))";
    let rows = sql::query(sql).bind(texts).fetch_all(hub.db().read()).await?;
    let mut all = HashMap::new();
    for row in &rows {
        let (target, source): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
        let parsed = |text: &str| text.parse::<Subject>().map_err(|_| HubError::Record(format!("subject {text}")));
        let source = parsed(source)?;
        if !ours.contains(&source) || left.contains(&source) {
            all.insert(parsed(target)?, source);
        }
    }
    Ok(all)
}
