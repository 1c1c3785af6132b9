//! Every place in the file of records where sealed values stand. A test compares the list with the schema: a new column of bytes is here, or
//! among those that tell nothing.

use super::ring::Vault;
use crate::kernel::{DeviceId, EventId, Hash};
use crate::store::error::{StoreError, damaged};
use crate::store::kinds::Kinds;
use crate::store::projections::Stored;
use crate::store::seal::{Seal, SealError};
use crate::store::{blob_files, drafts, events, find, lock, predecessors, projections, row, stock};
use rusqlite::{Connection, Row, params};

/// A column of sealed values in a table that has row ids.
pub(super) struct Column {
    pub table: &'static str,
    pub value: &'static str,
    /// What the place is made of.
    keys: &'static str,
    /// The place, from the columns `keys`, which begin at 2.
    place: fn(&Row<'_>) -> Result<String, StoreError>,
}

/// All of them but drafts, whose names are hashes too.
pub(super) const COLUMNS: &[Column] = &[
    Column { table: "identity", value: "secret", keys: "one", place: |_| Ok("identity/secret".to_owned()) },
    Column { table: "identity", value: "enrolment", keys: "one", place: |_| Ok("identity/enrolment".to_owned()) },
    Column {
        table: "event",
        value: "text",
        keys: "id",
        place: |r| Ok(events::place(EventId::new(row::uuid(&r.get::<_, Vec<u8>>(2)?)?))),
    },
    Column {
        table: "projection",
        value: "doc",
        keys: "kind, subject",
        place: |r| Ok(projections::place(&row::subject(&r.get::<_, String>(2)?, &r.get::<_, Vec<u8>>(3)?)?)),
    },
    Column {
        table: "blob_part",
        value: "bytes",
        keys: "hash, start",
        place: |r| Ok(blob_files::part_place(row::hash(&r.get::<_, Vec<u8>>(2)?)?, row::count(r.get(3)?))),
    },
    Column {
        table: "stock_line",
        value: "serial",
        keys: "place, card, condition",
        place: |r| stock::serial_place(&r.get::<_, Vec<u8>>(2)?, &r.get::<_, Vec<u8>>(3)?, &r.get::<_, String>(4)?),
    },
    Column { table: "lock", value: "doc", keys: "one", place: |_| Ok(lock::PLACE.to_owned()) },
    Column {
        table: "predecessor",
        value: "secret",
        keys: "device",
        place: |r| Ok(predecessors::secret_place(DeviceId::new(row::uuid(&r.get::<_, Vec<u8>>(2)?)?))),
    },
    Column {
        table: "predecessor",
        value: "enrolment",
        keys: "device",
        place: |r| Ok(predecessors::enrolment_place(DeviceId::new(row::uuid(&r.get::<_, Vec<u8>>(2)?)?))),
    },
    Column {
        table: "salvaged",
        value: "text",
        keys: "device, number",
        place: |r| Ok(format!("salvaged/{}/{}", row::uuid(&r.get::<_, Vec<u8>>(2)?)?, r.get::<_, i64>(3)?)),
    },
];

/// What one step did.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Step {
    /// Where the next step begins; `None`: the column is done.
    pub next: Option<i64>,
    /// Values that do not open, and stay as they are.
    pub closed: u64,
}

/// Seals at most `limit` values of a column again, after row `after`. Where `from` is a vault, values already under the sealing key are
/// passed over; `head` is then how those begin.
pub(super) fn reseal(
    tx: &Connection,
    column: &Column,
    (from, head): (&dyn Seal, Option<&[u8]>),
    to: &Vault,
    after: i64,
    limit: u32,
) -> Result<Step, StoreError> {
    let Column { table, value, keys, place } = column;
    let mut stmt = tx.prepare_cached(&format!(
        "SELECT rowid, {value}, {keys} FROM {table} WHERE rowid > ?1 AND {value} IS NOT NULL
             AND (?2 IS NULL OR substr({value}, 1, 5) <> ?2) ORDER BY rowid LIMIT ?3"
    ))?;
    let mut write = tx.prepare_cached(&format!("UPDATE {table} SET {value} = ?2 WHERE rowid = ?1"))?;
    let mut rows = stmt.query(params![after, head, limit])?;
    let mut step = Step::default();
    let mut found = Vec::new();
    while let Some(r) = rows.next()? {
        found.push((r.get::<_, i64>(0)?, r.get::<_, Vec<u8>>(1)?, place(r)?));
    }
    drop(rows);
    for (rowid, sealed, place) in &found {
        match from.open(place, sealed) {
            Ok(plain) => {
                write.execute(params![rowid, to.seal(place, &plain)?])?;
            }
            Err(SealError::Closed { .. }) => step.closed += 1,
            Err(e) => return Err(e.into()),
        }
    }
    step.next = if found.len() < limit as usize { None } else { found.last().map(|(rowid, ..)| *rowid) };
    Ok(step)
}

/// Drafts under another key: their names are hashes under it.
pub(super) fn reseal_drafts(tx: &Connection, from: &Vault, head: &[u8], limit: u32) -> Result<Step, StoreError> {
    let mut stmt =
        tx.prepare_cached("SELECT rowid, name, doc, saved FROM draft WHERE substr(doc, 1, 5) <> ?1 LIMIT ?2")?;
    let rows = stmt.query_map(params![head, limit], |r| {
        Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?, r.get::<_, Vec<u8>>(2)?, r.get::<_, i64>(3)?))
    })?;
    let found = rows.collect::<Result<Vec<_>, _>>()?;
    for (rowid, hash, sealed, saved) in &found {
        tx.execute("DELETE FROM draft WHERE rowid = ?1", params![rowid])?;
        // A half-filled form that does not open is worth nothing.
        if let Some((name, doc)) = drafts::open(from, hash, sealed)? {
            drafts::put(tx, from, &name, &doc, *saved)?;
        }
    }
    Ok(Step { next: (found.len() == limit as usize).then_some(0), closed: 0 })
}

/// Drafts of version 1, with their names as they are.
pub(super) fn seal_drafts(tx: &Connection, to: &Vault) -> Result<(), StoreError> {
    let mut stmt = tx.prepare("SELECT name, doc, saved FROM draft")?;
    let rows = stmt.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, Vec<u8>>(1)?, r.get::<_, i64>(2)?)))?;
    let found = rows.collect::<Result<Vec<_>, _>>()?;
    tx.execute("DELETE FROM draft", [])?;
    for (name, doc, saved) in found {
        drafts::put(tx, to, &name, &String::from_utf8(doc).map_err(damaged)?, saved)?;
    }
    Ok(())
}

/// Codes of version 1, as they are printed.
pub(super) fn hash_codes(tx: &Connection, to: &Vault) -> Result<(), StoreError> {
    let mut stmt = tx.prepare("SELECT code, kind, subject FROM code")?;
    let rows = stmt.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?, r.get::<_, Vec<u8>>(2)?)))?;
    let found = rows.collect::<Result<Vec<_>, _>>()?;
    tx.execute("DELETE FROM code", [])?;
    for (code, kind, id) in found {
        projections::put_code(tx, to, &row::subject(&kind, &id)?, &code)?;
    }
    Ok(())
}

/// Codes and words under another key: written again from the projections, at most `limit` after row `after`.
pub(super) fn rehash_codes(
    tx: &Connection,
    vault: &Vault,
    kinds: &Kinds,
    after: i64,
    limit: u32,
) -> Result<Step, StoreError> {
    let mut stmt = tx.prepare_cached(
        "SELECT rowid, kind, subject, doc, folds FROM projection WHERE rowid > ?1 ORDER BY rowid LIMIT ?2",
    )?;
    let rows = stmt.query_map(params![after, limit], |r| {
        let stored = Stored { sealed: r.get(3)?, folds: r.get(4)? };
        Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?, r.get::<_, Vec<u8>>(2)?, stored))
    })?;
    let found = rows.collect::<Result<Vec<_>, _>>()?;
    for (_, kind, id, Stored { sealed, folds }) in &found {
        // One that another version's fold made may not read here: it gets its codes with its turn to be rebuilt.
        if kinds.folds_of(kind) != Some(*folds) {
            continue;
        }
        let subject = row::subject(kind, id)?;
        let doc = match vault.open(&projections::place(&subject), sealed) {
            Ok(doc) => doc,
            Err(SealError::Closed { .. }) => continue,
            Err(e) => return Err(e.into()),
        };
        if let Some(index) = kinds.index(&subject, &doc).map_err(damaged)? {
            projections::put_codes(tx, vault, &subject, &index.codes)?;
            find::put(tx, vault, &subject, &index.words)?;
        }
    }
    Ok(Step { next: if found.len() < limit as usize { None } else { found.last().map(|f| f.0) }, closed: 0 })
}

/// Names of lines of stock under another key.
pub(super) fn rehash_stock(tx: &Connection, vault: &Vault, after: i64, limit: u32) -> Result<Step, StoreError> {
    Ok(Step { next: stock::rehash(tx, vault, after, limit)?, closed: 0 })
}

/// Where begun uploads go on; few.
pub(super) fn reseal_uploads(
    tx: &Connection,
    from: &dyn Fn(&str, &str) -> Result<String, SealError>,
    to: &Vault,
) -> Result<(), StoreError> {
    let mut stmt = tx.prepare("SELECT hash, upload_url FROM blob WHERE upload_url IS NOT NULL")?;
    let rows = stmt.query_map([], |r| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, String>(1)?)))?;
    for found in rows.collect::<Result<Vec<_>, _>>()? {
        let hash: Hash = row::hash(&found.0)?;
        let place = blob_files::upload_place(hash);
        // One that does not open starts over: nothing is lost by it.
        let sealed = match from(&place, &found.1) {
            Ok(url) => Some(blob_files::seal_url(to, hash, &url)?),
            Err(SealError::Closed { .. }) => None,
            Err(e) => return Err(e.into()),
        };
        tx.execute("UPDATE blob SET upload_url = ?2 WHERE hash = ?1", params![found.0, sealed])?;
    }
    Ok(())
}
