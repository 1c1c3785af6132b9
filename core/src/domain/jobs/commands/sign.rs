//! Binding the customer to the sheet, and changing it afterwards in the open.

use super::{Drafts, may, one, plain};
use crate::domain::jobs::sheet::{Outcome, Position, SheetText, Signature};
use crate::domain::jobs::*;
use crate::domain::people::Actor;
use crate::kernel::event::MAX_EVENT_BYTES;
use crate::kernel::{BlobRef, Hash, Refusal};
use chrono::{DateTime, Utc};

/// How the customer answered, as it came from the screen.
#[derive(Clone, Debug)]
pub struct SignInput {
    /// Signed, refused, absent.
    pub outcome: Outcome,
    /// Hash of the sheet that was on the screen (64 hex digits).
    pub seen_hash: String,
    /// Who signed or refused, or who should have signed.
    pub name: String,
    /// Title or post.
    pub title: String,
    /// Phone number as typed.
    pub phone: String,
    /// Where, if known.
    pub position: Option<Position>,
    /// The strokes; needed when signed by hand.
    pub strokes: Option<BlobRef>,
}

/// Records how the customer answered to the sheet. The sheet is built anew: only the one that was on the screen can be signed.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_signed`; `solved_remotely`; those of [`build_sheet`]; `job_in_conflict` (a person has
/// to choose first); `sheet_changed` when it is no longer the one that was shown; `signer_missing`; `signature_empty`;
/// `witness_missing`; `sheet_too_long`.
pub fn sign(sources: &SheetSources<'_>, actor: &Actor, input: SignInput, now: DateTime<Utc>) -> Drafts {
    may(actor, "signed")?;
    let job = sources.job;
    job.must_take_facts()?;
    if job.is_answered_remotely() {
        return Err(Refusal::new("solved_remotely"));
    }
    let sheet = build_sheet(sources)?;
    if job.cause.in_conflict() {
        return Err(Refusal::new("job_in_conflict"));
    }
    let bytes = sheet.canonical_bytes().map_err(|e| Refusal::new(e.code()))?;
    let sheet_hash = sheet::hash_hex(&bytes);
    if sheet_hash != input.seen_hash {
        return Err(Refusal::new("sheet_changed"));
    }
    let outcome = check_outcome(&input)?;
    let strokes = input.strokes.filter(|_| matches!(outcome, Outcome::Signed));
    let signature = Signature {
        outcome,
        sheet_hash,
        name: input.name.trim().to_owned(),
        title: input.title.trim().to_owned(),
        phone: input.phone.trim().to_owned(),
        signed_at: now,
        position: input.position,
        strokes: strokes.as_ref().map(|blob| blob.hash.to_string()),
        language: sources.language,
    };
    let about = Some(SheetAbout::from(&sheet));
    let sheet = SheetText::of(String::from_utf8(bytes).map_err(|_| Refusal::new("sheet_unwritable"))?);
    let signed = SheetSigned { sheet, about, signature, strokes: strokes.clone() };
    let drafts = one(job, actor, &JobEvent::Signed(signed), strokes)?;
    // The signed sheet travels inside its event: whoever has the event can verify it, offline.
    if drafts.iter().any(|draft| draft.body.len() > MAX_EVENT_BYTES) {
        return Err(Refusal::new("sheet_too_long"));
    }
    Ok(drafts)
}

/// The outcome with its texts trimmed, if it has what it needs (B8).
fn check_outcome(input: &SignInput) -> Result<Outcome, Refusal> {
    let told = |reason: &str, witness: &str| -> Result<(String, String), Refusal> {
        let (reason, witness) = (reason.trim().to_owned(), witness.trim().to_owned());
        if reason.is_empty() {
            return Err(Refusal::new("reason_missing"));
        }
        if witness.is_empty() {
            return Err(Refusal::new("witness_missing"));
        }
        Ok((reason, witness))
    };
    match &input.outcome {
        Outcome::Signed => {
            if input.name.trim().is_empty() || input.phone.trim().is_empty() {
                return Err(Refusal::new("signer_missing"));
            }
            if input.strokes.as_ref().is_none_or(|blob| blob.size == 0) {
                return Err(Refusal::new("signature_empty"));
            }
            Ok(Outcome::Signed)
        }
        Outcome::Refused { reason, witness } => {
            let (reason, witness) = told(reason, witness)?;
            Ok(Outcome::Refused { reason, witness })
        }
        Outcome::Absent { reason, witness } => {
            let (reason, witness) = told(reason, witness)?;
            Ok(Outcome::Absent { reason, witness })
        }
    }
}

/// Opens a new revision of a signed sheet. The signed one stays on record unchanged; the new one needs a new signature.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_cancelled`; `job_not_signed`; `reason_missing`.
pub fn amend(job: &Job, actor: &Actor, reason: &str) -> Drafts {
    may(actor, "amended")?;
    job.must_be_open()?;
    let replaces: Hash = job.current_sheet().map(|sheet| sheet.hash).ok_or_else(|| Refusal::new("job_not_signed"))?;
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::new("reason_missing"));
    }
    plain(job, actor, &JobEvent::Amended(Amendment { reason, replaces }))
}
