//! After an update of the app with other folds: the states of the kinds whose fold changed are rebuilt, some at a time, those of kinds that no
//! version before knew among them (decision 0027). Cut at any moment it goes on where it stopped. Until a record's turn comes, its state is folded
//! whenever it is read (`projections`), and lists find it as the version before left it.

use super::db::{Shared, Store};
use super::error::StoreError;
use super::find;
use super::identity::{FOLDS_HOLD, NO_FOLDS};
use super::projections;
use super::row;
use super::stock;
use crate::kernel::Subject;
use rusqlite::{Connection, OptionalExtension, params};

/// Records of one transaction: whoever writes meanwhile waits no longer.
const LOT: usize = 50;
/// Lots that an opening makes: a phone that has little has all at once.
const LOTS_AT_OPENING: usize = 6;

impl Store {
    /// Rebuilds some states that other folds made; whether there are more.
    ///
    /// # Errors
    /// As any write; what was done before stays.
    pub fn fold_some(&self) -> Result<bool, StoreError> {
        if !self.read(|tx, _| Ok(next(tx)?.is_some()))? {
            return Ok(false);
        }
        self.write(|tx, shared| lot(tx, shared, LOT))
    }
    /// All of them, lot by lot: when there is time.
    ///
    /// # Errors
    /// As [`Store::fold_some`].
    pub fn finish_folds(&self) -> Result<(), StoreError> {
        while self.fold_some()? {}
        Ok(())
    }
    /// The first of them, before anyone waits for a screen.
    pub(super) fn fold_some_at_opening(&self) -> Result<(), StoreError> {
        for _ in 0..LOTS_AT_OPENING {
            match self.fold_some() {
                Ok(true) => {}
                // A phone without room opens all the same, and has its time later.
                Ok(false) | Err(StoreError::Full) => return Ok(()),
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }
}

/// At an opening: notes which kinds have another fold than the version before had. After a damage everything is refolded at once.
pub(super) fn begin(tx: &Connection, shared: &Shared) -> Result<(), StoreError> {
    let folds: u32 = tx.query_row("SELECT folds FROM identity", [], |r| r.get(0))?;
    if folds == NO_FOLDS {
        tx.execute("DELETE FROM projection", [])?;
        stock::clear(tx)?;
        find::clear(tx)?;
        tx.execute("DELETE FROM fold", [])?;
    }
    let mut stmt = tx.prepare("SELECT kind, folds FROM fold")?;
    let known = stmt.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, u16>(1)?)))?;
    let known = known.collect::<Result<Vec<_>, _>>()?;
    for kind in projected(tx)?.iter().chain(known.iter().map(|(kind, _)| kind)) {
        if shared.kinds.knows(kind) {
            continue;
        }
        // An older app: what comes now is not folded, and a newer one again folds all of the kind.
        let mut stmt = tx.prepare("SELECT kind, subject FROM projection WHERE kind = ?1")?;
        for subject in row::subjects(&mut stmt, [kind])? {
            projections::remove(tx, shared, &subject)?;
        }
        tx.execute("DELETE FROM fold WHERE kind = ?1", [kind])?;
    }
    for (kind, folds) in shared.kinds.folds() {
        if known.iter().any(|(name, was)| name == kind && *was == folds) {
            continue;
        }
        tx.execute(
            "INSERT INTO fold (kind, folds, at)
             SELECT ?1, ?2, CASE WHEN EXISTS (SELECT 1 FROM event WHERE kind = ?1) THEN x'' END
             WHERE true ON CONFLICT (kind) DO UPDATE SET folds = excluded.folds, at = excluded.at",
            params![kind, folds],
        )?;
    }
    if folds == NO_FOLDS {
        while lot(tx, shared, usize::MAX)? {}
    }
    tx.execute("UPDATE identity SET folds = ?1 WHERE folds <> ?1", [FOLDS_HOLD])?;
    Ok(())
}

/// The kinds of which there are projections, each found by one step into the index.
fn projected(tx: &Connection) -> Result<Vec<String>, StoreError> {
    let sql = "WITH RECURSIVE one (kind) AS (SELECT min(kind) FROM projection UNION ALL
                   SELECT (SELECT min(kind) FROM projection p WHERE p.kind > one.kind) FROM one WHERE one.kind IS NOT NULL)
               SELECT kind FROM one WHERE kind IS NOT NULL";
    let mut stmt = tx.prepare(sql)?;
    let kinds = stmt.query_map([], |r| r.get(0))?;
    Ok(kinds.collect::<Result<_, _>>()?)
}

/// The kind that is under way, and the subject up to which it is done.
fn next(tx: &Connection) -> Result<Option<(String, Vec<u8>)>, StoreError> {
    let sql = "SELECT kind, at FROM fold WHERE at IS NOT NULL ORDER BY kind LIMIT 1";
    Ok(tx.prepare_cached(sql)?.query_row([], |r| Ok((r.get(0)?, r.get(1)?))).optional()?)
}

/// The next records of a kind that is under way; whether there may be more.
fn lot(tx: &Connection, shared: &Shared, most: usize) -> Result<bool, StoreError> {
    let Some((kind, at)) = next(tx)? else { return Ok(false) };
    let sql = "SELECT DISTINCT kind, subject FROM event WHERE kind = ?1 AND subject > ?2 ORDER BY subject LIMIT ?3";
    let mut stmt = tx.prepare_cached(sql)?;
    let subjects: Vec<Subject> = row::subjects(&mut stmt, params![kind, at, i64::try_from(most).unwrap_or(i64::MAX)])?;
    for subject in &subjects {
        let stored = projections::sealed(tx, subject)?;
        let is_due = match stored {
            Some(stored) => !stored.is_current(shared, subject),
            // Of what was forgotten only own events are kept, and they say nothing here.
            None => projections::is_awaited(tx, subject)?,
        };
        if is_due {
            projections::refold(tx, shared, subject)?;
        }
    }
    let at = subjects.last().filter(|_| subjects.len() == most).map(|last| last.id().as_bytes().to_vec());
    tx.prepare_cached("UPDATE fold SET at = ?2 WHERE kind = ?1")?.execute(params![kind, at])?;
    Ok(at.is_some() || next(tx)?.is_some())
}
