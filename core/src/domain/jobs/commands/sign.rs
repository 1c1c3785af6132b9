//! Binding the customer and the other parties to documents, and changing the sheet afterwards in the open.

use super::{Drafts, may, one, plain};
use crate::domain::jobs::document::{Answer, Document, DocumentSigned, Party, may_answer_for};
use crate::domain::jobs::sheet::{Outcome, Position, SheetLanguage, Signature};
use crate::domain::jobs::*;
use crate::domain::people::Actor;
use crate::kernel::event::MAX_EVENT_BYTES;
use crate::kernel::{BlobRef, Hash, Refusal};
use chrono::{DateTime, Utc};

/// How a party answered, as it came from the screen.
#[derive(Clone, Debug)]
pub struct SignInput {
    /// Signed, refused, absent.
    pub outcome: Outcome,
    /// Hash of the document that was on the screen (64 hex digits).
    pub seen_hash: String,
    /// Who signed or refused, or who should have signed.
    pub name: String,
    /// Title or post.
    pub title: String,
    /// Phone number as typed.
    pub phone: String,
    /// Where, if known.
    pub position: Option<Position>,
    /// The strokes; needed when signed by hand, which all but our own manager do.
    pub strokes: Option<BlobRef>,
}

/// Records how the customer answered to the sheet. The sheet is built again: only the one that was on the screen can be signed.
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
    let document = Document::of_sheet(&sheet).map_err(|e| Refusal::new(e.code()))?;
    bring(job, actor, document, input, sources.language, now)
}

/// Records how the customer answered to the daily report that is to be signed next. It is built again: only the one that was shown can be signed.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_cancelled`; those of [`build_daily`]; the others of [`sign`] about the answer.
pub fn sign_daily(sources: &SheetSources<'_>, actor: &Actor, input: SignInput, now: DateTime<Utc>) -> Drafts {
    may(actor, "signed")?;
    sources.job.must_be_open()?;
    let document = Document::of_daily(&build_daily(sources)?).map_err(|e| Refusal::new(e.code()))?;
    bring(sources.job, actor, document, input, sources.language, now)
}

/// A document goes on record with the customer's answer, if it is the one that was shown.
fn bring(
    job: &Job,
    actor: &Actor,
    document: Document,
    input: SignInput,
    language: SheetLanguage,
    now: DateTime<Utc>,
) -> Drafts {
    if document.hash.to_string() != input.seen_hash {
        return Err(Refusal::new("sheet_changed"));
    }
    let answer = answer(Party::Customer, input, language, now)?;
    let strokes = answer.strokes.clone();
    let drafts = one(job, actor, &JobEvent::Signed(DocumentSigned { document, answer }), strokes)?;
    // The signed document travels inside its event: whoever has the event can verify it, offline.
    if drafts.iter().any(|draft| draft.body.len() > MAX_EVENT_BYTES) {
        return Err(Refusal::new("sheet_too_long"));
    }
    Ok(drafts)
}

/// Records how a further party answered to a document on record, or one that refused or was absent answered after all. It covers the bytes under
/// the hash that was shown, and nothing that was recorded after them. `language` is the one that was on the screen.
///
/// # Errors
/// `not_allowed`; `job_unknown`; `document_unknown`; `document_in_doubt` while a person has to look at it first; `document_replaced`;
/// `party_signed`; `signer_missing`; `signature_empty` (a manager of ours signs by the own account); `reason_missing`, `witness_missing`.
pub fn answer_document(
    job: &Job,
    actor: &Actor,
    party: Party,
    input: SignInput,
    language: SheetLanguage,
    now: DateTime<Utc>,
) -> Drafts {
    may(actor, "document_answered")?;
    job.subject()?;
    if !Party::ALL.contains(&party) || !may_answer_for(&actor.roles, &party) {
        return Err(Refusal::new("not_allowed"));
    }
    let hash: Option<Hash> = input.seen_hash.parse().ok();
    let signed = hash.and_then(|hash| job.document(hash)).ok_or_else(|| Refusal::new("document_unknown"))?;
    if job.is_doubted(signed) {
        return Err(Refusal::new("document_in_doubt"));
    }
    if job.is_replaced(signed) {
        return Err(Refusal::new("document_replaced"));
    }
    if signed.answer_of(&party).is_some_and(|answered| answered.answer.is_signed()) {
        return Err(Refusal::new("party_signed"));
    }
    let answer = answer(party, input, language, now)?;
    let strokes = answer.strokes.clone();
    one(job, actor, &JobEvent::DocumentAnswered(answer), strokes)
}

/// The answer, if it has what it needs (B8).
fn answer(party: Party, input: SignInput, language: SheetLanguage, now: DateTime<Utc>) -> Result<Answer, Refusal> {
    let outcome = check_outcome(&input, &party)?;
    let strokes = input.strokes.filter(|_| matches!(outcome, Outcome::Signed));
    let signature = Signature {
        outcome,
        document_hash: input.seen_hash,
        name: input.name.trim().to_owned(),
        title: input.title.trim().to_owned(),
        phone: input.phone.trim().to_owned(),
        signed_at: now,
        position: input.position,
        strokes: strokes.as_ref().map(|blob| blob.hash.to_string()),
        language,
    };
    Ok(Answer { party, signature, strokes })
}

/// The outcome with its texts trimmed, if it has what it needs (B8).
fn check_outcome(input: &SignInput, party: &Party) -> Result<Outcome, Refusal> {
    // Who signs by the own account is named by the record, and needs no pen.
    let in_person = *party == Party::OwnManager;
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
            if input.name.trim().is_empty() || (input.phone.trim().is_empty() && !in_person) {
                return Err(Refusal::new("signer_missing"));
            }
            let drawn = input.strokes.as_ref().is_some_and(|blob| blob.size > 0);
            let by_account = in_person && input.strokes.is_none();
            if !(drawn || by_account) {
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
    let replaces: Hash = job.current_sheet().map(SignedDocument::hash).ok_or_else(|| Refusal::new("job_not_signed"))?;
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Refusal::new("reason_missing"));
    }
    plain(job, actor, &JobEvent::Amended(Amendment { reason, replaces }))
}
