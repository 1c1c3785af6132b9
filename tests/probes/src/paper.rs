//! Papers: any file as a PDF to verify, as it is and under a seal of somebody's own.

use ed25519_dalek::{Signer, SigningKey};
use fettle_papers::{CheckOutcome, PaperVerdict, PublicKey, Report, verify_pdf};
use sha2::{Digest, Sha256};

/// The company's key; whoever fuzzes does not have it.
const OURS: [u8; 32] = [0x11; 32];
/// The key of whoever made the file.
const THEIRS: [u8; 32] = [0x22; 32];

/// A file.
pub fn paper(data: &[u8]) {
    let trusted = [public(&OURS)];
    let report = consistent(verify_pdf(data, Some(&trusted)));
    // No committed input carries a true seal: it would be the signature of whoever has the key.
    assert_ne!(report.verdict, PaperVerdict::True, "nothing is true without the key");
    // What is inside is only read behind a seal that holds: anybody can put one of their own.
    let sealed = sealed(data, &THEIRS);
    assert_ne!(consistent(verify_pdf(&sealed, Some(&trusted))).verdict, PaperVerdict::True);
    consistent(verify_pdf(&sealed, None));
    assert_eq!(report_of_changed(&sealed), PaperVerdict::Changed, "a sealed file that was changed is not believed");
}

fn consistent(report: Report) -> Report {
    let failed = report.checks.iter().any(|c| c.outcome == CheckOutcome::Failed && c.code != "seal_signer");
    assert_eq!(report.verdict == PaperVerdict::Changed, failed);
    assert!(!report.checks.is_empty());
    report
}

fn report_of_changed(sealed: &[u8]) -> PaperVerdict {
    let mut changed = sealed.to_vec();
    changed[0] ^= 1;
    verify_pdf(&changed, None).verdict
}

fn public(seed: &[u8; 32]) -> PublicKey {
    SigningKey::from_bytes(seed).verifying_key().to_bytes()
}

/// The file under a seal, as `papers/src/seal.rs` describes it.
fn sealed(pdf: &[u8], seed: &[u8; 32]) -> Vec<u8> {
    let needle = b"\nstartxref";
    let end = pdf.windows(needle.len()).rposition(|window| window == needle).unwrap_or(pdf.len());
    // An old seal would stand before the new one and be covered by it.
    let mut before = pdf[..end].to_vec();
    let after = if end == pdf.len() { &b"\nstartxref\n0\n%%EOF\n"[..] } else { &pdf[end..] };
    before.extend_from_slice(b"\n%FETTLE-SEAL 1 ");
    before.extend_from_slice(hex::encode(public(seed)).as_bytes());
    before.push(b' ');
    let mut hash = Sha256::new();
    hash.update((before.len() as u64).to_be_bytes());
    hash.update(&before);
    hash.update(after);
    let message = [&b"fettle pdf seal 1\0"[..], &hash.finalize()[..]].concat();
    let signature = SigningKey::from_bytes(seed).sign(&message).to_bytes();
    before.extend_from_slice(hex::encode(signature).as_bytes());
    before.extend_from_slice(after);
    before
}
