//! AES-256-GCM and HMAC-SHA256 as plain functions on bytes.
//!
//! A crate of its own for one reason: the libraries are generic, so their loops are compiled where they are called. Here that is a crate
//! that development builds optimise, too; inside `fettle-core` sealing was fifteen times slower. No key management, no format, no randomness.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Bytes of a key.
pub const KEY_BYTES: usize = 32;
/// Bytes of a nonce; never twice under one key.
pub const NONCE_BYTES: usize = 12;
/// Bytes that sealing adds.
pub const TAG_BYTES: usize = 16;

/// AES-256-GCM under one key, which leaves memory with it.
pub struct Cipher(Aes256Gcm);

impl Cipher {
    /// Under this key.
    pub fn new(key: &[u8; KEY_BYTES]) -> Self {
        Self(Aes256Gcm::new(key.into()))
    }
    /// Ciphertext and tag. `None` only for values of more than 64 GiB.
    pub fn seal(&self, nonce: &[u8; NONCE_BYTES], aad: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        self.0.encrypt(&Nonce::from(*nonce), Payload { msg: plain, aad }).ok()
    }
    /// What was sealed; `None` for another key, another nonce, other associated data, or changed bytes.
    pub fn open(&self, nonce: &[u8; NONCE_BYTES], aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        self.0.decrypt(&Nonce::from(*nonce), Payload { msg: sealed, aad }).ok()
    }
}

impl std::fmt::Debug for Cipher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cipher")
    }
}

/// HMAC-SHA256 of the parts, one after the other.
pub fn mac(key: &[u8; KEY_BYTES], parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    // It takes keys of every length: the error never comes.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Zeroizing::default() };
    parts.iter().for_each(|part| mac.update(part));
    Zeroizing::new(mac.finalize().into_bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Test case 16 of "The Galois/Counter Mode of Operation" (McGrew, Viega), which AES-256 implementations are compared by.
    #[test]
    fn it_is_aes_256_gcm() {
        let hex = |text: &str| -> Vec<u8> {
            (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
        };
        let key = hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
        let nonce: [u8; 12] = hex("cafebabefacedbaddecaf888").try_into().unwrap();
        let plain = hex(concat!(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525",
            "b16aedf5aa0de657ba637b39"
        ));
        let aad = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let cipher = Cipher::new(&key.try_into().unwrap());
        let sealed = cipher.seal(&nonce, &aad, &plain).unwrap();
        assert!(sealed.starts_with(&hex("522dc1f099567d07f47f37a32a84427d")));
        assert!(sealed.ends_with(&hex("76fc6ece0f4e1768cddf8853bb2d551b")));
        assert_eq!(sealed.len(), plain.len() + TAG_BYTES);
        assert_eq!(cipher.open(&nonce, &aad, &sealed).unwrap(), plain);
        assert_eq!(cipher.open(&nonce, b"", &sealed), None);
    }

    #[test]
    fn a_mac_is_of_all_parts() {
        let key = [7; 32];
        assert_eq!(mac(&key, &[b"ab", b"c"]), mac(&key, &[b"abc"]));
        assert_ne!(mac(&key, &[b"abc"]), mac(&[8; 32], &[b"abc"]));
    }
}
