//! Headings of the company's own lists that somebody said the meaning of: kept for the company, used for every later list, forgotten when
//! somebody says so.

use super::kinds::Kind;
use super::read::{Headings, Means, plain};
use crate::data::{int, uint};
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use crate::sql::{self, Row};
use fettle_core::kernel::PersonId;
use std::collections::BTreeMap;

/// One of them, as it is shown.
#[derive(Debug, Clone)]
pub struct Remembered {
    /// The kind of the table.
    pub kind: String,
    /// The heading as it stood there.
    pub heading: String,
    /// The column's name; empty for none.
    pub column: String,
    /// Who said so.
    pub by: PersonId,
    /// When, in milliseconds since 1970 UTC.
    pub at: u64,
}

/// All that the company's headings stand for; those of columns that are none any more are left out.
///
/// # Errors
/// [`HubError`] when the database does not answer.
pub async fn headings(hub: &Hub) -> Result<Headings, HubError> {
    let rows = sql::query("SELECT kind, plain, column_name FROM import_heading").fetch_all(hub.db().read()).await?;
    let mut all = BTreeMap::new();
    for row in &rows {
        let (kind, plain, column): (String, String, &str) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let means = match column {
            "" => Some(Means::Nothing),
            column => Kind::named(&kind).and_then(|kind| kind.at(column)).map(Means::Column),
        };
        if let Some(means) = means {
            all.insert((kind, plain), means);
        }
    }
    Ok(Headings::new(all))
}

/// All of them, to be shown.
///
/// # Errors
/// [`HubError`] when the database does not answer.
pub async fn list(hub: &Hub) -> Result<Vec<Remembered>, HubError> {
    let sql = "SELECT kind, heading, column_name, person, at FROM import_heading ORDER BY kind, heading";
    let rows = sql::query(sql).fetch_all(hub.db().read()).await?;
    let one = |row: &Row| -> Result<Remembered, HubError> {
        let by: String = row.try_get(3)?;
        let by = by.parse().map_err(|_| HubError::Record("person of a heading".into()))?;
        let at = uint(row.try_get(4)?);
        Ok(Remembered { kind: row.try_get(0)?, heading: row.try_get(1)?, column: row.try_get(2)?, by, at })
    };
    rows.iter().map(one).collect()
}

/// Keeps what a heading stands for; an empty column: nothing of ours. Said again it counts again.
///
/// # Errors
/// `import_kind_unknown`, `import_column_unknown`.
pub async fn remember(hub: &Hub, by: PersonId, kind: &str, heading: &str, column: &str) -> Result<(), HubError> {
    let known = Kind::named(kind).ok_or_else(|| HubError::from(Fault::bad("import_kind_unknown")))?;
    let heading = heading.trim();
    if plain(heading).is_empty() || (!column.is_empty() && known.at(column).is_none()) {
        return Err(Fault::bad("import_column_unknown").with("value", heading).into());
    }
    let sql = "INSERT INTO import_heading (kind, plain, heading, column_name, person, at) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (kind, plain) DO UPDATE SET heading = excluded.heading, column_name = excluded.column_name, \
               person = excluded.person, at = excluded.at";
    let query = sql::query(sql).bind(kind).bind(plain(heading)).bind(heading).bind(column).bind(by.to_string());
    query.bind(int(hub.clock.now_ms())).execute(&mut *hub.db().write().await?).await?;
    Ok(())
}

/// Forgets one.
///
/// # Errors
/// [`HubError`] when the database does not answer.
pub async fn forget(hub: &Hub, kind: &str, heading: &str) -> Result<(), HubError> {
    let sql = "DELETE FROM import_heading WHERE kind = $1 AND plain = $2";
    sql::query(sql).bind(kind).bind(plain(heading)).execute(&mut *hub.db().write().await?).await?;
    Ok(())
}
