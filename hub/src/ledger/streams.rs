//! What phones read: heads of devices, centres, entries of streams.

use super::{Ledger, batch};
use crate::data::{int, uint};
use crate::error::HubError;
use crate::sql::{self, Row};
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::{ChainHead, DeviceId, Event, SignedLink, Subject};
use fettle_core::sync::protocol::Entry;
use futures_util::TryStreamExt;
use std::collections::{BTreeMap, BTreeSet};

/// A part of a stream.
#[derive(Debug, Default)]
pub struct Part {
    /// Its entries.
    pub entries: Vec<Entry>,
    /// What they take up on a page, about.
    pub bytes: usize,
    /// Whether there are others behind them.
    pub more: bool,
}

/// What an entry takes up on a page beside its event.
const ENTRY_BYTES: usize = 100;

impl Ledger {
    /// The newest event on record of a device.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer or has no such device.
    pub async fn head_of(&self, device: DeviceId) -> Result<ChainHead, HubError> {
        let row = sql::query("SELECT head_number, head_hash FROM device WHERE id = $1")
            .bind(device.to_string())
            .fetch_one(self.db.read())
            .await?;
        let hash: String = row.try_get(1)?;
        let hash = hash.parse().map_err(|_| HubError::Record("head of a device".into()))?;
        Ok(ChainHead { number: uint(row.try_get(0)?), hash })
    }
    /// Every centre.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn centres(&self) -> Result<Vec<CentreId>, HubError> {
        batch::centres(&mut *self.db.read().acquire().await?).await
    }
    /// Those of `subjects` that are known here and filed in none of `streams`.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn elsewhere(&self, subjects: &[Subject], streams: &BTreeSet<Stream>) -> Result<Vec<Subject>, HubError> {
        let streams: Vec<String> = streams.iter().map(Stream::to_string).collect();
        let sql = "SELECT EXISTS (SELECT 1 FROM state WHERE subject = $1) AND NOT EXISTS (SELECT 1 FROM filed \
                   WHERE subject = $1 AND left_at IS NULL AND stream IN (SELECT value FROM json_each($2)))";
        let streams = serde_json::to_string(&streams)?;
        let mut elsewhere = Vec::new();
        for subject in subjects {
            let gone: bool =
                sql::query_scalar(sql).bind(subject.to_string()).bind(&streams).fetch_one(self.db.read()).await?;
            if gone {
                elsewhere.push(subject.clone());
            }
        }
        Ok(elsewhere)
    }
    /// Newest numbers of `streams`; 0 for one in which nothing stands yet.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn newest_numbers(&self, streams: BTreeSet<Stream>) -> Result<BTreeMap<Stream, u64>, HubError> {
        let names: Vec<String> = streams.iter().map(Stream::to_string).collect();
        let sql = "SELECT name, newest FROM stream WHERE name IN (SELECT value FROM json_each($1))";
        let mut newest: BTreeMap<Stream, u64> = streams.into_iter().map(|stream| (stream, 0)).collect();
        for row in sql::query(sql).bind(serde_json::to_string(&names)?).fetch_all(self.db.read()).await? {
            let name: String = row.try_get(0)?;
            let stream = name.parse().map_err(|_| HubError::Record(format!("stream {name}")))?;
            newest.insert(stream, uint(row.try_get(1)?));
        }
        Ok(newest)
    }
    /// At most `most` entries of a stream after `after`, and no more once their events take up `room` bytes; and whether there are others
    /// behind them. What does not go on the page is not read.
    ///
    /// Events of an aggregate that is no longer filed there are left out; their numbers stay, so that the cursor moves, and the `forget`
    /// stands further on.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn entries(&self, stream: &Stream, after: u64, most: usize, room: usize) -> Result<Part, HubError> {
        let sql = "SELECT e.n, e.forget, f.subject, v.header, v.body, v.body_hash, v.received, COALESCE(p.hash, r.before), s.signature, v.quarantined IS NOT NULL, v.id \
                   FROM entry e LEFT JOIN event v ON v.seq = e.event \
                   LEFT JOIN filed f ON f.subject = v.subject AND f.stream = e.stream AND f.left_at IS NULL \
                   LEFT JOIN device c ON c.id = v.device AND c.public_key = $4 \
                   LEFT JOIN signed_head s ON c.id IS NOT NULL AND s.device = v.device AND s.number = v.number \
                   LEFT JOIN event p ON c.id IS NOT NULL AND p.device = v.device AND p.number = v.number - 1 \
                   LEFT JOIN returned r ON c.id IS NOT NULL AND r.device = v.device AND r.number = v.number \
                   WHERE e.stream = $1 AND e.n > $2 ORDER BY e.n LIMIT $3";
        // One more than wanted tells whether there is more.
        let mut rows = sql::query(sql)
            .bind(stream.to_string())
            .bind(int(after))
            .bind(i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX))
            .bind(self.key.public())
            .fetch(self.db.read())?;
        let mut part = Part::default();
        while let Some(row) = rows.try_next().await? {
            if part.entries.len() == most || part.bytes >= room {
                part.more = true;
                break;
            }
            let forget: Option<String> = row.try_get(1)?;
            let forget = forget.map(|text| text.parse().map_err(|_| HubError::Record(text))).transpose()?;
            let filed: Option<String> = row.try_get(2)?;
            let (mut e, mut quarantined) = (None, None);
            if filed.is_some() {
                if row.try_get(9)? {
                    let id: String = row.try_get(10)?;
                    quarantined = Some(id.parse().map_err(|_| HubError::Record(id))?);
                } else {
                    e = Some(Box::new(signed(&row)?));
                }
            }
            part.bytes += ENTRY_BYTES;
            part.bytes += e.as_ref().map_or(0, |e| e.header_text().len() + e.body_text().map_or(0, str::len));
            part.entries.push(Entry { s: stream.clone(), n: uint(row.try_get(0)?), e, forget, quarantined });
        }
        Ok(part)
    }
}

/// An event as phones get it: the console's own with what proves it, so that a hub that is put back from a backup can have it again.
fn signed(row: &Row) -> Result<Event, HubError> {
    let event = batch::event(row, 3)?;
    let Some(signature) = row.try_get::<Option<String>, _>(8)? else { return Ok(event) };
    let before = match row.try_get::<Option<String>, _>(7)? {
        Some(hash) => hash.parse().map_err(|_| HubError::Record("hash of an event".into()))?,
        None if event.header().number == 1 => ChainHead::start(event.header().device).hash,
        None => return Ok(event),
    };
    Ok(event.with_signed(Some(SignedLink { before, signature })))
}
