//! How enums of codes and of events are declared. A code is what is stored; its text is in the catalogue.

use std::fmt;
use std::str::FromStr;

/// A code of a later version, as it was written. Held in place, so that an enum of codes is copied like a number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NewerCode {
    /// Padded with zeros, which no code has.
    text: [u8; NewerCode::LONGEST],
}

/// Not a code: letters of ASCII, digits, `_` and `-`, at most [`NewerCode::LONGEST`], a small letter first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a code: letters, digits, _ and -, at most 31, a small letter first")]
pub struct BadCode;

impl NewerCode {
    /// Longest code, in bytes.
    pub const LONGEST: usize = 31;

    /// The code as it was written.
    pub fn as_str(&self) -> &str {
        let end = self.text.iter().position(|byte| *byte == 0).unwrap_or(Self::LONGEST);
        // Only ASCII gets in.
        std::str::from_utf8(&self.text[..end]).unwrap_or_default()
    }
}

impl FromStr for NewerCode {
    type Err = BadCode;

    fn from_str(code: &str) -> Result<Self, BadCode> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let is_code = code.starts_with(|first: char| first.is_ascii_lowercase()) && code.bytes().all(plain);
        if !is_code || code.len() > Self::LONGEST {
            return Err(BadCode);
        }
        let mut text = [0; Self::LONGEST];
        for (to, from) in text.iter_mut().zip(code.bytes()) {
            *to = from;
        }
        Ok(Self { text })
    }
}

impl fmt::Debug for NewerCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// Declares an enum of codes that is written in snake case, with `ALL` in the order of declaration and `code()`. It stays open: a code of a later
/// version is kept as `Newer`, passed on, and shown as it is; nobody chooses it here.
macro_rules! codes {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)+
            /// A code that this version does not know.
            Newer($crate::domain::codes::NewerCode),
        }

        impl $name {
            /// Those that this version knows, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code, as stored and as in the catalogue.
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$variant => $code,)+
                    Self::Newer(code) => code.as_str(),
                }
            }

            /// The one with this code, of those that this version knows.
            pub fn from_code(code: &str) -> Option<Self> {
                match code {
                    $($code => Some(Self::$variant),)+
                    _ => None,
                }
            }

            /// The one that is written so, known here or not.
            ///
            /// # Errors
            /// A text that is no code.
            pub fn read(code: &str) -> Result<Self, $crate::domain::codes::BadCode> {
                Self::from_code(code).map_or_else(|| code.parse().map(Self::Newer), Ok)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let code = std::borrow::Cow::<'de, str>::deserialize(d)?;
                Self::read(&code).map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use codes;

/// Declares an enum of codes that is closed: what this version alone works out, and nobody else writes.
macro_rules! fixed_codes {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// All of them, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code, as in the catalogue.
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

pub(crate) use fixed_codes;

/// Declares the flags that one kind of aggregate may carry: codes, and a list of them for [`crate::kernel::Aggregate::FLAGS`], so that who goes
/// through all flags there are misses none.
macro_rules! flags {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)+ }) => {
        $crate::domain::codes::fixed_codes! { $(#[$about])* $name { $($(#[$doc])* $variant = $code,)+ } }

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
        #[allow(clippy::large_enum_variant, reason = "bodies are taken in one by one, and none is kept")]
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::jobs::sheet::{Cause, Channel, SheetLanguage};
    use crate::domain::people::{Role, Roles, permission};
    use crate::text::{Lang, code_text};

    #[test]
    fn a_code_of_a_later_version_is_kept_and_passed_on_as_it_was_written() {
        for code in ["video_call", "a", "zh-Hant", "x2", &"c".repeat(NewerCode::LONGEST)] {
            let written = format!("\"{code}\"");
            let read: Channel = serde_json::from_str(&written).unwrap();
            assert!(matches!(read, Channel::Newer(_)), "{code}");
            assert_eq!(read.code(), code);
            assert_eq!(serde_json::to_string(&read).unwrap(), written);
            assert_eq!(Channel::from_code(code), None, "nobody chooses it here");
        }
        assert_eq!(serde_json::from_str::<SheetLanguage>("\"zh-CN\"").unwrap(), SheetLanguage::Chinese);
        for none in ["", "Video", "_a", "1a", "a b", "a/b", "\u{e9}", "a\u{0}", &"c".repeat(NewerCode::LONGEST + 1)] {
            assert_eq!(Channel::read(none), Err(BadCode), "{none}");
            assert!(serde_json::from_value::<Channel>(none.into()).is_err(), "{none}");
        }
    }

    #[test]
    fn what_this_version_does_not_know_is_shown_by_its_code_and_allows_nothing() {
        let cause = Cause::read("solar_storm").unwrap();
        for lang in Lang::ALL {
            assert_eq!(code_text(lang, "papers-cause-", cause.code()), "solar_storm");
            assert_ne!(code_text(lang, "papers-cause-", Cause::ALL[0].code()), Cause::ALL[0].code());
        }
        let newer = Roles::from([Role::read("auditor").unwrap()]);
        assert!(!permission::allowed(&newer, "job", "reported"));
    }
}
