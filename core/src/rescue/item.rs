//! What is in a bundle.

use super::Header;
use crate::kernel::{BlobRef, ChainError, ChainHead, DeviceId, Event, Hash, SignedHead, chain};
use serde::{Deserialize, Serialize};

/// What the bundle says of itself: its first item, and once more its last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The device.
    pub device: DeviceId,
    /// Its public key, 64 hex digits. The hub goes by the key it knows.
    pub public_key: String,
    /// Version of the app that wrote the bundle.
    pub app: String,
    /// The newest link of the device's chain, signed.
    pub head: SignedHead,
    /// Own events that were never acknowledged.
    pub pending: u64,
    /// Own events that the hub quarantines.
    pub quarantined: u64,
    /// Events of former devices, saved from a damaged file.
    pub salvaged: u64,
    /// The blobs that follow.
    #[serde(default)]
    pub blobs: Vec<BlobRef>,
    /// Blobs that should have followed and could not be read on the phone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<BlobRef>,
}

/// An own event with all that proves it, so that it can be checked whatever else of the bundle is lost.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignedEvent {
    /// The chain's hash before it; absent when the phone no longer has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Hash>,
    /// The chain's head after it, signed by the device.
    pub head: SignedHead,
    /// The event as written.
    pub event: Box<Event>,
}

impl SignedEvent {
    /// Checks that the device with this key wrote it in this place.
    ///
    /// # Errors
    /// The [`ChainError`] found. Without `before` only the signature and the number are checked.
    pub fn verify(&self, public_key: &str) -> Result<(), ChainError> {
        let header = self.event.header();
        let head: ChainHead = self.head.head;
        if head.number != header.number {
            return Err(ChainError::Forged);
        }
        if let Some(before) = self.before
            && chain::link(before, self.event.header_hash(), self.event.body_hash()) != head.hash
        {
            return Err(ChainError::Forged);
        }
        self.head.verify(header.device, public_key)
    }
}

/// An event of a former device that was saved from a damaged file. Signed where that device's key could still be read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SalvagedEvent {
    /// The chain's hash before it, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Hash>,
    /// The chain's head after it, signed, where the key could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<SignedHead>,
    /// The event as written.
    pub event: Box<Event>,
}

/// One thing in a bundle.
#[derive(Clone, Debug)]
pub enum Item {
    /// What the bundle says of itself.
    About(Box<About>),
    /// An own event.
    Event(SignedEvent),
    /// An event of a former device.
    Salvaged(SalvagedEvent),
    /// A blob; its bytes have the hash and the size that it names.
    Blob(BlobRef, Vec<u8>),
}

pub(super) const ABOUT: u8 = 1;
pub(super) const EVENT: u8 = 2;
pub(super) const SALVAGED: u8 = 3;
pub(super) const BLOB: u8 = 4;

impl Item {
    /// Reads an item. `Ok(None)`: a newer version's. `Err`: it is whole, and not what it should be.
    pub(super) fn read(kind: u8, bytes: Vec<u8>) -> Result<Option<Self>, ()> {
        let bad = |_| ();
        Ok(Some(match kind {
            ABOUT => Self::About(Box::new(serde_json::from_slice(&bytes).map_err(bad)?)),
            EVENT => Self::Event(serde_json::from_slice(&bytes).map_err(bad)?),
            SALVAGED => Self::Salvaged(serde_json::from_slice(&bytes).map_err(bad)?),
            BLOB => {
                let end = bytes.iter().position(|b| *b == b'\n').ok_or(())?;
                let (line, rest) = bytes.split_at_checked(end).ok_or(())?;
                let blob: BlobRef = serde_json::from_slice(line).map_err(bad)?;
                let content = rest.get(1..).unwrap_or_default();
                if Hash::of(content) != blob.hash || content.len() as u64 != blob.size {
                    return Err(());
                }
                // In place: a blob may be large.
                let mut bytes = bytes;
                bytes.drain(..=end);
                Self::Blob(blob, bytes)
            }
            _ => return Ok(None),
        }))
    }
}

/// What a phone that carries a bundle may know of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// SHA-256 of the file.
    pub hash: Hash,
    /// Its length in bytes.
    pub size: u64,
    /// The device whose work it is.
    pub device: DeviceId,
    /// That device's short code.
    pub short: String,
    /// When it was written, milliseconds since 1970 UTC.
    pub made_ms: u64,
}

impl Carried {
    /// Of a file with this header.
    pub fn new(header: &Header, hash: Hash, size: u64) -> Self {
        Self { hash, size, device: header.device, short: header.short.clone(), made_ms: header.made_ms }
    }
}
