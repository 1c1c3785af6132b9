//! The seal: an Ed25519 signature over every byte of a PDF file but its own.
//!
//! Just before the file's last `startxref` stands one comment line of fixed length:
//!
//! ```text
//! %FETTLE-SEAL 1 <public key, 64 hex digits> <signature, 128 hex digits>\n
//! ```
//!
//! A comment there moves no object and no cross-reference table, so the file stays the same document and the same PDF/A: after `%%EOF` comes
//! one line end, which PDF/A allows and which what others add behind it needs before it (ISO 19005-3, 6.1.9). What is signed is a domain tag
//! and the SHA-256 of the length of the bytes before the signature (8 bytes, big-endian), those bytes, and the bytes after it; so neither
//! what is around the signature nor its place can change. Key and signature are accepted in lower case only and the signature is checked
//! strictly (RFC 8032, no small-order keys, no second form), so that the place of the seal itself has no byte to spare either.
//!
//! Who countersigns a paper adds bytes behind it and changes none. The sealed file is then the beginning of the longer one, up to the end
//! that the seal itself says: the `startxref`, its number, `%%EOF` and the line end behind the seal.

use crate::error::PaperError;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// An Ed25519 public key.
pub type PublicKey = [u8; 32];

const MARK: &[u8] = b"\n%FETTLE-SEAL 1 ";
const TAG: &[u8] = b"fettle pdf seal 1\0";
const KEY_DIGITS: usize = 64;
const SIGNATURE_DIGITS: usize = 128;
const START: &[u8] = b"\nstartxref\n";
const END: &[u8] = b"\n%%EOF\n";
/// Seals looked at from the file's end. Whoever adds to a file has no reason to add many.
const MOST_SEALS: usize = 8;

/// The public key that belongs to `sealing_key` (an Ed25519 seed): what a verifier has to trust.
pub fn public_key(sealing_key: &[u8; 32]) -> PublicKey {
    SigningKey::from_bytes(sealing_key).verifying_key().to_bytes()
}

/// Seals a PDF file that carries no seal yet.
///
/// # Errors
/// [`PaperError::NotSealed`] where the file has no `startxref` at its end.
pub(crate) fn seal(pdf: &[u8], sealing_key: &[u8; 32]) -> Result<Vec<u8>, PaperError> {
    let key = SigningKey::from_bytes(sealing_key);
    // The line end before `startxref` becomes the one before the mark; the seal's own line end takes its place.
    let end = rfind(pdf, START).ok_or(PaperError::NotSealed)?;
    let mut before = pdf[..end].to_vec();
    before.extend_from_slice(MARK);
    before.extend_from_slice(hex::encode(key.verifying_key().to_bytes()).as_bytes());
    before.push(b' ');
    let mut after = pdf[end..].to_vec();
    if !after.ends_with(b"\n") {
        after.push(b'\n');
    }
    if tail(&after) != Some(after.len()) {
        return Err(PaperError::NotSealed);
    }
    let signature = key.sign(&message(&before, &after)).to_bytes();
    let mut sealed = before;
    sealed.extend_from_slice(hex::encode(signature).as_bytes());
    sealed.extend_from_slice(&after);
    Ok(sealed)
}

/// A seal as found in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seal {
    /// The key that it says it was made with.
    pub(crate) key: PublicKey,
    /// Whether the signature is that key's over all the other bytes of the file that was sealed.
    pub(crate) unchanged: bool,
    /// Where the file that was sealed ends: at the end of this one, unless something was added.
    pub(crate) end: usize,
}

/// The file's seal, checked; none if there is no well-formed one. Where somebody added to the file, perhaps with a seal of their own, a seal
/// of one of `trusted` counts before others, and one that holds before one that does not.
pub(crate) fn open(pdf: &[u8], trusted: &[PublicKey]) -> Option<Seal> {
    let mut seals = Vec::new();
    let mut upto = pdf.len();
    while seals.len() < MOST_SEALS
        && let Some(at) = rfind(&pdf[..upto], MARK)
    {
        seals.extend(read(pdf, at + MARK.len()));
        // Marks may not share bytes: what is before this one is looked at next.
        upto = at;
    }
    // The first of equals wins: the seal nearest to the end.
    seals.into_iter().rev().max_by_key(|seal| (seal.unchanged, trusted.contains(&seal.key)))
}

fn read(pdf: &[u8], key_at: usize) -> Option<Seal> {
    let signature_at = key_at + KEY_DIGITS + 1;
    let after_at = signature_at + SIGNATURE_DIGITS;
    let key: PublicKey = lower_hex(pdf.get(key_at..key_at + KEY_DIGITS)?)?;
    let signature: [u8; 64] = lower_hex(pdf.get(signature_at..after_at)?)?;
    let after = pdf.get(after_at..)?;
    let length = tail(after).unwrap_or(after.len());
    let signed = message(&pdf[..signature_at], &after[..length]);
    let unchanged = VerifyingKey::from_bytes(&key)
        .and_then(|verifying| verifying.verify_strict(&signed, &Signature::from_bytes(&signature)))
        .is_ok();
    Some(Seal { key, unchanged, end: after_at + length })
}

/// Length of the end of a sealed file, at the beginning of `bytes`: `startxref`, a number, `%%EOF`, one line end.
fn tail(bytes: &[u8]) -> Option<usize> {
    let digits = bytes.strip_prefix(START)?.iter().take_while(|b| b.is_ascii_digit()).count();
    let length = START.len() + digits;
    (digits > 0 && bytes[length..].starts_with(END)).then_some(length + END.len())
}

fn message(before: &[u8], after: &[u8]) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update((before.len() as u64).to_be_bytes());
    hash.update(before);
    hash.update(after);
    [TAG, &hash.finalize()[..]].concat()
}

fn lower_hex<const N: usize>(digits: &[u8]) -> Option<[u8; N]> {
    if digits.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    let mut bytes = [0; N];
    hex::decode_to_slice(digits, &mut bytes).ok()?;
    Some(bytes)
}

fn rfind(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).rposition(|window| window == needle)
}
