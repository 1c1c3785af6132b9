//! Reading: states, events, devices. No check of who asks: that is `access`, beside whoever calls.

use super::reached::REACHED_BY;
use super::{Ledger, batch, chain, stored};
use crate::data::uint;
use crate::error::HubError;
use crate::sql::{self, Row};
use fettle_core::domain::reach::Reach;
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::{Aggregate, ChainHead, DeviceId, Event, EventId, Folded, PersonId, Subject};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use uuid::Uuid;

/// A device as the hub keeps it.
#[derive(Debug, Clone)]
pub struct DeviceRow {
    /// Its id.
    pub id: DeviceId,
    /// Whose it is.
    pub person: PersonId,
    /// Short code.
    pub short: String,
    /// What people call it.
    pub name: String,
    /// Version of the app.
    pub app: String,
    /// Ed25519 public key, 64 hex digits.
    pub public_key: String,
    /// Number of its newest event on record.
    pub head: u64,
    /// Times in milliseconds since 1970 UTC: enrolled, last heard of, last push with news, last pull, revoked.
    pub enrolled_at: u64,
    /// Last request of any kind.
    pub seen_at: Option<u64>,
    /// Last push that brought something new.
    pub pushed_at: Option<u64>,
    /// Last pull.
    pub pulled_at: Option<u64>,
    /// When it was revoked.
    pub revoked_at: Option<u64>,
    /// The device in whose place it came, restored or cloned.
    pub succeeds: Option<DeviceId>,
}

impl Ledger {
    /// The aggregate with `id`; `None` when nothing is recorded of it.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn get<A: Aggregate>(&self, id: impl Into<Uuid>) -> Result<Option<Folded<A>>, HubError> {
        let id = id.into();
        stored::one(&mut *self.db.read().acquire().await?, id).await
    }
    /// The public key of a device, and whether it was revoked; `None` for one that the hub does not know.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn key_of(&self, device: DeviceId) -> Result<Option<(String, bool)>, HubError> {
        let sql = "SELECT public_key, revoked_at IS NOT NULL FROM device WHERE id = $1";
        let row = sql::query(sql).bind(device.to_string()).fetch_optional(self.db.read()).await?;
        row.map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).transpose()
    }
    /// Every aggregate of a kind, in the order of their ids (that is, of birth).
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn all<A: Aggregate>(&self) -> Result<Vec<(Uuid, Folded<A>)>, HubError> {
        let sql = "SELECT subject, folded, folds FROM state WHERE kind = $1 ORDER BY subject";
        let mut conn = self.db.read().acquire().await?;
        let rows = sql::query(sql).bind(A::KIND).fetch_all(&mut *conn).await?;
        stored::of_kind(&mut conn, &rows).await
    }
    /// Aggregates of a kind in the order of birth, at most `most`, behind `after`: a page of a long list.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn some<A: Aggregate>(&self, after: Option<Uuid>, most: u32) -> Result<Vec<(Uuid, Folded<A>)>, HubError> {
        // Subjects of a kind lie beside each other: `0` is the character behind `/`.
        let from = after.map_or_else(|| format!("{}/", A::KIND), |id| Subject::new(A::KIND, id).to_string());
        let sql =
            "SELECT subject, folded, folds FROM state WHERE subject > $1 AND subject < $2 ORDER BY subject LIMIT $3";
        let query = sql::query(sql).bind(from).bind(format!("{}0", A::KIND)).bind(i64::from(most));
        let mut conn = self.db.read().acquire().await?;
        let rows = query.fetch_all(&mut *conn).await?;
        stored::of_kind(&mut conn, &rows).await
    }
    /// Those of `ids` that are on record, by their ids, read in one statement. Asks nobody whether they may be seen.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn several<A: Aggregate>(&self, mut ids: Vec<Uuid>) -> Result<BTreeMap<Uuid, Folded<A>>, HubError> {
        ids.sort();
        ids.dedup();
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let subjects: Vec<Subject> = ids.into_iter().map(|id| Subject::new(A::KIND, id)).collect();
        let mut query = batch::among("SELECT subject, folded, folds FROM state WHERE subject IN (", &subjects);
        let mut conn = self.db.read().acquire().await?;
        let rows = query.build().fetch_all(&mut *conn).await?;
        Ok(stored::of_kind(&mut conn, &rows).await?.into_iter().collect())
    }
    /// What is known of those of `ids` that are on record, by these ids, read in one statement. Asks nobody whether they may be seen.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn by_id<I: From<Uuid> + Into<Uuid> + Ord, A: Aggregate>(
        &self,
        ids: Vec<I>,
    ) -> Result<BTreeMap<I, A>, HubError> {
        let found = self.several::<A>(ids.into_iter().map(Into::into).collect()).await?;
        Ok(found.into_iter().map(|(id, folded)| (I::from(id), folded.state)).collect())
    }
    /// Those of `subjects` that are known here and that `reach` covers, asked together.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn within(&self, reach: &Reach, subjects: &[Subject]) -> Result<BTreeSet<Subject>, HubError> {
        let names: Vec<String> = subjects.iter().map(ToString::to_string).collect();
        let names = serde_json::to_string(&names)?;
        let found: Vec<String> = match reach {
            Reach::All(_) => {
                let sql = "SELECT subject FROM state WHERE subject IN (SELECT value FROM json_each($1))";
                sql::query_scalar(sql).bind(names).fetch_all(self.db.read()).await?
            }
            Reach::Streams(streams) => {
                let streams: Vec<String> = streams.iter().map(Stream::to_string).collect();
                let sql = format!(
                    "SELECT DISTINCT f.subject FROM filed f WHERE f.subject IN (SELECT value FROM json_each($1)) \
                     AND f.left_at IS NULL AND {REACHED_BY} IN (SELECT value FROM json_each($2))"
                );
                let query =
                    sql::query_scalar(sql::AssertSqlSafe(sql)).bind(names).bind(serde_json::to_string(&streams)?);
                query.fetch_all(self.db.read()).await?
            }
        };
        found.iter().map(|name| parse(name)).collect()
    }
    /// Aggregates of a kind that speak of `parent`: a job's checks, a site's jobs, a card's movements.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn by_parent<A: Aggregate>(&self, parent: &Subject) -> Result<Vec<(Uuid, Folded<A>)>, HubError> {
        // Ranges of the index: whatever else names the parent, such as a thousand jobs their site, is not walked.
        let sql = "SELECT DISTINCT s.subject, s.folded, s.folds FROM link l JOIN state s ON s.subject = l.source \
                   WHERE l.target = $1 AND l.filing IN (0, 1) AND l.source >= $2 AND l.source < $3 ORDER BY s.subject";
        let (from, to) = batch::of_kind(A::KIND);
        let rows = sql::query(sql).bind(parent.to_string()).bind(from).bind(to);
        let mut conn = self.db.read().acquire().await?;
        let rows = rows.fetch_all(&mut *conn).await?;
        stored::of_kind(&mut conn, &rows).await
    }
    /// Accepted events of an aggregate, in fold order.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn events_of(&self, subject: &Subject) -> Result<Vec<Event>, HubError> {
        let mut conn = self.db.read().acquire().await?;
        let mut events = batch::events_of(&mut conn, subject).await?;
        events.sort_by_key(Event::order);
        Ok(events)
    }
    /// The device of an event that is on record and not in quarantine, or that a person let in.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn accepted(&self, id: EventId) -> Result<Option<DeviceId>, HubError> {
        let sql = "SELECT device FROM event WHERE id = $1 AND (quarantined IS NULL OR quarantined = 'twin') LIMIT 1";
        let device: Option<String> = sql::query_scalar(sql).bind(id.to_string()).fetch_optional(self.db.read()).await?;
        device.map(|device| parse(&device)).transpose()
    }
    /// The streams under which an aggregate is filed now.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn streams_of(&self, subject: &Subject) -> Result<Vec<Stream>, HubError> {
        let sql = "SELECT stream FROM filed WHERE subject = $1 AND left_at IS NULL";
        let names: Vec<String> = sql::query_scalar(sql).bind(subject.to_string()).fetch_all(self.db.read()).await?;
        names.iter().map(|name| parse(name)).collect()
    }
    /// Number of the newest event row of an aggregate; 0 for none.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn newest_of(&self, subject: &Subject) -> Result<u64, HubError> {
        let sql = "SELECT MAX(seq) FROM event WHERE subject = $1 AND quarantined IS NULL";
        let newest: Option<i64> = sql::query_scalar(sql).bind(subject.to_string()).fetch_one(self.db.read()).await?;
        Ok(uint(newest.unwrap_or_default()))
    }
    /// Number of the newest event row in these streams; 0 for none.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn newest_in(&self, streams: &BTreeSet<Stream>) -> Result<u64, HubError> {
        let mut newest = 0;
        let mut all = streams.clone();
        for stream in streams {
            let of = match stream {
                Stream::Everyone => None,
                Stream::Centre(id) => Some(*id),
                _ => continue,
            };
            all.extend(self.months(of).await?.into_iter().map(|month| Stream::Stock(of, month)));
        }
        for stream in &all {
            // What left the stream since is news as well, but has no number; the next event has.
            let sql = "SELECT event FROM entry WHERE stream = $1 AND event IS NOT NULL ORDER BY n DESC LIMIT 1";
            let last: Option<i64> =
                sql::query_scalar(sql).bind(stream.to_string()).fetch_optional(self.db.read()).await?;
            newest = newest.max(uint(last.unwrap_or_default()));
        }
        Ok(newest)
    }
    /// Newest number of every stream.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn streams(&self) -> Result<BTreeMap<Stream, u64>, HubError> {
        let rows = sql::query("SELECT name, newest FROM stream").fetch_all(self.db.read()).await?;
        rows.iter().map(|row| Ok((parse(row.try_get(0)?)?, uint(row.try_get(1)?)))).collect()
    }
    /// The newest of `held` that a device's chain on record has too; number 0 for none.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn common(&self, device: DeviceId, held: &[ChainHead]) -> Result<ChainHead, HubError> {
        let mut conn = self.db.read().acquire().await?;
        chain::common(&mut conn, device, held).await
    }
    /// Every device, phones first by enrolment, the console among them.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn devices(&self) -> Result<Vec<DeviceRow>, HubError> {
        let sql = format!("{DEVICE} ORDER BY enrolled_at, id");
        let rows = sql::query(sql::AssertSqlSafe(sql)).fetch_all(self.db.read()).await?;
        rows.iter().map(device).collect()
    }
    /// The devices of a person, by enrolment.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn devices_of(&self, person: PersonId) -> Result<Vec<DeviceRow>, HubError> {
        let sql = format!("{DEVICE} WHERE person = $1 ORDER BY enrolled_at, id");
        let rows = sql::query(sql::AssertSqlSafe(sql)).bind(person.to_string()).fetch_all(self.db.read()).await?;
        rows.iter().map(device).collect()
    }
}

#[cfg(test)]
impl Ledger {
    /// Every aggregate of a kind that `reach` covers, in the order of birth, for tests: pages read rows.
    pub(crate) async fn all_within<A: Aggregate>(&self, reach: &Reach) -> Result<Vec<(Uuid, Folded<A>)>, HubError> {
        let streams = match reach {
            Reach::All(_) => return self.all::<A>().await,
            Reach::Streams(streams) => streams,
        };
        let mut query = sql::Builder::new("SELECT subject, folded, folds FROM state WHERE kind = ");
        query.push_bind(A::KIND);
        query.push(format!(
            " AND EXISTS (SELECT 1 FROM filed f WHERE f.subject = state.subject AND f.left_at IS NULL AND {REACHED_BY} IN ("
        ));
        let mut list = query.separated(", ");
        for stream in streams {
            list.push_bind(stream.to_string());
        }
        query.push(")) ORDER BY subject");
        let mut conn = self.db.read().acquire().await?;
        let rows = query.build().fetch_all(&mut *conn).await?;
        stored::of_kind(&mut conn, &rows).await
    }
}

/// The columns that [`device`] reads.
pub(super) const DEVICE: &str = "SELECT id, person, short, name, app, public_key, head_number, enrolled_at, seen_at, pushed_at, \
                      pulled_at, revoked_at, succeeds FROM device";

pub(super) fn device(row: &Row) -> Result<DeviceRow, HubError> {
    let time = |i: usize| -> Result<Option<u64>, HubError> { Ok(row.try_get::<Option<i64>, _>(i)?.map(uint)) };
    Ok(DeviceRow {
        id: parse(row.try_get(0)?)?,
        person: parse(row.try_get(1)?)?,
        short: row.try_get(2)?,
        name: row.try_get(3)?,
        app: row.try_get(4)?,
        public_key: row.try_get(5)?,
        head: uint(row.try_get(6)?),
        enrolled_at: uint(row.try_get(7)?),
        seen_at: time(8)?,
        pushed_at: time(9)?,
        pulled_at: time(10)?,
        revoked_at: time(11)?,
        succeeds: row.try_get::<Option<String>, _>(12)?.map(|id| parse(&id)).transpose()?,
    })
}

fn parse<T: FromStr>(text: &str) -> Result<T, HubError> {
    text.parse().map_err(|_| HubError::Record(text.to_owned()))
}
