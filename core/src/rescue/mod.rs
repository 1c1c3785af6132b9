//! Rescue bundles: a file `.fettle-rescue` with everything a phone holds that is not surely on its hub, for the hub alone to read.
//! `docs/rescue.md` is the format for other implementers.
//!
//! Shared by phones, which write and carry bundles, and the hub, which reads them. Bytes in, bytes out: where a bundle comes from and what
//! becomes of what is in it is `store`'s and the hub's business. No file is opened here, no clock read, no randomness drawn.

mod crypt;
mod header;
mod item;
mod pieces;
mod read;
mod write;

pub use header::{HEADER_BYTES, Header};
pub use item::{About, Carried, Item, SalvagedEvent, SignedEvent};
pub use pieces::{Found, Pieces};
pub use read::{Report, read};
pub use write::{Opening, Writer};

/// The media type of a bundle.
pub const MEDIA_TYPE: &str = "application/vnd.fettle.rescue";
/// How the name of a bundle's file ends.
pub const FILE_ENDING: &str = ".fettle-rescue";
/// Bytes of a chunk before it is sealed.
pub const CHUNK_BYTES: usize = 64 * 1024;
/// Bytes that sealing adds to a chunk.
pub const TAG_BYTES: usize = 16;
/// Largest item, in bytes: the largest blob and its line.
pub const MAX_ITEM_BYTES: usize = 64 * 1024 * 1024 + CHUNK_BYTES;

/// Why a bundle cannot be written or read at all. Damage inside a bundle is no error: see [`Report`].
#[derive(Debug, thiserror::Error)]
pub enum RescueError {
    /// It does not begin as a bundle does, or both copies of its header are damaged.
    #[error("no rescue bundle")]
    NotABundle,
    /// It is sealed for another hub.
    #[error("sealed for another hub, {found}")]
    OtherHub {
        /// That hub's public key, 64 hex digits.
        found: String,
    },
    /// The hub's key that came with enrolment is not one.
    #[error("the hub's key is not a key")]
    BadKey,
    /// More than a bundle can hold.
    #[error("more than a bundle can hold")]
    TooLarge,
    /// Whoever takes the items asked to stop.
    #[error("stopped")]
    Stopped,
    /// The file could not be read or written.
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
}

impl RescueError {
    /// Stable code at the border.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotABundle => "rescue_not_a_bundle",
            Self::OtherHub { .. } => "rescue_other_hub",
            Self::BadKey => "rescue_bad_key",
            Self::TooLarge => "rescue_too_large",
            Self::Stopped => "cancelled",
            Self::Io(_) => "rescue_file_failed",
        }
    }
}

#[cfg(test)]
mod tests;
