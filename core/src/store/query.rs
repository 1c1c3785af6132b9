//! What screens ask for.

use super::db::{Shared, Store};
use super::error::{StoreError, damaged};
use super::events;
use super::projections::{self, Stored};
use super::row;
use crate::domain::any::AnyFolded;
use crate::domain::printed::folded;
use crate::kernel::{Aggregate, Event, Folded, Subject, fold};
use rusqlite::{Connection, Params, params};
use uuid::Uuid;

impl Store {
    /// An aggregate; `None` when the phone knows nothing of it.
    ///
    /// # Errors
    /// As any read.
    pub fn get<A: Aggregate>(&self, id: Uuid) -> Result<Option<Folded<A>>, StoreError> {
        self.read(|tx, shared| {
            let subject = Subject::new(A::KIND, id);
            match projections::sealed(tx, &subject)? {
                Some(stored) => state(tx, shared, id, stored),
                None if projections::is_awaited(tx, &subject)? => folded_now(tx, shared, &subject),
                None => Ok(None),
            }
        })
    }
    /// An aggregate of any kind; `None` when the phone knows nothing of it.
    ///
    /// # Errors
    /// As any read.
    pub fn any(&self, subject: &Subject) -> Result<Option<AnyFolded>, StoreError> {
        self.read(|tx, shared| {
            let doc = projections::doc(tx, shared, subject)?;
            doc.map(|doc| AnyFolded::read(subject.kind(), &doc).map_err(damaged)).transpose()
        })
    }
    /// Everything of which a person has to look at something, by kind and id.
    ///
    /// # Errors
    /// As any read.
    pub fn with_open_points(&self) -> Result<Vec<(Subject, AnyFolded)>, StoreError> {
        self.read(|tx, shared| {
            let sql = "SELECT kind, subject FROM projection WHERE open = 1 ORDER BY kind, subject";
            let mut stmt = tx.prepare_cached(sql)?;
            let subjects = row::subjects(&mut stmt, [])?;
            let mut found = Vec::with_capacity(subjects.len());
            for subject in subjects {
                if let Some(doc) = projections::doc(tx, shared, &subject)? {
                    found.push((subject.clone(), AnyFolded::read(subject.kind(), &doc).map_err(damaged)?));
                }
            }
            Ok(found)
        })
    }
    /// Every aggregate of a kind, by id.
    ///
    /// # Errors
    /// As any read.
    pub fn all<A: Aggregate>(&self) -> Result<Vec<(Uuid, Folded<A>)>, StoreError> {
        self.read(|tx, shared| list(tx, shared, "kind = ?1 ORDER BY subject", params![A::KIND]))
    }
    /// Every aggregate of a kind that belongs to `parent`, by id.
    ///
    /// # Errors
    /// As any read.
    pub fn by_parent<A: Aggregate>(&self, parent: &Subject) -> Result<Vec<(Uuid, Folded<A>)>, StoreError> {
        self.read(|tx, shared| {
            // The plus keeps SQLite from walking all of the kind for the sake of the order.
            let filter = "parent_kind = ?2 AND parent = ?3 AND kind = ?1 ORDER BY +subject";
            list(tx, shared, filter, params![A::KIND, parent.kind(), parent.id().as_bytes()])
        })
    }
    /// At most `most` aggregates of a kind that belong to `parent`, newest id first, older than `before`: ids are made in the order of time.
    ///
    /// # Errors
    /// As any read.
    pub fn newest_of<A: Aggregate>(
        &self,
        parent: &Subject,
        before: Option<Uuid>,
        most: usize,
    ) -> Result<Vec<(Uuid, Folded<A>)>, StoreError> {
        let before = before.unwrap_or(Uuid::max());
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.read(|tx, shared| {
            // The plus keeps SQLite from walking all of the kind for the sake of the order.
            let filter =
                "parent_kind = ?2 AND parent = ?3 AND kind = ?1 AND +subject < ?4 ORDER BY +subject DESC LIMIT ?5";
            let id = parent.id();
            list(tx, shared, filter, params![A::KIND, parent.kind(), id.as_bytes(), before.as_bytes(), most])
        })
    }
    /// At most `most` aggregates of a kind that are about `what`, newest first, older than `before` (the time and the id of the last one seen).
    ///
    /// # Errors
    /// As any read.
    pub fn about<A: Aggregate>(
        &self,
        what: Uuid,
        before: Option<(i64, Uuid)>,
        most: usize,
    ) -> Result<Vec<(Uuid, Folded<A>)>, StoreError> {
        let (at, id) = before.unwrap_or((i64::MAX, Uuid::max()));
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.read(|tx, shared| {
            let sql =
                "SELECT p.subject, p.doc, p.folds FROM about a JOIN projection p ON p.kind = a.kind AND p.subject = a.subject
                       WHERE a.what = ?1 AND a.kind = ?2 AND (a.at, a.subject) < (?3, ?4)
                       ORDER BY a.at DESC, a.subject DESC LIMIT ?5";
            found(tx, shared, sql, params![what.as_bytes(), A::KIND, at, id.as_bytes(), most])
        })
    }
    /// How many aggregates of a kind are about `what`, but for `other`.
    ///
    /// # Errors
    /// As any read.
    pub fn count_about<A: Aggregate>(&self, what: Uuid, other: Uuid) -> Result<u64, StoreError> {
        self.read(|tx, _| {
            let sql = "SELECT COUNT(*) FROM about WHERE what = ?1 AND kind = ?2 AND subject <> ?3";
            let params = params![what.as_bytes(), A::KIND, other.as_bytes()];
            Ok(row::count(tx.prepare_cached(sql)?.query_row(params, |r| r.get(0))?))
        })
    }
    /// Every aggregate of a kind in one of these states, what is due first coming first.
    ///
    /// # Errors
    /// As any read.
    pub fn by_status<A: Aggregate>(&self, statuses: &[&str]) -> Result<Vec<(Uuid, Folded<A>)>, StoreError> {
        let wanted = serde_json::to_string(statuses).map_err(damaged)?;
        self.read(|tx, shared| {
            let filter = "kind = ?1 AND status IN (SELECT value FROM json_each(?2)) ORDER BY due IS NULL, due, subject";
            list(tx, shared, filter, params![A::KIND, wanted])
        })
    }
    /// At most `most` aggregates of a kind in one of these states, newest id first, older than `before`: ids are made in the order of time.
    ///
    /// # Errors
    /// As any read.
    pub fn newest<A: Aggregate>(
        &self,
        statuses: &[&str],
        before: Option<Uuid>,
        most: usize,
    ) -> Result<Vec<(Uuid, Folded<A>)>, StoreError> {
        let wanted = serde_json::to_string(statuses).map_err(damaged)?;
        let before = before.unwrap_or(Uuid::max());
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.read(|tx, shared| {
            // The plus keeps SQLite on the order of ids: a page reads no more rows than it needs.
            let filter = "kind = ?1 AND subject < ?2 AND +status IN (SELECT value FROM json_each(?3))
                          ORDER BY subject DESC LIMIT ?4";
            list(tx, shared, filter, params![A::KIND, before.as_bytes(), wanted, most])
        })
    }
    /// What a scanned text names: compared as people see it (`domain::printed`).
    ///
    /// # Errors
    /// As any read.
    pub fn by_code(&self, code: &str) -> Result<Vec<Subject>, StoreError> {
        self.read(|tx, shared| {
            let hashes = serde_json::to_string(&shared.seal.hashes("code", &folded(code))?).map_err(damaged)?;
            let mut stmt = tx.prepare_cached(
                "SELECT DISTINCT kind, subject FROM code WHERE code IN (SELECT value FROM json_each(?1)) ORDER BY kind, subject",
            )?;
            row::subjects(&mut stmt, params![hashes])
        })
    }
    /// How many states were read so far: rows, not looks.
    #[cfg(test)]
    pub(crate) fn states_read(&self) -> usize {
        self.shared.opened.asked()
    }
    /// The events about a subject in fold order: its timeline.
    ///
    /// # Errors
    /// As any read.
    pub fn timeline(&self, subject: &Subject) -> Result<Vec<Event>, StoreError> {
        self.read(|tx, shared| {
            let mut events = events::about(tx, shared, subject)?;
            events.sort_unstable_by_key(Event::order);
            Ok(events)
        })
    }
}

/// The state of an aggregate of which this is stored.
fn state<A: Aggregate>(
    tx: &Connection,
    shared: &Shared,
    id: Uuid,
    stored: Stored,
) -> Result<Option<Folded<A>>, StoreError> {
    let subject = Subject::new(A::KIND, id);
    if !stored.is_current(shared, &subject) {
        return folded_now(tx, shared, &subject);
    }
    let open = |sealed: &[u8]| projections::open_doc(shared, &subject, sealed);
    shared.opened.read(id, stored.sealed, open).map(Some)
}

/// The state of an aggregate whose turn to be rebuilt has not come.
fn folded_now<A: Aggregate>(
    tx: &Connection,
    shared: &Shared,
    subject: &Subject,
) -> Result<Option<Folded<A>>, StoreError> {
    let events = events::about(tx, shared, subject)?;
    Ok((!events.is_empty() && shared.kinds.knows(A::KIND)).then(|| fold(&events)))
}

fn list<A: Aggregate>(
    tx: &Connection,
    shared: &Shared,
    filter: &str,
    params: impl Params,
) -> Result<Vec<(Uuid, Folded<A>)>, StoreError> {
    found(tx, shared, &format!("SELECT subject, doc, folds FROM projection WHERE {filter}"), params)
}

/// What a query finds that gives ids, documents, and which fold made these.
fn found<A: Aggregate>(
    tx: &Connection,
    shared: &Shared,
    sql: &str,
    params: impl Params,
) -> Result<Vec<(Uuid, Folded<A>)>, StoreError> {
    let mut stmt = tx.prepare_cached(sql)?;
    let rows = stmt.query_map(params, |r| {
        let stored = Stored { sealed: r.get(1)?, folds: r.get(2)? };
        Ok((r.get::<_, Vec<u8>>(0)?, stored))
    })?;
    let mut found = Vec::new();
    for found_row in rows {
        let (id, stored) = found_row?;
        let id = row::uuid(&id)?;
        found.extend(state(tx, shared, id, stored)?.map(|state| (id, state)));
    }
    Ok(found)
}
