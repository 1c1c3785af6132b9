//! One key, and the form of a sealed value: version (1 byte), number of the key (4 bytes, big endian), nonce (12), ciphertext and tag (16).

use crate::store::SealError;
use fettle_cipher::{Cipher, mac};
pub(super) use fettle_cipher::{KEY_BYTES, NONCE_BYTES};
use zeroize::Zeroizing;

const VERSION: u8 = 1;
/// Version and number of the key.
pub(super) const HEAD: usize = 5;
/// Bytes of a keyed hash in an index column: 128 bits do not meet by chance.
const HASH: usize = 16;

/// One key of the vault.
pub(in crate::store) struct Key {
    pub number: u32,
    cipher: Cipher,
    /// For keyed hashes; derived, so that no key serves two algorithms.
    index: Zeroizing<[u8; KEY_BYTES]>,
}

impl Key {
    /// `None` when the key store holds something else than a key there.
    pub fn new(number: u32, bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; KEY_BYTES] = bytes.try_into().ok()?;
        Some(Self { number, cipher: Cipher::new(bytes), index: mac(bytes, &[b"fettle index 1"]) })
    }
    /// How every value sealed by this key begins.
    pub fn head(&self) -> [u8; HEAD] {
        head_of(self.number)
    }
    pub fn seal(&self, place: &str, nonce: [u8; NONCE_BYTES], plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let sealed = self.cipher.seal(&nonce, place.as_bytes(), plain).ok_or_else(|| SealError::closed(place))?;
        let mut out = Vec::with_capacity(HEAD + NONCE_BYTES + sealed.len());
        out.extend_from_slice(&self.head());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }
    pub fn open(&self, place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, body) = sealed.get(HEAD..)?.split_first_chunk()?;
        self.cipher.open(nonce, place.as_bytes(), body)
    }
    /// What stands in an index column for `value`: equal values give equal texts, and nobody without the key can try values out.
    pub fn hash(&self, column: &str, value: &str) -> String {
        let full = mac(&self.index, &[column.as_bytes(), &[0], value.as_bytes()]);
        hex::encode(full.get(..HASH).unwrap_or_default())
    }
    /// Tells this key from others without telling the key.
    pub fn mark(&self) -> String {
        self.hash("vault", "mark")
    }
}

/// How every value under the key of this number begins.
pub(super) fn head_of(number: u32) -> [u8; HEAD] {
    let [a, b, c, d] = number.to_be_bytes();
    [VERSION, a, b, c, d]
}

/// The number of the key in a sealed value's head; `None`: not a sealed value.
pub(super) fn number_of(sealed: &[u8]) -> Option<u32> {
    match sealed.first_chunk::<HEAD>()? {
        [VERSION, a, b, c, d] => Some(u32::from_be_bytes([*a, *b, *c, *d])),
        _ => None,
    }
}
