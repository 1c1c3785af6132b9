//! A place where parts are.

use super::super::{PlaceChange, PlaceDetails, PlaceEvent, PlaceFlag, PlaceKind, StocktakeId};
use super::{as_written, because, reason, said};
use crate::domain::dues::Overdue;
use crate::domain::fields::{Change, Master, Written, fields};
use crate::domain::ids::CentreId;
use crate::domain::values::Bilingual;
use crate::kernel::{Aggregate, EventId, Flag, Meta, PersonId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What the names of its fields begin with.
const WITHIN: &str = "place.";

/// A place where parts are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// What is known; none before its opening is known.
    pub details: Option<PlaceDetails>,
    /// Why it was closed; none while it is open.
    #[serde(default)]
    pub closed: Option<String>,
    /// Its latest counts, oldest first.
    #[serde(default)]
    pub counts: Vec<PlaceCount>,
    /// What in it was late last, and who was told of it.
    #[serde(default)]
    pub overdue: Vec<Overdue>,
    /// Who wrote what since.
    #[serde(default, skip_serializing_if = "Written::is_empty")]
    pub written: Written,
    /// What does not fit.
    #[serde(default)]
    pub flags: Vec<Flag>,
}

fields!(PlaceChange of PlaceDetails { kind, name, centre, person, bin });

/// That a place was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceCount {
    /// The stocktake.
    pub stocktake: StocktakeId,
    /// When its first line was counted.
    pub from: DateTime<Utc>,
    /// When its last line was counted.
    pub to: DateTime<Utc>,
}

/// So many counts of a place are remembered; a month's count each, that is two years.
const COUNTS_KEPT: usize = 24;

impl Place {
    /// Its kind.
    pub fn kind(&self) -> Option<PlaceKind> {
        self.details.as_ref().map(|d| d.kind)
    }
    /// Its name.
    pub fn name(&self) -> Bilingual {
        self.details.as_ref().map(|d| d.name.clone()).unwrap_or_default()
    }
    /// The centre that it belongs to.
    pub fn centre(&self) -> Option<CentreId> {
        self.details.as_ref()?.centre
    }
    /// Whose bag it is.
    pub fn person(&self) -> Option<PersonId> {
        self.details.as_ref()?.person
    }
    /// Whether parts are handed out from it: what lies there is held against the levels of the cards.
    pub fn is_open_store(&self) -> bool {
        self.closed.is_none() && self.kind().is_some_and(PlaceKind::available)
    }
    /// Its bin address; empty where it has none.
    pub fn bin(&self) -> &str {
        self.details.as_ref().map_or("", |d| &d.bin)
    }
    /// Whether values stand beside each other in a field of this name.
    pub(in super::super) fn is_in_conflict(&self, field: &str) -> bool {
        self.written.is_in_conflict(&format!("{WITHIN}{field}"))
    }
    fn begin(&mut self, mut details: PlaceDetails) {
        as_written::<PlaceChange>(&mut details, WITHIN, &self.written);
        self.details = Some(details);
    }
    fn change(&mut self, meta: &Meta<'_>, change: PlaceChange) {
        match &mut self.details {
            Some(details) => change.fold(meta, WITHIN, details, &mut self.written),
            // What it says is taken in when its opening is known.
            None => {
                for (field, value) in change.values() {
                    self.written.write(meta, &format!("{WITHIN}{field}"), value);
                }
            }
        }
    }
    fn count(&mut self, meta: &Meta<'_>, count: PlaceCount) {
        if self.counts.iter().any(|known| known.stocktake == count.stocktake) {
            return;
        }
        // Two people who count the same shelves at once each find what the other one counts too.
        if self.counts.iter().any(|known| known.from <= count.to && count.from <= known.to) {
            self.flags.push(Flag::new(PlaceFlag::CountedTwice, meta.id));
        }
        self.counts.push(count);
        let more = self.counts.len().saturating_sub(COUNTS_KEPT);
        self.counts.drain(..more);
    }
    fn settle(&mut self, meta: &Meta<'_>, field: &str, chosen: EventId) {
        let Some(value) = self.written.by_event(field, chosen).cloned() else { return };
        let change = field.strip_prefix(WITHIN).and_then(|field| PlaceChange::one(field, &value));
        match (change, &mut self.details) {
            (Some(change), Some(details)) => change.put(details),
            (Some(_), None) => {}
            (None, _) => self.closed = reason(&value),
        }
        self.written.write(meta, field, value);
    }
}

impl Aggregate for Place {
    const KIND: &'static str = "place";
    const FOLDS: u16 = 1;
    const FLAGS: &'static [&'static str] = PlaceFlag::CODES;
    type Body = PlaceEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: PlaceEvent) {
        match body {
            PlaceEvent::Opened { details } => self.begin(details),
            PlaceEvent::Changed { change } => self.change(meta, change),
            PlaceEvent::Closed { reason } => {
                self.written.write(meta, "place.closed", because(&reason));
                self.closed = Some(reason);
            }
            PlaceEvent::Reopened {} => {
                self.written.write(meta, "place.closed", Value::Null);
                self.closed = None;
            }
            PlaceEvent::Counted { stocktake, from, to } => self.count(meta, PlaceCount { stocktake, from, to }),
            PlaceEvent::Overdue(told) => {
                // What was late before is over.
                self.overdue.retain(|one| one.is_of(told.what, told.due));
                self.overdue.push(told);
            }
            PlaceEvent::FlagSettled { event, .. } => self.flags.retain(|flag| flag.event != event),
            PlaceEvent::ConflictSettled { field, chosen } => self.settle(meta, &field, chosen),
        }
    }

    fn unsettled(&self) -> Vec<&Flag> {
        self.flags.iter().collect()
    }
    fn in_conflict(&self) -> bool {
        self.written.conflicts().next().is_some()
    }
}

impl Master for Place {
    fn written(&self) -> &Written {
        &self.written
    }
    fn facts(&self) -> BTreeMap<String, Value> {
        let Some(details) = &self.details else { return BTreeMap::new() };
        let mut all: BTreeMap<String, Value> = said::<PlaceChange>(details, WITHIN).collect();
        all.insert("place.closed".into(), json!(self.closed));
        all
    }
    fn settled(field: String, chosen: EventId) -> PlaceEvent {
        PlaceEvent::ConflictSettled { field, chosen }
    }
}
