//! Brings a database to this program's version: a fresh one by the schema file, an older one step by step, a newer one not at all.

use super::db::int;
use crate::error::HubError;
use sqlx::{Connection, SqliteConnection};

/// Steps from version 1 on: `STEPS[0]` makes version 2 of version 1. Each runs in one transaction with its row in `upgrade`.
const STEPS: &[&str] = &[include_str!("upgrade_0002.sql")];

/// The version that this program writes.
const VERSION: i64 = 1 + STEPS.len() as i64;

/// Brings the database of `conn` to [`VERSION`].
pub(super) async fn bring_up(conn: &mut SqliteConnection, now_ms: u64) -> Result<(), HubError> {
    let known: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'upgrade'")
        .fetch_one(&mut *conn)
        .await?;
    if known == 0 {
        let mut tx = conn.begin().await?;
        sqlx::raw_sql(include_str!("schema.sql")).execute(&mut *tx).await?;
        note(&mut tx, VERSION, now_ms).await?;
        return Ok(tx.commit().await?);
    }
    let found: i64 = sqlx::query_scalar("SELECT MAX(version) FROM upgrade").fetch_one(&mut *conn).await?;
    if found > VERSION {
        return Err(HubError::Newer { found, known: VERSION });
    }
    for (step, version) in STEPS.iter().zip(2..) {
        if version > found {
            let mut tx = conn.begin().await?;
            sqlx::raw_sql(*step).execute(&mut *tx).await?;
            note(&mut tx, version, now_ms).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

async fn note(conn: &mut SqliteConnection, version: i64, now_ms: u64) -> Result<(), HubError> {
    sqlx::query("INSERT INTO upgrade (version, at) VALUES ($1, $2)")
        .bind(version)
        .bind(int(now_ms))
        .execute(conn)
        .await?;
    Ok(())
}
