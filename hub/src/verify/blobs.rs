//! Blobs: that each is there, whole, and what its name says; which of those that events name have not arrived.

use super::{Depth, Findings, MOST};
use crate::blobs::BlobFolder;
use crate::data::uint;
use crate::error::HubError;
use crate::sql::{self, Conn};
use fettle_core::kernel::Hash;
use std::path::Path;

/// Rows read at once.
const PAGE: i64 = 200;

/// What the disk says of one blob.
enum Seen {
    Good,
    Missing,
    Size(u64),
    Changed,
}

pub(super) async fn blobs(
    conn: &mut Conn,
    folder: &Path,
    depth: Depth,
    findings: &mut Findings<'_>,
) -> Result<(), HubError> {
    let all: i64 = sql::query_scalar("SELECT COUNT(*) FROM blob").fetch_one(&mut *conn).await?;
    let (mut after, mut done) = (String::new(), 0);
    loop {
        let rows = sql::query("SELECT hash, size FROM blob WHERE hash > $1 ORDER BY hash LIMIT $2")
            .bind(&after)
            .bind(PAGE)
            .fetch_all(&mut *conn)
            .await?;
        let mut page = Vec::with_capacity(rows.len());
        for row in &rows {
            page.push((row.try_get::<String, _>(0)?, uint(row.try_get(1)?)));
        }
        let Some((last, _)) = page.last() else { break };
        after.clone_from(last);
        let (blobs, full) = (BlobFolder::new(folder), depth == Depth::Full);
        let work = move || -> Vec<(String, u64, std::io::Result<Seen>)> {
            page.into_iter()
                .map(|(name, size)| {
                    let seen = look(&blobs, &name, size, full);
                    (name, size, seen)
                })
                .collect()
        };
        for (hash, size, seen) in tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other)? {
            match seen {
                Ok(Seen::Good) => {}
                Ok(Seen::Missing) => findings.add("blob_missing", [("hash", hash)]),
                Ok(Seen::Size(found)) => {
                    let args = [("hash", hash), ("size", size.to_string()), ("found", found.to_string())];
                    findings.add("blob_size", args);
                }
                Ok(Seen::Changed) => findings.add("blob_changed", [("hash", hash)]),
                Err(e) => findings.add("blob_unreadable", [("hash", hash), ("why", e.to_string())]),
            }
            done += 1;
            findings.report.counts.blobs += 1;
            findings.report.counts.blob_bytes += size;
        }
        findings.step("blobs", done, uint(all));
    }
    waiting(conn, findings).await?;
    let known = findings.report.counts.blobs;
    let folder = folder.to_owned();
    let files = tokio::task::spawn_blocking(move || count(&folder)).await.map_err(std::io::Error::other)??;
    findings.report.counts.strays = files.saturating_sub(known);
    Ok(())
}

fn look(blobs: &BlobFolder, name: &str, size: u64, full: bool) -> std::io::Result<Seen> {
    let Ok(hash) = name.parse::<Hash>() else { return Ok(Seen::Missing) };
    let path = blobs.path(hash);
    let about = match std::fs::metadata(&path) {
        Ok(about) => about,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Seen::Missing),
        Err(e) => return Err(e),
    };
    if about.len() != size {
        return Ok(Seen::Size(about.len()));
    }
    Ok(if full && crate::blobs::hash_file(&path)? != hash { Seen::Changed } else { Seen::Good })
}

/// Blobs that accepted events name and that are not here.
async fn waiting(conn: &mut Conn, findings: &mut Findings<'_>) -> Result<(), HubError> {
    let named = "FROM event_blob n JOIN event e ON e.seq = n.event \
                 WHERE e.quarantined IS NULL AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.hash = n.hash)";
    let sql = format!("SELECT COUNT(DISTINCT n.hash) {named}");
    let count: i64 = sql::query_scalar(sql::AssertSqlSafe(sql)).fetch_one(&mut *conn).await?;
    findings.report.counts.waiting = uint(count);
    let sql = format!("SELECT DISTINCT n.hash {named} LIMIT {MOST}");
    let some: Vec<String> = sql::query_scalar(sql::AssertSqlSafe(sql)).fetch_all(conn).await?;
    findings.report.waiting.extend(some);
    Ok(())
}

/// Files in the folders `00` to `ff`.
fn count(folder: &Path) -> std::io::Result<u64> {
    let mut files = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().len() == 2 {
            files += std::fs::read_dir(entry.path())?.count() as u64;
        }
    }
    Ok(files)
}
