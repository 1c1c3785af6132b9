//! What was said of a card at a place: movements and counts, newest first, by pages. However many there are, a page reads its own.

use super::super::{Ledger, stored};
use crate::error::HubError;
use crate::sql;
use chrono::{DateTime, Utc};
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::ids::{CardId, MovementId, PlaceId};
use fettle_core::domain::parts::{Movement, Stocktake};
use fettle_core::kernel::{Aggregate, Subject, fold::time};
use uuid::Uuid;

/// Where a page ends: the moment and the source of its last entry.
pub type LineCursor = (i64, Uuid);

/// A movement of a card into a place or out of it, or what of it was counted there at one moment.
#[derive(Debug, Clone)]
pub struct LineEntry {
    /// When. An opening count may say since when its parts lie there.
    pub at: DateTime<Utc>,
    /// The movement or the stocktake that says it.
    pub source: Uuid,
    /// What it says.
    pub says: LineSays,
}

/// What an entry says.
#[derive(Debug, Clone)]
pub enum LineSays {
    /// Something moved.
    Moved(MovementId, Box<Movement>),
    /// Lines of this stocktake that have the entry's moment.
    Counted(Box<Stocktake>),
}

impl LineEntry {
    /// Where a page ends that ends with it.
    pub fn cursor(&self) -> LineCursor {
        (self.at.timestamp_millis(), self.source)
    }
}

impl Ledger {
    /// What was said of a card at a place, newest first, at most `most` of it, older than `before`.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn told_of(
        &self,
        (place, card): (PlaceId, CardId),
        before: Option<LineCursor>,
        most: i64,
    ) -> Result<Vec<LineEntry>, HubError> {
        // A movement within a place stands on two of its lines.
        let sql = "SELECT DISTINCT at, source FROM stock_entry WHERE substr(line, 1, 73) = $1 AND (at, source) < ($2, $3) \
                   ORDER BY at DESC, source DESC LIMIT $4";
        let (at, source) = before.unwrap_or((i64::MAX, Uuid::max()));
        let mut conn = self.db.read().acquire().await?;
        let rows = sql::query(sql)
            .bind(format!("{place}/{card}"))
            .bind(at)
            .bind(source.to_string())
            .bind(most)
            .fetch_all(&mut *conn)
            .await?;
        let mut moments: Vec<(i64, Uuid)> = Vec::with_capacity(rows.len());
        for row in rows {
            let source: String = row.try_get(1)?;
            let source = source.parse().map_err(|_| HubError::Record(format!("an entry of stock of {source}")))?;
            moments.push((row.try_get(0)?, source));
        }
        let kinds = [Movement::KIND, Stocktake::KIND];
        let subjects: Vec<Subject> =
            moments.iter().flat_map(|(_, source)| kinds.map(|kind| Subject::new(kind, *source))).collect();
        let mut states = stored::states(&mut conn, &subjects).await?;
        let mut found = Vec::with_capacity(moments.len());
        for (at, source) in moments {
            let moved = states.remove(&Subject::new(Movement::KIND, source)).map(|state| state.0);
            // A large count is told of at several moments.
            let counted = states.get(&Subject::new(Stocktake::KIND, source)).map(|state| &state.0);
            let says = match (moved, counted) {
                (Some(AnyFolded::Movement(moved)), _) => LineSays::Moved(source.into(), Box::new(moved.state)),
                (_, Some(AnyFolded::Stocktake(counted))) => LineSays::Counted(Box::new(counted.state.clone())),
                _ => continue,
            };
            found.push(LineEntry { at: time(u64::try_from(at).unwrap_or_default()), source, says });
        }
        Ok(found)
    }
}
