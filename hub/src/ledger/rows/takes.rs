//! Rows of slips: which of them wait, for what, since when, and whose they are. A page of those that wait is a range of an index, however many were
//! handed out before.
//!
//! A function of the slip's own state and streams.

use super::item::Item;
use super::page::{EVERY, Key, Page, Within};
use crate::error::HubError;
use crate::ledger::Ledger;
use crate::ledger::batch::{among, parts, subject};
use crate::ledger::business::State;
use crate::sql::{self, Builder, Conn, Row};
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::ids::{CentreId, PlaceId, TakeId};
use fettle_core::domain::parts::{Take, TakeWaits};
use fettle_core::domain::reach::Reach;
use fettle_core::kernel::Subject;
use std::collections::BTreeSet;

/// What stands of a slip.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TakeRow {
    waits: Option<TakeWaits>,
    since: i64,
    centre: Option<CentreId>,
    place: Option<PlaceId>,
}

/// The row of a state; none for another kind.
pub(super) fn said(state: &State) -> Option<TakeRow> {
    let AnyFolded::Take(folded) = &state.0 else { return None };
    let take: &Take = &folded.state;
    Some(TakeRow { waits: take.waits(), since: take.at.timestamp_millis(), centre: take.centre, place: take.from })
}

impl TakeRow {
    fn waits(&self) -> &'static str {
        self.waits.map_or("", TakeWaits::code)
    }
    fn centre(&self) -> String {
        self.centre.map(|id| Subject::from(id).to_string()).unwrap_or_default()
    }
    fn place(&self) -> String {
        self.place.map(|id| Subject::from(id).to_string()).unwrap_or_default()
    }
    fn is(&self, row: &Row) -> Result<bool, HubError> {
        Ok(row.try_get::<String, _>(1)? == self.waits()
            && row.try_get::<i64, _>(2)? == self.since
            && row.try_get::<String, _>(3)? == self.centre()
            && row.try_get::<String, _>(4)? == self.place())
    }
}

/// Writes the rows of changed slips.
pub(super) async fn put(conn: &mut Conn, items: &[Item]) -> Result<(), HubError> {
    let takes: Vec<(&Item, TakeRow)> = items.iter().filter_map(|item| Some((item, said(&item.state)?))).collect();
    if takes.is_empty() {
        return Ok(());
    }
    let subjects: Vec<Subject> = takes.iter().map(|(item, _)| item.subject.clone()).collect();
    among("DELETE FROM take_row WHERE subject IN (", &subjects).build().execute(&mut *conn).await?;
    let rows: Vec<(&Item, &TakeRow, &str)> = takes
        .iter()
        .flat_map(|(item, row)| {
            item.streams.iter().map(String::as_str).chain([EVERY]).map(move |stream| (*item, row, stream))
        })
        .collect();
    for some in parts(&rows) {
        let mut query = Builder::new("INSERT INTO take_row (subject, stream, waits, since, centre, place) ");
        query.push_values(some, |mut out, (item, row, stream)| {
            out.push_bind(item.subject.to_string())
                .push_bind((*stream).to_owned())
                .push_bind(row.waits())
                .push_bind(row.since)
                .push_bind(row.centre())
                .push_bind(row.place());
        });
        query.build().execute(&mut *conn).await?;
    }
    Ok(())
}

/// Whether the rows of a slip are those of its state.
pub(super) async fn holds(conn: &mut Conn, item: &Item) -> Result<bool, HubError> {
    let Some(wanted) = said(&item.state) else { return Ok(true) };
    let sql = "SELECT stream, waits, since, centre, place FROM take_row WHERE subject = $1";
    let mut within = BTreeSet::new();
    for row in sql::query(sql).bind(item.subject.to_string()).fetch_all(conn).await? {
        if !wanted.is(&row)? {
            return Ok(false);
        }
        within.insert(row.try_get::<String, _>(0)?);
    }
    Ok(within == item.streams.iter().cloned().chain([EVERY.to_owned()]).collect())
}

/// What a list of slips asks for.
#[derive(Debug, Clone)]
pub struct Takes<'q> {
    /// Who asks.
    pub reach: &'q Reach,
    /// What they wait for: one of these.
    pub waits: &'q [TakeWaits],
    /// Of this centre.
    pub centre: Option<CentreId>,
    /// From this store.
    pub place: Option<PlaceId>,
}

impl Takes<'_> {
    fn within(&self) -> Within {
        let stream = self.centre.map(|centre| Subject::from(centre).to_string());
        match stream {
            Some(stream) if Within::has(self.reach, &stream) => Within::stream(stream),
            Some(_) => Within::of_people(self.reach),
            None => Within::of(self.reach),
        }
    }
    /// Goes on with the slips that answer, a range a stream and a wait, each at most `most`; false where the asker reaches nothing.
    fn ranges(&self, query: &mut Builder, after: Option<&(i64, String)>, most: i64) -> bool {
        let within = self.within();
        let ranges = within.streams.iter().flat_map(|stream| self.waits.iter().map(move |waits| (stream, waits)));
        let mut any = false;
        for (stream, waits) in ranges {
            query.push(if any { " UNION " } else { "" });
            any = true;
            query.push("SELECT * FROM (SELECT t.subject, t.since FROM take_row t WHERE t.stream = ");
            // Said twice, so that the index of what waits serves.
            query.push_bind(stream.clone()).push(" AND t.waits <> '' AND t.waits = ").push_bind(waits.code());
            within.each(query, "t.subject");
            if let Some(centre) = self.centre {
                query.push(" AND t.centre = ").push_bind(Subject::from(centre).to_string());
            }
            if let Some(place) = self.place {
                query.push(" AND t.place = ").push_bind(Subject::from(place).to_string());
            }
            if let Some((since, subject)) = after {
                query.push(" AND (t.since, t.subject) > (").push_bind(*since).push(", ");
                query.push_bind(subject.clone()).push(")");
            }
            query.push(" ORDER BY t.since, t.subject LIMIT ").push_bind(most).push(") b");
        }
        any
    }
}

impl Ledger {
    /// A page of slips that wait, the oldest first, behind `after`, of at most `limit`.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer, or `after` is no key of this list.
    pub async fn takes(&self, asks: &Takes<'_>, after: Option<&Key>, limit: usize) -> Result<Page<TakeId>, HubError> {
        let behind = |key: &Key| {
            let since = key.sort.parse().map_err(|_| HubError::Record("key of a page".into()))?;
            Ok::<_, HubError>((since, key.subject.to_string()))
        };
        let after = after.map(behind).transpose()?;
        let most = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
        let mut query = Builder::new("SELECT subject, since FROM (");
        if !asks.ranges(&mut query, after.as_ref(), most) {
            // Who left reaches nothing.
            return Ok(Page { rows: Vec::new(), next: None, cut: false });
        }
        query.push(") u ORDER BY since, subject LIMIT ").push_bind(most);
        let mut found: Vec<Key> = Vec::new();
        for row in query.build().fetch_all(self.db.read()).await? {
            let since: i64 = row.try_get(1)?;
            found.push(Key { sort: since.to_string(), subject: subject(row.try_get(0)?)? });
        }
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).cloned();
        Ok(Page { rows: found.iter().map(|key| key.subject.id().into()).collect(), next, cut: false })
    }

    /// How many slips wait, and whether there are more: counting ends at `most`.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn count_takes(&self, asks: &Takes<'_>, most: usize) -> Result<(usize, bool), HubError> {
        let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
        let mut query = Builder::new("SELECT COUNT(*) FROM (SELECT subject FROM (");
        if !asks.ranges(&mut query, None, limit) {
            return Ok((0, false));
        }
        query.push(") u LIMIT ").push_bind(limit).push(") c");
        let count: i64 = query.build_query_scalar().fetch_one(self.db.read()).await?;
        let count = usize::try_from(count).unwrap_or(0);
        Ok((count.min(most), count > most))
    }
}
