//! One act on many records of a list: which were chosen, and what became of each. What happens to a record is a command and an event of its own, judged
//! and recorded alone; these are rows and no events: they say what one person asked for in one go, so that it can be told in one go, and taken back.

mod act;

pub(crate) use act::{Act, List};

use crate::data::{Db, int, uint};
use crate::error::{Fault, HubError};
use crate::ledger::Drawn;
use crate::random;
use crate::sql::{self, Row};
use axum::http::StatusCode;
use fettle_core::kernel::PersonId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// How long it is remembered, in milliseconds: as long as a form that was sent.
const REMEMBERED_MS: u64 = 30 * 24 * 60 * 60 * 1000;

/// What somebody asked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bulk {
    /// The command of the form that asked.
    pub id: Uuid,
    /// Who asked.
    pub person: PersonId,
    /// For what; where it takes another one back, what that one did.
    pub act: Act,
    /// Where its preview was drawn.
    pub drawn: Drawn,
    /// The one that it takes back.
    pub undoes: Option<Uuid>,
}

/// What became of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "became", rename_all = "snake_case")]
pub(crate) enum Became {
    /// It was done.
    Done,
    /// It was refused.
    Refused {
        /// The text's key.
        key: String,
        /// What the text mentions.
        args: BTreeMap<String, String>,
    },
}

/// The id of one of its records; what became of it, none where it was not tried yet.
pub(crate) type BulkItem = (Uuid, Option<Became>);

/// What somebody asked for, as a list of such tells it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Asked {
    /// What.
    pub bulk: Bulk,
    /// When, milliseconds since 1970 UTC.
    pub at: u64,
    /// Records that it was done to, that were not tried yet, and all.
    pub done: usize,
    pub waiting: usize,
    pub all: usize,
    /// The one that takes it back.
    pub undone: Option<Uuid>,
}

impl Bulk {
    /// The id of the command that does it to one record: the same however often the form is sent.
    pub(crate) fn command(&self, item: Uuid) -> Uuid {
        let digest = random::digest(&format!("fettle.bulk.v1\0{}\0{item}", self.id));
        let bytes: String = digest.chars().take(32).collect();
        uuid::Builder::from_u128(u128::from_str_radix(&bytes, 16).unwrap_or_default())
            .with_version(uuid::Version::Custom)
            .with_variant(uuid::Variant::RFC4122)
            .into_uuid()
    }
    /// What it asks, for the commands of its records.
    ///
    /// # Errors
    /// When it does not write.
    pub(crate) fn digest(&self, items: &[Uuid]) -> Result<String, HubError> {
        Ok(random::digest(&serde_json::to_string(&(&self.act, self.undoes, items))?))
    }
    /// Reads `id, act, drawn, undoes` of a row, which begin at `from`.
    fn read(row: &Row, from: usize, person: PersonId) -> Result<Self, HubError> {
        let (id, undoes): (String, Option<String>) = (row.try_get(from)?, row.try_get(from + 3)?);
        let bad = || HubError::Record(format!("bulk {id}"));
        Ok(Self {
            id: id.parse().map_err(|_| bad())?,
            person,
            act: serde_json::from_str(&row.try_get::<String, _>(from + 1)?)?,
            drawn: row.try_get::<String, _>(from + 2)?.parse().map_err(|()| bad())?,
            undoes: undoes.map(|id| id.parse().map_err(|_| bad())).transpose()?,
        })
    }
}

/// All of this hub.
#[derive(Debug)]
pub(crate) struct Bulks {
    db: Arc<Db>,
}

impl Bulks {
    pub(crate) const fn new(db: Arc<Db>) -> Self {
        Self { db }
    }
    /// Notes what is asked for. What was noted before stays as it is: the form was sent twice. Forgets what nobody asks for any more.
    ///
    /// # Errors
    /// `form_sent_before` where the same id asked for something else.
    pub(crate) async fn begin(&self, bulk: &Bulk, items: &[Uuid], now: u64) -> Result<(), HubError> {
        let (id, person, digest) = (bulk.id.to_string(), bulk.person.to_string(), bulk.digest(items)?);
        let mut conn = self.db.write().await?;
        let mut tx = conn.begin().await?;
        let known =
            sql::query("SELECT person, digest FROM bulk WHERE id = $1").bind(&id).fetch_optional(&mut *tx).await?;
        if let Some(row) = known {
            let same = row.try_get::<String, _>(0)? == person && row.try_get::<String, _>(1)? == digest;
            return if same { Ok(()) } else { Err(Fault::new(StatusCode::CONFLICT, "form_sent_before").into()) };
        }
        let old = int(now.saturating_sub(REMEMBERED_MS));
        for sql in
            ["DELETE FROM bulk_job WHERE bulk IN (SELECT id FROM bulk WHERE at < $1)", "DELETE FROM bulk WHERE at < $1"]
        {
            sql::query(sql).bind(old).execute(&mut *tx).await?;
        }
        let sql = "INSERT INTO bulk (id, person, digest, act, drawn, undoes, at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        sql::query(sql)
            .bind(&id)
            .bind(&person)
            .bind(&digest)
            .bind(serde_json::to_string(&bulk.act)?)
            .bind(bulk.drawn.to_string())
            .bind(bulk.undoes.map(|id| id.to_string()))
            .bind(int(now))
            .execute(&mut *tx)
            .await?;
        let all = serde_json::to_string(items)?;
        let sql = "INSERT INTO bulk_job (bulk, place, job, became) SELECT $1, key, value, '' FROM json_each($2)";
        sql::query(sql).bind(&id).bind(all).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(())
    }
    /// What a person asked for under this id, with its records in their order. Nobody else's.
    pub(crate) async fn get(&self, id: Uuid, person: PersonId) -> Result<Option<(Bulk, Vec<BulkItem>)>, HubError> {
        let sql = "SELECT id, act, drawn, undoes FROM bulk WHERE id = $1 AND person = $2";
        let query = sql::query(sql).bind(id.to_string()).bind(person.to_string());
        let Some(row) = query.fetch_optional(self.db.read()).await? else { return Ok(None) };
        let bulk = Bulk::read(&row, 0, person)?;
        let sql = "SELECT job, became FROM bulk_job WHERE bulk = $1 ORDER BY place";
        let rows = sql::query(sql).bind(id.to_string()).fetch_all(self.db.read()).await?;
        let item = |row: &Row| -> Result<BulkItem, HubError> {
            let (item, became): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            let became = if became.is_empty() { None } else { Some(serde_json::from_str(&became)?) };
            Ok((item.parse().map_err(|_| HubError::Record(format!("bulk {id}")))?, became))
        };
        Ok(Some((bulk, rows.iter().map(item).collect::<Result<_, _>>()?)))
    }
    /// What a person asked for, the newest first, behind the one of `after` (when, and its id), at most `most`. Nobody else's.
    pub(crate) async fn of(
        &self,
        person: PersonId,
        after: Option<(u64, Uuid)>,
        most: usize,
    ) -> Result<Vec<Asked>, HubError> {
        let sql = "SELECT b.id, b.act, b.drawn, b.undoes, b.at, \
                   (SELECT COUNT(*) FROM bulk_job j WHERE j.bulk = b.id AND j.became = $2), \
                   (SELECT COUNT(*) FROM bulk_job j WHERE j.bulk = b.id AND j.became = ''), \
                   (SELECT COUNT(*) FROM bulk_job j WHERE j.bulk = b.id), \
                   (SELECT MAX(u.id) FROM bulk u WHERE u.undoes = b.id) \
                   FROM bulk b WHERE b.person = $1 AND (b.at < $3 OR (b.at = $3 AND b.id < $4)) \
                   ORDER BY b.at DESC, b.id DESC LIMIT $5";
        let (at, id) = after.map_or((i64::MAX, String::new()), |(at, id)| (int(at), id.to_string()));
        let rows = sql::query(sql)
            .bind(person.to_string())
            .bind(serde_json::to_string(&Became::Done)?)
            .bind(at)
            .bind(id)
            .bind(i64::try_from(most).unwrap_or(i64::MAX))
            .fetch_all(self.db.read())
            .await?;
        let count = |row: &Row, at: usize| -> Result<usize, HubError> {
            Ok(usize::try_from(row.try_get::<i64, _>(at)?).unwrap_or_default())
        };
        let asked = |row: &Row| -> Result<Asked, HubError> {
            let undone: Option<String> = row.try_get(8)?;
            Ok(Asked {
                bulk: Bulk::read(row, 0, person)?,
                at: uint(row.try_get(4)?),
                done: count(row, 5)?,
                waiting: count(row, 6)?,
                all: count(row, 7)?,
                undone: undone.and_then(|id| id.parse().ok()),
            })
        };
        rows.iter().map(asked).collect()
    }
    /// Notes what became of one record. What was done stays so: of two that go on with it at once, one may find that the other's act took the record out
    /// of reach.
    pub(crate) async fn became(&self, id: Uuid, item: Uuid, became: &Became) -> Result<(), HubError> {
        let sql = "UPDATE bulk_job SET became = $3 WHERE bulk = $1 AND job = $2 AND became <> $4";
        let query = sql::query(sql).bind(id.to_string()).bind(item.to_string()).bind(serde_json::to_string(became)?);
        let query = query.bind(serde_json::to_string(&Became::Done)?);
        query.execute(&mut *self.db.write().await?).await?;
        Ok(())
    }
    /// The newest that takes this one back.
    pub(crate) async fn undone(&self, id: Uuid) -> Result<Option<Uuid>, HubError> {
        let sql = "SELECT id FROM bulk WHERE undoes = $1 ORDER BY at DESC, id DESC LIMIT 1";
        let found: Option<String> = sql::query_scalar(sql).bind(id.to_string()).fetch_optional(self.db.read()).await?;
        found.map(|id| id.parse().map_err(|_| HubError::Record(format!("bulk {id}")))).transpose()
    }
}
