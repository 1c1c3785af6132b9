//! Who had the bytes of a blob: who sent them whole, or might read them anyway.
//!
//! An event opens the files that it names to its streams only where its author is one of these. A hash alone is printed on papers: who knows
//! it has not seen the file, and does not get it by naming it.

use super::Blobs;
use crate::data::uint;
use crate::error::HubError;
use crate::sql::{self, Conn};
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::{Aggregate, Hash, PersonId, Subject};
use std::collections::{BTreeMap, BTreeSet};

/// Stands for the hub itself. Anybody may name a blob that the hub made or took in by itself (such as a paper): nobody had to send it.
const HUB: &str = "hub";

/// Who had the bytes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Holder {
    /// The hub itself made them.
    Hub,
    /// This person sent them.
    Person(PersonId),
    /// Nobody yet: [`Blobs::hold`] notes it later.
    Later,
}

/// The streams under which a blob is named.
#[derive(Debug, Default)]
pub(crate) struct Named {
    /// By somebody who had it: whoever reaches one of these may read it.
    pub open: BTreeSet<Stream>,
    /// By authors who may have read it, or may only know its hash.
    pub claimed: BTreeMap<PersonId, BTreeSet<Stream>>,
}

/// Notes who had the bytes.
pub(super) async fn note(conn: &mut Conn, hash: Hash, holder: Holder) -> Result<(), HubError> {
    let holder = match holder {
        Holder::Hub => HUB.to_owned(),
        Holder::Person(person) => person.to_string(),
        Holder::Later => return Ok(()),
    };
    sql::query("INSERT INTO blob_holder (hash, person) VALUES ($1, $2) ON CONFLICT (hash, person) DO NOTHING")
        .bind(hash.to_string())
        .bind(holder)
        .execute(conn)
        .await?;
    Ok(())
}

impl Blobs {
    /// Notes that a person had the bytes, or may read them, which counts as much.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub(crate) async fn hold(&self, hash: Hash, person: PersonId) -> Result<(), HubError> {
        note(&mut *self.db.write().await?, hash, Holder::Person(person)).await
    }
    /// Whether the person had the bytes, `size` of them, and they are here whole.
    pub(super) async fn is_held(&self, hash: Hash, size: u64, person: PersonId) -> Result<bool, HubError> {
        let sql = "SELECT b.size FROM blob b JOIN blob_holder h ON h.hash = b.hash WHERE b.hash = $1 AND h.person = $2";
        let row =
            sql::query(sql).bind(hash.to_string()).bind(person.to_string()).fetch_optional(self.db.read()).await?;
        Ok(match row {
            Some(row) => uint(row.try_get(0)?) == size,
            None => false,
        })
    }
    /// Where the blob is named by events on record, and by whom.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub(crate) async fn named(&self, hash: Hash) -> Result<Named, HubError> {
        let sql = "SELECT DISTINCT f.stream, e.person, \
                   EXISTS (SELECT 1 FROM blob_holder h WHERE h.hash = b.hash AND h.person IN (e.person, $2)) \
                   FROM event_blob b JOIN event e ON e.seq = b.event JOIN filed f ON f.subject = e.subject \
                   WHERE b.hash = $1 AND e.quarantined IS NULL AND f.left_at IS NULL";
        let rows = sql::query(sql).bind(hash.to_string()).bind(HUB).fetch_all(self.db.read()).await?;
        let mut named = Named::default();
        for row in &rows {
            let Ok(stream) = row.try_get::<String, _>(0)?.parse::<Stream>() else { continue };
            let person = row.try_get::<String, _>(1)?.parse::<PersonId>();
            if row.try_get::<bool, _>(2)? {
                named.open.insert(stream);
            } else if let Ok(person) = person {
                named.claimed.entry(person).or_default().insert(stream);
            }
        }
        Ok(named)
    }
    /// Whether a blob is here whole and an event of this aggregate names it whose author had it: for the aggregate's papers and pages.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn belongs<A: Aggregate>(&self, hash: Hash, id: impl Into<uuid::Uuid>) -> Result<bool, HubError> {
        let sql = "SELECT COUNT(*) FROM event_blob n JOIN event e ON e.seq = n.event JOIN blob b ON b.hash = n.hash \
                   WHERE n.hash = $1 AND e.subject = $2 AND e.quarantined IS NULL \
                   AND EXISTS (SELECT 1 FROM blob_holder h WHERE h.hash = n.hash AND h.person IN (e.person, $3))";
        let count: i64 = sql::query_scalar(sql)
            .bind(hash.to_string())
            .bind(Subject::new(A::KIND, id).to_string())
            .bind(HUB)
            .fetch_one(self.db.read())
            .await?;
        Ok(count > 0)
    }
}
