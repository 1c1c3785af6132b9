//! Where an answer goes.

use crate::domain::ids::EquipmentId;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;
use std::str::FromStr;

/// Where an answer goes: an item, for one piece of equipment where the item repeats. Written `item` or `item@equipment`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    /// The item's id.
    pub item: String,
    /// The equipment, for repeated items.
    pub equipment: Option<EquipmentId>,
}

/// A text that is not a slot.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a slot: expected item or item@equipment")]
pub struct BadSlot;

impl Slot {
    /// The slot of an item that does not repeat.
    pub fn of(item: impl Into<String>) -> Self {
        Self { item: item.into(), equipment: None }
    }
    /// The slot of an item for one piece of equipment.
    pub fn for_equipment(item: impl Into<String>, equipment: EquipmentId) -> Self {
        Self { item: item.into(), equipment: Some(equipment) }
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.equipment {
            Some(equipment) => write!(f, "{}@{equipment}", self.item),
            None => f.write_str(&self.item),
        }
    }
}

impl FromStr for Slot {
    type Err = BadSlot;
    fn from_str(text: &str) -> Result<Self, BadSlot> {
        match text.split_once('@') {
            Some((item, equipment)) => Ok(Self::for_equipment(item, equipment.parse().map_err(|_| BadSlot)?)),
            None => Ok(Self::of(text)),
        }
    }
}

impl Serialize for Slot {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Slot {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(d)?.parse().map_err(D::Error::custom)
    }
}
