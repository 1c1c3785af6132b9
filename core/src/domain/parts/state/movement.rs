//! A movement of the ledger: said once; what became of it stands beside it.

use super::super::{CardId, Condition, MovementDetails, MovementEvent, MovementFlag, MovementId};
use crate::domain::printed::same;
use crate::domain::values::Quantity;
use crate::kernel::{Aggregate, Flag, Meta, PersonId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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
    const FOLDS: u16 = 1;
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
