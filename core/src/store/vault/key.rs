//! One key, and the form of a sealed value: version (1 byte), number of the key (4 bytes, big endian), nonce (12), ciphertext and tag (16).

use crate::store::SealError;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

/// Bytes of a key in the key store.
pub(super) const KEY_BYTES: usize = 32;
const VERSION: u8 = 1;
/// Version and number of the key.
pub(super) const HEAD: usize = 5;
pub(super) const NONCE: usize = 12;
/// Bytes of a keyed hash in an index column: 128 bits do not meet by chance.
const HASH: usize = 16;

/// One key of the vault.
pub(in crate::store) struct Key {
    pub number: u32,
    cipher: Aes256Gcm,
    /// For keyed hashes; derived, so that no key serves two algorithms.
    index: Zeroizing<[u8; 32]>,
}

impl Key {
    /// `None` when the key store holds something else than a key there.
    pub fn new(number: u32, bytes: &[u8]) -> Option<Self> {
        let cipher = Aes256Gcm::new_from_slice(bytes).ok().filter(|_| bytes.len() == KEY_BYTES)?;
        let index = Zeroizing::new(mac(bytes, &[b"fettle index 1"])?);
        Some(Self { number, cipher, index })
    }
    /// How every value sealed by this key begins.
    pub fn head(&self) -> [u8; HEAD] {
        let [a, b, c, d] = self.number.to_be_bytes();
        [VERSION, a, b, c, d]
    }
    pub fn seal(&self, place: &str, nonce: [u8; NONCE], plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let payload = Payload { msg: plain, aad: place.as_bytes() };
        // Fails only for values of more than 64 GiB.
        let sealed = self.cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| SealError::closed(place))?;
        let mut out = Vec::with_capacity(HEAD + NONCE + sealed.len());
        out.extend_from_slice(&self.head());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }
    pub fn open(&self, place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, body) = sealed.get(HEAD..)?.split_first_chunk::<NONCE>()?;
        self.cipher.decrypt(&Nonce::from(*nonce), Payload { msg: body, aad: place.as_bytes() }).ok()
    }
    /// What stands in an index column for `value`: equal values give equal texts, and nobody without the key can try values out.
    pub fn hash(&self, column: &str, value: &str) -> String {
        let full = mac(self.index.as_slice(), &[column.as_bytes(), &[0], value.as_bytes()]);
        hex::encode(full.unwrap_or_default().get(..HASH).unwrap_or_default())
    }
    /// Tells this key from others without telling the key.
    pub fn mark(&self) -> String {
        self.hash("vault", "mark")
    }
}

/// The number of the key in a sealed value's head; `None`: not a sealed value.
pub(super) fn number_of(sealed: &[u8]) -> Option<u32> {
    match sealed.first_chunk::<HEAD>()? {
        [VERSION, a, b, c, d] => Some(u32::from_be_bytes([*a, *b, *c, *d])),
        _ => None,
    }
}

/// HMAC-SHA256. It takes keys of every length: `None` never happens.
fn mac(key: &[u8], parts: &[&[u8]]) -> Option<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    for part in parts {
        mac.update(part);
    }
    let mut bytes = mac.finalize().into_bytes();
    let out = bytes.into();
    bytes.as_mut_slice().zeroize();
    Some(out)
}
