//! The subject of an event: which aggregate it is about.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use uuid::Uuid;

/// Kind and id of an aggregate, written `kind/uuid`. The set of kinds is open: a newer version's kinds pass through.
#[derive(Clone, Eq, PartialOrd, Ord)]
pub struct Subject {
    kind: Cow<'static, str>,
    id: Uuid,
}

impl PartialEq for Subject {
    fn eq(&self, other: &Self) -> bool {
        // Ids differ nearly always, and are compared in one step.
        self.id == other.id && self.kind == other.kind
    }
}

impl Hash for Subject {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // The id alone tells nearly all apart, and every event asks a dozen tables that have subjects for keys.
        self.id.as_u128().hash(state);
    }
}

/// Why a text is not a subject.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a subject: expected kind/uuid")]
pub struct BadSubject;

impl Subject {
    /// A subject of a kind that this version knows.
    pub fn new(kind: &'static str, id: impl Into<Uuid>) -> Self {
        Self { kind: Cow::Borrowed(kind), id: id.into() }
    }
    /// The aggregate's kind: lower-case letters, digits and `_`, at most 32.
    pub fn kind(&self) -> &str {
        &self.kind
    }
    /// The aggregate's id.
    pub fn id(&self) -> Uuid {
        self.id
    }
}

impl FromStr for Subject {
    type Err = BadSubject;
    fn from_str(text: &str) -> Result<Self, BadSubject> {
        let (kind, id) = text.split_once('/').ok_or(BadSubject)?;
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if kind.is_empty() || kind.len() > 32 || !kind.chars().all(plain) {
            return Err(BadSubject);
        }
        // Only the canonical spelling of a UUID, so that one aggregate has one name.
        let uuid: Uuid = id.parse().map_err(|_| BadSubject)?;
        if uuid.to_string() != id {
            return Err(BadSubject);
        }
        Ok(Self { kind: Cow::Owned(kind.to_owned()), id: uuid })
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.id)
    }
}
impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl Serialize for Subject {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Subject {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(D::Error::custom)
    }
}
