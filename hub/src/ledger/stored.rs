//! States as they are stored, and the only reader of them. One that another version of its kind's fold made counts as not there: it is folded from
//! its events when it is asked for (decision 0027). Who wants the rest rebuilt: [`super::rebuild`].

use super::batch::{self, among, subject};
use super::business::State;
use crate::data::uint;
use crate::error::HubError;
use crate::sql::{self, Conn, Row};
use fettle_core::domain::any::folds_of;
use fettle_core::kernel::{Aggregate, Event, Folded, Subject, fold};
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Aggregates whose events are read at once.
const CHUNK: usize = 200;

/// The stored form of a state, of one known kind.
#[derive(Deserialize)]
struct Stored<A> {
    folded: Folded<A>,
}

/// A state as it is asked for.
pub(super) struct Found<T> {
    pub subject: Subject,
    pub state: T,
    /// What stands in the database was made by another version of the fold, and so was what hangs on it.
    pub older: bool,
}

/// The version of the fold that makes states of this kind here, as it is stored.
pub(super) fn folds(kind: &str) -> i64 {
    i64::from(folds_of(kind))
}

/// The states of rows that begin with `subject, folded, folds`, in their order; those that nothing is on record of are left out.
async fn all<T: Clone + Send>(
    conn: &mut Conn,
    rows: &[Row],
    read: impl Fn(&str) -> Result<T, HubError> + Send + Sync,
    fold: impl Fn(&Subject, &[Event]) -> T + Send + Sync,
) -> Result<Vec<Found<T>>, HubError> {
    let mut found: Vec<(Subject, Option<T>)> = Vec::with_capacity(rows.len());
    let mut missing: BTreeSet<Subject> = BTreeSet::new();
    for row in rows {
        let subject = subject(row.try_get(0)?)?;
        let same = row.try_get::<i64, _>(2)? == folds(subject.kind());
        let state = if same { read(row.try_get(1)?).ok() } else { None };
        if state.is_none() {
            missing.insert(subject.clone());
        }
        found.push((subject, state));
    }
    let mut folded: HashMap<Subject, T> = HashMap::new();
    let missing: Vec<Subject> = missing.into_iter().collect();
    for some in missing.chunks(CHUNK) {
        for (subject, events) in events_of(conn, some).await? {
            let state = match events {
                Some(events) => fold(&subject, &events),
                // What cannot be folded here is as the version before left it, where that reads; `fettle verify` names the event.
                None => {
                    match rows.iter().find(|row| row.try_get::<String, _>(0).is_ok_and(|is| is == subject.to_string()))
                    {
                        Some(row) => read(row.try_get(1)?)?,
                        None => continue,
                    }
                }
            };
            folded.insert(subject, state);
        }
    }
    let found = found.into_iter().filter_map(|(subject, state)| {
        let older = state.is_none();
        let state = state.or_else(|| folded.get(&subject).cloned())?;
        Some(Found { subject, state, older })
    });
    Ok(found.collect())
}

/// Accepted events of some aggregates, in the order of commit; none for an aggregate of which one does not read.
async fn events_of(conn: &mut Conn, subjects: &[Subject]) -> Result<HashMap<Subject, Option<Vec<Event>>>, HubError> {
    let sql = "SELECT subject, header, body, body_hash, received FROM event WHERE quarantined IS NULL AND subject IN (";
    let mut all: HashMap<Subject, Option<Vec<Event>>> = HashMap::new();
    for row in among(sql, subjects).push(" ORDER BY seq").build().fetch_all(conn).await? {
        let events = all.entry(subject(row.try_get(0)?)?).or_insert_with(|| Some(Vec::new()));
        match batch::event(&row, 1) {
            Ok(event) => {
                if let Some(events) = events {
                    events.push(event);
                }
            }
            Err(HubError::Sql(e)) => return Err(e.into()),
            Err(_) => *events = None,
        }
    }
    Ok(all)
}

/// The states of one known kind in rows that begin with `subject, folded, folds`, in their order.
pub(super) async fn of_kind<A: Aggregate>(conn: &mut Conn, rows: &[Row]) -> Result<Vec<(Uuid, Folded<A>)>, HubError> {
    let read = |text: &str| -> Result<Folded<A>, HubError> { Ok(serde_json::from_str::<Stored<A>>(text)?.folded) };
    let found = all(conn, rows, read, |_, events| fold::<A>(events)).await?;
    Ok(found.into_iter().map(|one| (one.subject.id(), one.state)).collect())
}

/// The states in rows that begin with `subject, folded, folds`, in their order.
pub(super) async fn in_rows(conn: &mut Conn, rows: &[Row]) -> Result<Vec<Found<State>>, HubError> {
    all(conn, rows, State::read, State::fold).await
}

/// States of `subjects`, as far as there are any, and whether the stored one is another fold's.
pub(super) async fn found(conn: &mut Conn, subjects: &[Subject]) -> Result<Vec<Found<State>>, HubError> {
    let mut query = among("SELECT subject, folded, folds FROM state WHERE subject IN (", subjects);
    let rows = query.build().fetch_all(&mut *conn).await?;
    in_rows(conn, &rows).await
}

/// States of `subjects`, as far as there are any.
pub(super) async fn states(conn: &mut Conn, subjects: &[Subject]) -> Result<HashMap<Subject, State>, HubError> {
    Ok(found(conn, subjects).await?.into_iter().map(|one| (one.subject, one.state)).collect())
}

/// States as another version's fold left them, where that form reads here.
pub(super) async fn as_left(conn: &mut Conn, subjects: &[Subject]) -> Result<HashMap<Subject, State>, HubError> {
    let mut left = HashMap::new();
    let mut query = among("SELECT subject, folded FROM state WHERE subject IN (", subjects);
    for row in query.build().fetch_all(conn).await? {
        if let Ok(state) = State::read(row.try_get(1)?) {
            left.insert(subject(row.try_get(0)?)?, state);
        }
    }
    Ok(left)
}

/// The state of one aggregate of a known kind.
pub(super) async fn one<A: Aggregate>(conn: &mut Conn, id: Uuid) -> Result<Option<Folded<A>>, HubError> {
    let sql = "SELECT subject, folded, folds FROM state WHERE subject = $1";
    let row = sql::query(sql).bind(Subject::new(A::KIND, id).to_string()).fetch_optional(&mut *conn).await?;
    let found = of_kind::<A>(conn, row.as_slice()).await?;
    Ok(found.into_iter().next().map(|(_, folded)| folded))
}

/// What is stored of one aggregate, for checking.
pub(super) struct AsStored {
    /// The state; none where it does not read.
    pub state: Option<State>,
    pub kind: String,
    /// Which version of the kind's fold made it.
    pub folds: i64,
}

/// What is stored of one aggregate, for checking.
pub(super) async fn as_stored(conn: &mut Conn, name: &str) -> Result<Option<AsStored>, HubError> {
    let sql = "SELECT folded, kind, folds FROM state WHERE subject = $1";
    let Some(row) = sql::query(sql).bind(name).fetch_optional(conn).await? else { return Ok(None) };
    let state = State::read(row.try_get(0)?).ok();
    Ok(Some(AsStored { state, kind: row.try_get(1)?, folds: row.try_get(2)? }))
}

/// How many states another version of their kind's fold made.
pub(super) async fn of_other_folds(conn: &mut Conn) -> Result<u64, HubError> {
    let mut count = 0;
    for row in sql::query("SELECT kind, folds, COUNT(*) FROM state GROUP BY kind, folds").fetch_all(conn).await? {
        if row.try_get::<i64, _>(1)? != folds(&row.try_get::<String, _>(0)?) {
            count += uint(row.try_get(2)?);
        }
    }
    Ok(count)
}
