//! Whether the hub can do its work: whether the database answers, whether it can be written, and how much room the disk has.

use crate::data::{Db, free_bytes, int};
use crate::error::HubError;
use crate::sql;
use std::path::Path;
use std::time::Duration;
use tokio::time::Instant;

/// Less room than this is told, in bytes: some days of photos.
const LITTLE_ROOM: u64 = 256 * 1024 * 1024;
/// How long an answer is good: whoever asks often writes no more for it.
const GOOD: Duration = Duration::from_secs(5);

/// How the hub is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Codes of what is wrong; none when all is well.
    pub problems: Vec<&'static str>,
    /// Whether nothing can be written.
    pub failing: bool,
    /// Room on the disk, in MB.
    pub free: u64,
}

/// What was found last.
#[derive(Debug, Default)]
pub(crate) struct Last(tokio::sync::Mutex<Option<(Instant, Health)>>);

impl Last {
    /// How the hub is whose database and folder these are, found out at most every few seconds.
    pub(crate) async fn look(&self, db: &Db, data: &Path, now_ms: u64) -> Result<Health, HubError> {
        let mut last = self.0.lock().await;
        if let Some((_, health)) = last.as_ref().filter(|(at, _)| at.elapsed() < GOOD) {
            return Ok(health.clone());
        }
        let health = look(db, data, now_ms).await?;
        tell(last.as_ref().map(|(_, health)| health), &health);
        *last = Some((Instant::now(), health.clone()));
        Ok(health)
    }
}

async fn look(db: &Db, data: &Path, now_ms: u64) -> Result<Health, HubError> {
    let free = free_bytes(data)?;
    let sql = "INSERT INTO setting (key, value) VALUES ('health', $1) \
               ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    let written = db.try_to_write(sql::query(sql).bind(int(now_ms).to_string())).await;
    let stands = written.err().map(|e| match e {
        e if e.is_full() => "disk_full",
        e if e.is_busy() => "database_busy",
        e => {
            tracing::error!(error = %e, "the database cannot be written");
            "database_failed"
        }
    });
    Ok(found(stands, free))
}

/// What it comes to: why nothing can be written, and how much room there is. A disk that is full is not told twice.
fn found(stands: Option<&'static str>, free: u64) -> Health {
    let little = (stands != Some("disk_full") && free < LITTLE_ROOM).then_some("little_room");
    Health { failing: stands.is_some(), problems: stands.into_iter().chain(little).collect(), free: free >> 20 }
}

/// A line in the log when it changes.
fn tell(before: Option<&Health>, now: &Health) {
    let before = before.map(|health| health.problems.as_slice()).unwrap_or_default();
    if before == now.problems {
        return;
    }
    match (now.failing, now.problems.is_empty()) {
        (true, _) => tracing::error!(problems = ?now.problems, free_mb = now.free, "nothing can be written"),
        (false, false) => tracing::warn!(free_mb = now.free, "little room is left on the disk"),
        (false, true) => tracing::info!(free_mb = now.free, "all is well again"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_room_is_a_warning_beside_whatever_stands_and_a_full_disk_says_it_alone() {
        let told = |stands, free| {
            let health = found(stands, free);
            (health.failing, health.problems)
        };
        assert_eq!(told(None, LITTLE_ROOM), (false, vec![]));
        assert_eq!(told(None, LITTLE_ROOM - 1), (false, vec!["little_room"]));
        assert_eq!(told(Some("database_busy"), LITTLE_ROOM - 1), (true, vec!["database_busy", "little_room"]));
        assert_eq!(told(Some("database_busy"), LITTLE_ROOM), (true, vec!["database_busy"]));
        assert_eq!(told(Some("disk_full"), 0), (true, vec!["disk_full"]));
        assert_eq!(found(None, 300 << 20).free, 300, "in MB");
    }
}
