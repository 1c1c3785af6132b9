//! Places as rows: whose ledger each is of, and since when there is anything. By these and by what is closed it is told which months are open.

use crate::error::HubError;
use crate::ledger::batch::CHUNK;
use crate::ledger::business::State;
use crate::sql::{self, Builder, Conn};
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::ids::PlaceId;
use fettle_core::domain::parts::{COUNTED_KINDS, Place, StockEntry};
use fettle_core::kernel::Subject;
use std::collections::{BTreeMap, HashMap};

/// Whose the ledger of a place is (nothing: the whole house's), and whether it is an open place of a kind that is counted.
type PlaceRow = (String, i64);

fn row(place: &Place) -> PlaceRow {
    let counted = place.closed.is_none() && place.kind().is_some_and(|kind| COUNTED_KINDS.contains(&kind));
    (place.centre().map(|centre| centre.to_string()).unwrap_or_default(), i64::from(counted))
}

/// Whether the row of a place says what the place says.
pub(in crate::ledger) async fn holds(conn: &mut Conn, id: PlaceId, place: &Place) -> Result<bool, HubError> {
    let sql = "SELECT centre, counted FROM stock_place WHERE place = $1";
    let stored = sql::query(sql).bind(id.to_string()).fetch_optional(conn).await?;
    Ok(match stored {
        Some(stored) => (stored.try_get(0)?, stored.try_get(1)?) == row(place),
        None => false,
    })
}

/// Puts what changed places say in the place of what was known.
pub(super) async fn put(conn: &mut Conn, states: &HashMap<Subject, State>) -> Result<(), HubError> {
    let mut now: Vec<(String, PlaceRow)> = Vec::new();
    for (subject, state) in states {
        if let AnyFolded::Place(folded) = &state.0 {
            now.push((subject.id().to_string(), row(&folded.state)));
        }
    }
    for some in now.chunks(CHUNK) {
        let mut query = Builder::new("INSERT INTO stock_place (place, centre, counted) ");
        query.push_values(some, |mut row, (place, (centre, counted))| {
            row.push_bind(place.clone()).push_bind(centre.clone()).push_bind(*counted);
        });
        query.push(" ON CONFLICT (place) DO UPDATE SET centre = excluded.centre, counted = excluded.counted");
        query.build().execute(&mut *conn).await?;
    }
    Ok(())
}

/// Notes since when there is anything at the places that entries name.
pub(super) async fn note_first(conn: &mut Conn, said: &[StockEntry]) -> Result<(), HubError> {
    let mut first: BTreeMap<PlaceId, i64> = BTreeMap::new();
    for entry in said {
        let at = entry.at.timestamp_millis();
        first.entry(entry.key.place).and_modify(|first| *first = at.min(*first)).or_insert(at);
    }
    let first: Vec<(PlaceId, i64)> = first.into_iter().collect();
    for some in first.chunks(CHUNK) {
        let mut query = Builder::new("INSERT INTO stock_place (place, centre, counted, first_at) ");
        query.push_values(some, |mut row, (place, at)| {
            row.push_bind(place.to_string()).push_bind(String::new()).push_bind(0_i64).push_bind(*at);
        });
        query.push(
            " ON CONFLICT (place) DO UPDATE SET first_at = excluded.first_at \
             WHERE stock_place.first_at IS NULL OR stock_place.first_at > excluded.first_at",
        );
        query.build().execute(&mut *conn).await?;
    }
    Ok(())
}
