//! The limit on tries of passwords and codes. In the database, so that a restart forgives nothing; by digest, so that nobody reads there
//! what was tried. A try counts before it is made: a thousand at once are a thousand.

use super::Accounts;
use crate::data::{int, uint};
use crate::error::{Fault, HubError};
use crate::random;
use axum::http::StatusCode;
use sqlx::Row;

/// How long a wrong try counts, in milliseconds.
const WINDOW_MS: u64 = 15 * 60 * 1000;
/// Wrong tries of one login from one address within the window.
pub(super) const PER_LOGIN: u64 = 5;
/// Wrong tries of one login from everywhere: above what one address may, so that a stranger cannot keep somebody out, and still hopeless.
pub(super) const PER_LOGIN_EVERYWHERE: u64 = 50;
/// Wrong tries from one address within the window: people behind one router share it.
pub(super) const PER_ADDRESS: u64 = 30;

/// What is limited, and how often it may go wrong.
pub(super) type Limit = (String, u64);

/// A try that counts as wrong until it is taken back.
#[derive(Debug)]
pub(super) struct Try(Vec<i64>);

impl Accounts {
    /// Counts a try against each of `limits`.
    ///
    /// # Errors
    /// [`Fault`] `too_many_tries` (429) when one of them is used up; it is then not counted.
    pub(super) async fn count_try(&self, limits: &[Limit]) -> Result<Try, Fault> {
        let now = self.clock.now_ms();
        let since = int(now.saturating_sub(WINDOW_MS));
        let mut conn = self.db.write().await?;
        let mut tx = conn.begin().await?;
        for (what, most) in limits {
            let row = sqlx::query("SELECT COUNT(*) FROM attempt WHERE key = $1 AND at > $2")
                .bind(random::digest(what))
                .bind(since)
                .fetch_one(&mut *tx)
                .await?;
            if uint(row.try_get(0)?) >= *most {
                return Err(Fault::new(StatusCode::TOO_MANY_REQUESTS, "too_many_tries"));
            }
        }
        sqlx::query("DELETE FROM attempt WHERE at <= $1").bind(since).execute(&mut *tx).await?;
        let mut counted = Vec::new();
        for (what, _) in limits {
            let id: i64 = sqlx::query_scalar("INSERT INTO attempt (key, at) VALUES ($1, $2) RETURNING id")
                .bind(random::digest(what))
                .bind(int(now))
                .fetch_one(&mut *tx)
                .await?;
            counted.push(id);
        }
        tx.commit().await?;
        Ok(Try(counted))
    }
    /// It was right, or its being wrong says nothing: it counts no more.
    pub(super) async fn take_back(&self, counted: Try) -> Result<(), HubError> {
        let mut conn = self.db.write().await?;
        for id in counted.0 {
            sqlx::query("DELETE FROM attempt WHERE id = $1").bind(id).execute(&mut *conn).await?;
        }
        Ok(())
    }
    /// Forgives all tries of one kind: the right one came.
    pub(super) async fn forgive(&self, what: &str) -> Result<(), HubError> {
        let mut conn = self.db.write().await?;
        sqlx::query("DELETE FROM attempt WHERE key = $1").bind(random::digest(what)).execute(&mut *conn).await?;
        Ok(())
    }
}
