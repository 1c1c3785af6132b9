//! How enums of codes and of events are declared. A code is what is stored; its text is in the catalogue.

/// Declares an enum of codes that is written in snake case, with `ALL` in the order of declaration and `code()`.
macro_rules! codes {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// All of them, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code, as stored and as in the catalogue.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            /// The one with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code {
                    $($code => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

pub(crate) use codes;

/// Declares an enum of codes that stays open: a code of a later version is kept, passed on, and shown as it is. `KNOWN` has those of this version.
macro_rules! open_codes {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum $name {
            $($(#[$doc])* $variant,)+
            /// A code that this version does not know.
            Other(String),
        }

        impl $name {
            /// Those that this version knows, in the order of declaration.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),+];

            /// The code, as stored and as in the catalogue.
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$variant => $code,)+
                    Self::Other(code) => code,
                }
            }
        }

        impl From<String> for $name {
            fn from(code: String) -> Self {
                match code.as_str() {
                    $($code => Self::$variant,)+
                    _ => Self::Other(code),
                }
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.code().to_owned()
            }
        }
    };
}

pub(crate) use open_codes;

/// Declares the flags that one kind of aggregate may carry: codes, and a list of them for [`crate::kernel::Aggregate::FLAGS`], so that who goes
/// through all flags there are misses none.
macro_rules! flags {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)+ }) => {
        $crate::domain::codes::codes! { $(#[$about])* $name { $($(#[$doc])* $variant = $code,)+ } }

        impl $name {
            /// Their codes.
            pub const CODES: &'static [&'static str] = &[$($code),+];
        }

        impl $crate::kernel::FlagCode for $name {
            fn code(self) -> &'static str {
                Self::code(self)
            }
        }
    };
}

pub(crate) use flags;

/// Declares the events of one aggregate: an enum that serde tags as [`crate::kernel::Body`] asks, and its list of types from the same
/// literals, so that the two cannot part. Where the shape of an event changed since it was first recorded, `version N, from NAME` says which version
/// is written now, and the function that reads what was written before (see [`crate::kernel::Body::upcast`]).
macro_rules! events {
    ($(#[$about:meta])* $name:ident $(, version $version:literal, from $upcast:path)? {
        $($(#[$doc:meta])* $variant:ident = $tag:literal $fields:tt,)+
    }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(tag = "type", content = "data")]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $tag)] $variant $fields,)+
        }

        impl $crate::kernel::Body for $name {
            const TYPES: &'static [&'static str] = &[$($tag),+];
            $(
                const VERSION: u16 = $version;

                fn upcast(kind: &str, version: u16, data: serde_json::Value) -> serde_json::Value {
                    $upcast(kind, version, data)
                }
            )?
        }
    };
}

pub(crate) use events;
