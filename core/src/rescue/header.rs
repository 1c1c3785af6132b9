//! The header: 256 bytes in clear, twice, so that damage to one copy costs nothing. Who carries a bundle reads it; what it says is bound to
//! the key of the chunks.

use super::RescueError;
use crate::kernel::{DeviceId, Hash};
use uuid::Uuid;

/// Bytes before the first chunk: two copies.
pub const HEADER_BYTES: usize = 2 * COPY;

const COPY: usize = 256;
const MAGIC: &[u8; 16] = b"fettle.rescue.1\n";
const SHORT_BYTES: usize = 16;
/// What the copy's own SHA-256 covers.
const COVERED: usize = COPY - 32;

/// What stands in clear before the chunks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The hub that may read it: its Ed25519 public key.
    pub hub: [u8; 32],
    /// HPKE's encapsulated key.
    pub enc: [u8; 32],
    /// The device whose work it is.
    pub device: DeviceId,
    /// When it was written by that device's best knowledge, milliseconds since 1970 UTC.
    pub made_ms: u64,
    /// The device's short code, at most 16 bytes; empty when it has none.
    pub short: String,
}

impl Header {
    /// The two copies.
    pub(super) fn to_bytes(&self) -> [u8; HEADER_BYTES] {
        let mut covered = Vec::with_capacity(COPY);
        covered.extend_from_slice(MAGIC);
        covered.extend_from_slice(&self.hub);
        covered.extend_from_slice(&self.enc);
        covered.extend_from_slice(&self.rest());
        covered.resize(COVERED, 0);
        let check = Hash::of(&covered);
        covered.extend_from_slice(check.bytes());
        let mut both = [0; HEADER_BYTES];
        for copy in both.chunks_mut(COPY) {
            copy.copy_from_slice(&covered);
        }
        both
    }
    fn rest(&self) -> Vec<u8> {
        let mut rest = self.device.uuid().as_bytes().to_vec();
        rest.extend_from_slice(&self.made_ms.to_be_bytes());
        // A short code is a letter and digits; what is longer is cut at a character.
        let mut end = self.short.len().min(SHORT_BYTES);
        while !self.short.is_char_boundary(end) {
            end -= 1;
        }
        let mut short = self.short.as_bytes().get(..end).unwrap_or_default().to_vec();
        short.resize(SHORT_BYTES, 0);
        rest.extend(short);
        rest
    }
    /// HPKE's `info`: binds the clear header to the key.
    pub(super) fn info(&self) -> Vec<u8> {
        [MAGIC.as_slice(), &self.hub, &self.rest()].concat()
    }
    /// Reads the first whole one of the copies in `bytes`, the first [`HEADER_BYTES`] of a bundle.
    ///
    /// # Errors
    /// [`RescueError::NotABundle`] when there is none.
    pub fn read(bytes: &[u8]) -> Result<Self, RescueError> {
        bytes.chunks_exact(COPY).take(2).find_map(read_copy).ok_or(RescueError::NotABundle)
    }
    /// The hub's public key, 64 hex digits.
    pub fn hub_hex(&self) -> String {
        hex::encode(self.hub)
    }
}

fn read_copy(copy: &[u8]) -> Option<Header> {
    let (covered, check) = copy.split_at_checked(COVERED)?;
    if Hash::of(covered).bytes().as_slice() != check {
        return None;
    }
    let rest = covered.strip_prefix(MAGIC)?;
    let (hub, rest) = rest.split_first_chunk::<32>()?;
    let (enc, rest) = rest.split_first_chunk::<32>()?;
    let (device, rest) = rest.split_first_chunk::<16>()?;
    let (made, rest) = rest.split_first_chunk::<8>()?;
    let short = rest.get(..SHORT_BYTES)?;
    let short = std::str::from_utf8(short).ok()?.trim_end_matches('\0');
    Some(Header {
        hub: *hub,
        enc: *enc,
        device: DeviceId::new(Uuid::from_bytes(*device)),
        made_ms: u64::from_be_bytes(*made),
        short: short.to_owned(),
    })
}
