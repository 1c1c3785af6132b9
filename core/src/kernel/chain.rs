//! The chain: each event's hash covers the one before it on its device, and the device signs the newest (Ed25519, RFC 8032).
//!
//! Hash of an event: `SHA-256("fettle.event.v1" 0x00 ‖ previous ‖ SHA-256(header) ‖ SHA-256(body))`, header and body as written; before the
//! first event stands `SHA-256("fettle.chain.v1" 0x00 ‖ device id)`. A body can be removed by law: its hash remains and all verifies.

use super::event::Event;
use super::hash::Hash;
use super::id::DeviceId;
use super::signed_link::SignedLink;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;
use zeroize::Zeroizing;

/// The newest link of a device's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainHead {
    /// Number of the newest event; 0 before the first.
    pub number: u64,
    /// Its hash.
    pub hash: Hash,
}

/// A head with the device's signature over it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedHead {
    /// What is signed.
    #[serde(flatten)]
    pub head: ChainHead,
    /// Ed25519 signature, 128 lower-case hex digits.
    pub signature: String,
}

/// Why a chain does not hold.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
pub enum ChainError {
    /// An event is missing before this one.
    #[error("expected number {expected}, found {found}")]
    Gap {
        /// The number that had to follow.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// An event of another device.
    #[error("an event of another device")]
    WrongDevice,
    /// The signed head is not the hash that the events give: something was changed.
    #[error("the chain's head does not match its events")]
    Forged,
    /// The signature is not the device's.
    #[error("bad signature")]
    BadSignature,
    /// Another event with this number is on record: the device was cloned or restored.
    #[error("another event with number {number} is on record")]
    Fork {
        /// The number that two events claim.
        number: u64,
    },
}

impl ChainError {
    /// Stable code at the border.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Gap { .. } => "chain_gap",
            Self::WrongDevice => "chain_wrong_device",
            Self::Forged => "chain_forged",
            Self::BadSignature => "chain_bad_signature",
            Self::Fork { .. } => "chain_fork",
        }
    }
}

impl ChainHead {
    /// The head before the first event of `device`.
    pub fn start(device: DeviceId) -> Self {
        Self { number: 0, hash: Hash::of_parts(&[b"fettle.chain.v1\0", device.uuid().as_bytes()]) }
    }
    /// The head after `event`.
    ///
    /// # Errors
    /// [`ChainError::Gap`] when the event's number does not follow.
    pub fn advance(self, event: &Event) -> Result<Self, ChainError> {
        // Numbers come from outside: nothing follows the greatest, and a wrapped one would be the first again.
        let (expected, found) = (self.number.checked_add(1), event.header().number);
        if expected != Some(found) {
            return Err(ChainError::Gap { expected: expected.unwrap_or(u64::MAX), found });
        }
        Ok(Self { number: found, hash: link(self.hash, event.header_hash(), event.body_hash()) })
    }
    fn signed_bytes(&self, device: DeviceId) -> Vec<u8> {
        let mut bytes = b"fettle.head.v1\0".to_vec();
        bytes.extend_from_slice(device.uuid().as_bytes());
        bytes.extend_from_slice(&self.number.to_be_bytes());
        bytes.extend_from_slice(self.hash.bytes());
        bytes
    }
}

impl SignedLink {
    /// Checks that `event` stands where it says on the chain of a device with this public key; the head after it comes back.
    ///
    /// # Errors
    /// [`ChainError::BadSignature`].
    pub fn verify(&self, event: &Event, public_key: &str) -> Result<ChainHead, ChainError> {
        let header = event.header();
        let hash = link(self.before, event.header_hash(), event.body_hash());
        let head = ChainHead { number: header.number, hash };
        SignedHead { head, signature: self.signature.clone() }.verify(header.device, public_key)?;
        Ok(head)
    }
}

/// The hash of an event from its parts.
pub fn link(previous: Hash, header: Hash, body: Hash) -> Hash {
    Hash::of_parts(&[b"fettle.event.v1\0", previous.bytes(), header.bytes(), body.bytes()])
}

/// A device's key pair. The private half never leaves the device.
#[derive(Clone)]
pub struct DeviceKey {
    seed: Zeroizing<[u8; 32]>,
    /// Worked out when it is first asked for: who only looks at a screen signs nothing.
    pair: OnceLock<SigningKey>,
}

impl DeviceKey {
    /// From 32 random bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self { seed: Zeroizing::new(*seed), pair: OnceLock::new() }
    }
    /// The 32 secret bytes, for the key store only.
    pub fn seed(&self) -> [u8; 32] {
        *self.seed
    }
    fn pair(&self) -> &SigningKey {
        self.pair.get_or_init(|| SigningKey::from_bytes(&self.seed))
    }
    /// The public half, 64 lower-case hex digits.
    pub fn public(&self) -> String {
        hex::encode(self.pair().verifying_key().as_bytes())
    }
    /// Signs the newest link of the chain of `device`.
    pub fn sign_head(&self, device: DeviceId, head: ChainHead) -> SignedHead {
        SignedHead { head, signature: self.sign(&head.signed_bytes(device)) }
    }
    /// Signs bytes; the caller puts a domain tag in front. 128 hex digits.
    pub fn sign(&self, bytes: &[u8]) -> String {
        hex::encode(self.pair().sign(bytes).to_bytes())
    }
}

impl std::fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DeviceKey({})", self.public())
    }
}

impl SignedHead {
    /// Checks the signature with the device's public key (64 hex digits).
    ///
    /// # Errors
    /// [`ChainError::BadSignature`], also for a key or signature that does not parse.
    pub fn verify(&self, device: DeviceId, public_key: &str) -> Result<(), ChainError> {
        verify(public_key, &self.head.signed_bytes(device), &self.signature)
    }
}

/// Checks a signature by [`DeviceKey::sign`]. Strictly: a signature has one form (S below the order of the group, hex digits in lower case), so
/// that nobody makes a second one of it, and a key of small order, under which one signature holds for every text, signs nothing.
///
/// # Errors
/// [`ChainError::BadSignature`], also for a key or signature that does not parse.
pub fn verify(public_key: &str, bytes: &[u8], signature: &str) -> Result<(), ChainError> {
    let check = || -> Option<()> {
        if [public_key, signature].iter().any(|text| text.bytes().any(|byte| byte.is_ascii_uppercase())) {
            return None;
        }
        let mut key = [0; 32];
        hex::decode_to_slice(public_key, &mut key).ok()?;
        let mut sig = [0; 64];
        hex::decode_to_slice(signature, &mut sig).ok()?;
        VerifyingKey::from_bytes(&key).ok()?.verify_strict(bytes, &Signature::from_bytes(&sig)).ok()
    };
    check().ok_or(ChainError::BadSignature)
}

/// Checks a run of events against the head before it and the signed head after it, and gives the heads event by event.
///
/// # Errors
/// The first [`ChainError`] found; nothing of the run may then be taken as the device's.
pub fn verify_run(
    device: DeviceId,
    public_key: &str,
    before: ChainHead,
    events: &[Event],
    signed: &SignedHead,
) -> Result<Vec<ChainHead>, ChainError> {
    let mut heads = Vec::with_capacity(events.len());
    let mut head = before;
    for event in events {
        if event.header().device != device {
            return Err(ChainError::WrongDevice);
        }
        head = head.advance(event)?;
        heads.push(head);
    }
    if signed.head != head {
        return Err(ChainError::Forged);
    }
    signed.verify(device, public_key)?;
    Ok(heads)
}
