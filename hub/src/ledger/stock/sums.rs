//! What there is of a part at a place, as a row: moved on by the difference of each line that is written, so that a push costs what it changes. What is
//! short follows from it (`rows::short`), and so do the sums that places are listed with.

use super::read::key;
use crate::error::HubError;
use crate::ledger::batch::{CHUNK, in_list, in_texts};
use crate::sql::{self, Builder, Conn, Row};
use fettle_core::domain::ids::{CardId, PlaceId};
use fettle_core::domain::parts::{Condition, StockLine};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A part at a place.
pub(in crate::ledger) type Pair = (PlaceId, CardId);

/// A sum is kept up to here, in thousandths. Books may say anything, and a database that adds two of them up would fail beyond 2^63; what comes to more is
/// added up from its lines each time.
const MOST: i128 = 1 << 50;

/// What lines come to, as their row has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::ledger) struct Sum {
    /// Thousandths of the card's unit that may be issued, and that may not.
    pub usable: i64,
    pub other: i64,
    /// Lines that are not empty, and those of them below zero.
    pub lines: i64,
    pub below: i64,
}

/// The same, however much it is.
#[derive(Debug, Clone, Copy, Default)]
struct Exact {
    usable: i128,
    other: i128,
    lines: i64,
    below: i64,
}

impl Exact {
    /// A line had `before` and has `now`.
    fn moves(&mut self, condition: Condition, before: i64, now: i64) {
        let part = if condition.usable() { &mut self.usable } else { &mut self.other };
        *part += i128::from(now) - i128::from(before);
        self.lines += i64::from(now != 0) - i64::from(before != 0);
        self.below += i64::from(now < 0) - i64::from(before < 0);
    }
    fn kept(self) -> Sum {
        let within = |amount: i128| i64::try_from(amount.clamp(-MOST, MOST)).unwrap_or_default();
        Sum { usable: within(self.usable), other: within(self.other), lines: self.lines, below: self.below }
    }
}

impl Sum {
    /// Itself, where it says all; none where it came to more than is kept.
    fn exact(self) -> Option<Exact> {
        let (usable, other) = (i128::from(self.usable), i128::from(self.other));
        let whole = usable.abs() < MOST && other.abs() < MOST;
        whole.then_some(Exact { usable, other, lines: self.lines, below: self.below })
    }
}

/// What is in lines before they are written, by their names.
pub(super) async fn before(conn: &mut Conn, lines: &[StockLine]) -> Result<HashMap<String, i64>, HubError> {
    let mut before = HashMap::new();
    for some in lines.chunks(CHUNK) {
        let names: Vec<String> = some.iter().map(|line| line.key.text()).collect();
        let mut query = in_list("SELECT line, quantity FROM stock_line WHERE line IN (", &names, "");
        for row in query.build().fetch_all(&mut *conn).await? {
            before.insert(row.try_get(0)?, row.try_get(1)?);
        }
    }
    Ok(before)
}

/// Moves the sums on by lines that were written, of which `before` was there. Gives the parts and places that they are about.
pub(super) async fn put(
    conn: &mut Conn,
    lines: &[StockLine],
    before: &HashMap<String, i64>,
) -> Result<BTreeSet<Pair>, HubError> {
    let mut moved: BTreeMap<PlaceId, BTreeMap<CardId, Exact>> = BTreeMap::new();
    for line in lines {
        let before = before.get(&line.key.text()).copied().unwrap_or_default();
        let sum = moved.entry(line.key.place).or_default().entry(line.key.card).or_default();
        sum.moves(line.key.condition, before, line.quantity);
    }
    let mut now: BTreeMap<Pair, Sum> = BTreeMap::new();
    for (place, by_card) in &moved {
        let cards: Vec<String> = by_card.keys().map(ToString::to_string).collect();
        let mut known: HashMap<String, Sum> = HashMap::new();
        let mut query = Builder::new("SELECT card, usable, other, lines, below FROM stock_sum WHERE place = ");
        query.push_bind(place.to_string()).push(" AND card IN (");
        in_texts(&mut query, &cards);
        for row in query.build().fetch_all(&mut *conn).await? {
            known.insert(row.try_get(0)?, sum(&row)?);
        }
        for (card, by) in by_card {
            let sum = match known.get(&card.to_string()).copied().unwrap_or_default().exact() {
                Some(known) => Exact {
                    usable: known.usable + by.usable,
                    other: known.other + by.other,
                    lines: known.lines + by.lines,
                    below: known.below + by.below,
                },
                None => of_pair(conn, *place, *card).await?,
            };
            now.insert((*place, *card), sum.kept());
        }
    }
    let all: Vec<(&Pair, &Sum)> = now.iter().collect();
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
            " ON CONFLICT (place, card) DO UPDATE SET usable = excluded.usable, other = excluded.other, \
             lines = excluded.lines, below = excluded.below",
        );
        query.build().execute(&mut *conn).await?;
    }
    Ok(now.into_keys().collect())
}

/// A row whose columns from the second on are those of a sum.
fn sum(row: &Row) -> Result<Sum, HubError> {
    Ok(Sum { usable: row.try_get(1)?, other: row.try_get(2)?, lines: row.try_get(3)?, below: row.try_get(4)? })
}

/// What the lines of a part at a place come to.
async fn of_pair(conn: &mut Conn, place: PlaceId, card: CardId) -> Result<Exact, HubError> {
    let sql = "SELECT line, quantity FROM stock_line WHERE place = $1 AND card = $2 AND quantity <> 0";
    let mut found = Exact::default();
    for row in sql::query(sql).bind(place.to_string()).bind(card.to_string()).fetch_all(conn).await? {
        found.moves(key(row.try_get(0)?)?.condition, 0, row.try_get(1)?);
    }
    Ok(found)
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
        found.insert(row.try_get(0)?, sum(&row)?);
    }
    Ok(found)
}

/// Lines that are read together. For checking.
const PAGE: i64 = 10_000;

/// The sums of a place as its lines give them. For checking.
pub(in crate::ledger) async fn of_lines(conn: &mut Conn, place: &str) -> Result<BTreeMap<String, Sum>, HubError> {
    let sql = "SELECT card, line, quantity FROM stock_line WHERE place = $1 AND (card, line) > ($2, $3) ORDER BY card, line LIMIT $4";
    let mut found: BTreeMap<String, Exact> = BTreeMap::new();
    let (mut card, mut line) = (String::new(), String::new());
    loop {
        let rows = sql::query(sql).bind(place).bind(&card).bind(&line).bind(PAGE).fetch_all(&mut *conn).await?;
        if rows.is_empty() {
            return Ok(found.into_iter().map(|(card, sum)| (card, sum.kept())).collect());
        }
        for row in rows {
            (card, line) = (row.try_get(0)?, row.try_get(1)?);
            found.entry(card.clone()).or_default().moves(key(line.clone())?.condition, 0, row.try_get(2)?);
        }
    }
}
