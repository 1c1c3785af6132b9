//! Numbers that a database gave before it was put back from a copy: which ones is not known, and none may be given again. What counts numbers
//! of its own (`form_numbers`) leaves a gap for them, wherever some may have been lost.

use super::{int, settings, uint};
use crate::error::HubError;
use crate::sql::{self, Conn};
use uuid::Uuid;

/// Setting: when a copy was put back last, and how often that happened.
const PUT_BACK: &str = "numbers_put_back";
/// Numbers that may have been given between a backup and its return. More than one series has in a day.
const GAP: i64 = 500;

/// Notes that this database was put back, moved or copied: each series goes on behind a gap.
pub(crate) async fn leave_gap(conn: &mut Conn, epoch: Uuid, now: u64) -> Result<(), HubError> {
    let before = put_back(&mut *conn).await?.map_or(0, |(_, times)| times);
    let said = serde_json::to_string(&(now, before.saturating_add(1)))?;
    settings::put(&mut *conn, PUT_BACK, &said).await?;
    // Rows of no job: what is counted next in the series stands behind them.
    let sql = "INSERT INTO form_number (job, number, series, counted, at) \
               SELECT $1 || series, $1 || series, series, MAX(counted) + $2, $3 FROM form_number GROUP BY series";
    sql::query(sql).bind(format!("gap/{epoch}/")).bind(GAP).bind(int(now)).execute(&mut *conn).await?;
    Ok(())
}

/// When a copy was put back last, milliseconds since 1970 UTC, and how often that happened; none of a database that was always the only one.
pub(crate) async fn put_back(conn: &mut Conn) -> Result<Option<(u64, i64)>, HubError> {
    let said = settings::get(conn, PUT_BACK).await?;
    Ok(said.map(|said| serde_json::from_str::<(u64, i64)>(&said)).transpose()?)
}

/// The number behind which a series begins that may have had others before.
pub(crate) fn floor(times: i64) -> u64 {
    uint(times.saturating_mul(GAP))
}
