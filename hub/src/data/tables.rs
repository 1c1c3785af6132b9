//! The rows of a whole database, carried from one to another of the same version: a hub's move from a file to a server and back, and the backup of
//! one on a server, which is a file like any other.

use super::private::private;
use super::server_schema;
use crate::error::HubError;
use crate::sql::{self, Builder, Conn, Row, Value};
use futures_util::TryStreamExt;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use std::path::Path;

const SCHEMA: &str = include_str!("schema.sql");
/// Made again from the states at the other end by who carries: its form is the database's own.
const REBUILT: &[&str] = &["search_doc", "search_word"];
/// Values of one statement; SQLite takes 32,766.
const MOST_VALUES: usize = 5_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Int,
    Text,
    Bytes,
}

#[derive(Debug)]
struct Table {
    name: &'static str,
    columns: Vec<(&'static str, Of)>,
    /// Whether its first column counts by itself.
    counts: bool,
}

/// The tables of the schema file, in its order: what is named comes before what names it.
fn tables() -> Vec<Table> {
    let mut all: Vec<Table> = Vec::new();
    let mut inside = false;
    for line in SCHEMA.lines().map(|line| line.split("--").next().unwrap_or_default()) {
        if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
            let name = rest.trim_end_matches(" (");
            all.push(Table { name, columns: Vec::new(), counts: false });
            inside = true;
        } else if line.starts_with(')') {
            inside = false;
        } else if let (true, Some(table)) = (inside, all.last_mut()) {
            let mut words = line.split_whitespace();
            let of = match (words.next(), words.next().map(|of| of.trim_end_matches(','))) {
                (Some(name), Some("INTEGER")) => (name, Of::Int),
                (Some(name), Some("TEXT")) => (name, Of::Text),
                (Some(name), Some("BLOB")) => (name, Of::Bytes),
                _ => continue,
            };
            table.counts |= table.columns.is_empty() && line.contains("INTEGER NOT NULL PRIMARY KEY");
            table.columns.push(of);
        }
    }
    all.retain(|table| !REBUILT.contains(&table.name));
    all
}

/// Carries all rows of `from`, which must see one state, into `to`, which is fresh. How many there were.
///
/// # Errors
/// [`HubError`] of either database: `to` is then as it was.
pub(crate) async fn carry(from: &mut Conn, to: &mut Conn) -> Result<u64, HubError> {
    let mut tx = to.begin().await?;
    // What a fresh database says of itself is the other one's.
    sql::query("DELETE FROM upgrade").execute(&mut *tx).await?;
    let mut all = 0;
    for table in tables() {
        let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
        let names = names.join(", ");
        let mut rows = sql::query(sql::AssertSqlSafe(format!("SELECT {names} FROM {}", table.name))).fetch_on(from)?;
        let mut some = Vec::new();
        while let Some(row) = rows.try_next().await? {
            some.push(values(&row, &table)?);
            all += 1;
            if some.len() * table.columns.len() >= MOST_VALUES {
                insert(&mut tx, &table, &names, &mut some).await?;
            }
        }
        drop(rows);
        insert(&mut tx, &table, &names, &mut some).await?;
        if table.counts && tx.is_postgres() {
            server_schema::count_on(&mut tx, table.name, table.columns[0].0).await?;
        }
    }
    tx.commit().await?;
    Ok(all)
}

/// Writes what `from` sees as a file to `to`, and brings it to the disk.
///
/// # Errors
/// [`HubError`] of either database.
pub(super) async fn copy_to_file(from: &mut Conn, to: &Path) -> Result<(), HubError> {
    private(to)?;
    let options = SqliteConnectOptions::new().filename(to).create_if_missing(true).foreign_keys(true);
    let mut file = Conn::Sqlite(options.connect().await?);
    sql::raw(SCHEMA).execute(&mut file).await?;
    carry(from, &mut file).await?;
    file.close().await?;
    std::fs::File::open(to)?.sync_all()?;
    Ok(())
}

fn values(row: &Row, table: &Table) -> Result<Vec<Value>, HubError> {
    let read = |(at, (_, of)): (usize, &(&str, Of))| {
        Ok(match of {
            Of::Int => Value::Int(row.try_get(at)?),
            Of::Text => Value::Text(row.try_get(at)?),
            Of::Bytes => Value::Bytes(row.try_get(at)?),
        })
    };
    table.columns.iter().enumerate().map(read).collect()
}

async fn insert(conn: &mut Conn, table: &Table, names: &str, some: &mut Vec<Vec<Value>>) -> Result<(), HubError> {
    if some.is_empty() {
        return Ok(());
    }
    let mut query = Builder::new(format!("INSERT INTO {} ({names}) ", table.name));
    query.push_values(some.drain(..), |mut row, values| {
        for value in values {
            row.push_bind(value);
        }
    });
    query.build().execute(conn).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::Conn;
    use sqlx::{Connection, SqliteConnection};

    #[tokio::test]
    async fn every_table_and_column_of_the_schema_is_carried() {
        let mut conn = Conn::Sqlite(SqliteConnection::connect("sqlite::memory:").await.expect("a database"));
        sql::raw(SCHEMA).execute(&mut conn).await.expect("made");
        let sql = "SELECT m.name, c.name, c.type FROM sqlite_master m JOIN pragma_table_info(m.name) c \
                   WHERE m.type = 'table' AND m.name NOT LIKE 'search_%' ORDER BY m.name, c.cid";
        let mut there = Vec::new();
        for row in sql::query(sql).fetch_all(&mut conn).await.expect("read") {
            let (table, column, of): (String, String, String) =
                (row.try_get(0).unwrap(), row.try_get(1).unwrap(), row.try_get(2).unwrap());
            there.push((table, column, of));
        }
        let mut carried = Vec::new();
        for table in tables() {
            for (column, of) in table.columns {
                let of = match of {
                    Of::Int => "INTEGER",
                    Of::Text => "TEXT",
                    Of::Bytes => "BLOB",
                };
                carried.push((table.name.to_owned(), column.to_owned(), of.to_owned()));
            }
        }
        carried.sort_by(|a, b| a.0.cmp(&b.0));
        assert!(there.len() > 100);
        assert_eq!(carried, there);
    }
}
