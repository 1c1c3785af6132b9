//! The worklist as a table: one row a point that is open, written with the state it was found in, so that no list reads a whole kind.

use super::Ledger;
use super::batch::CHUNK;
use super::business::State;
use super::reached::REACHED_BY;
use super::stored;
use crate::data::{int, uint};
use crate::error::HubError;
use crate::sql::{self, Builder, Conn, Row};
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::reach::Reach;
use fettle_core::domain::worklist;
use fettle_core::kernel::Subject;
use std::collections::{BTreeSet, HashMap};

/// One open point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenPoint {
    /// The record that it stands on.
    pub subject: Subject,
    /// Which point of it, as `PointKey` writes it.
    pub point: String,
    /// When the hub first saw it, milliseconds since 1970 UTC.
    pub since: u64,
}

/// The points of a state, as they are stored.
pub(super) fn points(state: &State) -> BTreeSet<String> {
    worklist::open(&state.0).iter().map(|point| point.key().to_string()).collect()
}

/// Brings the rows of changed records up to their states. A point that stays open keeps its time.
pub(super) async fn put(conn: &mut Conn, states: &[(&Subject, &State)], at: u64) -> Result<(), HubError> {
    let mut now: HashMap<String, BTreeSet<String>> =
        states.iter().map(|(subject, state)| (subject.to_string(), points(state))).collect();
    let subjects: Vec<String> = now.keys().cloned().collect();
    let mut settled = Vec::new();
    for some in subjects.chunks(CHUNK) {
        let mut query = Builder::new("SELECT subject, point FROM open_point WHERE subject IN (");
        let mut list = query.separated(", ");
        for subject in some {
            list.push_bind(subject.clone());
        }
        query.push(")");
        for row in query.build().fetch_all(&mut *conn).await? {
            let (subject, point): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            if !now.get_mut(&subject).is_some_and(|open| open.remove(&point)) {
                settled.push((subject, point));
            }
        }
    }
    for (subject, point) in settled {
        let sql = "DELETE FROM open_point WHERE subject = $1 AND point = $2";
        sql::query(sql).bind(subject).bind(point).execute(&mut *conn).await?;
    }
    for (subject, fresh) in now {
        for point in fresh {
            let sql = "INSERT INTO open_point (subject, point, since) VALUES ($1, $2, $3)";
            sql::query(sql).bind(&subject).bind(point).bind(int(at)).execute(&mut *conn).await?;
        }
    }
    Ok(())
}

/// The stored points of one record.
pub(super) async fn stored(conn: &mut Conn, subject: &str) -> Result<BTreeSet<String>, HubError> {
    let sql = "SELECT point FROM open_point WHERE subject = $1";
    Ok(sql::query_scalar(sql).bind(subject).fetch_all(conn).await?.into_iter().collect())
}

/// Of the points `p` those of records that `reach` covers.
fn within(query: &mut Builder, reach: &Reach) {
    if let Reach::Streams(streams) = reach {
        query.push(format!(
            " AND EXISTS (SELECT 1 FROM filed f WHERE f.subject = p.subject AND f.left_at IS NULL AND {REACHED_BY} IN ("
        ));
        let mut list = query.separated(", ");
        for stream in streams {
            list.push_bind(stream.to_string());
        }
        query.push("))");
    }
}

impl Ledger {
    /// Open points that `reach` covers, the longest open first, at most `limit`, behind `after`.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn worklist(
        &self,
        reach: &Reach,
        after: Option<&OpenPoint>,
        limit: i64,
    ) -> Result<Vec<OpenPoint>, HubError> {
        let mut query = Builder::new("SELECT subject, point, since FROM open_point p WHERE 1 = 1");
        if let Some(after) = after {
            query.push(" AND (since, subject, point) > (");
            query.push_bind(int(after.since)).push(", ").push_bind(after.subject.to_string());
            query.push(", ").push_bind(after.point.clone()).push(")");
        }
        within(&mut query, reach);
        query.push(" ORDER BY since, subject, point LIMIT ").push_bind(limit);
        let rows = query.build().fetch_all(self.db.read()).await?;
        let point = |row: &Row| {
            let subject: String = row.try_get(0)?;
            let subject = subject.parse().map_err(|_| HubError::Record("subject of an open point".into()))?;
            Ok(OpenPoint { subject, point: row.try_get(1)?, since: uint(row.try_get(2)?) })
        };
        rows.iter().map(point).collect()
    }

    /// How many calls for help that `reach` covers nobody answered.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn calls_waiting(&self, reach: &Reach) -> Result<u64, HubError> {
        let mut query = Builder::new("SELECT count(*) FROM open_point p WHERE substr(p.point, 1, ");
        query.push(worklist::HELP.len().to_string()).push(") = ").push_bind(worklist::HELP.to_owned());
        within(&mut query, reach);
        let count: i64 = query.build().fetch_one(self.db.read()).await?.try_get(0)?;
        Ok(uint(count))
    }

    /// An aggregate of any kind; `None` when nothing is recorded of it.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn any(&self, subject: &Subject) -> Result<Option<AnyFolded>, HubError> {
        let mut conn = self.db.read().acquire().await?;
        let found = stored::states(&mut conn, std::slice::from_ref(subject)).await?.remove(subject);
        Ok(found.map(|state| state.0))
    }
    /// Several aggregates of any kinds; those that nothing is recorded of are left out.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn any_of(&self, subjects: &[Subject]) -> Result<HashMap<Subject, AnyFolded>, HubError> {
        let mut conn = self.db.read().acquire().await?;
        let found = stored::states(&mut conn, subjects).await?;
        Ok(found.into_iter().map(|(subject, state)| (subject, state.0)).collect())
    }
}
