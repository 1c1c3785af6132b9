//! Stock as rows: a line a row, written in the transaction of the movements and stocktakes that change it, so that an issue reads the lines of its
//! parts and nothing else. What follows from the entries is decided by [`fettle_core::domain::parts::Balance`], here and on phones.

use super::Ledger;
use super::batch::{CHUNK, in_list};
use super::business::State;
use super::stored;
use crate::error::HubError;
use crate::sql::{self, Builder, Conn, Row};
use displaced::Row as DisplacedRow;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::ids::{CardId, PlaceId};
use fettle_core::domain::parts::{
    Balance, Books, Card, Closing, Place, Says, StockEntry, StockKey, StockLine, Take, balances, movement_entries,
    stocktake_entries,
};
use fettle_core::domain::printed::folded;
use fettle_core::kernel::Subject;
use read::{entry, key, moment};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use sums::Pair;
use uuid::Uuid;

/// Entries of a line read at once. A line that was counted of late needs no more than one such page.
const PAGE: i64 = 200;

/// What a state says of stock; none for a kind that says nothing of it.
pub(super) fn entries(subject: &Subject, state: &State) -> Option<Vec<StockEntry>> {
    match &state.0 {
        AnyFolded::Movement(f) => Some(movement_entries(subject.id().into(), &f.state)),
        AnyFolded::Stocktake(f) => Some(stocktake_entries(subject.id().into(), &f.state)),
        _ => None,
    }
}

/// What names a piece: the same for every spelling of its serial number.
fn piece(key: &StockKey) -> Option<String> {
    key.serial.as_ref().map(|serial| format!("{}/{}", key.card, folded(serial)))
}

/// Writes the serial numbers of entries as the rows have them: a piece is kept under its number as first printed.
async fn as_first_printed(conn: &mut Conn, said: &mut [StockEntry]) -> Result<(), HubError> {
    let pieces: BTreeSet<String> = said.iter().filter_map(|entry| piece(&entry.key)).collect();
    let pieces: Vec<String> = pieces.into_iter().collect();
    let mut printed: BTreeMap<String, Option<String>> = BTreeMap::new();
    for some in pieces.chunks(CHUNK) {
        let sql = "SELECT piece, line FROM stock_line WHERE piece IN (";
        for row in in_list(sql, some, " ORDER BY line").build().fetch_all(&mut *conn).await? {
            let line = key(row.try_get(1)?)?;
            printed.entry(row.try_get(0)?).or_insert(line.serial);
        }
    }
    for entry in said {
        if let Some(piece) = piece(&entry.key) {
            entry.key.serial = printed.entry(piece).or_insert(entry.key.serial.take()).clone();
        }
    }
    Ok(())
}

/// What changed with the stock.
#[derive(Debug, Default)]
pub(super) struct Moved {
    /// Stocktakes that change other places now than before: they are filed by these.
    pub stocktakes: BTreeSet<Subject>,
    /// Parts and places whose lines were rebuilt. A count elsewhere empties lines of places that it does not name.
    pub lines: BTreeSet<Pair>,
}

/// Puts what changed movements and stocktakes say now in the place of what they said before, and the lines that this touches right.
pub(super) async fn put(conn: &mut Conn, states: &HashMap<Subject, State>) -> Result<Moved, HubError> {
    let mut sources: Vec<String> = Vec::new();
    let mut said: Vec<StockEntry> = Vec::new();
    for (subject, state) in states {
        if let Some(entries) = entries(subject, state) {
            sources.push(subject.id().to_string());
            said.extend(entries);
        }
    }
    as_first_printed(conn, &mut said).await?;
    let mut known: BTreeSet<String> = BTreeSet::new();
    places::put(conn, states).await?;
    let mut touched = closed::put(conn, states).await?;
    places::note_first(conn, &said).await?;
    touched.extend(said.iter().map(|entry| entry.key.clone()));
    for some in sources.chunks(CHUNK) {
        let mut query = in_list("DELETE FROM stock_entry WHERE source IN (", some, " RETURNING line, source");
        for row in query.build().fetch_all(&mut *conn).await? {
            touched.insert(key(row.try_get(0)?)?);
            known.insert(row.try_get::<String, _>(1)?);
        }
    }
    let news: Vec<&StockEntry> = said.iter().filter(|entry| !known.contains(&entry.source.to_string())).collect();
    late::note(conn, states, &news).await?;
    let keys: Vec<&StockKey> = touched.iter().collect();
    for some in keys.chunks(CHUNK) {
        let mut query = Builder::new("INSERT INTO stock_line (line, place, card, piece, quantity) ");
        query.push_values(some, |mut row, key| {
            row.push_bind(key.text())
                .push_bind(key.place.to_string())
                .push_bind(key.card.to_string())
                .push_bind(piece(key))
                .push_bind(0_i64);
        });
        query.push(" ON CONFLICT (line) DO NOTHING").build().execute(&mut *conn).await?;
    }
    for some in said.chunks(CHUNK) {
        let sql = "INSERT INTO stock_entry (line, at, source, n, counted, amount, first_in) ";
        let mut query = Builder::new(sql);
        query.push_values(some, |mut row, entry| {
            let (counted, amount) = match entry.says {
                Says::Moved(amount) => (0_i64, amount),
                Says::Counted(amount) => (1, amount),
            };
            row.push_bind(entry.key.text())
                .push_bind(entry.at.timestamp_millis())
                .push_bind(entry.source.to_string())
                .push_bind(i64::from(entry.number))
                .push_bind(counted)
                .push_bind(amount)
                .push_bind(entry.first_in.map(|at| at.timestamp_millis()));
        });
        query.build().execute(&mut *conn).await?;
    }
    let (mut lines, mut stocktakes) = (Vec::new(), BTreeSet::new());
    let (pieces, parts): (Vec<&StockKey>, Vec<&StockKey>) = touched.iter().partition(|key| key.serial.is_some());
    let pieces: BTreeSet<String> = pieces.into_iter().filter_map(piece).collect();
    let pieces: Vec<String> = pieces.into_iter().collect();
    for some in pieces.chunks(CHUNK) {
        let found = of_pieces(conn, some).await?;
        lines.extend(found.lines);
        stocktakes.extend(displaced::put(conn, some, &found.displaced).await?);
    }
    let closings = closed::of(conn, &parts.iter().map(|key| key.place).collect()).await?;
    for key in parts {
        lines.push(of_parts(conn, key, closings.get(&key.place).copied()).await?);
    }
    // A sum moves on by what a line differs from what it was.
    let before = sums::before(conn, &lines).await?;
    write(conn, &lines).await?;
    Ok(Moved { stocktakes, lines: sums::put(conn, &lines, &before).await? })
}

/// What some pieces come to.
struct Pieces {
    lines: Vec<StockLine>,
    displaced: BTreeSet<DisplacedRow>,
}

/// The lines of some pieces, wherever they were, from all their entries: a piece moves seldom.
async fn of_pieces(conn: &mut Conn, pieces: &[String]) -> Result<Pieces, HubError> {
    let sql = "SELECT line, piece FROM stock_line WHERE piece IN (";
    let mut things: HashMap<String, String> = HashMap::new();
    for row in in_list(sql, pieces, "").build().fetch_all(&mut *conn).await? {
        things.insert(row.try_get(0)?, row.try_get(1)?);
    }
    let lines: Vec<String> = things.keys().cloned().collect();
    let mut by_piece: BTreeMap<&str, Vec<StockEntry>> = BTreeMap::new();
    for some in lines.chunks(CHUNK) {
        let sql = "SELECT line, at, source, n, counted, amount, first_in FROM stock_entry WHERE line IN (";
        for row in in_list(sql, some, "").build().fetch_all(&mut *conn).await? {
            let line: String = row.try_get(0)?;
            if let Some(piece) = things.get(&line) {
                by_piece.entry(piece).or_default().push(entry(&row)?);
            }
        }
    }
    let mut found: BTreeMap<StockKey, StockLine> = BTreeMap::new();
    for line in &lines {
        let key = key(line.clone())?;
        // A line of which nothing is said any more is empty.
        found.insert(key.clone(), StockLine { key, quantity: 0, first_in: None });
    }
    let closings = closed::of(conn, &found.keys().map(|key| key.place).collect()).await?;
    let mut rows = BTreeSet::new();
    for (piece, entries) in by_piece {
        rows.extend(displaced::rows(piece, &entries, &closings));
        for line in balances(entries, &closings) {
            found.insert(line.key.clone(), line);
        }
    }
    Ok(Pieces { lines: found.into_values().collect(), displaced: rows })
}

/// One line of parts without serial numbers, from no more entries than it needs.
async fn of_parts(conn: &mut Conn, key: &StockKey, closing: Option<Closing>) -> Result<StockLine, HubError> {
    let sql = "SELECT line, at, source, n, counted, amount, first_in FROM stock_entry WHERE line = $1 AND (at, source, n) < ($2, $3, $4) \
               ORDER BY at DESC, source DESC, n DESC LIMIT $5";
    let mut balance = Balance::of(key.clone(), closing);
    let mut before: (i64, String, i64) = (i64::MAX, String::new(), 0);
    loop {
        let page = sql::query(sql)
            .bind(key.text())
            .bind(before.0)
            .bind(&before.1)
            .bind(before.2)
            .bind(PAGE)
            .fetch_all(&mut *conn)
            .await?;
        for row in &page {
            if !balance.add(&entry(row)?) {
                return Ok(balance.line());
            }
            before = (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
        }
        if page.len() < usize::try_from(PAGE).unwrap_or(usize::MAX) {
            return Ok(balance.line());
        }
    }
}

async fn write(conn: &mut Conn, lines: &[StockLine]) -> Result<(), HubError> {
    for some in lines.chunks(CHUNK) {
        let sql = "INSERT INTO stock_line (line, place, card, piece, quantity, first_in) ";
        let mut query = Builder::new(sql);
        query.push_values(some, |mut row, line| {
            row.push_bind(line.key.text())
                .push_bind(line.key.place.to_string())
                .push_bind(line.key.card.to_string())
                .push_bind(piece(&line.key))
                .push_bind(line.quantity)
                .push_bind(line.first_in.map(|at| at.timestamp_millis()));
        });
        query.push(" ON CONFLICT (line) DO UPDATE SET quantity = excluded.quantity, first_in = excluded.first_in");
        query.build().execute(&mut *conn).await?;
    }
    Ok(())
}

/// What one movement or stocktake says, as it stands in the rows.
pub(super) async fn of_source(conn: &mut Conn, source: Uuid) -> Result<Vec<StockEntry>, HubError> {
    let sql = "SELECT line, at, source, n, counted, amount, first_in FROM stock_entry WHERE source = $1 ORDER BY n";
    let rows = sql::query(sql).bind(source.to_string()).fetch_all(conn).await?;
    rows.iter().map(entry).collect()
}

/// Lines behind `after` in the order of their names, at most `most`, each with what its entries give. For checking.
pub(super) async fn recomputed(
    conn: &mut Conn,
    after: &str,
    most: i64,
) -> Result<Vec<(StockLine, StockLine)>, HubError> {
    let sql = "SELECT line, quantity, first_in, piece FROM stock_line WHERE line > $1 ORDER BY line LIMIT $2";
    let mut found = Vec::new();
    for row in sql::query(sql).bind(after).bind(most).fetch_all(&mut *conn).await? {
        let stored = line(&row)?;
        let now = match row.try_get::<Option<String>, _>(3)? {
            Some(piece) => of_pieces(conn, &[piece]).await?.lines.into_iter().find(|line| line.key == stored.key),
            None => {
                let places = BTreeSet::from([stored.key.place]);
                let closing = closed::of(conn, &places).await?.remove(&stored.key.place);
                Some(of_parts(conn, &stored.key, closing).await?)
            }
        };
        let none = StockLine { quantity: 0, first_in: None, ..stored.clone() };
        found.push((stored, now.unwrap_or(none)));
    }
    Ok(found)
}

fn line(row: &Row) -> Result<StockLine, HubError> {
    let first_in: Option<i64> = row.try_get(2)?;
    Ok(StockLine { key: key(row.try_get(0)?)?, quantity: row.try_get(1)?, first_in: first_in.map(moment) })
}

/// Lines of some cards at a place, the empty ones left out.
async fn of_cards(conn: &mut Conn, place: PlaceId, cards: &[CardId]) -> Result<Vec<StockLine>, HubError> {
    let cards: Vec<String> = cards.iter().map(ToString::to_string).collect();
    let mut found = Vec::new();
    for some in cards.chunks(CHUNK) {
        let mut query = Builder::new("SELECT line, quantity, first_in FROM stock_line WHERE place = ");
        query.push_bind(place.to_string()).push(" AND quantity <> 0 AND card IN (");
        let mut list = query.separated(", ");
        for card in some {
            list.push_bind(card.clone());
        }
        query.push(") ORDER BY line");
        for row in query.build().fetch_all(&mut *conn).await? {
            found.push(line(&row)?);
        }
    }
    Ok(found)
}

/// What issuing a take looks at: its cards and places, and the lines of these cards in its store.
///
/// # Errors
/// [`HubError`] when the database does not answer.
pub(crate) async fn take_books(conn: &mut Conn, take: &Take) -> Result<Books, HubError> {
    let mut books = Books::default();
    let sent = take.on_its_way.iter();
    let cards = take.lines.values().map(|line| line.card).chain(sent.clone().map(|sent| sent.card));
    let cards: BTreeSet<CardId> = cards.collect();
    let bags: BTreeSet<PlaceId> = sent.clone().filter_map(|sent| sent.from).collect();
    for card in &cards {
        if let Some(folded) = stored::one::<Card>(conn, card.uuid()).await? {
            books.cards.insert(*card, folded.state);
        }
    }
    let places = take.from.into_iter().chain(take.bag).chain(bags.iter().copied()).chain(sent.map(|sent| sent.to));
    for place in places.collect::<BTreeSet<PlaceId>>() {
        if let Some(folded) = stored::one::<Place>(conn, place.uuid()).await? {
            books.places.insert(place, folded.state);
        }
    }
    let cards: Vec<CardId> = cards.into_iter().collect();
    let mut lines = Vec::new();
    // The store, from which is taken; and of what is on its way back the bags that it comes out of.
    for place in take.from.into_iter().chain(bags) {
        lines.extend(of_cards(conn, place, &cards).await?);
    }
    books.stock = lines.into_iter().collect();
    Ok(books)
}

impl Ledger {
    /// As [`take_books`], for who only looks.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn take_books(&self, take: &Take) -> Result<Books, HubError> {
        let mut conn = self.db.read().acquire().await?;
        take_books(&mut conn, take).await
    }
    /// Every line that a place ever had, the empty ones among them, by card.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn stock_at(&self, place: PlaceId) -> Result<Vec<StockLine>, HubError> {
        let sql = "SELECT line, quantity, first_in FROM stock_line WHERE place = $1 ORDER BY card, line";
        let rows = sql::query(sql).bind(place.to_string()).fetch_all(self.db.read()).await?;
        rows.iter().map(line).collect()
    }
}

/// Stocktakes whose rows of what they displaced are not what the entries of some pieces give: of at most `most` pieces behind `after`, and the last
/// of these; none at the end. For checking.
pub(super) async fn wrongly_displaced(
    conn: &mut Conn,
    after: &str,
    most: i64,
) -> Result<Option<(String, BTreeSet<Subject>)>, HubError> {
    // A row of a piece that no line is about is wrong too.
    let sql = "SELECT piece FROM stock_line WHERE piece > $1 UNION SELECT piece FROM displaced WHERE piece > $1 \
               ORDER BY piece LIMIT $2";
    let pieces: Vec<String> = sql::query_scalar(sql).bind(after).bind(most).fetch_all(&mut *conn).await?;
    let Some(last) = pieces.last().cloned() else { return Ok(None) };
    let now = of_pieces(conn, &pieces).await?.displaced;
    Ok(Some((last, displaced::differing(conn, &pieces, &now).await?)))
}

pub(super) mod closed;
pub(super) mod displaced;
mod late;
mod months;
pub(super) mod places;
mod read;
pub(super) mod sums;
mod there;
mod told;
pub use there::StockSum;
pub use told::{LineCursor, LineEntry, LineSays};

#[cfg(test)]
mod tests;
