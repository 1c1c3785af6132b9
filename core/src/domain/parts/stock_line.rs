//! A line of stock: what it is about, and what there is of it.

use super::{CardId, Condition, PlaceId};
use crate::domain::printed;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// What a line of stock is about. The same serial number in two spellings (full-width, with characters that nobody sees) is one line; it is kept and
/// shown as it was first printed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StockKey {
    /// Where.
    pub place: PlaceId,
    /// The part.
    pub card: CardId,
    /// In which condition.
    pub condition: Condition,
    /// Serial number; none for parts without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
}

impl PartialEq for StockKey {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for StockKey {}

impl PartialOrd for StockKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for StockKey {
    fn cmp(&self, other: &Self) -> Ordering {
        let line = |key: &Self| (key.place, key.card, key.condition, key.serial.is_some());
        line(self).cmp(&line(other)).then_with(|| match (&self.serial, &other.serial) {
            (Some(one), Some(other)) => printed::order(one, other),
            _ => Ordering::Equal,
        })
    }
}

impl StockKey {
    /// As one text at borders: place, card, condition, serial number as printed.
    pub fn text(&self) -> String {
        self.with_serial(self.serial.as_deref().unwrap_or_default())
    }
    /// As one text that is the same for what is the same line: what names it in tables.
    pub fn name(&self) -> String {
        self.with_serial(&printed::folded(self.serial.as_deref().unwrap_or_default()))
    }
    fn with_serial(&self, serial: &str) -> String {
        format!("{}/{}/{}/{serial}", self.place, self.card, self.condition.code())
    }
    /// Reads [`Self::text`].
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, '/');
        let (place, card) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let (condition, serial) = (Condition::read(parts.next()?).ok()?, parts.next()?);
        Some(Self { place, card, condition, serial: Some(serial.to_owned()).filter(|serial| !serial.is_empty()) })
    }
}

/// One line of stock, as read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockLine {
    /// What it is about.
    #[serde(flatten)]
    pub key: StockKey,
    /// How much is there, in thousandths of the card's unit. Below zero: more was taken than was booked, a person has to look.
    pub quantity: i64,
    /// When the oldest of it came in; none where nothing is there.
    pub first_in: Option<DateTime<Utc>>,
}

impl StockLine {
    /// Whether more was taken than was booked.
    pub fn below_zero(&self) -> bool {
        self.quantity < 0
    }
}
