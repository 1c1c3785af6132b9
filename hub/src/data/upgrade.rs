//! Brings a database to this program's version: a fresh one by the schema file, an older one step by step, a newer one not at all.
//!
//! Before the first step the database is copied beside itself. Each step is one transaction, so a crash needs no copy; the copy is for the
//! day on which the new program turns out to be wrong.

use super::{server_schema, tables};
use crate::error::{Fault, HubError};
use crate::sql::{self, Conn, begin, int};
use std::path::{Path, PathBuf};

/// Steps from version 1 on: `STEPS[0]` makes version 2 of version 1. Each runs in one transaction with its row in `upgrade`.
const STEPS: &[&str] = &[
    include_str!("upgrade_0002.sql"),
    include_str!("upgrade_0003.sql"),
    include_str!("upgrade_0004.sql"),
    include_str!("upgrade_0005.sql"),
    include_str!("upgrade_0006.sql"),
    include_str!("upgrade_0007.sql"),
    include_str!("upgrade_0008.sql"),
    include_str!("upgrade_0009.sql"),
    include_str!("upgrade_0010.sql"),
    include_str!("upgrade_0011.sql"),
    include_str!("upgrade_0012.sql"),
    include_str!("upgrade_0013.sql"),
    include_str!("upgrade_0014.sql"),
    include_str!("upgrade_0015.sql"),
    include_str!("upgrade_0016.sql"),
    include_str!("upgrade_0017.sql"),
    include_str!("upgrade_0018.sql"),
    include_str!("upgrade_0019.sql"),
    include_str!("upgrade_0020.sql"),
    include_str!("upgrade_0021.sql"),
    include_str!("upgrade_0022.sql"),
    include_str!("upgrade_0023.sql"),
    include_str!("upgrade_0024.sql"),
    include_str!("upgrade_0025.sql"),
    include_str!("upgrade_0026.sql"),
    include_str!("upgrade_0027.sql"),
];

/// The version that this program writes.
pub(crate) const VERSION: i64 = 1 + STEPS.len() as i64;

/// The version of a database; `None` for one without a hub's tables.
pub(super) async fn version(conn: &mut Conn) -> Result<Option<i64>, HubError> {
    let asks = match conn.is_postgres() {
        true => "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'upgrade'",
        false => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'upgrade'",
    };
    let known: i64 = sql::query_scalar(asks).fetch_one(&mut *conn).await?;
    if known == 0 {
        return Ok(None);
    }
    Ok(sql::query_scalar("SELECT MAX(version) FROM upgrade").fetch_one(&mut *conn).await?)
}

/// Brings the database of `conn`, which lies at `path`, to [`VERSION`].
pub(super) async fn bring_up(conn: &mut Conn, path: &Path, now_ms: u64) -> Result<(), HubError> {
    let Some(found) = version(conn).await? else {
        let mut tx = begin(conn).await?;
        if version(&mut tx).await?.is_some() {
            // Another process made it meanwhile.
            tx.rollback().await?;
            return Box::pin(bring_up(conn, path, now_ms)).await;
        }
        sql::raw(include_str!("schema.sql")).execute(&mut *tx).await?;
        note(&mut tx, VERSION, now_ms).await?;
        return Ok(tx.commit().await?);
    };
    if found > VERSION {
        return Err(HubError::Newer { found, known: VERSION });
    }
    if found < VERSION {
        keep_copy(conn, path, now_ms).await?;
    }
    for (step, version) in STEPS.iter().zip(2..) {
        if version > found {
            let mut tx = begin(conn).await?;
            sql::raw(*step).execute(&mut *tx).await?;
            note(&mut tx, version, now_ms).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// The same for a database on a server, which keeps copies in its own way. One process does it, others wait.
pub(super) async fn bring_up_server(conn: &mut Conn, now_ms: u64) -> Result<(), HubError> {
    let mut tx = conn.begin().await?;
    // Any number: it only has to be the same for all processes of a hub.
    sql::query("SELECT pg_advisory_xact_lock(7306)").execute(&mut *tx).await?;
    match version(&mut tx).await? {
        None => {
            sql::raw(sql::AssertSqlSafe(server_schema::fresh(include_str!("schema.sql")))).execute(&mut *tx).await?;
            note(&mut tx, VERSION, now_ms).await?;
        }
        Some(found) if found > VERSION => return Err(HubError::Newer { found, known: VERSION }),
        Some(found) => {
            for (step, version) in STEPS.iter().zip(2..).filter(|(_, version)| *version > found) {
                sql::raw(sql::AssertSqlSafe(server_schema::for_server(step))).execute(&mut *tx).await?;
                note(&mut tx, version, now_ms).await?;
            }
        }
    }
    Ok(tx.commit().await?)
}

/// Copies the database to `hub.db.before-<version>-<time>`, unless an upgrade that broke off has left its copy there already.
async fn keep_copy(conn: &mut Conn, path: &Path, now_ms: u64) -> Result<(), HubError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = path.parent().unwrap_or(Path::new("."));
    let kept = format!("{name}.before-{VERSION}-");
    for entry in std::fs::read_dir(folder)? {
        let other = entry?.file_name().to_string_lossy().into_owned();
        if other.starts_with(&kept) && !other.ends_with(PART) {
            return Ok(());
        }
    }
    let pages: i64 = sql::query_scalar("PRAGMA page_count").fetch_one(&mut *conn).await?;
    let page: i64 = sql::query_scalar("PRAGMA page_size").fetch_one(&mut *conn).await?;
    // The copy, and what the steps write before the log is folded back.
    let needed = u64::try_from(pages.saturating_mul(page)).unwrap_or(0).saturating_mul(2);
    let free = super::free_bytes(folder)?;
    if free < needed {
        let fault =
            Fault::bad("no_room_for_copy").with("needed", needed / 1_000_000 + 1).with("free", free / 1_000_000);
        return Err(fault.into());
    }
    let copy = folder.join(format!("{kept}{now_ms}"));
    let part = PathBuf::from(format!("{}{PART}", copy.display()));
    copy_database(conn, &part).await?;
    std::fs::rename(&part, &copy)?;
    std::fs::File::open(folder)?.sync_all()?;
    tracing::info!(version = VERSION, "the database is upgraded; a copy of the old one is kept");
    Ok(())
}

/// End of the name of a file that is not whole yet.
pub(crate) const PART: &str = ".part";

/// Writes what `conn` sees as a database of its own to `to`, replacing a half that was left there, and brings it to the disk.
pub(crate) async fn copy_database(conn: &mut Conn, to: &Path) -> Result<(), HubError> {
    if to.exists() {
        std::fs::remove_file(to)?;
    }
    if conn.is_postgres() {
        return tables::copy_to_file(conn, to).await;
    }
    let text = to.to_str().ok_or_else(|| HubError::Record(format!("the name {} is not UTF-8", to.display())))?;
    sql::query("VACUUM INTO $1").bind(text).execute(conn).await?;
    std::fs::File::open(to)?.sync_all()?;
    Ok(())
}

async fn note(conn: &mut Conn, version: i64, now_ms: u64) -> Result<(), HubError> {
    sql::query("INSERT INTO upgrade (version, at) VALUES ($1, $2)")
        .bind(version)
        .bind(int(now_ms))
        .execute(conn)
        .await?;
    Ok(())
}
