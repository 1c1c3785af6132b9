//! Connections, the pool of those that read, and transactions.

use futures_util::FutureExt;
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Database, Error, PgPool, Postgres, Sqlite, SqlitePool};
use sqlx_core::transaction::TransactionManager;
use std::ops::{Deref, DerefMut};

/// A connection: one's own, or one that goes back to its pool.
#[derive(Debug)]
pub enum Conn {
    /// To a file.
    Sqlite(SqliteConnection),
    /// To a server.
    Postgres(PgConnection),
    /// To a file, of the pool.
    PooledSqlite(PoolConnection<Sqlite>),
    /// To a server, of the pool.
    PooledPostgres(PoolConnection<Postgres>),
}

/// The connection of its driver.
pub(super) enum Driver<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Conn {
    /// Whether PostgreSQL is behind it.
    pub fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_) | Self::PooledPostgres(_))
    }
    pub(super) fn driver(&mut self) -> Driver<'_> {
        match self {
            Self::Sqlite(conn) => Driver::Sqlite(conn),
            Self::PooledSqlite(conn) => Driver::Sqlite(conn),
            Self::Postgres(conn) => Driver::Postgres(conn),
            Self::PooledPostgres(conn) => Driver::Postgres(conn),
        }
    }
    /// Begins a transaction; in one, a savepoint.
    ///
    /// # Errors
    /// [`Error`] of the database.
    pub async fn begin(&mut self) -> Result<Tx<'_>, Error> {
        self.begin_with(None).await
    }
    /// Begins a transaction with this statement.
    ///
    /// # Errors
    /// [`Error`] of the database; `InvalidSavePointStatement` in a transaction.
    pub async fn begin_with(&mut self, statement: Option<&'static str>) -> Result<Tx<'_>, Error> {
        let statement = statement.map(sqlx::SqlSafeStr::into_sql_str);
        match self.driver() {
            Driver::Sqlite(conn) => <Sqlite as Database>::TransactionManager::begin(conn, statement).await?,
            Driver::Postgres(conn) => <Postgres as Database>::TransactionManager::begin(conn, statement).await?,
        }
        Ok(Tx { conn: self, open: true })
    }
    /// Whether the driver believes in a transaction.
    pub fn is_in_transaction(&mut self) -> bool {
        match self.driver() {
            Driver::Sqlite(conn) => conn.is_in_transaction(),
            Driver::Postgres(conn) => conn.is_in_transaction(),
        }
    }
    /// Asks whether it answers; what was begun before is then done.
    ///
    /// # Errors
    /// [`Error`] of the database.
    pub async fn ping(&mut self) -> Result<(), Error> {
        match self.driver() {
            Driver::Sqlite(conn) => conn.ping().await,
            Driver::Postgres(conn) => conn.ping().await,
        }
    }
    /// Ends it and waits for that.
    ///
    /// # Errors
    /// [`Error`] of the database.
    pub async fn close(self) -> Result<(), Error> {
        match self {
            Self::Sqlite(conn) => conn.close().await,
            Self::PooledSqlite(conn) => conn.close().await,
            Self::Postgres(conn) => conn.close().await,
            Self::PooledPostgres(conn) => conn.close().await,
        }
    }
}

/// A transaction, or a savepoint in one. Dropped without a commit it is taken back.
#[derive(Debug)]
pub struct Tx<'c> {
    conn: &'c mut Conn,
    open: bool,
}

impl Tx<'_> {
    /// What was done counts.
    ///
    /// # Errors
    /// [`Error`] of the database; whether it counts is then not known.
    pub async fn commit(mut self) -> Result<(), Error> {
        match self.conn.driver() {
            Driver::Sqlite(conn) => <Sqlite as Database>::TransactionManager::commit(conn).await?,
            Driver::Postgres(conn) => <Postgres as Database>::TransactionManager::commit(conn).await?,
        }
        self.open = false;
        Ok(())
    }
    /// What was done does not count.
    ///
    /// # Errors
    /// [`Error`] of the database.
    pub async fn rollback(mut self) -> Result<(), Error> {
        match self.conn.driver() {
            Driver::Sqlite(conn) => <Sqlite as Database>::TransactionManager::rollback(conn).await?,
            Driver::Postgres(conn) => <Postgres as Database>::TransactionManager::rollback(conn).await?,
        }
        self.open = false;
        Ok(())
    }
}

impl Drop for Tx<'_> {
    fn drop(&mut self) {
        if self.open {
            match self.conn.driver() {
                Driver::Sqlite(conn) => <Sqlite as Database>::TransactionManager::start_rollback(conn),
                Driver::Postgres(conn) => {
                    <Postgres as Database>::TransactionManager::start_rollback(conn);
                    // The driver says it with the next statement of this connection, which may be long in coming: the turn of all processes would be
                    // held until then. So it is sent now; who uses the connection next waits for the answer.
                    let _ = tokio::task::unconstrained(conn.flush()).now_or_never();
                }
            }
        }
    }
}

impl Deref for Tx<'_> {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        self.conn
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Conn {
        self.conn
    }
}

/// Connections of which each statement takes one that is free.
#[derive(Debug, Clone)]
pub enum Pool {
    /// To a file.
    Sqlite(SqlitePool),
    /// To a server.
    Postgres(PgPool),
}

impl Pool {
    /// A connection, when one is free.
    ///
    /// # Errors
    /// [`Error::PoolTimedOut`]; [`Error`] of the database.
    pub async fn acquire(&self) -> Result<Pooled, Error> {
        Ok(Pooled(match self {
            Self::Sqlite(pool) => Conn::PooledSqlite(pool.acquire().await?),
            Self::Postgres(pool) => Conn::PooledPostgres(pool.acquire().await?),
        }))
    }
    /// Ends all of them.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// A connection that goes back to its pool.
#[derive(Debug)]
pub struct Pooled(Conn);

impl Deref for Pooled {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.0
    }
}

impl DerefMut for Pooled {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0
    }
}

/// Where a statement is carried out.
pub enum On<'e> {
    Conn(&'e mut Conn),
    Pool(&'e Pool),
}

impl<'e> From<&'e mut Conn> for On<'e> {
    fn from(conn: &'e mut Conn) -> Self {
        Self::Conn(conn)
    }
}

impl<'e> From<&'e Pool> for On<'e> {
    fn from(pool: &'e Pool) -> Self {
        Self::Pool(pool)
    }
}
