//! Which stocktakes change which places beside those that they name, as rows: filing asks for them by stocktake and by place. What they are is
//! decided by [`fettle_core::domain::parts::displaced`] from the entries of a piece, where its lines are.

use crate::error::HubError;
use crate::ledger::batch::{self, CHUNK, in_list};
use crate::sql::{self, Builder, Conn};
use fettle_core::domain::ids::PlaceId;
use fettle_core::domain::parts::{Closings, StockEntry, Stocktake, displaced};
use fettle_core::kernel::{Aggregate, Subject};
use std::collections::BTreeSet;

/// A piece, the stocktake that found it, the place where the books had it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row {
    piece: String,
    stocktake: Subject,
    place: Subject,
}

impl Row {
    fn read(row: &sql::Row) -> Result<Self, HubError> {
        let (stocktake, place): (String, String) = (row.try_get(1)?, row.try_get(2)?);
        Ok(Self { piece: row.try_get(0)?, stocktake: batch::subject(&stocktake)?, place: batch::subject(&place)? })
    }
}

/// The rows of a piece.
pub(super) fn rows(piece: &str, entries: &[StockEntry], closings: &Closings) -> Vec<Row> {
    let row = |(source, place): (uuid::Uuid, PlaceId)| Row {
        piece: piece.to_owned(),
        stocktake: Subject::new(Stocktake::KIND, source),
        place: place.into(),
    };
    displaced(entries, closings).into_iter().map(row).collect()
}

async fn stored(conn: &mut Conn, pieces: &[String]) -> Result<BTreeSet<Row>, HubError> {
    let mut query = in_list("SELECT piece, stocktake, place FROM displaced WHERE piece IN (", pieces, "");
    query.build().fetch_all(conn).await?.iter().map(Row::read).collect()
}

/// Puts the rows of some pieces in the place of those that they had. Gives the stocktakes that this changes something for.
pub(super) async fn put(
    conn: &mut Conn,
    pieces: &[String],
    now: &BTreeSet<Row>,
) -> Result<BTreeSet<Subject>, HubError> {
    let before = stored(conn, pieces).await?;
    let changed: Vec<&Row> = before.symmetric_difference(now).collect();
    if changed.is_empty() {
        return Ok(BTreeSet::new());
    }
    let pieces: Vec<String> = changed.iter().map(|row| row.piece.clone()).collect();
    in_list("DELETE FROM displaced WHERE piece IN (", &pieces, "").build().execute(&mut *conn).await?;
    let listed_again: Vec<&Row> = now.iter().filter(|row| pieces.contains(&row.piece)).collect();
    for some in listed_again.chunks(CHUNK) {
        let mut query = Builder::new("INSERT INTO displaced (piece, stocktake, place) ");
        query.push_values(some, |mut row, one| {
            row.push_bind(one.piece.clone()).push_bind(one.stocktake.to_string()).push_bind(one.place.to_string());
        });
        query.build().execute(&mut *conn).await?;
    }
    Ok(changed.into_iter().map(|row| row.stocktake.clone()).collect())
}

/// The places that a stocktake changes beside those that it names.
pub(in crate::ledger) async fn by(conn: &mut Conn, stocktake: &Subject) -> Result<BTreeSet<PlaceId>, HubError> {
    let sql = "SELECT DISTINCT place FROM displaced WHERE stocktake = $1";
    let places: Vec<String> = sql::query_scalar(sql).bind(stocktake.to_string()).fetch_all(conn).await?;
    places.iter().map(|place| Ok(batch::subject(place)?.id().into())).collect()
}

/// The stocktakes that change a place so.
pub(in crate::ledger) async fn at(conn: &mut Conn, place: &Subject) -> Result<BTreeSet<Subject>, HubError> {
    let sql = "SELECT DISTINCT stocktake FROM displaced WHERE place = $1";
    let stocktakes: Vec<String> = sql::query_scalar(sql).bind(place.to_string()).fetch_all(conn).await?;
    stocktakes.iter().map(|stocktake| batch::subject(stocktake)).collect()
}

/// The stocktakes of rows of some pieces that are not as they are to be.
pub(super) async fn differing(
    conn: &mut Conn,
    pieces: &[String],
    now: &BTreeSet<Row>,
) -> Result<BTreeSet<Subject>, HubError> {
    Ok(stored(conn, pieces).await?.symmetric_difference(now).map(|row| row.stocktake.clone()).collect())
}
