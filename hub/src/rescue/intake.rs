//! Taking in what a bundle holds, item by item: events in runs, judged as a push; files by their hash.

use super::report::{Damage, Imported, Quarantined};
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use crate::ledger::Run;
use fettle_core::kernel::{BlobRef, DeviceId, Event, Hash};
use fettle_core::rescue::{About, Item, Report, SalvagedEvent, SignedEvent};
use fettle_core::sync::protocol::MAX_PUSH_EVENTS;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) struct Intake<'a> {
    hub: &'a Arc<Hub>,
    report: Imported,
    about: Option<About>,
    /// Own events that hang together and were not committed yet.
    run: Vec<SignedEvent>,
    /// Public keys of devices that were asked for, and whether they were revoked; `None` for one that the hub does not know.
    keys: BTreeMap<DeviceId, Option<(String, bool)>>,
    events: u64,
    quarantined: BTreeMap<(String, bool), u64>,
    /// Files that the bundle held.
    brought: BTreeSet<Hash>,
}

impl<'a> Intake<'a> {
    pub(super) fn new(hub: &'a Arc<Hub>, hash: Hash) -> Self {
        let report = Imported {
            hash,
            device: DeviceId::new(uuid::Uuid::nil()),
            short: String::new(),
            made_ms: 0,
            accepted: 0,
            known: 0,
            quarantined: vec![],
            salvaged: 0,
            blobs: 0,
            blobs_known: 0,
            blobs_unreadable: vec![],
            damage: Damage::default(),
        };
        let (keys, quarantined, brought) = (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        Self { hub, report, about: None, run: vec![], keys, events: 0, quarantined, brought }
    }

    pub(super) async fn take(&mut self, item: Item) -> Result<(), HubError> {
        match item {
            Item::About(about) => {
                self.about = Some(*about);
                Ok(())
            }
            Item::Event(event) => {
                self.events += 1;
                self.event(event).await
            }
            Item::Salvaged(event) => {
                self.events += 1;
                self.report.salvaged += 1;
                self.salvaged(event).await
            }
            Item::Blob(blob, bytes) => self.blob(blob, bytes).await,
        }
    }

    /// Events of a bundle are as good as pushed ones: signed by the device itself, in the order of its chain.
    async fn event(&mut self, event: SignedEvent) -> Result<(), HubError> {
        let device = event.event.header().device;
        let Some((key, _)) = self.key(device).await? else {
            return self.aside(device, "unknown_device", *event.event).await;
        };
        if let Err(e) = event.verify(&key) {
            return self.aside(device, e.code(), *event.event).await;
        }
        let follows = self.run.last().is_none_or(|last| {
            last.event.header().device == device
                && last.head.head.number.checked_add(1) == Some(event.head.head.number)
                && event.before.is_none_or(|before| before == last.head.head.hash)
        });
        if !follows || self.run.len() >= MAX_PUSH_EVENTS {
            self.commit().await?;
        }
        self.run.push(event);
        Ok(())
    }

    async fn commit(&mut self) -> Result<(), HubError> {
        let run = std::mem::take(&mut self.run);
        let Some(last) = run.last() else { return Ok(()) };
        let (device, head) = (last.event.header().device, last.head.clone());
        let on_record = self.hub.ledger.head_of(device).await?.number;
        let events: Vec<Event> = run.into_iter().map(|event| *event.event).collect();
        let count = events.len() as u64;
        let revoked = self.key(device).await?.is_some_and(|(_, revoked)| revoked);
        let quarantined = revoked.then_some("device_revoked");
        match self.hub.ledger.commit(Run { device, events, head, quarantined }).await {
            Ok(receipts) => {
                for receipt in receipts {
                    match receipt.quarantined {
                        _ if receipt.number <= on_record => self.report.known += 1,
                        Some(code) => self.count_quarantined(&code, true, 1),
                        None => self.report.accepted += 1,
                    }
                }
                Ok(())
            }
            // The ledger kept the run as it came.
            Err(HubError::Fault(Fault { code, .. })) if code.starts_with("chain_") => {
                self.count_quarantined(code, false, count);
                Ok(())
            }
            Err(e) => Err(e),
        }
    }

    /// An event of a device that went down with its file. Where that device's key was saved it is an event like any other; otherwise nobody
    /// vouches for it, and a person has to look.
    async fn salvaged(&mut self, event: SalvagedEvent) -> Result<(), HubError> {
        match event.head {
            Some(head) => self.event(SignedEvent { before: event.before, head, event: event.event }).await,
            None => self.aside(event.event.header().device, "rescue_unsigned", *event.event).await,
        }
    }

    async fn aside(&mut self, device: DeviceId, code: &str, event: Event) -> Result<(), HubError> {
        self.hub.ledger.keep_aside(device, &event, code).await?;
        self.count_quarantined(code, false, 1);
        Ok(())
    }

    fn count_quarantined(&mut self, code: &str, on_chain: bool, events: u64) {
        *self.quarantined.entry((code.to_owned(), on_chain)).or_default() += events;
    }

    async fn key(&mut self, device: DeviceId) -> Result<Option<(String, bool)>, HubError> {
        if let Some(known) = self.keys.get(&device) {
            return Ok(known.clone());
        }
        let key = self.hub.ledger.key_of(device).await?;
        self.keys.insert(device, key.clone());
        Ok(key)
    }

    /// Files are kept by what they are; who may see one depends on the events that name it.
    async fn blob(&mut self, blob: BlobRef, bytes: Vec<u8>) -> Result<(), HubError> {
        // By the bytes: a bundle that only says that it has a file had it not.
        let hash = Hash::of(&bytes);
        self.brought.insert(hash);
        if self.hub.blobs.info(hash).await?.is_some() {
            self.report.blobs_known += 1;
            return Ok(());
        }
        self.hub.blobs.put_for_later(bytes, &blob.media_type).await?;
        self.report.blobs += 1;
        Ok(())
    }

    pub(super) async fn end(mut self, read: Report) -> Result<Imported, HubError> {
        self.commit().await?;
        let mut report = self.report;
        report.device = read.header.device;
        let owner = self.hub.ledger.devices().await?.into_iter().find(|row| row.id == report.device);
        if let Some(owner) = owner.map(|row| row.person) {
            for hash in self.brought {
                self.hub.blobs.hold(hash, owner).await?;
            }
        }
        report.short = read.header.short.clone();
        report.made_ms = read.header.made_ms;
        report.quarantined = self
            .quarantined
            .into_iter()
            .map(|((code, on_chain), events)| Quarantined { code, events, on_chain })
            .collect();
        report.damage = Damage {
            chunks: read.damaged,
            incomplete: read.found.incomplete,
            unreadable: read.found.unreadable,
            cut: !read.ended,
            ..Damage::default()
        };
        if let Some(about) = self.about {
            let promised = about.pending.saturating_add(about.quarantined).saturating_add(about.salvaged);
            report.damage.events_missing = if read.whole() { 0 } else { promised.saturating_sub(self.events) };
            for blob in about.blobs {
                // A file that the hub has from elsewhere is not missing.
                if !read.whole() && self.hub.blobs.info(blob.hash).await?.is_none() {
                    report.damage.blobs_missing.push(blob);
                }
            }
            report.blobs_unreadable = about.unreadable;
        }
        Ok(report)
    }
}
