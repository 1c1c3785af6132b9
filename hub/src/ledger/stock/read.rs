//! Rows of the ledger of stock as the domain has them.

use crate::data::uint;
use crate::error::HubError;
use crate::sql::Row;
use fettle_core::domain::parts::{Says, StockEntry, StockKey};
use fettle_core::kernel::fold::time;

/// The line of this name.
pub(super) fn key(text: &str) -> Result<StockKey, HubError> {
    StockKey::read(text).ok_or_else(|| HubError::Record(format!("line of stock {text}")))
}

/// A row with line, at, source, n, counted, amount and first_in.
pub(super) fn entry(row: &Row) -> Result<StockEntry, HubError> {
    let source: String = row.try_get(2)?;
    let amount: i64 = row.try_get(5)?;
    Ok(StockEntry {
        key: key(row.try_get(0)?)?,
        at: time(uint(row.try_get(1)?)),
        source: source.parse().map_err(|_| HubError::Record(format!("source {source}")))?,
        number: u32::try_from(row.try_get::<i64, _>(3)?).unwrap_or(u32::MAX),
        says: if row.try_get::<i64, _>(4)? == 1 { Says::Counted(amount) } else { Says::Moved(amount) },
        first_in: row.try_get::<Option<i64>, _>(6)?.map(|at| time(uint(at))),
    })
}
