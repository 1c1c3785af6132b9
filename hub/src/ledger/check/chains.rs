//! Every chain from its first event: texts, columns, hashes, signed heads, the head on the device's row, the blobs that events name.

use super::{Check, PAGE};
use crate::data::{int, uint};
use crate::error::HubError;
use crate::ledger::batch;
use crate::sql::{self, Builder, Row};
use fettle_core::kernel::chain::link;
use fettle_core::kernel::{ChainHead, DeviceId, Event, Hash, SignedHead};
use std::collections::{BTreeSet, HashMap};

/// The chain that is being read.
struct Chain {
    device: DeviceId,
    short: String,
    public_key: String,
    head: ChainHead,
    /// Number of the newest event with a good signature after it.
    signed: u64,
    /// A retired console has gaps after this number: what phones have not brought back.
    gaps_after: Option<u64>,
}

impl Check<'_, '_, '_> {
    pub(super) async fn chains(&mut self) -> Result<(), HubError> {
        let all = self.count_events().await?;
        let sql = "SELECT id, short, public_key, head_number, head_hash, lost_after FROM device ORDER BY id";
        let devices = sql::query(sql).fetch_all(&mut *self.conn).await?;
        let mut done = 0;
        for row in &devices {
            done += self.chain(row, done, all).await?;
        }
        let sql = "SELECT DISTINCT device FROM event WHERE device NOT IN (SELECT id FROM device)";
        for device in sql::query_scalar::<String>(sql).fetch_all(&mut *self.conn).await? {
            self.findings.add("device_unknown", [("device", device)]);
        }
        let sql = "SELECT s.device, s.number FROM signed_head s \
                   WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.device = s.device AND e.number = s.number) LIMIT 1000";
        for row in sql::query(sql).fetch_all(&mut *self.conn).await? {
            let number: i64 = row.try_get(1)?;
            self.findings.add("head_without_event", [("device", row.try_get(0)?), ("number", number.to_string())]);
        }
        let sql = "SELECT id FROM event WHERE quarantined IS NULL GROUP BY id HAVING COUNT(*) > 1 LIMIT 1000";
        for id in sql::query_scalar::<String>(sql).fetch_all(&mut *self.conn).await? {
            self.findings.add("event_twice", [("event", id)]);
        }
        self.blob_list().await
    }

    /// One chain; how many events it has.
    async fn chain(&mut self, row: &Row, done: u64, all: u64) -> Result<u64, HubError> {
        let (id, short): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let Ok(device) = id.parse::<DeviceId>() else {
            self.findings.add("device_unknown", [("device", id)]);
            return Ok(0);
        };
        let gaps_after = row.try_get::<Option<i64>, _>(5)?.map(uint);
        let head = ChainHead::start(device);
        let public_key = row.try_get(2)?;
        let mut chain = Chain { device, short: short.clone(), public_key, head, signed: 0, gaps_after };
        let (mut after, mut count) = (0_i64, 0);
        let sql = "SELECT e.header, e.body, e.body_hash, e.received, e.number, e.hash, e.id, e.subject, e.kind, e.person, e.seq, \
                   s.hash, s.signature, r.before, e.repeats FROM event e \
                   LEFT JOIN signed_head s ON s.device = e.device AND s.number = e.number \
                   LEFT JOIN returned r ON r.device = e.device AND r.number = e.number \
                   WHERE e.device = $1 AND e.number > $2 ORDER BY e.number LIMIT $3";
        loop {
            let page = sql::query(sql).bind(&id).bind(after).bind(PAGE).fetch_all(&mut *self.conn).await?;
            let Some(last) = page.last() else { break };
            after = last.try_get(4)?;
            let mut named = Vec::new();
            for row in &page {
                if let Some(event) = self.event(&mut chain, row)? {
                    let seq: i64 = row.try_get(10)?;
                    let blobs: BTreeSet<String> =
                        event.header().blobs.iter().map(|blob| blob.hash.to_string()).collect();
                    named.extend(blobs.into_iter().map(|hash| (hash, seq)));
                }
                count += 1;
            }
            self.named(&chain, &named).await?;
            self.findings.step("chains", done + count, all);
        }
        let place = || [("device", short.clone()), ("number", chain.head.number.to_string())];
        if chain.signed < chain.head.number {
            self.findings.add("head_unsigned", place());
        }
        let (number, hash): (i64, String) = (row.try_get(3)?, row.try_get(4)?);
        if uint(number) != chain.head.number || hash != chain.head.hash.to_string() {
            self.findings.add("device_head", place());
        }
        self.findings.report.counts.chains += 1;
        Ok(count)
    }

    /// One event and the head signed after it. What is found is named once: the chain goes on from what is written there.
    fn event(&mut self, chain: &mut Chain, row: &Row) -> Result<Option<Event>, HubError> {
        let number = uint(row.try_get(4)?);
        let place = || [("device", chain.short.clone()), ("number", number.to_string())];
        let written: String = row.try_get(5)?;
        let Ok(written_hash) = written.parse::<Hash>() else {
            self.findings.add("chain_broken", place());
            chain.head.number = number;
            return Ok(None);
        };
        let before = if number == chain.head.number + 1 {
            Some(chain.head.hash)
        } else if chain.gaps_after.is_some_and(|after| number > after) {
            self.findings.report.counts.missing += number - chain.head.number - 1;
            row.try_get::<Option<String>, _>(13)?.and_then(|hash| hash.parse().ok())
        } else {
            self.findings
                .add("event_gap", [("device", chain.short.clone()), ("number", (chain.head.number + 1).to_string())]);
            None
        };
        chain.head = ChainHead { number, hash: written_hash };
        let event = match batch::event(row, 0) {
            Ok(event) => event,
            Err(_) => {
                self.findings.add("event_unreadable", place());
                return Ok(None);
            }
        };
        let header = event.header();
        let columns: [(usize, String); 4] = [
            (6, header.id.to_string()),
            (7, header.subject.to_string()),
            (8, header.kind.clone()),
            (9, header.by.to_string()),
        ];
        let mut same = header.device == chain.device && header.number == number;
        same &= row.try_get::<Option<String>, _>(14)? == header.repeats.map(|id| id.to_string());
        for (column, told) in columns {
            same &= row.try_get::<String, _>(column)? == told;
        }
        if !same {
            self.findings.add("event_columns", place());
        }
        let body_hash: String = row.try_get(2)?;
        if body_hash != event.body_hash().to_string() {
            self.findings.add("event_body_changed", place());
        } else if before.is_some_and(|before| link(before, event.header_hash(), event.body_hash()) != written_hash) {
            self.findings.add("chain_broken", place());
        }
        if let Some(signed_hash) = row.try_get::<Option<String>, _>(11)? {
            self.findings.report.counts.heads += 1;
            let signed = SignedHead { head: chain.head, signature: row.try_get(12)? };
            if signed_hash == written && signed.verify(chain.device, &chain.public_key).is_ok() {
                chain.signed = number;
            } else {
                self.findings.add("head_signature", place());
            }
        } else if chain.gaps_after.is_some_and(|after| number > after) {
            // What came back is believed by its signature alone.
            self.findings.add("head_signature", place());
        }
        Ok(Some(event))
    }

    /// That the list of blobs has what the events of a page name.
    async fn named(&mut self, chain: &Chain, named: &[(String, i64)]) -> Result<(), HubError> {
        for some in named.chunks(500) {
            let mut query = Builder::new("SELECT COUNT(*) FROM event_blob WHERE (hash, event) IN (VALUES ");
            for (at, (hash, seq)) in some.iter().enumerate() {
                query.push(if at == 0 { "(" } else { ", (" });
                query.push_bind(hash.clone()).push(", ").push_bind(*seq).push(")");
            }
            query.push(")");
            let found: i64 = query.build_query_scalar().fetch_one(&mut *self.conn).await?;
            if uint(found) != some.len() as u64 {
                self.findings
                    .add("blob_list", [("device", chain.short.clone()), ("number", chain.head.number.to_string())]);
            }
        }
        Ok(())
    }

    /// That the list of blobs has nothing that no event names.
    async fn blob_list(&mut self) -> Result<(), HubError> {
        let sql = "SELECT b.hash, b.event, e.device, e.number, e.header FROM event_blob b JOIN event e ON e.seq = b.event \
                   WHERE (b.hash, b.event) > ($1, $2) ORDER BY b.hash, b.event LIMIT $3";
        let (mut hash, mut event) = (String::new(), 0_i64);
        loop {
            let page = sql::query(sql).bind(&hash).bind(event).bind(PAGE).fetch_all(&mut *self.conn).await?;
            let Some(last) = page.last() else { return Ok(()) };
            hash = last.try_get(0)?;
            event = last.try_get(1)?;
            let mut shorts: HashMap<String, String> = HashMap::new();
            for row in &page {
                let (named, header): (String, String) = (row.try_get(0)?, row.try_get(4)?);
                if !header.contains(&named) {
                    let number: i64 = row.try_get(3)?;
                    let device: String = row.try_get(2)?;
                    let short = shorts.entry(device.clone()).or_insert(device).clone();
                    self.findings.add("blob_list", [("device", short), ("number", int(uint(number)).to_string())]);
                }
            }
        }
    }
}
