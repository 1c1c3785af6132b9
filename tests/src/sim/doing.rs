//! What somebody does at a phone or at the console: with the hands, and in writing, on sight of what.

use super::pieces::{Count, Read, Step};
use super::world::World;
use super::written::Shown;
use fettle_core::kernel::{Draft, Event};
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(Debug, Default)]
pub struct Doing {
    pub drafts: Vec<Draft>,
    pub steps: Vec<Step>,
    pub count: Option<Count>,
    /// A number that is read.
    pub read: Option<Read>,
    /// It is a mistake, or takes one back: the hands did nothing.
    pub mistyped: bool,
    /// What the person saw of the jobs that it is about.
    pub shown: BTreeMap<Uuid, Shown>,
}

impl World {
    /// It is done, and on record as these events.
    pub fn did(&mut self, doing: Doing, events: &[Event]) {
        let now = self.now();
        self.pieces.happened(&doing.steps, &doing.drafts, now, doing.mistyped);
        if let Some(read) = doing.read {
            self.pieces.read(read);
        }
        self.pieces.counts.extend(doing.count);
        self.writes.made(events, &doing.shown);
    }
    /// A phone that died while it recorded lives again: what it was about to do is done if it is on record.
    pub fn was_it_done(&mut self, p: usize, fresh: &[Event]) {
        let Some(doing) = self.uncertain.remove(&p) else { return };
        let on_record =
            |draft: &Draft| fresh.iter().any(|e| e.header().subject == draft.subject && e.header().kind == draft.kind);
        if doing.drafts.iter().all(on_record) {
            self.did(doing, fresh);
        }
    }
}
