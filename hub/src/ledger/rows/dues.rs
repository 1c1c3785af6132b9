//! Dues: what falls due, each with its next step. A function of the record's own state and of what the rows of jobs are made from; who does
//! them is `ledger::dues`.

use super::directory;
use super::item::{Item, items_of};
use super::jobs::Beside;
use crate::error::HubError;
use crate::ledger::Ledger;
use crate::ledger::batch::{among, parts, subject};
use crate::ledger::business::State;
use crate::sql::{self, Builder, Conn, Row};
use chrono::{DateTime, TimeDelta, Utc};
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::calendar::{WorkingDays, later};
use fettle_core::domain::dues::{Due, Late};
use fettle_core::domain::ids::PlaceId;
use fettle_core::domain::jobs::{self, Job};
use fettle_core::domain::parts::{Place, PlaceKind, Take, place_dues, take_dues};
use fettle_core::domain::people::{Person, Skills, skills_dues};
use fettle_core::domain::reach::Reach;
use fettle_core::domain::sites::SlaTarget;
use fettle_core::kernel::{Aggregate, Subject};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One row: of which record, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueRow {
    /// The record.
    pub subject: Subject,
    /// What of it, with its next step.
    pub due: Due,
}

/// What of a record's own state its dues hang on. From when working days are counted stands beside them: two times may be one day here and two
/// days in the zone of the site.
pub(super) fn said(state: &State) -> (Vec<Due>, Option<DateTime<Utc>>) {
    let answered = state.0.as_job().and_then(jobs::to_call_back).map(|answered| answered.at);
    let dues = match &state.0 {
        AnyFolded::Job(job) => jobs::dues(&job.state, &SlaTarget::default(), chrono_tz::UTC, &WorkingDays::default()),
        AnyFolded::Take(take) => take_dues(&take.state),
        // Whenever the oldest came in, what hangs on the state shows.
        AnyFolded::Place(place) => place_dues(&place.state, Some(DateTime::UNIX_EPOCH)),
        AnyFolded::Skills(skills) => skills_dues(&skills.state),
        _ => Vec::new(),
    };
    (dues, answered)
}

/// What dues hang on beside the record's own state, of those items that ask for it.
struct Around {
    /// Since when the oldest of it lies there, by quarantine.
    oldest: HashMap<Subject, DateTime<Utc>>,
    /// The skills of people who work here: of who left nothing is renewed.
    at_work: BTreeSet<Subject>,
}

impl Around {
    async fn read(conn: &mut Conn, items: &[Item]) -> Result<Self, HubError> {
        Ok(Self { oldest: oldest(conn, items).await?, at_work: at_work(conn, items).await? })
    }
}

fn due(item: &Item, beside: &Beside, around: &Around) -> Vec<Due> {
    match &item.state.0 {
        AnyFolded::Job(job) => {
            let (sla, zone) = (beside.sla(&job.state), beside.zone(&job.state));
            jobs::dues(&job.state, &sla, zone, beside.days())
        }
        AnyFolded::Take(take) => take_dues(&take.state),
        AnyFolded::Place(place) => place_dues(&place.state, around.oldest.get(&item.subject).copied()),
        AnyFolded::Skills(skills) if around.at_work.contains(&item.subject) => skills_dues(&skills.state),
        _ => Vec::new(),
    }
}

/// Since when the oldest of it lies there, of those items that are a quarantine: one step of an index each.
async fn oldest(conn: &mut Conn, items: &[Item]) -> Result<HashMap<Subject, DateTime<Utc>>, HubError> {
    let mut found = HashMap::new();
    for item in items {
        let AnyFolded::Place(place) = &item.state.0 else { continue };
        if place.state.kind() != Some(PlaceKind::Quarantine) {
            continue;
        }
        let sql = "SELECT first_in FROM stock_line WHERE place = $1 AND quantity > 0 AND first_in IS NOT NULL ORDER BY first_in LIMIT 1";
        let first: Option<i64> =
            sql::query_scalar(sql).bind(item.subject.id().to_string()).fetch_optional(&mut *conn).await?;
        found.extend(first.map(|first| (item.subject.clone(), millis(first))));
    }
    Ok(found)
}

/// Those items that are the skills of somebody who works here, as the directory has it.
async fn at_work(conn: &mut Conn, items: &[Item]) -> Result<BTreeSet<Subject>, HubError> {
    let skills = items.iter().map(|item| &item.subject).filter(|subject| subject.kind() == Skills::KIND);
    let people: Vec<Subject> = skills.map(|skills| Subject::new(Person::KIND, skills.id())).collect();
    if people.is_empty() {
        return Ok(BTreeSet::new());
    }
    let rows = directory::read(conn, &people).await?;
    Ok(rows.values().filter(|row| !row.ended).map(|row| Subject::new(Skills::KIND, row.subject.id())).collect())
}

/// Writes the dues of quarantines among the places whose lines were rebuilt, once these are written.
pub(super) async fn stock_moved(conn: &mut Conn, moved: &BTreeSet<PlaceId>) -> Result<(), HubError> {
    let items = items_of(conn, &moved.iter().map(|place| Subject::from(*place)).collect::<Vec<_>>()).await?;
    let quarantine = |item: &Item| match &item.state.0 {
        AnyFolded::Place(place) => place.state.kind() == Some(PlaceKind::Quarantine),
        _ => false,
    };
    let items: Vec<Item> = items.into_iter().filter(quarantine).collect();
    put(conn, &items, &Beside::none()).await
}

/// Writes the dues of changed records.
pub(super) async fn put(conn: &mut Conn, items: &[Item], beside: &Beside) -> Result<(), HubError> {
    let subjects: Vec<Subject> = items.iter().map(|item| item.subject.clone()).filter(has).collect();
    if subjects.is_empty() {
        return Ok(());
    }
    among("DELETE FROM due WHERE subject IN (", &subjects).build().execute(&mut *conn).await?;
    let around = Around::read(conn, items).await?;
    let of = |item: &Item| {
        let subject = item.subject.to_string();
        due(item, beside, &around).into_iter().map(move |due| (subject.clone(), due))
    };
    let rows: Vec<(String, Due)> = items.iter().flat_map(of).collect();
    for some in parts(&rows) {
        let mut query = Builder::new("INSERT INTO due (subject, what, item, step, since, at) ");
        query.push_values(some, |mut out, (subject, due)| {
            out.push_bind(subject.clone())
                .push_bind(due.what.code())
                .push_bind(due.item.clone())
                .push_bind(i64::from(due.step))
                .push_bind(due.since.timestamp_millis())
                .push_bind(due.at.map(|at| at.timestamp_millis()));
        });
        query.build().execute(&mut *conn).await?;
    }
    Ok(())
}

/// Whether something of a record of this kind may fall due.
fn has(subject: &Subject) -> bool {
    [Job::KIND, Take::KIND, Place::KIND, Skills::KIND].contains(&subject.kind())
}

/// Whether the dues of a record are those of its state.
pub(super) async fn holds(conn: &mut Conn, item: &Item) -> Result<bool, HubError> {
    let beside = Beside::read(conn, std::slice::from_ref(item)).await?;
    let around = Around::read(conn, std::slice::from_ref(item)).await?;
    let mut wanted = due(item, &beside, &around);
    wanted.sort_by(|a, b| (a.what.code(), &a.item).cmp(&(b.what.code(), &b.item)));
    let sql = format!("SELECT {COLUMNS} FROM due WHERE subject = $1 ORDER BY what, item");
    let rows = sql::query(sql::AssertSqlSafe(sql)).bind(item.subject.to_string()).fetch_all(conn).await?;
    let found: Option<Vec<Due>> = rows.iter().map(|row| read(row).map(|row| row.due).ok()).collect();
    Ok(found == Some(wanted))
}

const COLUMNS: &str = "subject, what, item, step, since, at";

fn millis(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn read(row: &Row) -> Result<DueRow, HubError> {
    let (what, step): (String, i64) = (row.try_get(1)?, row.try_get(3)?);
    let bad = || HubError::Record(format!("what is due: {what}"));
    let due = Due {
        what: Late::read(&what).map_err(|_| bad())?,
        item: row.try_get(2)?,
        step: u8::try_from(step).map_err(|_| bad())?,
        since: millis(row.try_get(4)?),
        at: row.try_get::<Option<i64>, _>(5)?.map(millis),
    };
    Ok(DueRow { subject: subject(row.try_get(0)?)?, due })
}

/// When the next thing falls due, milliseconds since 1970 UTC: one row of an index.
pub(in crate::ledger) async fn next_due(conn: &mut Conn) -> Result<Option<i64>, HubError> {
    Ok(sql::query_scalar("SELECT at FROM due WHERE at IS NOT NULL ORDER BY at LIMIT 1").fetch_optional(conn).await?)
}

/// The first of what is due by `now`, in the order in which it fell due, behind `after`.
pub(in crate::ledger) async fn first_due(
    conn: &mut Conn,
    now: i64,
    after: Option<&DueRow>,
) -> Result<Option<DueRow>, HubError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM due WHERE at IS NOT NULL AND at <= $1 AND (at, subject, what, item) > ($2, $3, $4, $5) ORDER BY at, subject, what, item LIMIT 1"
    );
    let (at, subject, what, item) = after.map_or((i64::MIN, String::new(), "", ""), |row| {
        (
            row.due.at.map_or(i64::MAX, |at| at.timestamp_millis()),
            row.subject.to_string(),
            row.due.what.code(),
            &row.due.item,
        )
    });
    let query = sql::query(sql::AssertSqlSafe(sql)).bind(now).bind(at).bind(subject).bind(what).bind(item);
    query.fetch_optional(conn).await?.as_ref().map(read).transpose()
}

/// What falls due of one record, as its state says now, with that state.
pub(in crate::ledger) async fn dues_of(
    conn: &mut Conn,
    subject: &Subject,
) -> Result<Option<(State, Vec<Due>)>, HubError> {
    let items = items_of(conn, std::slice::from_ref(subject)).await?;
    let beside = Beside::read(conn, &items).await?;
    let around = Around::read(conn, &items).await?;
    Ok(items.into_iter().next().map(|item| {
        let all = due(&item, &beside, &around);
        (item.state, all)
    }))
}

/// Where a page of what is late ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
pub struct LateKey {
    /// When it was due, milliseconds since 1970 UTC.
    #[serde(default)]
    pub since: i64,
    /// The record.
    #[serde(default)]
    pub subject: String,
    /// Code of what.
    #[serde(default)]
    pub what: String,
    /// Which one.
    #[serde(default)]
    pub item: String,
}

impl DueRow {
    /// Behind what a page goes on that ends with it.
    pub fn key(&self) -> LateKey {
        let Due { what, item, since, .. } = &self.due;
        LateKey {
            since: since.timestamp_millis(),
            subject: self.subject.to_string(),
            what: what.code().to_owned(),
            item: item.clone(),
        }
    }
}

impl Ledger {
    /// What is late at `now`, and what is shown before it is ([`Late::shown_before`]), as far as `reach` covers it, what was due first in front;
    /// behind `after`, at most `limit`.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn late(
        &self,
        reach: &Reach,
        now: DateTime<Utc>,
        after: Option<&LateKey>,
        limit: i64,
    ) -> Result<Vec<DueRow>, HubError> {
        let mut spans: BTreeMap<TimeDelta, Vec<&str>> = BTreeMap::new();
        for what in Late::ALL.iter().filter(|what| what.shown_before() > TimeDelta::zero()) {
            spans.entry(what.shown_before()).or_default().push(what.code());
        }
        let until = |span: &TimeDelta| later(now, *span).timestamp_millis();
        let last = spans.keys().next_back().map_or_else(|| now.timestamp_millis(), until);
        // One range of the index; in it each kind has its own end.
        let mut query = Builder::new(format!("SELECT {COLUMNS} FROM due d WHERE since <= "));
        query.push_bind(last).push(" AND (since < ").push_bind(now.timestamp_millis());
        for (span, whats) in &spans {
            query.push(" OR (since <= ").push_bind(until(span)).push(" AND what IN (");
            let mut codes = query.separated(", ");
            for what in whats {
                codes.push_bind(*what);
            }
            query.push("))");
        }
        query.push(")");
        if let Some(LateKey { since, subject, what, item }) = after {
            query.push(" AND (since, subject, what, item) > (").push_bind(*since).push(", ").push_bind(subject.clone());
            query.push(", ").push_bind(what.clone()).push(", ").push_bind(item.clone()).push(")");
        }
        if let Reach::Streams(streams) = reach {
            query.push(" AND EXISTS (SELECT 1 FROM filed f WHERE f.subject = d.subject AND f.left_at IS NULL AND f.stream IN (");
            let mut list = query.separated(", ");
            for stream in streams {
                list.push_bind(stream.to_string());
            }
            query.push("))");
        }
        query.push(" ORDER BY since, subject, what, item LIMIT ").push_bind(limit);
        query.build().fetch_all(self.db.read()).await?.iter().map(read).collect()
    }
}
