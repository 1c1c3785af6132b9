//! A database as it is at one moment, for who only looks: nothing is written, a running hub is not held up.

use super::upgrade::{self, VERSION};
use crate::error::HubError;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use std::path::Path;
use std::time::Duration;

/// A connection that only reads; one that is inside a transaction sees one state until it is closed.
///
/// # Errors
/// [`HubError::Sql`] for what is no database.
pub(crate) async fn open_read_only(path: &Path) -> Result<SqliteConnection, HubError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(Duration::from_secs(10))
        .pragma("cache_size", "-65536");
    Ok(options.connect().await?)
}

/// Begins to see one state of a database of this program's version.
///
/// # Errors
/// [`HubError::Newer`], [`HubError::Older`]; [`HubError::Sql`] for what is no database of a hub.
pub(crate) async fn snapshot(path: &Path) -> Result<SqliteConnection, HubError> {
    let mut conn = open_read_only(path).await?;
    sqlx::query("BEGIN").execute(&mut conn).await?;
    match upgrade::version(&mut conn).await? {
        Some(found) if found > VERSION => Err(HubError::Newer { found, known: VERSION }),
        Some(found) if found < VERSION => Err(HubError::Older { found, known: VERSION }),
        Some(_) => Ok(conn),
        None => Err(HubError::Record("no hub's database".into())),
    }
}
