//! Identifiers: UUIDv7 behind a type of its own for each thing, so that a person's id cannot be passed where a job's is asked for.
//! Ids come in from outside; nothing here draws one.

/// Declares an id type over a UUID: `Copy`, ordered, hashable, written as the UUID's text.
#[macro_export]
macro_rules! id_type {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
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
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    };
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
