//! State and fold of cards, places and movements.

use super::{CardClass, CardDetails, CardEvent, CardId, Condition, MovementDetails, MovementEvent, PlaceDetails};
use super::{MovementFlag, MovementId, PlaceEvent, PlaceFlag, PlaceKind, StocktakeId};
use crate::domain::dues::Overdue;
use crate::domain::ids::CentreId;
use crate::domain::printed::same;
use crate::domain::values::{Bilingual, Money, Quantity, Unit};
use crate::kernel::{Aggregate, Flag, Meta, PersonId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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
    /// Its latest counts, oldest first.
    #[serde(default)]
    pub counts: Vec<PlaceCount>,
    /// What in it was late last, and who was told of it.
    #[serde(default)]
    pub overdue: Vec<Overdue>,
    /// What does not fit.
    #[serde(default)]
    pub flags: Vec<Flag>,
}

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
}

impl Aggregate for Place {
    const KIND: &'static str = "place";
    const FLAGS: &'static [&'static str] = PlaceFlag::CODES;
    type Body = PlaceEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: PlaceEvent) {
        match body {
            PlaceEvent::Opened { details } | PlaceEvent::Changed { details } => self.details = Some(details),
            PlaceEvent::Closed {} => self.closed = true,
            PlaceEvent::Counted { stocktake, from, to } => {
                if self.counts.iter().any(|known| known.stocktake == stocktake) {
                    return;
                }
                // Two people who count the same shelves at once each find what the other one counts too.
                if self.counts.iter().any(|known| known.from <= to && from <= known.to) {
                    self.flags.push(Flag::new(PlaceFlag::CountedTwice, meta.id));
                }
                self.counts.push(PlaceCount { stocktake, from, to });
                let more = self.counts.len().saturating_sub(COUNTS_KEPT);
                self.counts.drain(..more);
            }
            PlaceEvent::Overdue(told) => {
                // What was late before is over.
                self.overdue.retain(|one| one.is_of(told.what, told.due));
                self.overdue.push(told);
            }
            PlaceEvent::FlagSettled { event, .. } => self.flags.retain(|flag| flag.event != event),
        }
    }

    fn unsettled(&self) -> Vec<&Flag> {
        self.flags.iter().collect()
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
    /// How much of it was inspected, by which movement.
    #[serde(default)]
    pub inspected: BTreeMap<MovementId, Quantity>,
    /// Movements that take it back; one at most where all is well.
    #[serde(default)]
    pub corrected: BTreeSet<MovementId>,
    /// The serial number that became known later; none where it was known or still is not.
    #[serde(default)]
    pub identified: Option<String>,
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
    /// The serial number, as recorded or as it became known later.
    pub fn serial(&self) -> Option<&str> {
        self.identified.as_deref().or(self.details.as_ref()?.serial.as_deref())
    }
    /// Whether it has a serial number that nobody knows yet.
    pub fn unread(&self) -> bool {
        self.identified.is_none() && self.details.as_ref().is_some_and(|details| details.unread)
    }

    fn inspect(&mut self, meta: &Meta<'_>, movement: MovementId, quantity: Quantity) {
        if self.inspected.insert(movement, quantity).is_some() {
            return;
        }
        let all = self.inspected.values().map(|one| one.amount).fold(0i64, i64::saturating_add);
        if self.details.as_ref().is_some_and(|details| all > details.quantity.amount) {
            self.flags.push(Flag::new(MovementFlag::InspectedTwice, meta.id).with("quantity", quantity));
        }
    }
}

impl Aggregate for Movement {
    const KIND: &'static str = "movement";
    const FLAGS: &'static [&'static str] = MovementFlag::CODES;
    type Body = MovementEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: MovementEvent) {
        match body {
            MovementEvent::Recorded { .. } if self.details.is_some() => {
                // The ledger is never edited: what was recorded first stands.
                self.flags.push(Flag::new(MovementFlag::MovementEdited, meta.id));
            }
            MovementEvent::Recorded { details } => {
                if details.unread && self.identified.is_none() {
                    self.flags.push(Flag::new(MovementFlag::SerialUnread, meta.id));
                }
                (self.details, self.at, self.by) = (Some(details), meta.when(), Some(meta.by));
            }
            MovementEvent::Inspected { movement, quantity } => self.inspect(meta, movement, quantity),
            MovementEvent::Corrected { movement } => {
                if self.corrected.insert(movement) && self.corrected.len() > 1 {
                    self.flags.push(Flag::new(MovementFlag::CorrectedTwice, meta.id));
                }
            }
            MovementEvent::Identified { serial } => {
                if self.identified.as_ref().is_some_and(|known| !same(known, &serial)) {
                    self.flags.push(Flag::new(MovementFlag::IdentifiedTwice, meta.id).with("serial", &serial));
                    return;
                }
                self.flags.retain(|flag| flag.code != MovementFlag::SerialUnread.code());
                self.identified = Some(serial);
            }
            MovementEvent::FlagSettled { event, .. } => self.flags.retain(|flag| flag.event != event),
        }
    }

    fn unsettled(&self) -> Vec<&Flag> {
        self.flags.iter().collect()
    }
}
