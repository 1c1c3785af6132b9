//! HPKE (RFC 9180, base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, export only) to the X25519 form of the hub's Ed25519 key, and
//! AES-256-GCM chunk by chunk under the exported key. Chunks are numbered in their nonces, so that each opens by itself: damage to one
//! costs that one only, and none can be moved, left out or put in.

use super::{CHUNK_BYTES, Header, RescueError, TAG_BYTES};
use crate::kernel::{DeviceKey, Hash};
use ed25519_dalek::{SigningKey, VerifyingKey};
use fettle_cipher::{Cipher, NONCE_BYTES};
use hpke::aead::ExportOnlyAead;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use std::convert::Infallible;

type PublicKey = <X25519HkdfSha256 as Kem>::PublicKey;
type PrivateKey = <X25519HkdfSha256 as Kem>::PrivateKey;
type EncappedKey = <X25519HkdfSha256 as Kem>::EncappedKey;

/// What the exported key is for.
const EXPORT: &[u8] = b"fettle.rescue.1 chunks";

/// Seals and opens chunks.
pub(super) struct Chunks(Cipher);

impl Chunks {
    /// For writing: completes `header` with the encapsulated key. `seed`: 32 fresh random bytes.
    pub(super) fn to_hub(header: &mut Header, seed: [u8; 32]) -> Result<Self, RescueError> {
        let bad = |_| RescueError::BadKey;
        let hub = VerifyingKey::from_bytes(&header.hub).map_err(|_| RescueError::BadKey)?;
        let hub = PublicKey::from_bytes(hub.to_montgomery().as_bytes()).map_err(bad)?;
        let mut random = Drawn { seed, blocks: 0 };
        let (enc, context) = hpke::setup_sender_with_rng::<ExportOnlyAead, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &hub,
            &header.info(),
            &mut random,
        )
        .map_err(bad)?;
        header.enc = enc.to_bytes().into();
        let mut key = [0; 32];
        context.export(EXPORT, &mut key).map_err(bad)?;
        Ok(Self(Cipher::new(&key)))
    }
    /// For reading with the hub's key.
    pub(super) fn from_header(header: &Header, key: &DeviceKey) -> Result<Self, RescueError> {
        let other = || RescueError::OtherHub { found: header.hub_hex() };
        if header.hub_hex() != key.public() {
            return Err(other());
        }
        let secret = SigningKey::from_bytes(&key.seed()).to_scalar_bytes();
        let secret = PrivateKey::from_bytes(&secret).map_err(|_| other())?;
        let enc = EncappedKey::from_bytes(&header.enc).map_err(|_| RescueError::NotABundle)?;
        let context = hpke::setup_receiver::<ExportOnlyAead, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &secret,
            &enc,
            &header.info(),
        )
        .map_err(|_| RescueError::NotABundle)?;
        let mut key = [0; 32];
        context.export(EXPORT, &mut key).map_err(|_| RescueError::NotABundle)?;
        Ok(Self(Cipher::new(&key)))
    }
    /// Seals chunk `index`; `last` marks the end of the bundle.
    pub(super) fn seal(&self, index: u32, last: bool, plain: &[u8]) -> Result<Vec<u8>, RescueError> {
        self.0.seal(&nonce(index, last), b"", plain).ok_or(RescueError::TooLarge)
    }
    /// Opens chunk `index`, and whether it is the last; `None` when it is damaged.
    pub(super) fn open(&self, index: u32, sealed: &[u8]) -> Option<(Vec<u8>, bool)> {
        if sealed.len() != CHUNK_BYTES + TAG_BYTES {
            return None;
        }
        let open = |last| self.0.open(&nonce(index, last), b"", sealed).map(|plain| (plain, last));
        open(false).or_else(|| open(true))
    }
}

/// Seven zero bytes, the chunk's number, and 1 for the last. The key is used for one bundle only.
fn nonce(index: u32, last: bool) -> [u8; NONCE_BYTES] {
    let mut nonce = [0; NONCE_BYTES];
    for (to, from) in nonce.iter_mut().skip(7).zip(index.to_be_bytes()) {
        *to = from;
    }
    if let Some(end) = nonce.last_mut() {
        *end = u8::from(last);
    }
    nonce
}

/// HPKE draws its ephemeral key from here: SHA-256 of fresh random bytes and a count. The bytes come from outside, like all randomness.
struct Drawn {
    seed: [u8; 32],
    blocks: u64,
}

impl TryRng for Drawn {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_be_bytes(bytes))
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_be_bytes(bytes))
    }
    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for piece in out.chunks_mut(32) {
            let block = Hash::of_parts(&[b"fettle.rescue.1 draw", &self.seed, &self.blocks.to_be_bytes()]);
            self.blocks += 1;
            for (to, from) in piece.iter_mut().zip(block.bytes()) {
                *to = *from;
            }
        }
        Ok(())
    }
}
impl TryCryptoRng for Drawn {}
