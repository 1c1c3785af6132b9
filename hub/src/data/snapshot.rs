//! A database as it is at one moment, for who only looks: nothing is written, a running hub is not held up.

use super::place::Place;
use super::upgrade::{self, VERSION};
use crate::error::HubError;
use crate::sql::{self, Conn};
use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use std::time::Duration;

/// A connection that only reads; one that is inside a transaction sees one state until it is closed.
///
/// # Errors
/// [`HubError::Sql`] for what is no database.
pub(crate) async fn open_read_only(place: &Place) -> Result<Conn, HubError> {
    let path = match place {
        Place::File(path) => path,
        Place::Server(address) => {
            let options: PgConnectOptions = address.parse()?;
            let options = options.application_name("fettle").options([("default_transaction_read_only", "on")]);
            return Ok(Conn::Postgres(options.connect().await?));
        }
    };
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(Duration::from_secs(10))
        .pragma("cache_size", "-65536");
    Ok(Conn::Sqlite(options.connect().await?))
}

/// Begins to see one state of a database of this program's version.
///
/// # Errors
/// [`HubError::Newer`], [`HubError::Older`]; [`HubError::Sql`] for what is no database of a hub.
pub(crate) async fn snapshot(place: &Place) -> Result<Conn, HubError> {
    let mut conn = open_read_only(place).await?;
    let begin = if conn.is_postgres() { "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" } else { "BEGIN" };
    sql::raw(begin).execute(&mut conn).await?;
    match upgrade::version(&mut conn).await? {
        Some(found) if found > VERSION => Err(HubError::Newer { found, known: VERSION }),
        Some(found) if found < VERSION => Err(HubError::Older { found, known: VERSION }),
        Some(_) => Ok(conn),
        None => Err(HubError::Record("no hub's database".into())),
    }
}
