//! State and fold of cards, places and movements.

use super::{CardClass, CardDetails, CardEvent, CardId, Condition, MovementDetails, MovementEvent, PlaceDetails};
use super::{PlaceEvent, PlaceKind};
use crate::domain::ids::CentreId;
use crate::domain::values::{Bilingual, Money, Unit};
use crate::kernel::{Aggregate, Flag, Meta, PersonId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A part's card; none of it before its registration is known.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// What it says; none before its registration is known.
    pub details: Option<CardDetails>,
    /// Codes bound to it on the spot, beside those in its details.
    pub bound: BTreeSet<String>,
    /// Why it is no longer kept; none while it is.
    pub withdrawn: Option<String>,
}

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
    /// Price of one unit.
    pub fn price(&self) -> Option<&Money> {
        self.details.as_ref()?.price.as_ref()
    }
    /// Every code by which it is found: its number, its own codes, those bound to it.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        let own = self.details.iter().flat_map(|d| std::iter::once(&d.number).chain(&d.codes));
        own.chain(&self.bound).map(String::as_str)
    }
}

impl Aggregate for Card {
    const KIND: &'static str = "card";
    type Body = CardEvent;

    fn apply(&mut self, _: &Meta<'_>, body: CardEvent) {
        match body {
            CardEvent::Registered { details } | CardEvent::Changed { details } => self.details = Some(details),
            CardEvent::CodeBound { code } => {
                self.bound.insert(code);
            }
            CardEvent::Withdrawn { reason } => self.withdrawn = Some(reason),
        }
    }
}

/// A place where parts are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// What is known; none before its opening is known.
    pub details: Option<PlaceDetails>,
    /// Whether it was closed.
    pub closed: bool,
}

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
}

impl Aggregate for Place {
    const KIND: &'static str = "place";
    type Body = PlaceEvent;

    fn apply(&mut self, _: &Meta<'_>, body: PlaceEvent) {
        match body {
            PlaceEvent::Opened { details } | PlaceEvent::Changed { details } => self.details = Some(details),
            PlaceEvent::Closed {} => self.closed = true,
        }
    }
}

/// A movement of the ledger.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Movement {
    /// What moved; none before it is known.
    pub details: Option<MovementDetails>,
    /// When.
    pub at: DateTime<Utc>,
    /// Who recorded it.
    pub by: Option<PersonId>,
    /// What does not fit.
    pub flags: Vec<Flag>,
}

impl Movement {
    /// The part.
    pub fn card(&self) -> Option<CardId> {
        self.details.as_ref().map(|d| d.card)
    }
    /// The condition in which it arrived.
    pub fn condition(&self) -> Option<Condition> {
        self.details.as_ref().map(|d| d.becomes.unwrap_or(d.condition))
    }
}

impl Aggregate for Movement {
    const KIND: &'static str = "movement";
    type Body = MovementEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: MovementEvent) {
        let MovementEvent::Recorded { details } = body;
        if self.details.is_some() {
            // The ledger is never edited: what was recorded first stands.
            self.flags.push(Flag::new("movement_edited", meta.id));
            return;
        }
        *self = Self { details: Some(details), at: meta.when(), by: Some(meta.by), flags: Vec::new() };
    }
}
