//! What phones hand back of a former console: its own events with the hub's own signature. Whoever carries them, they are what this hub wrote.

use super::commit::put_head;
use super::verdict::Verdict;
use super::work::Work;
use super::{Ledger, batch, console};
use crate::data::{int, uint};
use crate::error::HubError;
use crate::random;
use crate::sql::{self, Conn};
use fettle_core::kernel::{ChainHead, DeviceId, Event, EventId, Hash, SignedLink};
use fettle_core::sync::protocol::Lost;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Ledger {
    /// What was lost when the database was put back from a copy; none for a hub that never was.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn lost(&self) -> Result<Option<Lost>, HubError> {
        let mut conn = self.db.read().acquire().await?;
        let sql = "SELECT EXISTS (SELECT 1 FROM device WHERE lost_after IS NOT NULL AND person = id)";
        if !sql::query_scalar::<bool>(sql).fetch_one(&mut *conn).await? {
            return Ok(None);
        }
        // All that ever wrote: one that ended with its process is whole up to its head, and a copy may have been of that time.
        let sql = "SELECT id, COALESCE(lost_after, head_number) FROM device WHERE public_key = $1";
        let rows = sql::query(sql).bind(self.key.public()).fetch_all(&mut *conn).await?;
        let mut after = BTreeMap::new();
        for row in &rows {
            let id: String = row.try_get(0)?;
            after.insert(id.parse().map_err(|_| HubError::Record(id))?, uint(row.try_get(1)?));
        }
        after.remove(&self.console());
        // Of a console that may have written on unnoticed the same numbers may be other events.
        for device in console::forked(&mut conn).await? {
            after.entry(device).and_modify(|lost_after| *lost_after = 0);
        }
        Ok(Some(Lost { after, console: self.console() }))
    }

    /// Takes events of former consoles in, from whoever carries them. Each is believed by the hub's own signature alone; what is on record
    /// already, or is not signed, is passed over. How many were new comes back.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer: nothing is then on record.
    pub async fn take_back(self: &Arc<Self>, carrier: DeviceId, events: Vec<Event>) -> Result<u64, HubError> {
        let ledger = Arc::clone(self);
        tokio::spawn(async move { ledger.take_back_events(carrier, events).await })
            .await
            .map_err(|e| HubError::Record(format!("return: {e}")))?
    }

    async fn take_back_events(&self, carrier: DeviceId, events: Vec<Event>) -> Result<u64, HubError> {
        let public = self.key.public();
        let mut fresh: BTreeMap<(DeviceId, u64), (Event, SignedLink, ChainHead)> = BTreeMap::new();
        for event in events {
            let device = event.header().device;
            let Some(link) = event.signed().cloned() else { continue };
            let Ok(head) = link.verify(&event, &public) else { continue };
            if device != self.console() {
                fresh.insert((device, head.number), (event, link, head));
            }
        }
        let mut cache = self.ready().await?;
        let mut conn = self.db.write().await?;
        let now = self.clock.now_ms();
        let mut tx = self.begin(&mut cache, &mut conn).await?;
        let forked = console::forked(&mut tx).await?;
        let mut known_devices = BTreeSet::new();
        let (mut new, mut again) = (Vec::new(), Vec::new());
        let (mut said, mut placed) = (BTreeSet::new(), BTreeSet::new());
        for ((device, number), (event, link, head)) in fresh {
            if known_devices.insert(device) {
                enter(&mut tx, device, &public, now).await?;
            }
            let header = event.header();
            // What a console said again for one before it may come beside the first record.
            if !said.insert(event.origin()) {
                continue;
            }
            if forked.contains(&device) {
                // Its place on the chain may be another's, or behind another's: what it says is said again by the console of now.
                let sql = "SELECT EXISTS (SELECT 1 FROM event WHERE id = $1 OR repeats = $1)";
                let known: bool = sql::query_scalar(sql).bind(event.origin().to_string()).fetch_one(&mut *tx).await?;
                if !known {
                    again.push(event);
                }
                continue;
            }
            let known: i64 = sql::query_scalar(
                "SELECT COUNT(*) FROM event WHERE (device = $1 AND number = $2) OR id IN ($3, $4) OR repeats = $4",
            )
            .bind(device.to_string())
            .bind(int(number))
            .bind(header.id.to_string())
            .bind(event.origin().to_string())
            .fetch_one(&mut *tx)
            .await?;
            if known == 0 {
                missed(&mut tx, device).await?;
                let whole = match header.follows {
                    None => true,
                    Some(before) if placed.contains(&(device, before)) => true,
                    Some(before) => stands(&mut tx, device, before).await?,
                };
                if whole {
                    placed.insert((device, number));
                    new.push((event, link, head));
                } else {
                    // A frontier says the newest number only: at its old place, what is missing before it would pass for seen by whoever writes now.
                    again.push(event);
                }
            }
        }
        if new.is_empty() && again.is_empty() {
            return Ok(0);
        }
        let count = (new.len() + again.len()) as u64;
        let at = cache.receipt(now);
        let mut recorder = cache.recorder.clone();
        let mut work = Work::new(&mut tx, &mut cache, at);
        let subjects = new.iter().map(|(event, ..)| event).chain(&again).map(|event| event.header().subject.clone());
        work.load(subjects.collect::<Vec<_>>()).await?;
        let mut links = Vec::with_capacity(new.len());
        for (event, link, head) in new {
            links.push((event.header().device, link, head));
            // The console let in nothing that it would not let in again: it was judged when it was written.
            work.take(event, head, Verdict::default()).await?;
        }
        let mut heads = Vec::with_capacity(again.len());
        for event in again {
            // Whoever wrote at the console of now did not have it before the eyes, the same person neither.
            let follows = work.newest_of(&event.header().subject, recorder.device);
            let said = recorder.let_in(EventId::new(random::uuid(now)?), &event, follows)?;
            work.take(said, recorder.head, Verdict::default()).await?;
            heads.push(self.key.sign_head(recorder.device, recorder.head));
        }
        work.refile().await?;
        let done = work.write().await?;
        for (device, link, head) in links {
            note(&mut tx, device, &link, head, carrier, at).await?;
        }
        if let Some((newest, before)) = heads.split_last() {
            batch::put_heads(&mut tx, recorder.device, before).await?;
            put_head(&mut tx, recorder.device, newest, at).await?;
        }
        cache.stale = true;
        tx.commit().await?;
        cache.recorder = recorder;
        cache.received = at;
        let touched = done.publish(&mut cache, self);
        // When the hub was last put back may be another time by now.
        cache.early = None;
        cache.stale = false;
        self.reconsider(&mut cache, &mut conn, touched).await;
        tracing::info!(%carrier, count, "events of a former console came back");
        Ok(count)
    }
}

/// A console that the copy does not know wrote between two restores: it is entered with what its events tell, and gaps.
async fn enter(conn: &mut Conn, device: DeviceId, public: &str, now: u64) -> Result<(), HubError> {
    let id = device.to_string();
    sql::query(
        "INSERT INTO device (id, person, short, public_key, name, app, head_number, head_hash, enrolled_at, retired_at, lost_after)
         VALUES ($1, $1, $2, $3, 'console', '', 0, $4, $5, $5, 0) ON CONFLICT (id) DO NOTHING",
    )
    .bind(&id)
    // Its own short code is not known, and may be another one's here by now.
    .bind(format!("H-{}", id.get(24..).unwrap_or(&id)))
    .bind(public)
    .bind(ChainHead::start(device).hash.to_string())
    .bind(int(now))
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether an event stands at its own place on a console's chain.
async fn stands(conn: &mut Conn, device: DeviceId, number: u64) -> Result<bool, HubError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM event WHERE device = $1 AND number = $2)";
    Ok(sql::query_scalar(sql).bind(device.to_string()).bind(int(number)).fetch_one(conn).await?)
}

/// Something of a console is missing here: from its head on it has gaps.
async fn missed(conn: &mut Conn, device: DeviceId) -> Result<(), HubError> {
    sql::query("UPDATE device SET lost_after = head_number WHERE id = $1 AND lost_after IS NULL")
        .bind(device.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

async fn note(
    conn: &mut Conn,
    device: DeviceId,
    link: &SignedLink,
    head: ChainHead,
    carrier: DeviceId,
    at: u64,
) -> Result<(), HubError> {
    let (device, number): (String, i64) = (device.to_string(), int(head.number));
    let hash: Hash = head.hash;
    sql::query("INSERT INTO returned (device, number, before, carrier, at) VALUES ($1, $2, $3, $4, $5)")
        .bind(&device)
        .bind(number)
        .bind(link.before.to_string())
        .bind(carrier.to_string())
        .bind(int(at))
        .execute(&mut *conn)
        .await?;
    sql::query("INSERT INTO signed_head (device, number, hash, signature) VALUES ($1, $2, $3, $4)")
        .bind(&device)
        .bind(number)
        .bind(hash.to_string())
        .bind(&link.signature)
        .execute(&mut *conn)
        .await?;
    sql::query("UPDATE device SET head_number = $2, head_hash = $3 WHERE id = $1 AND head_number < $2")
        .bind(&device)
        .bind(number)
        .bind(hash.to_string())
        .execute(conn)
        .await?;
    Ok(())
}
