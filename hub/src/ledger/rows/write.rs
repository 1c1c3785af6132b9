//! Writing the rows of changed records, and holding rows against their records.

use super::item::{Item, items_of};
use super::{directory, due, dues, jobs, places, search, short, takes};
use crate::error::HubError;
use crate::ledger::batch;
use crate::ledger::business::State;
use crate::ledger::stock::sums::Pair;
use crate::sql::{self, Conn};
use fettle_core::domain::calendars::Calendar;
use fettle_core::domain::jobs::Job;
use fettle_core::domain::parts::Take;
use fettle_core::domain::people::{Person, Skills};
use fettle_core::domain::sites::Equipment;
use fettle_core::kernel::{Aggregate, Subject};
use std::collections::BTreeSet;

/// Rows that show a name which changed are written with it where there are no more than these.
const AT_ONCE: usize = 200;

/// Whether records of this kind have rows, or rows of others are made from them.
pub(in crate::ledger) fn has(kind: &str) -> bool {
    directory::KINDS.contains(&kind) || [Job::KIND, Take::KIND, Calendar::KIND, Skills::KIND].contains(&kind)
}

/// Whether another state of one record can have other rows.
pub(in crate::ledger) fn differ(subject: &Subject, one: &State, other: &State) -> bool {
    directory::row(subject, one) != directory::row(subject, other)
        || search::said(one) != search::said(other)
        || jobs::said(one) != jobs::said(other)
        || dues::said(one) != dues::said(other)
        || takes::said(one) != takes::said(other)
        || places::said(one) != places::said(other)
        || short::said(one) != short::said(other)
        || one.0.as_calendar() != other.0.as_calendar()
}

/// Writes the rows of changed records, and those that show their names.
pub(in crate::ledger) async fn put(conn: &mut Conn, items: &[Item]) -> Result<(), HubError> {
    if items.is_empty() {
        return Ok(());
    }
    let mut renamed = directory::put(conn, items).await?;
    // What is due in working days is counted again.
    renamed.extend(items.iter().map(|item| item.subject.clone()).filter(|subject| subject.kind() == Calendar::KIND));
    let others = beside(conn, items, &renamed).await?;
    directory::file_again(conn, &others).await?;
    takes::put(conn, items).await?;
    let held = places::put(conn, items).await?;
    short::put_of(conn, items, &held).await?;
    shown(conn, items).await?;
    shown(conn, &others).await
}

/// Writes what follows from lines of stock that were rebuilt, once these and the states are written.
pub(in crate::ledger) async fn stock_moved(conn: &mut Conn, moved: &BTreeSet<Pair>) -> Result<(), HubError> {
    if moved.is_empty() {
        return Ok(());
    }
    short::put(conn, moved).await?;
    dues::stock_moved(conn, &moved.iter().map(|(place, _)| *place).collect()).await
}

/// Writes rows again that show what was renamed; for whoever does what is due, after all others.
pub(super) async fn put_again(conn: &mut Conn, subjects: &[Subject]) -> Result<(), HubError> {
    let items = items_of(conn, subjects).await?;
    directory::file_again(conn, &items).await?;
    shown(conn, &items).await
}

/// Writes the rows of a record again, whose dues are not those of its state; and those of what is no record away.
pub(in crate::ledger) async fn write_again(conn: &mut Conn, subject: &Subject) -> Result<(), HubError> {
    sql::query("DELETE FROM due WHERE subject = $1").bind(subject.to_string()).execute(&mut *conn).await?;
    put_again(conn, std::slice::from_ref(subject)).await
}

/// Writes the rows that show other records' names.
async fn shown(conn: &mut Conn, items: &[Item]) -> Result<(), HubError> {
    let beside = jobs::Beside::read(conn, items).await?;
    jobs::put(conn, items, &beside).await?;
    dues::put(conn, items, &beside).await?;
    search::put(conn, items).await
}

/// The records whose rows show the name of `what`, behind `after`, in the order of their subjects, at most `most`.
pub(super) async fn showing(
    conn: &mut Conn,
    what: &Subject,
    after: &str,
    most: usize,
) -> Result<Vec<Subject>, HubError> {
    let mut all = directory::showing(conn, what, after, most).await?;
    all.extend(jobs::showing(conn, what, after, most).await?);
    all.extend(search::showing(conn, what, after, most).await?);
    all.sort();
    all.truncate(most);
    Ok(all)
}

/// The records beside `items` that show a name of `renamed`. Where they are many, they are noted for later and none comes back.
async fn beside(conn: &mut Conn, items: &[Item], renamed: &BTreeSet<Subject>) -> Result<Vec<Item>, HubError> {
    let mut others: BTreeSet<Subject> = BTreeSet::new();
    for what in renamed {
        let some = showing(conn, what, "", AT_ONCE + 1).await?;
        if some.len() > AT_ONCE || others.len() > AT_ONCE {
            due::note(conn, &what.to_string()).await?;
        } else {
            others.extend(some);
        }
    }
    // Whether a person works here says whether the certificates are asked for.
    let people = items.iter().filter(|item| item.subject.kind() == Person::KIND);
    others.extend(people.map(|item| Subject::new(Skills::KIND, item.subject.id())));
    for item in items {
        others.remove(&item.subject);
    }
    items_of(conn, &others.into_iter().collect::<Vec<_>>()).await
}

/// Whether the rows of one record are those of its state. Rows that are still to be written are not looked at.
pub(in crate::ledger) async fn hold(conn: &mut Conn, subject: &Subject, state: &State) -> Result<bool, HubError> {
    if !has(subject.kind()) {
        return Ok(true);
    }
    let due = due::all(conn).await?;
    if due.get(due::ALL).is_some_and(|at| *at < subject.to_string()) {
        return Ok(true);
    }
    let filed = batch::filed(conn, std::slice::from_ref(subject)).await?;
    let item = Item::new(subject, state, filed.get(subject));
    let shown = search::shown_by(state);
    let waits = shown.iter().any(|what| due.contains_key(&what.to_string()));
    // Under which customer a machine stands follows from its site, as words do.
    let waits_for_site = waits && subject.kind() == Equipment::KIND;
    if !waits_for_site && !directory::holds(conn, &item).await? {
        return Ok(false);
    }
    let own = takes::holds(conn, &item).await? && places::holds(conn, &item).await?;
    let others = waits
        || (jobs::holds(conn, &item).await? && dues::holds(conn, &item).await? && search::holds(conn, &item).await?);
    Ok(own && others)
}

/// Parts of a place whose sums, or what is short of them, are not what the lines of the place give. What is still to be written is not looked at.
pub(in crate::ledger) async fn stock_holds(conn: &mut Conn, place: &str) -> Result<BTreeSet<String>, HubError> {
    let all = !due::all(conn).await?.contains_key(due::ALL);
    short::wrong_at(conn, place, all).await
}

/// Rows of what is not on record.
pub(in crate::ledger) async fn left_over(conn: &mut Conn) -> Result<Vec<String>, HubError> {
    let mut found = Vec::new();
    for table in
        ["directory", "directory_in", "search_doc", "job_row", "job_in", "job_engineer", "due", "take_row", "place_row"]
    {
        let sql = format!(
            "SELECT DISTINCT subject FROM {table} t WHERE NOT EXISTS (SELECT 1 FROM state s WHERE s.subject = t.subject) LIMIT 1000"
        );
        found.extend(sql::query_scalar::<String>(sql::AssertSqlSafe(sql)).fetch_all(&mut *conn).await?);
    }
    Ok(found)
}
