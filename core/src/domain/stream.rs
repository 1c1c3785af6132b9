//! Streams: where aggregates are filed, so that each phone gets what its person may know and nothing else.

use crate::kernel::PersonId;
use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// A stream: a numbered sequence of entries that a phone follows with one cursor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stream {
    /// What every enrolled phone may know: cards, checklists, names of colleagues and centres.
    Everyone,
    /// What a service centre may know.
    Centre(Uuid),
    /// What the office of a service centre may know and the field need not: prices, customers without a site. Without a centre: head office's.
    Office(Option<Uuid>),
    /// What one person may know: own jobs, own bag.
    Person(PersonId),
    /// What the people of one project (an integrator's) may know.
    Project(Uuid),
    /// The ledger of the places of a service centre in one month: movements and stocktakes. Without a centre: of places of the whole house. Closed months
    /// are left, so that nobody carries the ledger from the beginning.
    Stock(Option<Uuid>, Month),
    /// A stream of a kind that this version does not know, by its name: followed, kept and left like any other.
    Other(String),
}

/// A month of the calendar, by UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: u16,
    month: u8,
}

impl Month {
    /// The month of this moment; a year that has not four digits is the nearest that has.
    pub fn of(at: DateTime<Utc>) -> Self {
        let year = u16::try_from(at.year().clamp(0, 9999)).unwrap_or_default();
        Self { year, month: u8::try_from(at.month()).unwrap_or(1) }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}
impl FromStr for Month {
    type Err = BadStream;
    fn from_str(text: &str) -> Result<Self, BadStream> {
        let (year, month) = text.split_once('-').ok_or(BadStream)?;
        let read = Self { year: year.parse().map_err(|_| BadStream)?, month: month.parse().map_err(|_| BadStream)? };
        // One spelling, which every text has that this makes.
        if (1..=12).contains(&read.month) && read.year <= 9999 && read.to_string() == text {
            Ok(read)
        } else {
            Err(BadStream)
        }
    }
}

/// Longest name of a stream, in bytes.
const MAX_NAME: usize = 200;

/// Whether a text may be the name of a stream of a later version: a kind, and what it is of. The kind begins with a small letter.
fn is_name(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'/');
    text.len() <= MAX_NAME && text.starts_with(|c: char| c.is_ascii_lowercase()) && text.bytes().all(plain)
}

/// A text that is not a stream's name.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not the name of a stream, such as everyone or centre/uuid")]
pub struct BadStream;

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everyone => f.write_str("everyone"),
            Self::Centre(id) => write!(f, "centre/{id}"),
            Self::Office(None) => f.write_str("office"),
            Self::Office(Some(id)) => write!(f, "office/{id}"),
            Self::Person(id) => write!(f, "person/{id}"),
            Self::Project(id) => write!(f, "project/{id}"),
            Self::Stock(None, month) => write!(f, "stock/{month}"),
            Self::Stock(Some(id), month) => write!(f, "stock/{id}/{month}"),
            Self::Other(name) => f.write_str(name),
        }
    }
}
impl FromStr for Stream {
    type Err = BadStream;
    fn from_str(text: &str) -> Result<Self, BadStream> {
        match text {
            "everyone" => return Ok(Self::Everyone),
            "office" => return Ok(Self::Office(None)),
            _ => {}
        }
        let known = text.split_once('/').and_then(|(kind, id)| {
            if kind == "stock" {
                return match id.split_once('/') {
                    Some((id, month)) => Some(Self::Stock(Some(id.parse().ok()?), month.parse().ok()?)),
                    None => Some(Self::Stock(None, id.parse().ok()?)),
                };
            }
            let id: Uuid = id.parse().ok()?;
            match kind {
                "centre" => Some(Self::Centre(id)),
                "office" => Some(Self::Office(Some(id))),
                "person" => Some(Self::Person(PersonId::new(id))),
                "project" => Some(Self::Project(id)),
                _ => None,
            }
        });
        match known {
            Some(stream) => Ok(stream),
            None if is_name(text) => Ok(Self::Other(text.to_owned())),
            None => Err(BadStream),
        }
    }
}
impl Serialize for Stream {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Stream {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        std::borrow::Cow::<'de, str>::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_later_versions_stay_as_they_are() {
        let id = "01920000-0000-7000-8000-000000000001";
        let kinds = ["centre", "office", "person", "project"].map(|kind| format!("{kind}/{id}"));
        let kinds = kinds.into_iter().chain([format!("stock/{id}/2026-11"), format!("stock/{id}/0007-01")]);
        for name in ["everyone", "office", "stock/2026-11"].map(str::to_owned).into_iter().chain(kinds) {
            let stream: Stream = name.parse().unwrap();
            assert!(!matches!(stream, Stream::Other(_)) && stream.to_string() == name, "{name}");
        }
        for name in ["stock/2026-13", "stock/2026-1", "stock/x/2026-11"].map(str::to_owned) {
            assert_eq!(name.parse(), Ok(Stream::Other(name.clone())));
        }
        for name in [format!("region/{id}"), "centre/of-all".to_owned(), "office/1".to_owned(), "all_of_us".to_owned()]
        {
            assert_eq!(name.parse(), Ok(Stream::Other(name.clone())));
            assert_eq!(name.parse::<Stream>().unwrap().to_string(), name);
        }
        for name in ["", "~person/x", "Region/1", "a b", "region/\u{e9}", &"r".repeat(201)] {
            assert_eq!(name.parse::<Stream>(), Err(BadStream), "{name}");
        }
    }
}
