//! Rows of the ledger of stock as the domain has them.

use crate::error::HubError;
use crate::sql::Row;
use chrono::{DateTime, Utc};
use fettle_core::domain::parts::{Says, StockEntry, StockKey};

/// The line of this name.
pub(super) fn key(text: String) -> Result<StockKey, HubError> {
    StockKey::read(&text).ok_or_else(|| HubError::Record(format!("line of stock {text}")))
}

/// A moment as a row has it. Counts may say one from before 1970.
pub(super) fn moment(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// A row with line, at, source, n, counted, amount and first_in.
pub(super) fn entry(row: &Row) -> Result<StockEntry, HubError> {
    let source: String = row.try_get(2)?;
    let amount: i64 = row.try_get(5)?;
    Ok(StockEntry {
        key: key(row.try_get(0)?)?,
        at: moment(row.try_get(1)?),
        source: source.parse().map_err(|_| HubError::Record(format!("source {source}")))?,
        number: u32::try_from(row.try_get::<i64, _>(3)?).unwrap_or(u32::MAX),
        says: if row.try_get::<i64, _>(4)? == 1 { Says::Counted(amount) } else { Says::Moved(amount) },
        first_in: row.try_get::<Option<i64>, _>(6)?.map(moment),
    })
}
