//! What there is of a part at a place, as a row: moved on by the difference of each line that is written, so that a push costs what it changes. What is
//! short follows from it (`rows::short`), and so do the sums that places are listed with.

use super::read::key;
use crate::error::HubError;
use crate::ledger::batch::{CHUNK, in_list};
use crate::sql::{self, Builder, Conn};
use fettle_core::domain::ids::{CardId, PlaceId};
use fettle_core::domain::parts::{Condition, StockLine};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A part at a place.
pub(in crate::ledger) type Pair = (PlaceId, CardId);

/// What lines come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::ledger) struct Sum {
    /// Thousandths of the card's unit that may be issued, and that may not.
    pub usable: i64,
    pub other: i64,
    /// Lines that are not empty, and those of them below zero.
    pub lines: i64,
    pub below: i64,
}

/// The most that a line counts in a sum, in thousandths: a billion whole things. Books may say anything; a sum has to stay one that can be counted, and
/// to be the same whether it was moved on or added up.
const MOST: i64 = 1_000_000_000_000;

impl Sum {
    /// A line had `before` and has `now`.
    fn moves(&mut self, condition: Condition, before: i64, now: i64) {
        let by = now.clamp(-MOST, MOST) - before.clamp(-MOST, MOST);
        let part = if condition.usable() { &mut self.usable } else { &mut self.other };
        *part = part.saturating_add(by);
        self.lines += i64::from(now != 0) - i64::from(before != 0);
        self.below += i64::from(now < 0) - i64::from(before < 0);
    }
}

/// Moves the sums on by lines that are about to be written. Gives the parts and places that they are about.
pub(super) async fn put(conn: &mut Conn, lines: &[StockLine]) -> Result<BTreeSet<Pair>, HubError> {
    let mut sums: BTreeMap<Pair, Sum> = BTreeMap::new();
    for some in lines.chunks(CHUNK) {
        let names: Vec<String> = some.iter().map(|line| line.key.text()).collect();
        let mut before: HashMap<String, i64> = HashMap::new();
        let mut query = in_list("SELECT line, quantity FROM stock_line WHERE line IN (", &names, "");
        for row in query.build().fetch_all(&mut *conn).await? {
            before.insert(row.try_get(0)?, row.try_get(1)?);
        }
        for (line, name) in some.iter().zip(&names) {
            let before = before.get(name).copied().unwrap_or_default();
            let sum = sums.entry((line.key.place, line.key.card)).or_default();
            sum.moves(line.key.condition, before, line.quantity);
        }
    }
    let all: Vec<(&Pair, &Sum)> = sums.iter().collect();
    for some in all.chunks(CHUNK) {
        let mut query = Builder::new("INSERT INTO stock_sum (place, card, usable, other, lines, below) ");
        query.push_values(some, |mut row, ((place, card), sum)| {
            row.push_bind(place.to_string())
                .push_bind(card.to_string())
                .push_bind(sum.usable)
                .push_bind(sum.other)
                .push_bind(sum.lines)
                .push_bind(sum.below);
        });
        query.push(
            " ON CONFLICT (place, card) DO UPDATE SET usable = stock_sum.usable + excluded.usable, \
             other = stock_sum.other + excluded.other, lines = stock_sum.lines + excluded.lines, \
             below = stock_sum.below + excluded.below",
        );
        query.build().execute(&mut *conn).await?;
    }
    Ok(sums.into_keys().collect())
}

/// The next place behind `after` of which there are lines or sums. For checking.
pub(in crate::ledger) async fn next_place(conn: &mut Conn, after: &str) -> Result<Option<String>, HubError> {
    // A step of an index each.
    let mut found: Option<String> = None;
    for table in ["stock_line", "stock_sum", "stock_short"] {
        let sql = format!("SELECT place FROM {table} WHERE place > $1 ORDER BY place LIMIT 1");
        let next: Option<String> =
            sql::query_scalar(sql::AssertSqlSafe(sql)).bind(after).fetch_optional(&mut *conn).await?;
        found = found.into_iter().chain(next).min();
    }
    Ok(found)
}

/// The sums of a place as they stand.
pub(in crate::ledger) async fn stored(conn: &mut Conn, place: &str) -> Result<BTreeMap<String, Sum>, HubError> {
    let sql = "SELECT card, usable, other, lines, below FROM stock_sum WHERE place = $1";
    let mut found = BTreeMap::new();
    for row in sql::query(sql).bind(place).fetch_all(conn).await? {
        let sum =
            Sum { usable: row.try_get(1)?, other: row.try_get(2)?, lines: row.try_get(3)?, below: row.try_get(4)? };
        found.insert(row.try_get(0)?, sum);
    }
    Ok(found)
}

/// Lines that are read together. For checking.
const PAGE: i64 = 10_000;

/// The sums of a place as its lines give them. For checking.
pub(in crate::ledger) async fn of_lines(conn: &mut Conn, place: &str) -> Result<BTreeMap<String, Sum>, HubError> {
    let sql = "SELECT card, line, quantity FROM stock_line WHERE place = $1 AND (card, line) > ($2, $3) ORDER BY card, line LIMIT $4";
    let mut found: BTreeMap<String, Sum> = BTreeMap::new();
    let (mut card, mut line) = (String::new(), String::new());
    loop {
        let rows = sql::query(sql).bind(place).bind(&card).bind(&line).bind(PAGE).fetch_all(&mut *conn).await?;
        if rows.is_empty() {
            return Ok(found);
        }
        for row in rows {
            (card, line) = (row.try_get(0)?, row.try_get(1)?);
            found.entry(card.clone()).or_default().moves(key(&line)?.condition, 0, row.try_get(2)?);
        }
    }
}
