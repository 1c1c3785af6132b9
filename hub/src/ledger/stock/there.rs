//! What is where, as sums over the lines that are not empty: by place of a card, by card of a place. Pieces that were somewhere once are not read.

use super::super::Ledger;
use super::{line, piece};
use crate::error::HubError;
use crate::ledger::batch::{CHUNK, in_list, in_texts};
use crate::sql::{self, Builder, Row};
use fettle_core::domain::ids::{CardId, CentreId, PlaceId};
use fettle_core::domain::parts::{Books, Card, Condition, Place, PlaceKind, StillThere, StockKey, StockLine};
use fettle_core::domain::people::{Centre, Person};
use fettle_core::kernel::PersonId;
use std::collections::{BTreeMap, BTreeSet};

/// What there is of a card at a place in one condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockSum {
    /// Where.
    pub place: PlaceId,
    /// The part.
    pub card: CardId,
    /// In which condition.
    pub condition: Condition,
    /// How much, in thousandths of the card's unit.
    pub quantity: i64,
    /// More was taken of something than was booked.
    pub below_zero: bool,
}

/// Parts that are read to say what is in the way.
const FEW: usize = 20;

/// The condition in the name of a line, which begins with two ids.
const CONDITION: &str = "substr(line, 75, instr(substr(line, 75), '/') - 1)";

/// The sum of a line's quantities. Whole numbers would be exact as well, but books may say anything, and a database that sums them fails beyond 2^63;
/// below 2^53 thousandths this is exact too.
const SUM: &str = "SUM(CAST(quantity AS DOUBLE PRECISION))";

fn sum(row: &Row) -> Result<StockSum, HubError> {
    let (place, card, condition): (String, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let bad = || HubError::Record(format!("stock of {card} at {place}: {condition}"));
    Ok(StockSum {
        place: place.parse().map_err(|_| bad())?,
        card: card.parse().map_err(|_| bad())?,
        condition: Condition::read(&condition).map_err(|_| bad())?,
        // To the nearest number that can be counted.
        quantity: row.try_get::<f64, _>(3)? as i64,
        below_zero: row.try_get::<i64, _>(4)? < 0,
    })
}

impl Ledger {
    /// SQLite is told which index of what is there now it is to take; PostgreSQL knows, and has no words for it.
    pub(in crate::ledger) fn indexed_by(&self, index: &str) -> String {
        if self.db.is_shared() { String::new() } else { format!("INDEXED BY {index}") }
    }
    /// What there is of a card, place by place.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn stock_of_card(&self, card: CardId) -> Result<Vec<StockSum>, HubError> {
        let sql = format!(
            "SELECT place, card, {CONDITION} AS condition, {SUM}, MIN(quantity) FROM stock_line {} \
             WHERE card = $1 AND quantity <> 0 GROUP BY place, card, condition ORDER BY place, condition",
            self.indexed_by("stock_line_of")
        );
        let query = sql::query(sql::AssertSqlSafe(sql)).bind(card.to_string());
        query.fetch_all(self.db.read()).await?.iter().map(sum).collect()
    }
    /// What there is at a place, of cards behind `after` in the order of their birth, of at most `most` cards.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn stock_of_place(
        &self,
        place: PlaceId,
        after: Option<CardId>,
        most: usize,
    ) -> Result<Vec<StockSum>, HubError> {
        let after = after.map(|card| card.to_string()).unwrap_or_default();
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let by = self.indexed_by("stock_line_at");
        let cards = format!(
            "SELECT DISTINCT card FROM stock_line {by} \
             WHERE place = $1 AND quantity <> 0 AND card > $2 ORDER BY card LIMIT $3"
        );
        let query = sql::query_scalar(sql::AssertSqlSafe(cards)).bind(place.to_string()).bind(&after).bind(most);
        let cards: Vec<String> = query.fetch_all(self.db.read()).await?;
        let (Some(first), Some(last)) = (cards.first(), cards.last()) else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT place, card, {CONDITION} AS condition, {SUM}, MIN(quantity) FROM stock_line {by} \
             WHERE place = $1 AND quantity <> 0 AND card >= $2 AND card <= $3 GROUP BY place, card, condition ORDER BY card, condition"
        );
        let query = sql::query(sql::AssertSqlSafe(sql)).bind(place.to_string()).bind(first).bind(last);
        query.fetch_all(self.db.read()).await?.iter().map(sum).collect()
    }
    /// The serial numbers of pieces of these cards at a place, by card; of those that are missing there, after a minus sign.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn serials_at(
        &self,
        place: PlaceId,
        cards: &[CardId],
    ) -> Result<BTreeMap<CardId, Vec<String>>, HubError> {
        let mut found: BTreeMap<CardId, Vec<String>> = BTreeMap::new();
        if cards.is_empty() {
            return Ok(found);
        }
        let by = self.indexed_by("stock_line_at");
        let sql = format!(
            "SELECT line, quantity, first_in FROM stock_line {by} WHERE quantity <> 0 AND piece IS NOT NULL AND place = "
        );
        let mut query = Builder::new(sql);
        query.push_bind(place.to_string()).push(" AND card IN (");
        in_texts(&mut query, &cards.iter().map(ToString::to_string).collect::<Vec<_>>());
        query.push(" ORDER BY line");
        for row in query.build().fetch_all(self.db.read()).await? {
            let line = line(&row)?;
            let sign = if line.below_zero() { "−" } else { "" };
            let serials = found.entry(line.key.card).or_default();
            serials.extend(line.key.serial.map(|serial| format!("{sign}{serial}")));
        }
        Ok(found)
    }
    /// The places of the company that still have some of a card, or miss some. What was built in or scrapped counts for nothing.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn places_with(&self, card: CardId) -> Result<u64, HubError> {
        let places: BTreeSet<PlaceId> = self.stock_of_card(card).await?.into_iter().map(|sum| sum.place).collect();
        let mut count = 0;
        for place in places {
            let kind = self.get::<Place>(place.uuid()).await?.and_then(|place| place.state.kind());
            count += u64::from(kind.is_none_or(PlaceKind::keeps));
        }
        Ok(count)
    }
    /// What receiving looks at: the card, the place, and where the pieces with these serial numbers are.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn receipt_books(&self, card: CardId, to: PlaceId, serials: &[String]) -> Result<Books, HubError> {
        let mut books = Books::default();
        if let Some(known) = self.get::<Card>(card.uuid()).await? {
            books.cards.insert(card, known.state);
        }
        if let Some(known) = self.get::<Place>(to.uuid()).await? {
            books.places.insert(to, known.state);
        }
        let key =
            |serial: &String| StockKey { place: to, card, condition: Condition::New, serial: Some(serial.clone()) };
        let pieces: Vec<String> = serials.iter().filter_map(|serial| piece(&key(serial))).collect();
        let mut lines: Vec<StockLine> = Vec::new();
        for some in pieces.chunks(CHUNK) {
            let mut query = in_list("SELECT line, quantity, first_in FROM stock_line WHERE piece IN (", some, "");
            for row in query.build().fetch_all(self.db.read()).await? {
                lines.push(line(&row)?);
            }
        }
        books.stock = lines.into_iter().collect();
        Ok(books)
    }
    /// Parts that are still in a place, the first of them, for who would close it.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn still_there(&self, place: PlaceId) -> Result<Vec<StillThere>, HubError> {
        let mut by_card: BTreeMap<CardId, i64> = BTreeMap::new();
        for sum in self.stock_of_place(place, None, FEW).await? {
            let there: &mut i64 = by_card.entry(sum.card).or_default();
            *there = there.saturating_add(sum.quantity);
        }
        let mut there = Vec::new();
        for (card, quantity) in by_card {
            let known = self.get::<Card>(card.uuid()).await?;
            let number = known.map(|card| card.state.number().to_owned()).unwrap_or_default();
            there.push(StillThere { number, quantity });
        }
        Ok(there)
    }
    /// What is known of the centre and the person that a place names.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn around_place(
        &self,
        centre: Option<CentreId>,
        person: Option<PersonId>,
    ) -> Result<(Option<Centre>, Option<Person>), HubError> {
        let centre = match centre {
            Some(id) => self.get::<Centre>(id.uuid()).await?.map(|folded| folded.state),
            None => None,
        };
        let person = match person {
            Some(id) => self.get::<Person>(id.uuid()).await?.map(|folded| folded.state),
            None => None,
        };
        Ok((centre, person))
    }
}
