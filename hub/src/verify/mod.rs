//! Checking a data folder or a backup: everything that can be computed again is computed again and compared. It only reads, from one state of
//! the database, and may run beside a hub that serves.
//!
//! `ledger::check` knows the tables of events; this knows the rest: the file, blobs, what is named where.

mod blobs;
mod depth;
mod finding;
#[cfg(test)]
pub(crate) mod tests;

pub use depth::Depth;
pub use finding::{Counts, Finding, Findings, MOST, Progress, Report};

use crate::data::{Place, snapshot};
use crate::error::{Fault, HubError};
use crate::ledger;
use crate::sql::{self, Conn};
use std::path::Path;

/// Checks the data folder, or backup folder, `folder`.
///
/// # Errors
/// [`HubError::Fault`] `no_hub`; [`HubError::Newer`], [`HubError::Older`]; [`HubError::Sql`] when the file is no database or so damaged that
/// SQLite cannot go on.
pub async fn verify(folder: &Path, depth: Depth, progress: Progress<'_>) -> Result<Report, HubError> {
    if !Place::is_made(folder) {
        return Err(Fault::bad("no_hub").with("folder", folder.display()).into());
    }
    let mut conn = snapshot(&Place::of(folder)?).await?;
    let mut findings = Findings::new(progress);
    structure(&mut conn, depth, &mut findings).await?;
    if findings.report.has("database_damaged") {
        // On a file whose pages are mixed up, further answers would be guesses.
        return Ok(findings.report);
    }
    match depth {
        Depth::Quick => ledger::Check::new(&mut conn, &mut findings).quick().await?,
        Depth::Record | Depth::Full => ledger::check(&mut conn, &mut findings).await?,
    }
    blobs::blobs(&mut conn, &folder.join("blobs"), depth, &mut findings).await?;
    conn.close().await?;
    Ok(findings.report)
}

/// What SQLite itself says of the file.
async fn structure(conn: &mut Conn, depth: Depth, findings: &mut Findings<'_>) -> Result<(), HubError> {
    findings.step("structure", 0, 1);
    if conn.is_postgres() {
        // A server holds its references itself, and checks its pages by its own means.
        findings.step("structure", 1, 1);
        return Ok(());
    }
    let sql = match depth {
        Depth::Quick => "PRAGMA quick_check(100)",
        Depth::Record | Depth::Full => "PRAGMA integrity_check(100)",
    };
    match sql::query_scalar::<String>(sql).fetch_all(&mut *conn).await {
        Ok(lines) => {
            for line in lines.into_iter().filter(|line| line != "ok") {
                findings.add("database_damaged", [("why", line)]);
            }
        }
        // So damaged that not even the check runs through.
        Err(sql::Error::Database(e)) => findings.add("database_damaged", [("why", e.to_string())]),
        Err(e) => return Err(e.into()),
    }
    if findings.report.holds() {
        for row in sql::query("PRAGMA foreign_key_check").fetch_all(conn).await? {
            let table: String = row.try_get(0)?;
            let to: String = row.try_get(2)?;
            let row: Option<i64> = row.try_get(1)?;
            let row = row.map_or_else(String::new, |row| row.to_string());
            findings.add("reference_broken", [("table", table), ("row", row), ("to", to)]);
        }
    }
    findings.step("structure", 1, 1);
    Ok(())
}
