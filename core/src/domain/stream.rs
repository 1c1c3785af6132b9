//! Streams: where aggregates are filed, so that each phone gets what its person may know and nothing else.

use crate::kernel::PersonId;
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
    /// What one person may know: own jobs, own bag.
    Person(PersonId),
    /// What the people of one project (an integrator's) may know.
    Project(Uuid),
}

/// A text that is not a stream's name.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a stream: expected everyone, centre/uuid, person/uuid or project/uuid")]
pub struct BadStream;

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everyone => f.write_str("everyone"),
            Self::Centre(id) => write!(f, "centre/{id}"),
            Self::Person(id) => write!(f, "person/{id}"),
            Self::Project(id) => write!(f, "project/{id}"),
        }
    }
}
impl FromStr for Stream {
    type Err = BadStream;
    fn from_str(text: &str) -> Result<Self, BadStream> {
        if text == "everyone" {
            return Ok(Self::Everyone);
        }
        let (kind, id) = text.split_once('/').ok_or(BadStream)?;
        let id: Uuid = id.parse().map_err(|_| BadStream)?;
        match kind {
            "centre" => Ok(Self::Centre(id)),
            "person" => Ok(Self::Person(PersonId::new(id))),
            "project" => Ok(Self::Project(id)),
            _ => Err(BadStream),
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
