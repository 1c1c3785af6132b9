//! Which months of the ledgers of centres are open: those that phones follow.

use super::read::moment;
use crate::error::HubError;
use crate::ledger::Ledger;
use crate::sql;
use chrono::{DateTime, Utc};
use fettle_core::domain::reach::open_months;
use fettle_core::domain::stream::{Month, Stream};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

impl Ledger {
    /// The streams that a phone follows, and of each ledger that these open the months that are open.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn with_months(&self, mut follows: BTreeSet<Stream>) -> Result<BTreeSet<Stream>, HubError> {
        let open = self.open_since().await?;
        let ledgers: Vec<Option<Uuid>> = follows
            .iter()
            .filter_map(|stream| match stream {
                Stream::Everyone => Some(None),
                Stream::Centre(id) => Some(Some(*id)),
                _ => None,
            })
            .collect();
        for of in ledgers {
            let months = open_months(&self.months(of).await?, open.get(&of).copied());
            follows.extend(months.into_iter().map(|month| Stream::Stock(of, month)));
        }
        Ok(follows)
    }
    /// Since when each ledger is open: the earliest of its places that are counted, each since it was counted whole, or since there is anything.
    async fn open_since(&self) -> Result<BTreeMap<Option<Uuid>, DateTime<Utc>>, HubError> {
        let sql = "SELECT p.centre, MIN(COALESCE((SELECT MAX(c.at) FROM place_closed c WHERE c.place = p.place), p.first_at)) \
                   FROM stock_place p WHERE p.counted = 1 GROUP BY p.centre";
        let mut open = BTreeMap::new();
        for row in sql::query(sql).fetch_all(self.db.read()).await? {
            let (centre, at): (String, Option<i64>) = (row.try_get(0)?, row.try_get(1)?);
            let of = match centre.as_str() {
                "" => None,
                id => Some(id.parse().map_err(|_| HubError::Record(format!("centre {id} of a place")))?),
            };
            open.extend(at.map(|at| (of, moment(at))));
        }
        Ok(open)
    }
    /// The months that a ledger has. Read by the names of its streams: some for each year.
    pub(in crate::ledger) async fn months(&self, of: Option<Uuid>) -> Result<BTreeSet<Month>, HubError> {
        // The house's have digits where others have an id, which may begin with digits too.
        let (from, to) = match of {
            Some(id) => (format!("stock/{id}/"), format!("stock/{id}0")),
            None => ("stock/0".to_owned(), "stock/:".to_owned()),
        };
        let sql = "SELECT name FROM stream WHERE name >= $1 AND name < $2 AND (LENGTH(name) = $3 OR $4 = 1)";
        let query = sql::query_scalar(sql).bind(from).bind(to).bind(HOUSE).bind(i64::from(of.is_some()));
        let names: Vec<String> = query.fetch_all(self.db.read()).await?;
        let month = |name: String| match name.parse() {
            Ok(Stream::Stock(centre, month)) if centre == of => Some(month),
            _ => None,
        };
        Ok(names.into_iter().filter_map(month).collect())
    }
}

/// Length of the name of one of the house's: `stock/2026-11`.
const HOUSE: i64 = 13;
