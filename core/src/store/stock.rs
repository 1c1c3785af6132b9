//! Stock: a row a line, written with the movements and stocktakes that change it, so that a question about some parts reads their lines and
//! nothing else. What follows from the entries is decided by [`crate::domain::parts::Balance`], here and on the hub.

use super::db::{Shared, Store};
use super::error::{StoreError, damaged};
use super::row;
use super::seal::Seal;
use super::vault::Vault;
use crate::domain::parts::{
    Balance, CardId, Closing, Closings, Condition, PlaceId, Says, StockEntry, StockKey, StockLine, balances, lots,
};
use crate::domain::printed::folded;
use crate::kernel::Subject;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

// What is asked of some lines. Named, so that a test explains these statements and no others: each finds its rows by an index, however long the
// ledger is.

/// What lies at a place.
pub(super) const AT_PLACE: &str = "SELECT place, card, condition, serial, quantity, first_in FROM stock_line
    WHERE place = ?1 AND quantity <> 0 ORDER BY card, id";
/// What of a card lies at a place.
pub(super) const OF_CARD: &str = "SELECT place, card, condition, serial, quantity, first_in FROM stock_line
    WHERE place = ?1 AND card = ?2 AND quantity <> 0 ORDER BY id";
/// Where a piece is.
pub(super) const OF_PIECE: &str = "SELECT place, card, condition, serial, quantity, first_in FROM stock_line
    WHERE piece IN (SELECT value FROM json_each(?1)) AND quantity <> 0 ORDER BY id";
/// The line of this name.
pub(super) const LINE: &str = "SELECT id FROM stock_line WHERE line IN (SELECT value FROM json_each(?1))";
/// The first line of a piece.
pub(super) const PRINTED: &str = "SELECT place, card, condition, serial FROM stock_line
    WHERE piece IN (SELECT value FROM json_each(?1)) ORDER BY id LIMIT 1";
/// The lines that are reckoned together with a line.
pub(super) const TOGETHER: &str =
    "SELECT id FROM stock_line WHERE piece = (SELECT piece FROM stock_line WHERE id = ?1) UNION SELECT ?1";
/// What a line is of.
pub(super) const ALIKE: &str = "SELECT place, card, condition, NULL, piece IS NOT NULL FROM stock_line WHERE id = ?1";
/// The entries of a line, newest first.
pub(super) const ENTRIES: &str = "SELECT at, source, n, counted, amount, first_in FROM stock_entry
    WHERE line = ?1 ORDER BY at DESC, source DESC, n DESC";
/// The entries of a movement or a stocktake.
pub(super) const SAID: &str = "SELECT line, at, n, counted, amount, first_in FROM stock_entry WHERE source = ?1";
/// The lines that another closing of a place may change: a later one changes what is there now and what has moved since. The entries come first, as they
/// are few where the lines are many.
pub(super) const RECKONED: &str = "SELECT id FROM stock_line WHERE place = ?1 AND quantity <> 0
    UNION SELECT l.id FROM stock_entry e CROSS JOIN stock_line l ON l.id = e.line WHERE e.at >= ?2 AND l.place = ?1";
/// Until when the ledger of a place is closed.
pub(super) const CLOSED: &str =
    "SELECT at, stocktake FROM place_closed WHERE place = ?1 ORDER BY at DESC, stocktake DESC LIMIT 1";

impl Store {
    /// What lies at a place, by card, condition and serial number; also what is below zero there.
    ///
    /// # Errors
    /// As any read.
    pub fn stock_at(&self, place: PlaceId) -> Result<Vec<StockLine>, StoreError> {
        self.read(|tx, shared| lines(tx, shared, AT_PLACE, params![place.uuid().as_bytes()]))
    }
    /// What of a card lies at a place.
    ///
    /// # Errors
    /// As any read.
    pub fn stock_of(&self, place: PlaceId, card: CardId) -> Result<Vec<StockLine>, StoreError> {
        self.read(|tx, shared| lines(tx, shared, OF_CARD, params![place.uuid().as_bytes(), card.uuid().as_bytes()]))
    }
    /// Where a piece is, by its serial number.
    ///
    /// # Errors
    /// As any read.
    pub fn piece(&self, card: CardId, serial: &str) -> Result<Vec<StockLine>, StoreError> {
        self.read(|tx, shared| {
            let names = hashes(&shared.seal, "piece", &piece_name(card, serial))?;
            lines(tx, shared, OF_PIECE, params![names])
        })
    }
    /// Which movements brought what lies in a line, and how much of each is left; oldest first.
    ///
    /// # Errors
    /// As any read.
    pub fn lots(&self, key: &StockKey) -> Result<Vec<(Uuid, i64)>, StoreError> {
        self.read(|tx, shared| {
            let Some(line) = find(tx, &shared.seal, key)? else { return Ok(Vec::new()) };
            let mut entries = Vec::new();
            for id in together(tx, line)? {
                entries.extend(entries_of(tx, id)?);
            }
            // Which of them is meant is told by place and condition: they are of one piece, or of one line.
            let alike = StockKey { serial: key.serial.as_ref().map(|_| String::new()), ..key.clone() };
            Ok(lots(&alike, entries, closing(tx, key.place)?))
        })
    }
}

/// What names a piece: the same for every spelling of its serial number.
fn piece_name(card: CardId, serial: &str) -> String {
    format!("{card}/{}", folded(serial))
}

fn hashes(vault: &Vault, column: &str, name: &str) -> Result<String, StoreError> {
    serde_json::to_string(&vault.hashes(column, name)?).map_err(damaged)
}

/// The place of a sealed serial number.
pub(super) fn serial_place(place: &[u8], card: &[u8], condition: &str) -> Result<String, StoreError> {
    Ok(format!("stock/{}/{}/{condition}", row::uuid(place)?, row::uuid(card)?))
}

/// The line in a row whose columns from `first` on are place, card, condition and the sealed serial number.
fn key(r: &Row<'_>, first: usize, seal: &dyn Seal) -> Result<StockKey, StoreError> {
    let (place, card): (Vec<u8>, Vec<u8>) = (r.get(first)?, r.get(first + 1)?);
    let (condition, sealed): (String, Option<Vec<u8>>) = (r.get(first + 2)?, r.get(first + 3)?);
    let serial = match sealed {
        Some(sealed) => {
            let open = seal.open(&serial_place(&place, &card, &condition)?, &sealed)?;
            Some(String::from_utf8(open).map_err(damaged)?)
        }
        None => None,
    };
    let condition = Condition::read(&condition).map_err(damaged)?;
    Ok(StockKey { place: row::uuid(&place)?.into(), card: row::uuid(&card)?.into(), condition, serial })
}

fn lines(
    tx: &Connection,
    shared: &Shared,
    sql: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<StockLine>, StoreError> {
    let mut stmt = tx.prepare_cached(sql)?;
    let mut rows = stmt.query(params)?;
    let mut found = Vec::new();
    while let Some(r) = rows.next()? {
        let first_in: Option<i64> = r.get(5)?;
        found.push(StockLine {
            key: key(r, 0, shared.seal.as_ref())?,
            quantity: r.get(4)?,
            first_in: first_in.map(row::moment),
        });
    }
    Ok(found)
}

fn find(tx: &Connection, vault: &Vault, key: &StockKey) -> Result<Option<i64>, StoreError> {
    let names = hashes(vault, "stock", &key.name())?;
    Ok(tx.prepare_cached(LINE)?.query_row(params![names], |r| r.get(0)).optional()?)
}

/// The serial number of a piece as it was first printed; none of a piece that is not known yet.
fn first_printed(tx: &Connection, vault: &Vault, name: &str) -> Result<Option<String>, StoreError> {
    let names = hashes(vault, "piece", name)?;
    let mut stmt = tx.prepare_cached(PRINTED)?;
    let mut rows = stmt.query(params![names])?;
    Ok(match rows.next()? {
        Some(r) => key(r, 0, vault)?.serial,
        None => None,
    })
}

fn find_or_make(tx: &Connection, vault: &Vault, key: &StockKey) -> Result<i64, StoreError> {
    if let Some(known) = find(tx, vault, key)? {
        return Ok(known);
    }
    let (place, card) = (key.place.uuid().into_bytes(), key.card.uuid().into_bytes());
    let condition = key.condition.code();
    let (mut piece, mut sealed) = (None, None);
    if let Some(serial) = &key.serial {
        let name = piece_name(key.card, serial);
        piece = Some(vault.hash("piece", &name)?);
        let serial = first_printed(tx, vault, &name)?.unwrap_or_else(|| serial.clone());
        sealed = Some(vault.seal(&serial_place(&place, &card, condition)?, serial.as_bytes())?);
    }
    let sql = "INSERT INTO stock_line (line, piece, place, card, condition, serial, quantity) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)
               RETURNING id";
    let name = vault.hash("stock", &key.name())?;
    let values = params![name, piece, place, card, condition, sealed];
    Ok(tx.prepare_cached(sql)?.query_row(values, |r| r.get(0))?)
}

/// Until when the ledger of a place is closed; none where it is not.
fn closing(tx: &Connection, place: PlaceId) -> Result<Option<Closing>, StoreError> {
    let mut stmt = tx.prepare_cached(CLOSED)?;
    let mut rows = stmt.query(params![place.uuid().as_bytes()])?;
    let Some(r) = rows.next()? else { return Ok(None) };
    let stocktake: Vec<u8> = r.get(1)?;
    Ok(Some(Closing { at: row::moment(r.get(0)?), stocktake: row::uuid(&stocktake)?.into() }))
}

/// Puts until when a stocktake closes a ledger now in the place of what it said before, and the lines of the place right.
pub(super) fn close(tx: &Connection, stocktake: &Subject, now: Option<(PlaceId, Closing)>) -> Result<(), StoreError> {
    let id = stocktake.id();
    let mut before: BTreeMap<PlaceId, Option<Closing>> = BTreeMap::new();
    {
        let mut stmt = tx.prepare_cached("SELECT place FROM place_closed WHERE stocktake = ?1")?;
        let mut rows = stmt.query(params![id.as_bytes()])?;
        while let Some(r) = rows.next()? {
            let place: Vec<u8> = r.get(0)?;
            before.insert(row::uuid(&place)?.into(), None);
        }
    }
    before.extend(now.map(|(place, _)| (place, None)));
    for (place, known) in &mut before {
        *known = closing(tx, *place)?;
    }
    tx.prepare_cached("DELETE FROM place_closed WHERE stocktake = ?1")?.execute(params![id.as_bytes()])?;
    if let Some((place, now)) = now {
        tx.prepare_cached("INSERT INTO place_closed (place, at, stocktake) VALUES (?1, ?2, ?3)")?.execute(params![
            place.uuid().as_bytes(),
            now.at.timestamp_millis(),
            id.as_bytes()
        ])?;
    }
    for (place, before) in before {
        let now = closing(tx, place)?;
        if before == now {
            continue;
        }
        // A later one changes what is there now and what has moved since; one that is taken back may change every line.
        let later = now.filter(|now| before.is_none_or(|before| before < *now));
        let since = later.map_or(i64::MIN, |now| now.at.timestamp_millis());
        let mut stmt = tx.prepare_cached(RECKONED)?;
        let lines = stmt.query_map(params![place.uuid().as_bytes(), since], |r| r.get(0))?;
        let lines: Vec<i64> = lines.collect::<Result<_, _>>()?;
        refresh_all(tx, lines)?;
    }
    Ok(())
}

/// Puts what a movement or a stocktake says now in the place of what it said before, and the lines that this touches right.
pub(super) fn put(
    tx: &Connection,
    shared: &Shared,
    subject: &Subject,
    entries: &[StockEntry],
) -> Result<(), StoreError> {
    type Said = BTreeMap<(i64, i64, u32), (Says, Option<i64>)>;
    let source = subject.id();
    let mut before = Said::new();
    {
        let mut stmt = tx.prepare_cached(SAID)?;
        let mut rows = stmt.query(params![source.as_bytes()])?;
        while let Some(r) = rows.next()? {
            before.insert((r.get(0)?, r.get(1)?, r.get(2)?), (says(r.get(3)?, r.get(4)?), r.get(5)?));
        }
    }
    let mut now = Said::new();
    for entry in entries {
        let line = find_or_make(tx, &shared.seal, &entry.key)?;
        let first_in = entry.first_in.map(|at| at.timestamp_millis());
        now.insert((line, entry.at.timestamp_millis(), entry.number), (entry.says, first_in));
    }
    if before == now {
        return Ok(());
    }
    tx.prepare_cached("DELETE FROM stock_entry WHERE source = ?1")?.execute(params![source.as_bytes()])?;
    let sql = "INSERT INTO stock_entry (line, at, source, n, counted, amount, first_in)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let mut insert = tx.prepare_cached(sql)?;
    for ((line, at, number), (says, first_in)) in &now {
        let (counted, amount) = match says {
            Says::Moved(amount) => (false, amount),
            Says::Counted(amount) => (true, amount),
        };
        insert.execute(params![line, at, source.as_bytes(), number, counted, amount, first_in])?;
    }
    refresh_all(tx, before.keys().chain(now.keys()).map(|(line, ..)| *line))?;
    // A line of which nothing is said any more is none.
    let gone: BTreeSet<i64> = before.keys().map(|(line, ..)| *line).collect();
    let sql = "DELETE FROM stock_line WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM stock_entry WHERE line = ?1)";
    let mut delete = tx.prepare_cached(sql)?;
    for line in gone {
        delete.execute(params![line])?;
    }
    Ok(())
}

/// Makes lines, and those that are reckoned with them, what the entries say.
fn refresh_all(tx: &Connection, lines: impl IntoIterator<Item = i64>) -> Result<(), StoreError> {
    let mut done = BTreeSet::new();
    for line in lines {
        if !done.contains(&line) {
            done.extend(refresh(tx, line)?);
        }
    }
    Ok(())
}

/// Every line is to be rebuilt.
pub(super) fn clear(tx: &Connection) -> Result<(), StoreError> {
    tx.execute_batch("DELETE FROM stock_entry; DELETE FROM stock_line; DELETE FROM place_closed")?;
    Ok(())
}

const fn says(counted: bool, amount: i64) -> Says {
    if counted { Says::Counted(amount) } else { Says::Moved(amount) }
}

/// The lines that are reckoned together with a line: of a piece all, wherever it was.
fn together(tx: &Connection, line: i64) -> Result<Vec<i64>, StoreError> {
    let mut stmt = tx.prepare_cached(TOGETHER)?;
    Ok(stmt.query_map(params![line], |r| r.get(0))?.collect::<Result<_, _>>()?)
}

/// Place, card and condition of a line; of a serial number only that there is one.
fn alike(tx: &Connection, line: i64) -> Result<StockKey, StoreError> {
    let (key, piece) = tx
        .prepare_cached(ALIKE)?
        .query_row(params![line], |r| Ok((key(r, 0, &super::seal::Plain), r.get::<_, bool>(4)?)))?;
    Ok(StockKey { serial: piece.then(String::new), ..key? })
}

/// Gives the entries of a line, newest first, as long as `take` wants more.
fn each(tx: &Connection, line: i64, mut take: impl FnMut(StockEntry) -> bool) -> Result<(), StoreError> {
    let key = alike(tx, line)?;
    let mut stmt = tx.prepare_cached(ENTRIES)?;
    let mut rows = stmt.query(params![line])?;
    while let Some(r) = rows.next()? {
        let source: Vec<u8> = r.get(1)?;
        let first_in: Option<i64> = r.get(5)?;
        let entry = StockEntry {
            key: key.clone(),
            at: row::moment(r.get(0)?),
            source: row::uuid(&source)?,
            number: r.get(2)?,
            says: says(r.get(3)?, r.get(4)?),
            first_in: first_in.map(row::moment),
        };
        if !take(entry) {
            break;
        }
    }
    Ok(())
}

fn entries_of(tx: &Connection, line: i64) -> Result<Vec<StockEntry>, StoreError> {
    let mut all = Vec::new();
    each(tx, line, |entry| {
        all.push(entry);
        true
    })?;
    Ok(all)
}

/// Makes a line, and those that are reckoned with it, what the entries say. Which ones.
fn refresh(tx: &Connection, line: i64) -> Result<Vec<i64>, StoreError> {
    let group = together(tx, line)?;
    let sql = "UPDATE stock_line SET quantity = ?2, first_in = ?3 WHERE id = ?1";
    let write = |line: i64, now: &StockLine| -> Result<(), StoreError> {
        let first_in = now.first_in.map(|at| at.timestamp_millis());
        tx.prepare_cached(sql)?.execute(params![line, now.quantity, first_in])?;
        Ok(())
    };
    if let [only] = group.as_slice() {
        let key = alike(tx, *only)?;
        let closing = closing(tx, key.place)?;
        let mut balance = Balance::of(key, closing);
        each(tx, *only, |entry| balance.add(&entry))?;
        write(*only, &balance.line())?;
        return Ok(group);
    }
    let (mut all, mut closings) = (Vec::new(), Closings::new());
    for line in &group {
        let key = alike(tx, *line)?;
        closings.extend(closing(tx, key.place)?.map(|closing| (key.place, closing)));
        all.extend(entries_of(tx, *line)?);
    }
    let now = balances(all, &closings);
    for line in &group {
        let key = alike(tx, *line)?;
        // A line of which nothing is said any more is empty.
        let empty = StockLine { key: key.clone(), quantity: 0, first_in: None };
        write(*line, now.iter().find(|line| line.key == key).unwrap_or(&empty))?;
    }
    Ok(group)
}

/// The names of some lines under the sealing key, at most `limit` after row `after`; the row where the next step begins.
pub(super) fn rehash(tx: &Connection, vault: &Vault, after: i64, limit: u32) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT place, card, condition, serial, id FROM stock_line WHERE id > ?1 ORDER BY id LIMIT ?2";
    let mut found = Vec::new();
    {
        let mut stmt = tx.prepare_cached(sql)?;
        let mut rows = stmt.query(params![after, limit])?;
        while let Some(r) = rows.next()? {
            found.push((r.get::<_, i64>(4)?, key(r, 0, vault)?));
        }
    }
    for (id, key) in &found {
        let piece = key.serial.as_ref().map(|serial| vault.hash("piece", &piece_name(key.card, serial))).transpose()?;
        let name = vault.hash("stock", &key.name())?;
        tx.prepare_cached("UPDATE stock_line SET line = ?2, piece = ?3 WHERE id = ?1")?
            .execute(params![id, name, piece])?;
    }
    Ok(if found.len() < limit as usize { None } else { found.last().map(|(id, _)| *id) })
}
