//! Counts of whole places, as rows: the newest of a place closes its ledger, and what lies there is reckoned from it on.

use super::read::{key, moment};
use crate::error::HubError;
use crate::ledger::Ledger;
use crate::ledger::batch::{CHUNK, in_list};
use crate::ledger::business::State;
use crate::sql::{self, Builder, Conn, Row};
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::ids::{PlaceId, StocktakeId};
use fettle_core::domain::parts::{Closing, Closings, StockKey};
use fettle_core::kernel::Subject;
use std::collections::{BTreeSet, HashMap};

fn read(row: &Row) -> Result<(PlaceId, Closing), HubError> {
    let (place, stocktake): (String, String) = (row.try_get(0)?, row.try_get(2)?);
    let bad = || HubError::Record(format!("closing of {place}"));
    let stocktake = stocktake.parse().map_err(|_| bad())?;
    Ok((place.parse().map_err(|_| bad())?, Closing { at: moment(row.try_get(1)?), stocktake }))
}

/// Until when the ledgers of some places are closed.
pub(super) async fn of(conn: &mut Conn, places: &BTreeSet<PlaceId>) -> Result<Closings, HubError> {
    let places: Vec<String> = places.iter().map(ToString::to_string).collect();
    let mut found = Closings::new();
    for some in places.chunks(CHUNK) {
        // The counts of two years of a place are some dozen; the last of them stays.
        let sql = "SELECT place, at, stocktake FROM place_closed WHERE place IN (";
        for row in in_list(sql, some, " ORDER BY place, at, stocktake").build().fetch_all(&mut *conn).await? {
            found.extend([read(&row)?]);
        }
    }
    Ok(found)
}

/// What a stocktake closes, as it stands in the rows.
pub(in crate::ledger) async fn by(
    conn: &mut Conn,
    stocktake: StocktakeId,
) -> Result<Option<(PlaceId, Closing)>, HubError> {
    let sql = "SELECT place, at, stocktake FROM place_closed WHERE stocktake = $1";
    let row = sql::query(sql).bind(stocktake.to_string()).fetch_optional(conn).await?;
    row.as_ref().map(read).transpose()
}

/// Puts what changed stocktakes close in the place of what they closed before. Gives the lines that have to be reckoned again.
pub(super) async fn put(conn: &mut Conn, states: &HashMap<Subject, State>) -> Result<BTreeSet<StockKey>, HubError> {
    let (mut counts, mut now): (Vec<String>, Vec<(PlaceId, Closing)>) = (Vec::new(), Vec::new());
    for (subject, state) in states {
        if let AnyFolded::Stocktake(folded) = &state.0 {
            counts.push(subject.id().to_string());
            now.extend(folded.state.closing(subject.id().into()));
        }
    }
    let mut places: BTreeSet<PlaceId> = now.iter().map(|(place, _)| *place).collect();
    for some in counts.chunks(CHUNK) {
        let sql = "SELECT place, at, stocktake FROM place_closed WHERE stocktake IN (";
        for row in in_list(sql, some, "").build().fetch_all(&mut *conn).await? {
            places.insert(read(&row)?.0);
        }
    }
    let mut touched = BTreeSet::new();
    if places.is_empty() {
        return Ok(touched);
    }
    let before = of(conn, &places).await?;
    for some in counts.chunks(CHUNK) {
        in_list("DELETE FROM place_closed WHERE stocktake IN (", some, "").build().execute(&mut *conn).await?;
    }
    for some in now.chunks(CHUNK) {
        let mut query = Builder::new("INSERT INTO place_closed (place, at, stocktake) ");
        query.push_values(some, |mut row, (place, closing)| {
            row.push_bind(place.to_string())
                .push_bind(closing.at.timestamp_millis())
                .push_bind(closing.stocktake.to_string());
        });
        query.build().execute(&mut *conn).await?;
    }
    let after = of(conn, &places).await?;
    for place in places {
        let (before, now) = (before.get(&place).copied(), after.get(&place).copied());
        if before != now {
            let forget = sql::query("DELETE FROM stock_late WHERE place = $1").bind(place.to_string());
            forget.execute(&mut *conn).await?;
            touched.extend(reckoned_by(conn, place, before, now).await?);
        }
    }
    Ok(touched)
}

/// The lines that another closing of a place may change.
async fn reckoned_by(
    conn: &mut Conn,
    place: PlaceId,
    before: Option<Closing>,
    now: Option<Closing>,
) -> Result<BTreeSet<StockKey>, HubError> {
    // A later one changes what is there now, what has moved since, and where its pieces count elsewhere; one that is taken back may change every line.
    let later = now.filter(|now| before.is_none_or(|before| before < *now));
    let sql = match later {
        Some(_) => {
            "SELECT line FROM stock_line WHERE place = $1 AND quantity <> 0 \
             UNION SELECT l.line FROM stock_entry e JOIN stock_line l ON l.line = e.line WHERE e.at >= $2 AND l.place = $1 \
             UNION SELECT l.line FROM displaced d JOIN stock_line l ON l.piece = d.piece WHERE d.place = $3"
        }
        None => "SELECT line FROM stock_line WHERE place = $1 AND $2 >= 0 AND $3 <> ''",
    };
    let since = later.map_or(0, |now| now.at.timestamp_millis());
    let query = sql::query_scalar(sql).bind(place.to_string()).bind(since).bind(Subject::from(place).to_string());
    let lines: Vec<String> = query.fetch_all(conn).await?;
    lines.into_iter().map(key).collect()
}

impl Ledger {
    /// Until when the ledger of a place is closed.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn closing_of(&self, place: PlaceId) -> Result<Option<Closing>, HubError> {
        let mut conn = self.db.read().acquire().await?;
        Ok(of(&mut conn, &BTreeSet::from([place])).await?.remove(&place))
    }
}
