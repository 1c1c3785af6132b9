//! A part's card.

use super::super::{CardChange, CardClass, CardDetails, CardEvent};
use super::{as_written, because, reason, said};
use crate::domain::codes::fixed_codes;
use crate::domain::fields::{Change, Master, Written, fields};
use crate::domain::values::{Bilingual, Unit};
use crate::kernel::{Aggregate, EventId, Meta};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What the names of its fields begin with.
const WITHIN: &str = "card.";

fixed_codes! {
    /// How little of a part is left against the levels of its card, the graver first.
    Short {
        /// Less than the minimum.
        BelowMinimum = "minimum",
        /// No more than the reorder point.
        ToOrder = "reorder",
    }
}

/// A part's card; none of it before its registration is known.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// What it says; none before its registration is known.
    pub details: Option<CardDetails>,
    /// Codes bound to it on the spot, beside those in its details.
    pub bound: BTreeSet<String>,
    /// Why it is no longer kept; none while it is.
    pub withdrawn: Option<String>,
    /// Who wrote what since.
    #[serde(default, skip_serializing_if = "Written::is_empty")]
    pub written: Written,
}

fields!(CardChange of CardDetails {
    number, name, model, class, unit, serialised, pair, minimum, reorder, maximum, fits, codes
});

impl Card {
    /// The part's number; empty before its registration is known.
    pub fn number(&self) -> &str {
        self.details.as_ref().map_or("", |d| &d.number)
    }
    /// Name.
    pub fn name(&self) -> Bilingual {
        self.details.as_ref().map(|d| d.name.clone()).unwrap_or_default()
    }
    /// Model.
    pub fn model(&self) -> &str {
        self.details.as_ref().map_or("", |d| &d.model)
    }
    /// Class.
    pub fn class(&self) -> Option<CardClass> {
        self.details.as_ref().map(|d| d.class)
    }
    /// Unit in which it is counted.
    pub fn unit(&self) -> Unit {
        self.details.as_ref().map_or(Unit::Piece, |d| d.unit)
    }
    /// Whether each one has a serial number.
    pub fn serialised(&self) -> bool {
        self.details.as_ref().is_some_and(|d| d.serialised)
    }
    /// Every code by which it is found: its number, its own codes, those bound to it.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        let own = self.details.iter().flat_map(|d| std::iter::once(&d.number).chain(&d.codes));
        own.chain(&self.bound).map(String::as_str)
    }
    /// The codes that stand on it, without its number.
    pub fn labels(&self) -> BTreeSet<String> {
        self.details.iter().flat_map(|d| &d.codes).chain(&self.bound).cloned().collect()
    }
    /// Whether `usable` of it, in thousandths, is too little. Of a part without levels, or no longer kept, nothing is missing.
    pub fn short(&self, usable: i64) -> Option<Short> {
        let details = self.details.as_ref().filter(|_| self.withdrawn.is_none())?;
        if details.minimum > 0 && usable < details.minimum {
            Some(Short::BelowMinimum)
        } else {
            (details.reorder > 0 && usable <= details.reorder).then_some(Short::ToOrder)
        }
    }
    /// Whether values stand beside each other in a field of this name.
    pub(in super::super) fn is_in_conflict(&self, field: &str) -> bool {
        self.written.is_in_conflict(&format!("{WITHIN}{field}"))
    }
    fn begin(&mut self, mut details: CardDetails) {
        as_written::<CardChange>(&mut details, WITHIN, &self.written);
        self.details = Some(details);
    }
    fn change(&mut self, meta: &Meta<'_>, change: CardChange) {
        match &mut self.details {
            Some(details) => change.fold(meta, WITHIN, details, &mut self.written),
            // What it says is taken in when its registration is known.
            None => {
                for (field, value) in change.values() {
                    self.written.write(meta, &format!("{WITHIN}{field}"), value);
                }
            }
        }
    }
    fn settle(&mut self, meta: &Meta<'_>, field: &str, chosen: EventId) {
        let Some(value) = self.written.by_event(field, chosen).cloned() else { return };
        let change = field.strip_prefix(WITHIN).and_then(|field| CardChange::one(field, &value));
        match (change, &mut self.details) {
            (Some(change), Some(details)) => change.put(details),
            (Some(_), None) => {}
            (None, _) => self.withdrawn = reason(&value),
        }
        self.written.write(meta, field, value);
    }
}

impl Aggregate for Card {
    const KIND: &'static str = "card";
    const FOLDS: u16 = 2;
    type Body = CardEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: CardEvent) {
        match body {
            CardEvent::Registered { details } => self.begin(details),
            CardEvent::Changed { change } => self.change(meta, change),
            CardEvent::CodeBound { code } => {
                self.bound.insert(code);
            }
            CardEvent::CodeUnbound { code } => {
                self.bound.remove(&code);
                if let Some(details) = &mut self.details {
                    details.codes.remove(&code);
                }
            }
            CardEvent::Withdrawn { reason } => {
                self.written.write(meta, "card.withdrawn", because(&reason));
                self.withdrawn = Some(reason);
            }
            CardEvent::Reinstated {} => {
                self.written.write(meta, "card.withdrawn", Value::Null);
                self.withdrawn = None;
            }
            CardEvent::ConflictSettled { field, chosen } => self.settle(meta, &field, chosen),
        }
    }
    fn in_conflict(&self) -> bool {
        self.written.conflicts().next().is_some()
    }
}

impl Master for Card {
    fn written(&self) -> &Written {
        &self.written
    }
    fn facts(&self) -> BTreeMap<String, Value> {
        let Some(details) = &self.details else { return BTreeMap::new() };
        let mut all: BTreeMap<String, Value> = said::<CardChange>(details, WITHIN).collect();
        all.insert("card.codes".into(), json!(self.labels()));
        all.insert("card.withdrawn".into(), json!(self.withdrawn));
        all
    }
    fn settled(field: String, chosen: EventId) -> CardEvent {
        CardEvent::ConflictSettled { field, chosen }
    }
}
