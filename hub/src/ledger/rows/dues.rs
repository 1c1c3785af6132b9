//! Dues: what falls due, each with its next step. A function of the record's own state and of what the rows of jobs are made from; who does
//! them is `ledger::dues`.

use super::item::{Item, items_of};
use super::jobs::Beside;
use super::write::put_again;
use crate::error::HubError;
use crate::ledger::batch::{among, parts, subject};
use crate::ledger::business::State;
use chrono::{DateTime, Utc};
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::dues::{Due, Late};
use fettle_core::domain::jobs;
use fettle_core::domain::sites::Promise;
use fettle_core::kernel::Subject;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

/// One row: of which record, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ledger) struct DueRow {
    pub(in crate::ledger) subject: Subject,
    pub(in crate::ledger) due: Due,
}

/// What of a record's own state its dues hang on.
pub(super) fn said(state: &State) -> Vec<Due> {
    match &state.0 {
        AnyFolded::Job(job) => jobs::dues(&job.state, &Promise::default(), chrono_tz::UTC),
        _ => Vec::new(),
    }
}

fn due(state: &State, beside: &Beside) -> Vec<Due> {
    match &state.0 {
        AnyFolded::Job(job) => jobs::dues(&job.state, &beside.promise(&job.state), beside.zone(&job.state)),
        _ => Vec::new(),
    }
}

/// Writes the dues of changed records.
pub(super) async fn put(conn: &mut SqliteConnection, items: &[Item], beside: &Beside) -> Result<(), HubError> {
    let subjects: Vec<Subject> = items.iter().map(|item| item.subject.clone()).filter(has).collect();
    if subjects.is_empty() {
        return Ok(());
    }
    among("DELETE FROM due WHERE subject IN (", &subjects).build().execute(&mut *conn).await?;
    let of = |item: &Item| {
        let subject = item.subject.to_string();
        due(&item.state, beside).into_iter().map(move |due| (subject.clone(), due))
    };
    let rows: Vec<(String, Due)> = items.iter().flat_map(of).collect();
    for some in parts(&rows) {
        let mut query = QueryBuilder::<Sqlite>::new("INSERT INTO due (subject, what, item, step, since, at) ");
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
    subject.kind() == "job"
}

/// Whether the dues of a record are those of its state.
pub(super) async fn holds(conn: &mut SqliteConnection, item: &Item) -> Result<bool, HubError> {
    let beside = Beside::read(conn, std::slice::from_ref(item)).await?;
    let mut wanted = due(&item.state, &beside);
    let key = |due: &Due| (due.what.code(), due.item.clone());
    wanted.sort_by_key(key);
    let sql = format!("SELECT {COLUMNS} FROM due WHERE subject = $1 ORDER BY what, item");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(item.subject.to_string()).fetch_all(conn).await?;
    let found: Option<Vec<Due>> = rows.iter().map(|row| read(row).map(|row| row.due).ok()).collect();
    Ok(found == Some(wanted))
}

const COLUMNS: &str = "subject, what, item, step, since, at";

fn millis(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn read(row: &SqliteRow) -> Result<DueRow, HubError> {
    let (what, step): (String, i64) = (row.try_get(1)?, row.try_get(3)?);
    let bad = || HubError::Record(format!("what is due: {what}"));
    let due = Due {
        what: Late::from_code(&what).ok_or_else(bad)?,
        item: row.try_get(2)?,
        step: u8::try_from(step).map_err(|_| bad())?,
        since: millis(row.try_get(4)?),
        at: row.try_get::<Option<i64>, _>(5)?.map(millis),
    };
    Ok(DueRow { subject: subject(row.try_get(0)?)?, due })
}

/// When the next thing falls due, milliseconds since 1970 UTC: one row of an index.
pub(in crate::ledger) async fn next_due(conn: &mut SqliteConnection) -> Result<Option<i64>, HubError> {
    Ok(sqlx::query_scalar("SELECT at FROM due WHERE at IS NOT NULL ORDER BY at LIMIT 1").fetch_optional(conn).await?)
}

/// The first of what is due by `now`, in the order in which it fell due, behind `after`.
pub(in crate::ledger) async fn first_due(
    conn: &mut SqliteConnection,
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
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(now).bind(at).bind(subject).bind(what).bind(item);
    query.fetch_optional(conn).await?.as_ref().map(read).transpose()
}

/// What falls due of one record, as its state says now, with that state.
pub(in crate::ledger) async fn dues_of(
    conn: &mut SqliteConnection,
    subject: &Subject,
) -> Result<Option<(State, Vec<Due>)>, HubError> {
    let items = items_of(conn, std::slice::from_ref(subject)).await?;
    let beside = Beside::read(conn, &items).await?;
    Ok(items.into_iter().next().map(|item| {
        let all = due(&item.state, &beside);
        (item.state, all)
    }))
}

/// Writes the rows of a record again, whose dues are not those of its state; and those of what is no record away.
pub(in crate::ledger) async fn write_again(conn: &mut SqliteConnection, subject: &Subject) -> Result<(), HubError> {
    sqlx::query("DELETE FROM due WHERE subject = $1").bind(subject.to_string()).execute(&mut *conn).await?;
    put_again(conn, std::slice::from_ref(subject)).await
}
