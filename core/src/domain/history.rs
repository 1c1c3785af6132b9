//! The history of a record of master data: who changed what, when, from which value to which. Read from its events; nothing else is kept for it.

use super::any::AnyFolded;
use super::said::{self, Piece};
use crate::kernel::fold::time;
use crate::kernel::{Event, EventId, PersonId, Subject};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::collections::BTreeMap;

/// One event of a history.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The event.
    pub event: EventId,
    /// Who.
    pub by: PersonId,
    /// When, by the best known time.
    pub at: DateTime<Utc>,
    /// The event's type; its text is `history-<kind>-<type>`.
    pub what: String,
    /// What it changed.
    pub changes: Vec<Changed>,
}

/// A field that an event changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// The field's name; its text is [`said::label`]'s.
    pub field: String,
    /// What it said before; nothing where it was empty.
    pub from: Vec<Piece>,
    /// What it says since; nothing where it is empty.
    pub to: Vec<Piece>,
}

impl Step {
    /// The key of what happened. Texts: `history-<kind>-<type>`.
    // keys!: history-*
    pub fn key(&self, kind: &str) -> String {
        format!("history-{kind}-{}", self.what).replace('_', "-")
    }
}

/// The history of `subject` from all its accepted events, newest first. What a record began with is told with its first event.
pub fn history(subject: &Subject, events: &[Event]) -> Vec<Step> {
    let mut sorted: Vec<&Event> = events.iter().collect();
    sorted.sort_by_key(|event| event.order());
    let mut state = AnyFolded::new(subject.kind());
    let mut before = state.facts();
    let mut steps = Vec::new();
    for event in sorted {
        if !state.push(event) {
            continue;
        }
        let header = event.header();
        let after = state.facts();
        let changes = differences(&before, &after);
        steps.push(Step {
            event: event.origin(),
            by: header.by,
            at: time(event.when_ms()),
            what: header.kind.clone(),
            changes,
        });
        before = after;
    }
    steps.reverse();
    steps
}

fn differences(before: &BTreeMap<String, Value>, after: &BTreeMap<String, Value>) -> Vec<Changed> {
    let mut fields: Vec<&String> = before.keys().chain(after.keys()).collect();
    fields.sort();
    fields.dedup();
    let said = |facts: &BTreeMap<String, Value>, field: &str| -> Vec<Piece> {
        facts.get(field).map(|value| said::pieces(field, value)).unwrap_or_default()
    };
    let differ = fields.into_iter().filter(|field| before.get(*field) != after.get(*field));
    let changes =
        differ.map(|field| Changed { field: field.clone(), from: said(before, field), to: said(after, field) });
    changes.filter(|change| change.from != change.to).collect()
}
