//! Identifiers: UUIDv7 behind a type of its own for each thing, so that a person's id cannot be passed where a job's is asked for.
//! Ids come in from outside; nothing here draws one.

use serde::Deserializer;
use serde::de::{Error, Unexpected, Visitor};
use std::fmt;
use uuid::Uuid;

/// Declares an id type over a UUID: `Copy`, ordered, hashable, written as the UUID's text.
#[macro_export]
macro_rules! id_type {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// Wraps an id that was made elsewhere.
            pub const fn new(id: uuid::Uuid) -> Self {
                Self(id)
            }
            /// The bare UUID.
            pub const fn uuid(self) -> uuid::Uuid {
                self.0
            }
        }
        impl From<uuid::Uuid> for $name {
            fn from(id: uuid::Uuid) -> Self {
                Self(id)
            }
        }
        impl From<$name> for uuid::Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                $crate::kernel::id::one_spelling(d).map(Self)
            }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    };
}

/// Reads a UUID in its one spelling, lower case with hyphens: ids are compared as text too, and stand in what is hashed.
///
/// # Errors
/// For every other spelling, and for what is no UUID.
pub fn one_spelling<'de, D: Deserializer<'de>>(d: D) -> Result<Uuid, D::Error> {
    struct Text;
    impl Visitor<'_> for Text {
        type Value = Uuid;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a UUID in lower case with hyphens")
        }
        fn visit_str<E: Error>(self, text: &str) -> Result<Uuid, E> {
            let id = Uuid::try_parse(text).map_err(E::custom)?;
            let one = id.hyphenated().encode_lower(&mut Uuid::encode_buffer()) == text;
            if one { Ok(id) } else { Err(E::invalid_value(Unexpected::Str(text), &self)) }
        }
    }
    d.deserialize_str(Text)
}

id_type! {
    /// One event. The identity of record and of sync: the same id is the same event, however often it arrives.
    EventId
}
id_type! {
    /// One device: a phone, or the hub's own console.
    DeviceId
}
id_type! {
    /// One person: the author of events.
    PersonId
}
