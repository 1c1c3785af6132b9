//! Rows that are still to be written: all of them after an upgrade, those that show a name after the record with that name changed. Written some at
//! a time, beside serving; a start that was cut goes on where it stopped.

use super::due::{self, ALL, note};
use super::item::{Item, items_of};
use super::search;
use super::write::{has, put, put_again, showing};
use crate::data::settings;
use crate::error::HubError;
use crate::ledger::Ledger;
use crate::ledger::batch::subject;
use crate::sql::{self, Conn};
use fettle_core::kernel::Hash;
use std::sync::atomic::Ordering;

/// Version of what the rows say: another one has them written again.
const ROWS: &str = "8";
/// Setting: version of the rows that are here, or on their way.
const ROWS_KEY: &str = "rows";
/// Records of one transaction: whoever waits for the writer waits no longer.
const CHUNK: i64 = 200;
/// So many records are written before the hub serves: a small hub has its lists at once.
const AT_START: u64 = 1_000;

/// The version, with what this program's own texts put into the rows.
fn version() -> String {
    let texts = Hash::of(search::own_texts().as_bytes()).to_string();
    format!("{ROWS}.{}", texts.get(..12).unwrap_or_default())
}

impl Ledger {
    /// Notes what this program's rows want to be written, and writes the rows of a small hub.
    pub(crate) async fn begin_rows(&self) -> Result<(), HubError> {
        let rows = version();
        {
            let mut conn = self.db.write().await?;
            if settings::get(&mut conn, ROWS_KEY).await?.as_ref() != Some(&rows) {
                let mut tx = conn.begin().await?;
                note(&mut tx, ALL).await?;
                settings::put(&mut tx, ROWS_KEY, &rows).await?;
                tx.commit().await?;
            }
        }
        let mut done = 0;
        while done < AT_START {
            let Some(some) = self.fill_some().await? else { return Ok(()) };
            done += some;
        }
        tracing::info!("lists are made anew beside serving");
        Ok(())
    }

    /// Whether lists do not show everything yet.
    pub fn rows_are_due(&self) -> bool {
        self.rows_due.load(Ordering::Acquire)
    }

    /// Writes some rows that are due; how many records were looked at, none where nothing is due.
    pub(crate) async fn fill_some(&self) -> Result<Option<u64>, HubError> {
        // Most often there is nothing, and nobody waits for the writer to hear that.
        let due = due::all(&mut *self.db.read().acquire().await?).await?;
        self.rows_due.store(due.contains_key(ALL), Ordering::Release);
        if due.is_empty() {
            return Ok(None);
        }
        let mut conn = self.db.write().await?;
        let mut tx = conn.begin().await?;
        let due = due::all(&mut tx).await?;
        // All first: rows of names that changed meanwhile are then there to be written again.
        let next = due.get_key_value(ALL).or_else(|| due.first_key_value());
        let Some((what, at)) = next else { return Ok(None) };
        let (last, count) = if what == ALL { all(&mut tx, at).await? } else { shown(&mut tx, what, at).await? };
        match last {
            Some(last) => {
                let sql = "UPDATE rows_due SET at = $2 WHERE what = $1";
                sql::query(sql).bind(what).bind(last).execute(&mut *tx).await?;
            }
            None => {
                sql::query("DELETE FROM rows_due WHERE what = $1").bind(what).execute(&mut *tx).await?;
            }
        }
        tx.commit().await?;
        Ok(Some(count))
    }
}

/// Writes the rows of all records of a database that nobody else uses: what is found by its words is written in each database's own form.
pub(crate) async fn fill_all(conn: &mut Conn) -> Result<(), HubError> {
    let mut at = String::new();
    loop {
        let mut tx = conn.begin().await?;
        let (last, _) = all(&mut tx, &at).await?;
        tx.commit().await?;
        match last {
            Some(last) => at = last,
            None => return Ok(()),
        }
    }
}

/// The next records of all, whatever they are.
async fn all(conn: &mut Conn, at: &str) -> Result<(Option<String>, u64), HubError> {
    let sql = "SELECT subject FROM state WHERE subject > $1 ORDER BY subject LIMIT $2";
    let names: Vec<String> = sql::query_scalar(sql).bind(at).bind(CHUNK).fetch_all(&mut *conn).await?;
    let mut subjects = Vec::with_capacity(names.len());
    for name in &names {
        let subject = subject(name)?;
        if has(subject.kind()) {
            subjects.push(subject);
        }
    }
    let items: Vec<Item> = items_of(conn, &subjects).await?;
    put(conn, &items).await?;
    Ok((names.last().cloned(), names.len() as u64))
}

/// The next records that show the name of `what`.
async fn shown(conn: &mut Conn, what: &str, at: &str) -> Result<(Option<String>, u64), HubError> {
    let most = usize::try_from(CHUNK).unwrap_or(usize::MAX);
    let subjects = showing(conn, &subject(what)?, at, most).await?;
    put_again(conn, &subjects).await?;
    Ok((subjects.last().map(ToString::to_string), subjects.len() as u64))
}
