//! Tells a true paper from a changed one, without a network, and says what it checked.

use crate::answers::{FURTHER_FILE, FurtherRecord, SIGNATURE_FILE, STROKES_FILE};
use crate::attachments::attachments;
use crate::daily::DAILY_FILE;
use crate::report::SHEET_FILE;
use crate::seal::{self, PublicKey};
use crate::slip::{SLIP_FILE, TakeSlip};
use fettle_core::domain::jobs::document::DailyReport;
use fettle_core::domain::jobs::sheet::{Sheet, Signature, hash_hex};
use fettle_core::text::{Lang, text, text_with};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// How one check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    /// It holds.
    Ok,
    /// It does not hold.
    Failed,
    /// It could not be decided, or was not looked at because an earlier check failed.
    Unknown,
}

/// What the checks come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperVerdict {
    /// Every check holds and the seal's key is trusted.
    True,
    /// Every check holds, but the seal's key is not among the trusted ones, or none were given. Anyone can seal with a key of their own:
    /// compare the fingerprint before relying on it.
    SignerUnknown,
    /// The file that was issued is whole at the beginning of this one and its seal's key is trusted; something was added behind it, such as a
    /// signature of the customer's or a note. What is added may also lay other pages over those that were issued: only the first
    /// [`Report::issued`] bytes are vouched for.
    Added,
    /// The same, but the seal's key is not among the trusted ones.
    AddedSignerUnknown,
    /// Changed since it was issued, or never issued by Fettle.
    Changed,
}

impl PaperVerdict {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::SignerUnknown => "signer_unknown",
            Self::Added => "added",
            Self::AddedSignerUnknown => "added_signer_unknown",
            Self::Changed => "changed",
        }
    }
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The stable code.
    pub code: &'static str,
    /// How it came out.
    pub outcome: CheckOutcome,
    /// What was compared: a hash, a fingerprint, an error; may be empty.
    pub detail: String,
}

impl Check {
    /// What was checked, for a person, from the catalogue (keys!: papers-check-*).
    pub fn text(&self, lang: Lang) -> String {
        text(lang, &format!("papers-check-{}", self.code))
    }
}

/// What was checked and what it comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The checks in the order in which they were made.
    pub checks: Vec<Check>,
    /// What they come to.
    pub verdict: PaperVerdict,
    /// Number of the job or slip, once it has been read from data that the seal covers.
    pub number: Option<String>,
    /// Length of the file as it was issued; none where no seal holds.
    pub issued: Option<usize>,
    /// Bytes that were added behind it.
    pub added: usize,
}

impl Report {
    /// What the verdict tells a person, from the catalogue (keys!: papers-verdict-*).
    pub fn text(&self, lang: Lang) -> String {
        let key = format!("papers-verdict-{}", self.verdict.code().replace('_', "-"));
        match self.verdict {
            PaperVerdict::Added | PaperVerdict::AddedSignerUnknown => {
                text_with(lang, &key, &[("bytes", self.added.to_string())])
            }
            _ => text(lang, &key),
        }
    }
}

/// The short name of a public key: SHA-256 of its 32 bytes, the first 16 bytes in hex, in groups of eight digits.
pub fn fingerprint(key: &PublicKey) -> String {
    crate::view::grouped(&hex::encode(&Sha256::digest(key)[..16]))
}

/// Checks a PDF file made by this crate. `trusted` are the public keys that papers of this company are sealed with; without them the best
/// verdict is [`PaperVerdict::SignerUnknown`].
///
/// What is inside the file is only read once the seal has held: before that nothing in it is worth reading. Where something was added behind
/// the file that was issued, only that one is read.
pub fn verify_pdf(pdf: &[u8], trusted: Option<&[PublicKey]>) -> Report {
    let mut checks = Checks::default();
    let Some(seal) = seal::open(pdf, trusted.unwrap_or_default()) else {
        checks.add("seal_present", false, "");
        checks.unknown(&["seal_bytes", "seal_signer", "sheet_attached"]);
        return checks.changed();
    };
    checks.add("seal_present", true, "Ed25519");
    let issued = &pdf[..seal.end];
    checks.add("seal_bytes", seal.unchanged, hex::encode(Sha256::digest(issued)));
    if !seal.unchanged {
        checks.unknown(&["seal_signer", "sheet_attached"]);
        return checks.changed();
    }
    let known = trusted.is_some_and(|keys| keys.contains(&seal.key));
    let signer = match trusted {
        Some(_) if known => CheckOutcome::Ok,
        Some(_) => CheckOutcome::Failed,
        None => CheckOutcome::Unknown,
    };
    checks.0.push(Check { code: "seal_signer", outcome: signer, detail: fingerprint(&seal.key) });
    let added = pdf.len() - issued.len();
    if added > 0 {
        checks.0.push(Check { code: "seal_end", outcome: CheckOutcome::Unknown, detail: format!("+ {added}") });
    }

    let files = attachments(issued).unwrap_or_default();
    let number = match files.get(SLIP_FILE) {
        Some(slip) => check_slip(&mut checks, slip),
        None => check_sheet(&mut checks, &files),
    };
    let verdict = match (checks.failed(), known, added > 0) {
        (true, ..) => PaperVerdict::Changed,
        (false, true, false) => PaperVerdict::True,
        (false, false, false) => PaperVerdict::SignerUnknown,
        (false, true, true) => PaperVerdict::Added,
        (false, false, true) => PaperVerdict::AddedSignerUnknown,
    };
    Report { checks: checks.0, verdict, number, issued: Some(issued.len()), added }
}

fn check_slip(checks: &mut Checks, slip: &[u8]) -> Option<String> {
    let slip: Result<TakeSlip, _> = serde_json::from_slice(slip);
    checks.result("slip_reads", &slip);
    slip.ok().map(|slip| slip.number)
}

fn check_sheet(checks: &mut Checks, files: &BTreeMap<String, Vec<u8>>) -> Option<String> {
    let daily = files.get(DAILY_FILE);
    let (Some(sheet), Some(record)) = (files.get(SHEET_FILE).or(daily), files.get(SIGNATURE_FILE)) else {
        checks.add("sheet_attached", false, files.keys().cloned().collect::<Vec<_>>().join(", "));
        return None;
    };
    let named = if files.contains_key(SHEET_FILE) { SHEET_FILE } else { DAILY_FILE };
    checks.add("sheet_attached", true, format!("{named}, {SIGNATURE_FILE}"));
    let hash = hash_hex(sheet);
    let read = match named {
        SHEET_FILE => Sheet::parse(sheet).map(|sheet| sheet.number),
        _ => DailyReport::parse(sheet).map(|daily| daily.number),
    };
    checks.result("sheet_reads", &read);
    let record: Result<Signature, _> = serde_json::from_slice(record);
    checks.result("signature_reads", &record);
    match &record {
        Ok(record) => {
            checks.add("sheet_hash", record.document_hash == hash, hash.clone());
            check_strokes(checks, record, files.get(STROKES_FILE).map(Vec::as_slice));
        }
        Err(_) => checks.unknown(&["sheet_hash", "strokes_hash"]),
    }
    check_further(checks, &hash, files);
    read.ok()
}

/// Every further party answered to this document and to no other.
fn check_further(checks: &mut Checks, hash: &str, files: &BTreeMap<String, Vec<u8>>) {
    let Some(records) = files.get(FURTHER_FILE) else { return };
    let records: Result<Vec<FurtherRecord>, _> = serde_json::from_slice(records);
    let named =
        |records: &Vec<FurtherRecord>| records.iter().map(|one| one.party.code().to_owned()).collect::<Vec<_>>();
    let bound = records.as_ref().is_ok_and(|all| all.iter().all(|one| one.signature.document_hash == hash));
    checks.add("further_answers", bound, records.as_ref().map(named).unwrap_or_default().join(", "));
}

/// A refusal has no strokes; a signed record names those that have to be there.
fn check_strokes(checks: &mut Checks, record: &Signature, strokes: Option<&[u8]>) {
    match (&record.strokes, strokes.map(hash_hex)) {
        (None, None) => {}
        (named, found) => checks.add("strokes_hash", *named == found, found.unwrap_or_default()),
    }
}

#[derive(Default)]
struct Checks(Vec<Check>);

impl Checks {
    fn add(&mut self, code: &'static str, holds: bool, detail: impl Into<String>) {
        let outcome = if holds { CheckOutcome::Ok } else { CheckOutcome::Failed };
        self.0.push(Check { code, outcome, detail: detail.into() });
    }

    fn result<T, E: std::fmt::Display>(&mut self, code: &'static str, result: &Result<T, E>) {
        self.add(code, result.is_ok(), result.as_ref().err().map(E::to_string).unwrap_or_default());
    }

    fn unknown(&mut self, codes: &[&'static str]) {
        let unknown = |code: &&'static str| Check { code, outcome: CheckOutcome::Unknown, detail: String::new() };
        self.0.extend(codes.iter().map(unknown));
    }

    /// Whether a check failed. A signer that is not trusted is no change.
    fn failed(&self) -> bool {
        self.0.iter().any(|check| check.outcome == CheckOutcome::Failed && check.code != "seal_signer")
    }

    fn changed(self) -> Report {
        Report { checks: self.0, verdict: PaperVerdict::Changed, number: None, issued: None, added: 0 }
    }
}
