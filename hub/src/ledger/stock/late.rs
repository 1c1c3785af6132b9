//! What moved before the ledger of a place was closed and became known after it: it is in the count already, and whoever keeps the place may want to know.

use super::closed;
use super::read::entry;
use crate::error::HubError;
use crate::ledger::Ledger;
use crate::ledger::batch::CHUNK;
use crate::ledger::business::State;
use crate::sql::{self, Builder, Conn};
use fettle_core::domain::ids::PlaceId;
use fettle_core::domain::parts::StockEntry;
use fettle_core::kernel::Subject;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Notes which of the entries that are said for the first time are of before the closing of their place, where that was known before.
pub(super) async fn note(
    conn: &mut Conn,
    states: &HashMap<Subject, State>,
    news: &[&StockEntry],
) -> Result<(), HubError> {
    // What comes with the count, as its keeper's phone was without a network, is not late.
    let counted: BTreeSet<PlaceId> = states.values().filter_map(|state| state.0.as_stocktake()?.place).collect();
    let known = |place: PlaceId| !counted.contains(&place);
    let places: BTreeSet<PlaceId> = news.iter().map(|entry| entry.key.place).filter(|place| known(*place)).collect();
    let closings = closed::of(conn, &places).await?;
    let is_late = |entry: &&&StockEntry| {
        let closing = closings.get(&entry.key.place);
        closing
            .is_some_and(|closing| closing.is_after(entry.at, entry.source) && closing.stocktake.uuid() != entry.source)
    };
    let late: BTreeSet<(PlaceId, Uuid)> =
        news.iter().filter(is_late).map(|entry| (entry.key.place, entry.source)).collect();
    let late: Vec<(PlaceId, Uuid)> = late.into_iter().collect();
    for some in late.chunks(CHUNK) {
        let mut query = Builder::new("INSERT INTO stock_late (place, source) ");
        query.push_values(some, |mut row, (place, source)| {
            row.push_bind(place.to_string()).push_bind(source.to_string());
        });
        query.push(" ON CONFLICT (place, source) DO NOTHING").build().execute(&mut *conn).await?;
    }
    Ok(())
}

impl Ledger {
    /// What came too late for the count that closed the ledger of a place, the newest of it first, at most `most`.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn late_at(&self, place: PlaceId, most: i64) -> Result<Vec<StockEntry>, HubError> {
        let sql = "SELECT e.line, e.at, e.source, e.n, e.counted, e.amount, e.first_in FROM stock_late t \
                   JOIN stock_entry e ON e.source = t.source JOIN stock_line l ON l.line = e.line \
                   WHERE t.place = $1 AND l.place = $1 ORDER BY e.at DESC, e.source, e.n LIMIT $2";
        let rows = sql::query(sql).bind(place.to_string()).bind(most).fetch_all(self.db.read()).await?;
        rows.iter().map(entry).collect()
    }
}
