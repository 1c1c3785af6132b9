//! What is short: parts of which an open store has no more than its card wants, a row for each who sees into the store. A part that ran out there
//! stays; one that never was there is not missed.
//!
//! A function of the sums of stock, of the card, and of the rows of the place.

use super::item::Item;
use super::page::Key;
use super::places;
use crate::error::HubError;
use crate::ledger::Ledger;
use crate::ledger::batch::{CHUNK, in_texts};
use crate::ledger::business::State;
use crate::ledger::stock::sums::{self, Pair};
use crate::ledger::stored;
use crate::sql::{self, Builder, Conn};
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::ids::{CardId, PlaceId};
use fettle_core::domain::parts::{Card, Short};
use fettle_core::domain::reach::Reach;
use fettle_core::kernel::{Aggregate, Subject};
use std::collections::{BTreeMap, BTreeSet};

/// What of a card decides it, beside what the directory has.
pub(super) fn said(state: &State) -> Option<(i64, i64, bool)> {
    let AnyFolded::Card(folded) = &state.0 else { return None };
    let details = folded.state.details.as_ref()?;
    Some((details.minimum, details.reorder, whole(&folded.state)))
}

/// Whether a part is counted in whole things.
fn whole(card: &Card) -> bool {
    !card.unit().divisible()
}

/// A row: place, card, stream, level, number.
type ShortRow = (String, String, String, String, String);

/// What follows for parts of which so much may be issued at a place.
struct Follows {
    short: BTreeSet<ShortRow>,
    whole: BTreeMap<Pair, bool>,
}

async fn follows(conn: &mut Conn, usable: &BTreeMap<Pair, i64>) -> Result<Follows, HubError> {
    let mut follows = Follows { short: BTreeSet::new(), whole: BTreeMap::new() };
    let held = places::held(conn, &usable.keys().map(|(place, _)| *place).collect()).await?;
    let cards: BTreeSet<CardId> = usable.keys().map(|(_, card)| *card).collect();
    let subjects: Vec<Subject> = cards.iter().map(|card| Subject::new(Card::KIND, card.uuid())).collect();
    let states = stored::states(conn, &subjects).await?;
    for ((place, id), usable) in usable {
        let state = states.get(&Subject::new(Card::KIND, id.uuid()));
        let Some(AnyFolded::Card(card)) = state.map(|state| &state.0) else { continue };
        follows.whole.insert((*place, *id), whole(&card.state));
        let Some((true, streams)) = held.get(place) else { continue };
        let Some(short) = card.state.short(*usable) else { continue };
        let row = |stream: &String| {
            (place.to_string(), id.to_string(), stream.clone(), short.code().to_owned(), card.state.number().to_owned())
        };
        follows.short.extend(streams.iter().map(row));
    }
    Ok(follows)
}

/// A statement about some parts of one place: what comes before the names of their cards, which it closes.
fn of_place(sql: &str, place: &PlaceId, cards: &[String]) -> Builder {
    let mut query = Builder::new(sql);
    query.push(" WHERE place = ").push_bind(place.to_string()).push(" AND card IN (");
    in_texts(&mut query, cards);
    query
}

fn pair(place: &str, card: &str) -> Result<Pair, HubError> {
    let bad = || HubError::Record(format!("sum of {card} at {place}"));
    Ok((place.parse().map_err(|_| bad())?, card.parse().map_err(|_| bad())?))
}

/// Writes what is short of these parts at these places, once the states and the sums are written.
pub(super) async fn put(conn: &mut Conn, pairs: &BTreeSet<Pair>) -> Result<(), HubError> {
    let mut by_place: BTreeMap<PlaceId, Vec<String>> = BTreeMap::new();
    for (place, card) in pairs {
        by_place.entry(*place).or_default().push(card.to_string());
    }
    // A list of pairs would have SQLite walk the table.
    for (place, cards) in by_place {
        for some in cards.chunks(CHUNK) {
            put_some(conn, place, some).await?;
        }
    }
    Ok(())
}

async fn put_some(conn: &mut Conn, place: PlaceId, cards: &[String]) -> Result<(), HubError> {
    let (mut usable, mut before) = (BTreeMap::new(), BTreeMap::new());
    let mut query = of_place("SELECT card, usable, whole FROM stock_sum", &place, cards);
    for row in query.build().fetch_all(&mut *conn).await? {
        let pair = pair(&place.to_string(), row.try_get(0)?)?;
        usable.insert(pair, row.try_get(1)?);
        before.insert(pair, row.try_get::<i64, _>(2)? == 1);
    }
    let Follows { short, whole } = follows(conn, &usable).await?;
    for is in [true, false] {
        let other = whole.iter().filter(|(pair, now)| **now == is && before.get(*pair) != Some(&is));
        let other: Vec<String> = other.map(|((_, card), _)| card.to_string()).collect();
        if !other.is_empty() {
            let sql = format!("UPDATE stock_sum SET whole = {}", i64::from(is));
            of_place(&sql, &place, &other).build().execute(&mut *conn).await?;
        }
    }
    of_place("DELETE FROM stock_short", &place, cards).build().execute(&mut *conn).await?;
    let short: Vec<ShortRow> = short.into_iter().collect();
    for some in short.chunks(CHUNK) {
        let mut query = Builder::new("INSERT INTO stock_short (place, card, stream, grave, number) ");
        query.push_values(some, |mut out, (place, card, stream, grave, number)| {
            out.push_bind(place.clone())
                .push_bind(card.clone())
                .push_bind(stream.clone())
                .push_bind(grave.clone())
                .push_bind(number.clone());
        });
        query.build().execute(&mut *conn).await?;
    }
    Ok(())
}

/// The same of every part at these places, and of the changed cards wherever they are.
pub(super) async fn put_of(conn: &mut Conn, items: &[Item], places: &BTreeSet<PlaceId>) -> Result<(), HubError> {
    let cards: Vec<String> = items
        .iter()
        .filter(|item| item.subject.kind() == Card::KIND)
        .map(|item| item.subject.id().to_string())
        .collect();
    let places: Vec<String> = places.iter().map(ToString::to_string).collect();
    let mut pairs: BTreeSet<Pair> = BTreeSet::new();
    for (column, ids) in [("card", cards), ("place", places)] {
        if ids.is_empty() {
            continue;
        }
        let mut query = Builder::new(format!("SELECT place, card FROM stock_sum WHERE {column} IN ("));
        in_texts(&mut query, &ids);
        for row in query.build().fetch_all(&mut *conn).await? {
            pairs.insert(pair(row.try_get(0)?, row.try_get(1)?)?);
        }
    }
    put(conn, &pairs).await
}

/// Parts of a place whose sums, or what follows from them, are not what its lines give. `all`: what is short is written by now. For checking.
pub(in crate::ledger) async fn wrong_at(conn: &mut Conn, place: &str, all: bool) -> Result<BTreeSet<String>, HubError> {
    let (stored, now) = (sums::stored(conn, place).await?, sums::of_lines(conn, place).await?);
    let cards: BTreeSet<&String> = stored.keys().chain(now.keys()).collect();
    let mut wrong: BTreeSet<String> =
        cards.into_iter().filter(|card| stored.get(*card) != now.get(*card)).cloned().collect();
    if !all {
        return Ok(wrong);
    }
    let mut wanted: BTreeSet<ShortRow> = BTreeSet::new();
    let mut whole: BTreeMap<String, bool> = BTreeMap::new();
    let mut usable: BTreeMap<Pair, i64> = BTreeMap::new();
    for (card, sum) in &now {
        usable.insert(pair(place, card)?, sum.usable);
    }
    let each: Vec<(Pair, i64)> = usable.into_iter().collect();
    for some in each.chunks(CHUNK) {
        let follows = follows(conn, &some.iter().copied().collect()).await?;
        wanted.extend(follows.short);
        whole.extend(follows.whole.into_iter().map(|((_, card), whole)| (card.to_string(), whole)));
    }
    let mut found: BTreeSet<ShortRow> = BTreeSet::new();
    let sql = "SELECT card, stream, grave, number FROM stock_short WHERE place = $1";
    for row in sql::query(sql).bind(place).fetch_all(&mut *conn).await? {
        found.insert((place.to_owned(), row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?));
    }
    wrong.extend(wanted.symmetric_difference(&found).map(|(_, card, ..)| card.clone()));
    for row in sql::query("SELECT card, whole FROM stock_sum WHERE place = $1").bind(place).fetch_all(conn).await? {
        let (card, stands): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
        if whole.get(&card).is_some_and(|whole| i64::from(*whole) != stands) {
            wrong.insert(card);
        }
    }
    Ok(wrong)
}

/// A part of which a store has too little.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortPart {
    /// The store.
    pub place: PlaceId,
    /// The part.
    pub card: CardId,
    /// How little.
    pub short: Short,
    /// What may be issued there, in thousandths of the card's unit.
    pub usable: i64,
    number: String,
}

impl ShortPart {
    /// Behind what a page goes on that ends with it.
    pub fn key(&self) -> Key {
        let sort = format!("{}~{}~{}", self.short.code(), self.card, self.number);
        Key { sort, subject: self.place.into() }
    }
}

impl Ledger {
    /// What is short in the stores that `reach` sees into, or in one of them: what is below its minimum first, by number; behind `after`, at most `most`.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer, or `after` is no key of this list.
    pub async fn short(
        &self,
        reach: &Reach,
        place: Option<PlaceId>,
        after: Option<&Key>,
        most: usize,
    ) -> Result<Vec<ShortPart>, HubError> {
        const OF: &str = "place, card, grave, number FROM stock_short WHERE stream";
        let mut query = Builder::new("SELECT t.place, t.card, t.grave, t.number, s.usable FROM (SELECT ");
        match places::seen_by(reach).as_slice() {
            [] => return Ok(Vec::new()),
            [one] => {
                query.push(OF).push(" = ").push_bind(one.clone());
            }
            several => {
                query.push("DISTINCT ").push(OF).push(" IN (");
                in_texts(&mut query, several);
            }
        }
        if let Some(place) = place {
            query.push(" AND place = ").push_bind(place.to_string());
        }
        if let Some(Key { sort, subject }) = after {
            let bad = || HubError::Record("key of a page".into());
            let mut parts = sort.splitn(3, '~');
            let (grave, card, number) = match (parts.next(), parts.next(), parts.next()) {
                (Some(grave), Some(card), Some(number)) => (grave, card, number),
                _ => return Err(bad()),
            };
            query.push(" AND (grave, number, card, place) > (").push_bind(grave.to_owned()).push(", ");
            query.push_bind(number.to_owned()).push(", ").push_bind(card.to_owned()).push(", ");
            query.push_bind(subject.id().to_string()).push(")");
        }
        query.push(" ORDER BY grave, number, card, place LIMIT ");
        query.push_bind(i64::try_from(most).unwrap_or(i64::MAX));
        query.push(
            ") t JOIN stock_sum s ON s.place = t.place AND s.card = t.card ORDER BY t.grave, t.number, t.card, t.place",
        );
        let mut found = Vec::new();
        for row in query.build().fetch_all(self.db.read()).await? {
            let (place, card) = pair(row.try_get(0)?, row.try_get(1)?)?;
            let grave: String = row.try_get(2)?;
            let short = Short::from_code(&grave).ok_or_else(|| HubError::Record(format!("level {grave}")))?;
            found.push(ShortPart { place, card, short, usable: row.try_get(4)?, number: row.try_get(3)? });
        }
        Ok(found)
    }

    /// How many parts are short in the stores that `reach` sees into, and whether there are more: counting ends at `most`.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn count_short(&self, reach: &Reach, most: usize) -> Result<(usize, bool), HubError> {
        let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
        let mut query =
            Builder::new("SELECT COUNT(*) FROM (SELECT DISTINCT place, card FROM stock_short WHERE stream IN (");
        in_texts(&mut query, &places::seen_by(reach));
        query.push(" LIMIT ").push_bind(limit).push(") c");
        let count: i64 = query.build_query_scalar().fetch_one(self.db.read()).await?;
        let count = usize::try_from(count).unwrap_or(0);
        Ok((count.min(most), count > most))
    }
}
