//! Forgetting: what the hub no longer files for this phone leaves it, after the phone's own work about it is in.

use super::db::{Shared, Store};
use super::error::StoreError;
use super::projections;
use super::row;
use super::{blob_files, bundles};
use crate::kernel::Subject;
use crate::sync::protocol::Stream;
use rusqlite::{Connection, params};

/// Own events (and blobs) outlive their receipt by this many milliseconds, 90 days: a hub restored from a backup is refilled by the phones.
const KEEP_OWN_MS: u64 = 90 * 24 * 3600 * 1000;

/// Before the name of a stream in `membership`: the subject was filed there before the hub's epoch changed, and did not come again yet.
const UNCONFIRMED: char = '~';

/// Of what the hub has of this phone's work, only subjects that it never filed are looked at, however much work there is. That the stream is
/// unconfirmed is said as the index can find it.
const UNCONFIRMED_SUBJECTS: &str = "SELECT kind, subject FROM membership INDEXED BY membership_stream
    WHERE stream >= '~' AND (kind, subject) > (?1, ?2)
    UNION SELECT kind, subject FROM unfiled u WHERE (kind, subject) > (?1, ?2)
    AND EXISTS (SELECT 1 FROM event e WHERE e.kind = u.kind AND e.subject = u.subject AND (
        EXISTS (SELECT 1 FROM outbox o WHERE o.event = e.id AND o.state = 'acked')
        OR EXISTS (SELECT 1 FROM former o WHERE o.event = e.id AND o.state = 'acked')))
    ORDER BY kind, subject LIMIT ?3";

impl Store {
    /// Subjects of which the hub has said nothing yet: filed here before its epoch changed, and not sent again; or of own work that it has,
    /// and never sent back. In an order that stays; at most `most` after `after`.
    ///
    /// # Errors
    /// As any read.
    pub fn unconfirmed_subjects(&self, after: Option<&Subject>, most: usize) -> Result<Vec<Subject>, StoreError> {
        self.read(|tx, _| {
            let mut stmt = tx.prepare_cached(UNCONFIRMED_SUBJECTS)?;
            let (kind, id) = after.map_or(("", Vec::new()), |after| (after.kind(), after.id().as_bytes().to_vec()));
            row::subjects(&mut stmt, params![kind, id, row::column(most as u64)])
        })
    }

    /// The hub knows these and files them for others: what of them is unconfirmed here is forgotten, as soon as no own work about it waits. How many
    /// are gone now.
    ///
    /// # Errors
    /// As any write.
    pub fn elsewhere(&self, subjects: &[Subject]) -> Result<u64, StoreError> {
        let gone = self.write(|tx, shared| {
            let mut gone = 0;
            for subject in subjects {
                confirm(tx, subject)?;
                remember_to_forget(tx, subject)?;
                gone += u64::from(settle(tx, shared, subject)?);
            }
            Ok(gone)
        })?;
        blob_files::remove_doomed(self)?;
        Ok(gone)
    }

    /// Lets go of own work about forgotten subjects that the hub acknowledged 90 days before `hub_ms` (milliseconds since 1970 UTC).
    ///
    /// # Errors
    /// As any write.
    pub fn prune(&self, hub_ms: u64) -> Result<u64, StoreError> {
        let gone = self.write(|tx, _| prune(tx, hub_ms))?;
        blob_files::remove_doomed(self)?;
        bundles::prune(self, row::column(hub_ms.saturating_sub(KEEP_OWN_MS)))?;
        Ok(gone)
    }
}

/// The hub's epoch changed: everything that is here has to come again, or be asked about.
pub(super) fn unconfirm_all(tx: &Connection) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE OR REPLACE membership SET stream = ?1 || stream WHERE stream < ?1",
        params![UNCONFIRMED.to_string()],
    )?;
    Ok(())
}

/// Notes own work about `subject`: the hub has to say where it is filed, unless it did.
pub(super) fn note_own_work(tx: &Connection, subject: &Subject) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO unfiled (kind, subject) SELECT ?1, ?2
         WHERE NOT EXISTS (SELECT 1 FROM membership WHERE kind = ?1 AND subject = ?2)
         AND NOT EXISTS (SELECT 1 FROM forgotten WHERE kind = ?1 AND subject = ?2) ON CONFLICT DO NOTHING",
    )?
    .execute(params![subject.kind(), subject.id().as_bytes()])?;
    Ok(())
}

/// Notes that the hub said where `subject` is filed, or that it is for others.
pub(super) fn filing_is_known(tx: &Connection, subject: &Subject) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM unfiled WHERE kind = ?1 AND subject = ?2")?
        .execute(params![subject.kind(), subject.id().as_bytes()])?;
    Ok(())
}

/// Whether anything is unconfirmed.
pub(super) fn any_unconfirmed(tx: &Connection) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM membership WHERE stream >= '~')";
    Ok(tx.prepare_cached(sql)?.query_row([], |r| r.get(0))?)
}

/// Confirms `subject`: where the hub files it now counts, where it was filed before the epoch changed does not.
pub(super) fn confirm(tx: &Connection, subject: &Subject) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM membership WHERE kind = ?1 AND subject = ?2 AND stream >= '~'")?
        .execute(params![subject.kind(), subject.id().as_bytes()])?;
    Ok(())
}

/// The hub no longer files `subject` in `stream`.
pub(super) fn leave(tx: &Connection, subject: &Subject, stream: &Stream) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM membership WHERE kind = ?1 AND subject = ?2 AND stream IN (?3, ?4)")?.execute(
        params![subject.kind(), subject.id().as_bytes(), stream.to_string(), format!("{UNCONFIRMED}{stream}")],
    )?;
    remember_to_forget(tx, subject)
}

fn remember_to_forget(tx: &Connection, subject: &Subject) -> Result<(), StoreError> {
    let id = subject.id();
    tx.prepare_cached("INSERT INTO forgotten (kind, subject, done) VALUES (?1, ?2, 0) ON CONFLICT DO NOTHING")?
        .execute(params![subject.kind(), id.as_bytes()])?;
    filing_is_known(tx, subject)
}

/// This phone may no longer follow `stream`.
pub(super) fn leave_stream(tx: &Connection, shared: &Shared, stream: &Stream) -> Result<(), StoreError> {
    let mut stmt = tx.prepare_cached("SELECT DISTINCT kind, subject FROM membership WHERE stream IN (?1, ?2)")?;
    let subjects = row::subjects(&mut stmt, params![stream.to_string(), format!("{UNCONFIRMED}{stream}")])?;
    for subject in &subjects {
        leave(tx, subject, stream)?;
        forget(tx, shared, subject)?;
    }
    // Once for all of them: a month of a ledger may be thousands.
    doom_unused(tx)?;
    tx.execute("DELETE FROM cursor WHERE stream = ?1", params![stream.to_string()])?;
    Ok(())
}

/// Forgets `subject` if the hub said so, no stream holds it and no own work about it waits; also once more, when own work came back to life
/// and is in again. Whether it is gone now.
pub(super) fn settle(tx: &Connection, shared: &Shared, subject: &Subject) -> Result<bool, StoreError> {
    let gone = forget(tx, shared, subject)?;
    if gone {
        doom_unused(tx)?;
    }
    Ok(gone)
}

/// The same, leaving its blobs to [`doom_unused`].
fn forget(tx: &Connection, shared: &Shared, subject: &Subject) -> Result<bool, StoreError> {
    let (kind, id) = (subject.kind(), subject.id());
    let there = |sql: &str| -> Result<bool, StoreError> {
        Ok(tx.prepare_cached(sql)?.query_row(params![kind, id.as_bytes()], |r| r.get(0))?)
    };
    if there("SELECT EXISTS (SELECT 1 FROM membership WHERE kind = ?1 AND subject = ?2)")? {
        tx.prepare_cached("DELETE FROM forgotten WHERE kind = ?1 AND subject = ?2")?
            .execute(params![kind, id.as_bytes()])?;
        return Ok(false);
    }
    if !there("SELECT EXISTS (SELECT 1 FROM forgotten WHERE kind = ?1 AND subject = ?2)")? {
        return Ok(false);
    }
    let waits = there(
        "SELECT EXISTS (SELECT 1 FROM event e JOIN outbox o ON o.event = e.id
             WHERE e.kind = ?1 AND e.subject = ?2 AND o.state = 'pending')
         OR EXISTS (SELECT 1 FROM blob_use u JOIN blob b ON b.hash = u.hash
             WHERE u.kind = ?1 AND u.subject = ?2 AND b.mine = 1 AND b.local = 1 AND b.uploaded = 0)",
    )?;
    if waits {
        return Ok(false);
    }
    for sql in [
        "DELETE FROM event WHERE kind = ?1 AND subject = ?2 AND id NOT IN (SELECT event FROM outbox)
             AND id NOT IN (SELECT event FROM former)",
        "DELETE FROM blob_use WHERE kind = ?1 AND subject = ?2 AND hash IN (SELECT hash FROM blob WHERE mine = 0)",
        "UPDATE forgotten SET done = 1 WHERE kind = ?1 AND subject = ?2",
    ] {
        tx.prepare_cached(sql)?.execute(params![kind, id.as_bytes()])?;
    }
    projections::remove(tx, shared, subject)?;
    Ok(true)
}

/// Blobs that no event names any more. A blob just made and not yet named by an event is left alone.
fn doom_unused(tx: &Connection) -> Result<(), StoreError> {
    const UNUSED: &str = "mine = 0 AND NOT EXISTS (SELECT 1 FROM blob_use u WHERE u.hash = blob.hash)";
    tx.execute(
        &format!("INSERT INTO doomed (hash) SELECT hash FROM blob WHERE local = 1 AND {UNUSED} ON CONFLICT DO NOTHING"),
        [],
    )?;
    tx.execute(&format!("DELETE FROM blob WHERE {UNUSED}"), [])?;
    Ok(())
}

fn prune(tx: &Connection, hub_ms: u64) -> Result<u64, StoreError> {
    let before = row::column(hub_ms.saturating_sub(KEEP_OWN_MS));
    // `outbox` and `former` follow by their foreign keys.
    let gone = tx.execute(
        "DELETE FROM event WHERE id IN (SELECT o.event FROM outbox o WHERE o.state <> 'pending' AND o.receipt < ?1
                 UNION ALL SELECT o.event FROM former o WHERE o.state <> 'pending' AND o.receipt < ?1)
             AND EXISTS (SELECT 1 FROM forgotten f WHERE f.kind = event.kind AND f.subject = event.subject AND f.done = 1)",
        params![before],
    )?;
    // Subjects of which nothing is left: their own blobs are let go too.
    const EMPTY: &str = "SELECT 1 FROM forgotten f WHERE f.kind = u.kind AND f.subject = u.subject AND f.done = 1
         AND NOT EXISTS (SELECT 1 FROM event e WHERE e.kind = f.kind AND e.subject = f.subject)";
    tx.execute(
        &format!(
            "UPDATE blob SET mine = 0 WHERE uploaded = 1 AND EXISTS (SELECT 1 FROM blob_use u WHERE u.hash = blob.hash)
                 AND NOT EXISTS (SELECT 1 FROM blob_use u WHERE u.hash = blob.hash AND NOT EXISTS ({EMPTY}))"
        ),
        [],
    )?;
    tx.execute(&format!("DELETE FROM blob_use AS u WHERE EXISTS ({EMPTY})"), [])?;
    tx.execute(
        "DELETE FROM forgotten AS f WHERE done = 1
             AND NOT EXISTS (SELECT 1 FROM event e WHERE e.kind = f.kind AND e.subject = f.subject)",
        [],
    )?;
    doom_unused(tx)?;
    Ok(gone as u64)
}

#[cfg(test)]
mod tests {
    use super::UNCONFIRMED_SUBJECTS;
    use crate::kernel::Subject;
    use crate::store::Store;
    use crate::store::tests::kit::{entry, note, open, receipt, write};
    use crate::sync::protocol::Stream;
    use rusqlite::{StatementStatus, params};

    /// What is unconfirmed, by walking all own work.
    fn walked(store: &Store) -> Vec<Subject> {
        store
            .read(|tx, _| {
                let mut stmt = tx.prepare(
                    "SELECT kind, subject FROM membership WHERE stream >= '~'
                     UNION SELECT kind, subject FROM event e
                     WHERE id IN (SELECT event FROM outbox WHERE state = 'acked' UNION ALL
                         SELECT event FROM former WHERE state = 'acked')
                     AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.kind = e.kind AND m.subject = e.subject)
                     AND NOT EXISTS (SELECT 1 FROM forgotten f WHERE f.kind = e.kind AND f.subject = e.subject)
                     ORDER BY kind, subject",
                )?;
                super::row::subjects(&mut stmt, [])
            })
            .unwrap()
    }

    /// Steps of SQLite's machine for asking once.
    fn steps(store: &Store) -> i32 {
        let asked = store.read(|tx, _| {
            let mut stmt = tx.prepare(UNCONFIRMED_SUBJECTS)?;
            stmt.query_map(params!["", Vec::<u8>::new(), 100], |r| r.get::<_, String>(0))?.for_each(drop);
            Ok(stmt.get_status(StatementStatus::VmStep))
        });
        asked.unwrap()
    }

    #[test]
    fn what_the_hub_filed_is_not_looked_at_again_however_much_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        let mut after = Vec::new();
        let mut written = 0;
        for _ in 0..2 {
            for _ in 0..150 {
                written += 1;
                let event = write(&store, u128::from(written), "said", 0);
                store.receipts(&[receipt(&store, event.header().number)]).unwrap();
                assert_eq!(store.unconfirmed_subjects(None, 9).unwrap(), [note(u128::from(written))]);
                store.receive(&[entry(written, &event, 5)]).unwrap();
                assert!(store.unconfirmed_subjects(None, 9).unwrap().is_empty());
            }
            after.push(steps(&store));
        }
        assert_eq!(after[0], after[1], "twice the work, the same steps");
    }

    #[test]
    fn whatever_happens_to_a_subject_it_is_unconfirmed_as_by_walking_all_own_work() {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        let agree = |store: &Store, what: &str| {
            assert_eq!(store.unconfirmed_subjects(None, 99).unwrap(), walked(store), "{what}")
        };
        let events: Vec<_> = (1..=4).map(|n| write(&store, n, "mine", 0)).collect();
        agree(&store, "waiting");
        for event in &events {
            store.receipts(&[receipt(&store, event.header().number)]).unwrap();
        }
        assert_eq!(store.unconfirmed_subjects(None, 99).unwrap().len(), 4);
        agree(&store, "taken in, and filed nowhere that is known here");
        store.receive(&[entry(1, &events[0], 5), entry(2, &events[1], 5)]).unwrap();
        agree(&store, "two are filed");
        let gone = crate::sync::protocol::Entry {
            s: Stream::Everyone,
            n: 3,
            e: None,
            forget: Some(note(1)),
            quarantined: None,
        };
        store.receive(&[gone]).unwrap();
        agree(&store, "one of them is forgotten");
        store.elsewhere(&[note(3)]).unwrap();
        agree(&store, "one is for others");
        let again = write(&store, 1, "again", 9);
        agree(&store, "work about a forgotten one");
        store.receipts(&[receipt(&store, again.header().number)]).unwrap();
        agree(&store, "which is in");
        store.receive(&[entry(4, &again, 12)]).unwrap();
        agree(&store, "and filed here again");
        assert_eq!(store.unconfirmed_subjects(None, 99).unwrap(), [note(4)]);
        store.prune(u64::MAX / 2).unwrap();
        agree(&store, "long after");
    }
}
