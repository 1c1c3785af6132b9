//! A statement with its values, and what becomes of it.

use super::conn::{Conn, Driver, On, Pool};
use super::row::{Column, Row};
use super::text::Text;
use super::value::Value;
use super::zero;
use futures_util::stream::{BoxStream, StreamExt};
use sqlx::postgres::{PgArguments, PgQueryResult, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteQueryResult, SqliteRow};
use sqlx::{Error, Postgres, SqlSafeStr, SqlStr, Sqlite};
use std::marker::PhantomData;

/// A statement, with `$1` for its first value, in the words that both databases have.
pub fn query(sql: impl SqlSafeStr) -> Query {
    Query { text: Text::Plain(sql.into_sql_str()), values: Vec::new() }
}

/// A statement whose rows have one column.
pub fn query_scalar<T>(sql: impl SqlSafeStr) -> Scalar<T> {
    Scalar { query: query(sql), of: PhantomData }
}

/// Statements without values, one after the other.
pub fn raw(sql: impl SqlSafeStr) -> Raw {
    Raw(sql.into_sql_str())
}

/// A statement with its values.
#[must_use]
#[derive(Debug)]
pub struct Query {
    pub(super) text: Text,
    pub(super) values: Vec<Value>,
}

/// How many rows a statement changed.
#[derive(Debug, Clone, Copy)]
pub struct Changed(u64);

impl Changed {
    pub fn rows_affected(self) -> u64 {
        self.0
    }
}

impl From<SqliteQueryResult> for Changed {
    fn from(result: SqliteQueryResult) -> Self {
        Self(result.rows_affected())
    }
}

impl From<PgQueryResult> for Changed {
    fn from(result: PgQueryResult) -> Self {
        Self(result.rows_affected())
    }
}

type OfSqlite = sqlx::query::Query<'static, Sqlite, SqliteArguments>;
type OfPostgres = sqlx::query::Query<'static, Postgres, PgArguments>;

/// Carries out `$query` on `$on` with the driver's method `$method`, and makes what comes of it ours.
macro_rules! carry_out {
    ($query:expr, $on:expr, $method:ident, $sqlite:expr, $postgres:expr) => {{
        #[cfg(test)]
        super::heard::note(&$query.text);
        match $on {
            On::Conn(conn) => match conn.driver() {
                Driver::Sqlite(conn) => $query.sqlite()?.$method(conn).await.map($sqlite),
                Driver::Postgres(conn) => $query.postgres()?.$method(conn).await.map($postgres),
            },
            On::Pool(Pool::Sqlite(pool)) => $query.sqlite()?.$method(pool).await.map($sqlite),
            On::Pool(Pool::Postgres(pool)) => $query.postgres()?.$method(pool).await.map($postgres),
        }
    }};
}

impl Query {
    /// The next value.
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }
    /// # Errors
    /// [`Error`] of the database.
    pub async fn execute<'e>(self, on: impl Into<On<'e>>) -> Result<Changed, Error> {
        carry_out!(self, on.into(), execute, Changed::from, Changed::from)
    }
    /// # Errors
    /// [`Error`] of the database.
    pub async fn fetch_all<'e>(self, on: impl Into<On<'e>>) -> Result<Vec<Row>, Error> {
        let of_sqlite = |rows: Vec<SqliteRow>| rows.into_iter().map(Row::Sqlite).collect();
        let of_postgres = |rows: Vec<PgRow>| rows.into_iter().map(Row::Postgres).collect();
        carry_out!(self, on.into(), fetch_all, of_sqlite, of_postgres)
    }
    /// # Errors
    /// [`Error::RowNotFound`]; [`Error`] of the database.
    pub async fn fetch_one<'e>(self, on: impl Into<On<'e>>) -> Result<Row, Error> {
        carry_out!(self, on.into(), fetch_one, Row::Sqlite, Row::Postgres)
    }
    /// # Errors
    /// [`Error`] of the database.
    pub async fn fetch_optional<'e>(self, on: impl Into<On<'e>>) -> Result<Option<Row>, Error> {
        let of_sqlite = |row: Option<SqliteRow>| row.map(Row::Sqlite);
        let of_postgres = |row: Option<PgRow>| row.map(Row::Postgres);
        carry_out!(self, on.into(), fetch_optional, of_sqlite, of_postgres)
    }
    /// Row by row.
    ///
    /// # Errors
    /// A value that cannot be told to the database; the rest is in the stream.
    pub fn fetch(self, pool: &Pool) -> Result<BoxStream<'_, Result<Row, Error>>, Error> {
        Ok(match pool {
            Pool::Sqlite(pool) => self.sqlite()?.fetch(pool).map(|row| row.map(Row::Sqlite)).boxed(),
            Pool::Postgres(pool) => self.postgres()?.fetch(pool).map(|row| row.map(Row::Postgres)).boxed(),
        })
    }
    /// Row by row, on one connection.
    ///
    /// # Errors
    /// A value that cannot be told to the database; the rest is in the stream.
    pub fn fetch_on(self, conn: &mut Conn) -> Result<BoxStream<'_, Result<Row, Error>>, Error> {
        Ok(match conn.driver() {
            Driver::Sqlite(conn) => self.sqlite()?.fetch(conn).map(|row| row.map(Row::Sqlite)).boxed(),
            Driver::Postgres(conn) => self.postgres()?.fetch(conn).map(|row| row.map(Row::Postgres)).boxed(),
        })
    }
    fn sqlite(self) -> Result<OfSqlite, Error> {
        Ok(sqlx::query_with(self.text.sqlite(), Value::all(self.values)?))
    }
    fn postgres(self) -> Result<OfPostgres, Error> {
        let values = self.values.into_iter().map(|value| match value {
            Value::Text(text) => Value::Text(text.map(zero::without)),
            other => other,
        });
        Ok(sqlx::query_with(self.text.postgres(), Value::all(values.collect())?))
    }
}

/// A statement whose rows have one column, with its values.
#[must_use]
#[derive(Debug)]
pub struct Scalar<T> {
    pub(super) query: Query,
    pub(super) of: PhantomData<fn() -> T>,
}

impl<T: for<'r> Column<'r>> Scalar<T> {
    /// The next value.
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.query = self.query.bind(value);
        self
    }
    /// # Errors
    /// [`Error`] of the database.
    pub async fn fetch_all<'e>(self, on: impl Into<On<'e>>) -> Result<Vec<T>, Error> {
        self.query.fetch_all(on).await?.iter().map(|row| row.try_get(0)).collect()
    }
    /// # Errors
    /// [`Error::RowNotFound`]; [`Error`] of the database.
    pub async fn fetch_one<'e>(self, on: impl Into<On<'e>>) -> Result<T, Error> {
        self.query.fetch_one(on).await?.try_get(0)
    }
    /// # Errors
    /// [`Error`] of the database.
    pub async fn fetch_optional<'e>(self, on: impl Into<On<'e>>) -> Result<Option<T>, Error> {
        self.query.fetch_optional(on).await?.map(|row| row.try_get(0)).transpose()
    }
}

/// Statements without values.
#[must_use]
#[derive(Debug)]
pub struct Raw(SqlStr);

impl Raw {
    /// # Errors
    /// [`Error`] of the database.
    pub async fn execute<'e>(self, on: impl Into<On<'e>>) -> Result<Changed, Error> {
        let raw = sqlx::raw_sql(self.0);
        match on.into() {
            On::Conn(conn) => match conn.driver() {
                Driver::Sqlite(conn) => raw.execute(conn).await.map(Changed::from),
                Driver::Postgres(conn) => raw.execute(conn).await.map(Changed::from),
            },
            On::Pool(Pool::Sqlite(pool)) => raw.execute(pool).await.map(Changed::from),
            On::Pool(Pool::Postgres(pool)) => raw.execute(pool).await.map(Changed::from),
        }
    }
}
