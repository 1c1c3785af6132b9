//! Small conversions between rows and values.

use super::error::{StoreError, damaged};
use crate::kernel::{Hash, Subject};
use chrono::{DateTime, Utc};
use rusqlite::{Params, Statement};
use uuid::Uuid;

/// A UUID from a 16-byte column.
pub(super) fn uuid(bytes: &[u8]) -> Result<Uuid, StoreError> {
    Uuid::from_slice(bytes).map_err(damaged)
}

/// A digest from a 32-byte column.
pub(super) fn hash(bytes: &[u8]) -> Result<Hash, StoreError> {
    bytes.try_into().map(Hash::new).map_err(damaged)
}

/// A subject from its two columns.
pub(super) fn subject(kind: &str, id: &[u8]) -> Result<Subject, StoreError> {
    format!("{kind}/{}", uuid(id)?).parse().map_err(damaged)
}

/// The subjects in the rows of a query, whose first columns are kind and id.
pub(super) fn subjects(stmt: &mut Statement<'_>, params: impl Params) -> Result<Vec<Subject>, StoreError> {
    let rows = stmt.query_map(params, |r| Ok((r.get::<_, String>(0)?, r.get::<_, Vec<u8>>(1)?)))?;
    rows.map(|found| found.map_err(StoreError::from).and_then(|(kind, id)| subject(&kind, &id))).collect()
}

/// An unsigned count from a column; SQLite's integers are signed.
pub(super) fn count(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// A moment from a column. Counts of stock may say one from before 1970.
pub(super) fn moment(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// An unsigned count for a column.
pub(super) fn column(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
