//! Leases: of several processes on one database one does what has to be done once. A lease ends by time, so that the lease of a process that was
//! killed holds nobody up for long.

use super::Ledger;
use crate::data::int;
use crate::error::HubError;
use crate::random;
use crate::sql::{self, Conn};
use uuid::Uuid;

/// Whoever does what is due.
pub(super) const DUES: &str = "dues";
/// Whoever rebuilds states of older folds.
pub(super) const STATES: &str = "states";
/// How long a lease holds, in milliseconds: many times what one step takes. Each step makes it new.
pub(super) const LEASE_MS: u64 = 30 * 1000;

/// Takes a lease, or makes the own one new; `false` while another process holds it. Said in the transaction of a step, it holds for the step.
pub(super) async fn take(conn: &mut Conn, name: &str, owner: Uuid, now: u64) -> Result<bool, HubError> {
    // One that seems to hold for longer than any is of a clock that was wrong.
    let sql = "INSERT INTO lease (name, owner, until) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE \
               SET owner = excluded.owner, until = excluded.until \
               WHERE lease.owner = excluded.owner OR lease.until <= $4 OR lease.until > $3";
    let taken = sql::query(sql)
        .bind(name)
        .bind(owner.to_string())
        .bind(int(now.saturating_add(LEASE_MS)))
        .bind(int(now))
        .execute(conn)
        .await?;
    Ok(taken.rows_affected() == 1)
}

/// Whether a lease is still `owner`'s; it is then made new.
pub(super) async fn holds(conn: &mut Conn, name: &str, owner: Uuid, now: u64) -> Result<bool, HubError> {
    let sql = "UPDATE lease SET until = $3 WHERE name = $1 AND owner = $2";
    let held = sql::query(sql)
        .bind(name)
        .bind(owner.to_string())
        .bind(int(now.saturating_add(LEASE_MS)))
        .execute(conn)
        .await?;
    Ok(held.rows_affected() == 1)
}

/// Gives a lease of `owner`'s back: another process, and this one after a restart, waits for nothing.
pub(super) async fn end(conn: &mut Conn, name: &str, owner: Uuid) -> Result<(), HubError> {
    let sql = "DELETE FROM lease WHERE name = $1 AND owner = $2";
    sql::query(sql).bind(name).bind(owner.to_string()).execute(conn).await?;
    Ok(())
}

impl Ledger {
    /// Who this process is in a lease.
    pub(super) fn lease_owner(&self) -> Result<Uuid, HubError> {
        if let Some(owner) = self.dues.owner.get() {
            return Ok(*owner);
        }
        let fresh = random::uuid(self.clock.now_ms())?;
        Ok(*self.dues.owner.get_or_init(|| fresh))
    }
}
