//! Projections: folded states, kept beside the events in the same transaction.

use super::db::Shared;
use super::error::{StoreError, damaged};
use super::events;
use super::find;
use super::kinds::{Index, Projected};
use super::seal::Seal;
use super::stock;
use super::vault::Vault;
use crate::domain::parts::{Movement, Stocktake};
use crate::domain::printed::folded;
use crate::kernel::{Aggregate, Event, Subject};
use rusqlite::{Connection, OptionalExtension, params};

/// The place of a projection.
pub(super) fn place(subject: &Subject) -> String {
    format!("projection/{subject}")
}

/// Takes `new` events (already put) into their subject's projection; refolds when one of them sorts before what is there.
pub(super) fn take(tx: &Connection, shared: &Shared, subject: &Subject, new: &[Event]) -> Result<(), StoreError> {
    if !shared.kinds.knows(subject.kind()) {
        return Ok(());
    }
    // One that another version's fold made is no ground to go on from.
    let current = sealed(tx, subject)?.filter(|stored| stored.is_current(shared, subject));
    let advanced = match current.map(|stored| open_doc(shared, subject, &stored.sealed)).transpose()? {
        Some(doc) => shared.kinds.advance(subject.kind(), Some(&doc), new).map_err(damaged)?,
        None => None,
    };
    match advanced {
        Some(projected) => put(tx, shared, subject, &projected),
        None => refold(tx, shared, subject),
    }
}

/// Folds a subject from its events; removes the projection when none is left.
pub(super) fn refold(tx: &Connection, shared: &Shared, subject: &Subject) -> Result<(), StoreError> {
    let events = events::about(tx, shared, subject)?;
    match shared.kinds.advance(subject.kind(), None, &events).map_err(damaged)? {
        Some(projected) => put(tx, shared, subject, &projected),
        None => remove(tx, shared, subject),
    }
}

/// Removes a projection.
pub(super) fn remove(tx: &Connection, shared: &Shared, subject: &Subject) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM projection WHERE kind = ?1 AND subject = ?2")?
        .execute(params![subject.kind(), subject.id().as_bytes()])?;
    find::put(tx, &shared.seal, subject, &[])?;
    put_stock(tx, shared, subject, &Index::default())
}

fn put(tx: &Connection, shared: &Shared, subject: &Subject, projected: &Projected) -> Result<(), StoreError> {
    let index = &projected.index;
    let id = subject.id();
    tx.prepare_cached(
        "INSERT INTO projection (kind, subject, doc, parent_kind, parent, status, due, open, folds)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (kind, subject) DO UPDATE SET doc = excluded.doc, parent_kind = excluded.parent_kind,
             parent = excluded.parent, status = excluded.status, due = excluded.due, open = excluded.open,
             folds = excluded.folds",
    )?
    .execute(params![
        subject.kind(),
        id.as_bytes(),
        shared.seal.seal(&place(subject), &projected.doc)?,
        index.parent.as_ref().map(Subject::kind),
        index.parent.as_ref().map(|parent| parent.id().as_bytes().to_vec()),
        index.status,
        index.due_ms,
        index.open,
        shared.kinds.folds_of(subject.kind()),
    ])?;
    put_codes(tx, &shared.seal, subject, &index.codes)?;
    find::put(tx, &shared.seal, subject, &index.words)?;
    put_about(tx, subject, index)?;
    put_stock(tx, shared, subject, index)
}

/// What it says of stock, in the place of what it said before.
fn put_stock(tx: &Connection, shared: &Shared, subject: &Subject, index: &Index) -> Result<(), StoreError> {
    match subject.kind() {
        Movement::KIND => stock::put(tx, shared, subject, &index.stock),
        Stocktake::KIND => {
            stock::put(tx, shared, subject, &index.stock)?;
            stock::close(tx, subject, index.closing)
        }
        _ => Ok(()),
    }
}

/// Writes what a scanner may read to find a subject, in the place of what was there.
pub(super) fn put_codes(tx: &Connection, vault: &Vault, subject: &Subject, codes: &[String]) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM code WHERE kind = ?1 AND subject = ?2")?
        .execute(params![subject.kind(), subject.id().as_bytes()])?;
    codes.iter().try_for_each(|code| put_code(tx, vault, subject, code))
}

/// Writes what a subject is about, in the place of what was there.
fn put_about(tx: &Connection, subject: &Subject, index: &Index) -> Result<(), StoreError> {
    let id = subject.id();
    tx.prepare_cached("DELETE FROM about WHERE kind = ?1 AND subject = ?2")?
        .execute(params![subject.kind(), id.as_bytes()])?;
    let mut insert = tx.prepare_cached("INSERT INTO about (what, kind, at, subject) VALUES (?1, ?2, ?3, ?4)")?;
    for what in &index.about {
        insert.execute(params![what.id().as_bytes(), subject.kind(), index.about_ms, id.as_bytes()])?;
    }
    Ok(())
}

/// A printed code tells what a customer has: the column holds its keyed hash, of the form in which printed texts compare.
pub(super) fn put_code(tx: &Connection, vault: &Vault, subject: &Subject, code: &str) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO code (code, kind, subject) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
        .execute(params![vault.hash("code", &folded(code))?, subject.kind(), subject.id().as_bytes()])?;
    Ok(())
}

/// The document of a subject: as it is stored, or folded now where another version's fold made that.
pub(super) fn doc(tx: &Connection, shared: &Shared, subject: &Subject) -> Result<Option<Vec<u8>>, StoreError> {
    match sealed(tx, subject)? {
        Some(stored) if stored.is_current(shared, subject) => Ok(Some(open_doc(shared, subject, &stored.sealed)?)),
        None if !is_awaited(tx, subject)? => Ok(None),
        _ => {
            let events = events::about(tx, shared, subject)?;
            let projected = shared.kinds.advance(subject.kind(), None, &events).map_err(damaged)?;
            Ok(projected.map(|projected| projected.doc))
        }
    }
}

/// A document as it is stored.
pub(super) struct Stored {
    pub sealed: Vec<u8>,
    /// The version of the kind's fold that made it.
    pub folds: u16,
}

impl Stored {
    /// Whether this version's fold made it.
    pub(super) fn is_current(&self, shared: &Shared, subject: &Subject) -> bool {
        shared.kinds.folds_of(subject.kind()) == Some(self.folds)
    }
}

/// What is stored of a subject, whoever made it.
pub(super) fn sealed(tx: &Connection, subject: &Subject) -> Result<Option<Stored>, StoreError> {
    let mut stmt = tx.prepare_cached("SELECT doc, folds FROM projection WHERE kind = ?1 AND subject = ?2")?;
    let stored = |r: &rusqlite::Row<'_>| Ok(Stored { sealed: r.get(0)?, folds: r.get(1)? });
    Ok(stmt.query_row(params![subject.kind(), subject.id().as_bytes()], stored).optional()?)
}

/// Whether a subject without a projection may get one yet: of a kind that this version is the first to know, until all of it is folded.
pub(super) fn is_awaited(tx: &Connection, subject: &Subject) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM fold WHERE kind = ?1 AND at IS NOT NULL)
               AND NOT EXISTS (SELECT 1 FROM forgotten WHERE kind = ?1 AND subject = ?2 AND done = 1)";
    Ok(tx.prepare_cached(sql)?.query_row(params![subject.kind(), subject.id().as_bytes()], |r| r.get(0))?)
}

/// Opens a document that came with a row.
pub(super) fn open_doc(shared: &Shared, subject: &Subject, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
    Ok(shared.seal.open(&place(subject), sealed)?)
}
