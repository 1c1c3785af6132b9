//! Documents that were answered to, by each party.

use super::forms::Forms;
use super::joined;
use crate::console::kit::Form;
use crate::console::words;
use fettle_core::domain::jobs::document::{DocumentKind, Party, may_answer_for};
use fettle_core::domain::jobs::{Answered, Job, SignedDocument};
use fettle_core::domain::people::Actor;

/// One document.
pub(super) struct DocumentView {
    /// Which paper it is; empty for the sheet.
    pub kind: String,
    /// Which revision.
    pub revision: u32,
    /// How each party answered: the one that counts of each, in order.
    pub answers: Vec<AnswerView>,
    /// Its day; empty where it has none.
    pub day: String,
    /// Its hash.
    pub hash: String,
    /// Whether this version can print it.
    pub printable: bool,
    /// Whether another took its place.
    pub replaced: bool,
    /// How a manager of ours who is looking countersigns it; none for who may not.
    pub countersign: Option<Form>,
}

/// One party's answer.
pub(super) struct AnswerView {
    /// Who; empty for the customer's to the sheet.
    pub party: String,
    /// Signed, refused, absent.
    pub outcome: String,
    /// Whether it is signed.
    pub signed: bool,
    /// Who, and when.
    pub about: String,
    /// Reason and witness of a refusal or an absence.
    pub reason: String,
}

/// The documents of a job, newest first.
pub(super) fn documents(forms: &Forms<'_>, actor: &Actor) -> Vec<DocumentView> {
    let Forms { p, job, zone: (zone, _), .. } = *forms;
    let answer = |answered: &Answered| {
        let answer = &answered.answer;
        let signature = &answer.signature;
        let reason = signature.outcome.reason_and_witness();
        let when = words::minute(signature.signed_at, zone);
        AnswerView {
            party: answer.party.text(p.lang),
            outcome: answer.party.outcome(&signature.outcome, p.lang),
            signed: answer.is_signed(),
            about: joined([signature.name.as_str(), &signature.title, &when]),
            reason: reason.map_or_else(String::new, |(reason, witness)| joined([reason, witness])),
        }
    };
    let view = |(n, signed): (usize, &SignedDocument)| DocumentView {
        kind: signed.document.kind.text(p.lang),
        revision: signed.revision(),
        answers: signed.parties().into_iter().map(answer).collect(),
        day: signed.document.about.day.map(|day| day.to_string()).unwrap_or_default(),
        hash: signed.hash().to_string(),
        printable: !matches!(signed.document.kind, DocumentKind::Newer(_)),
        replaced: job.is_replaced(signed) || job.is_doubted(signed),
        countersign: may_countersign(job, signed, actor).then(|| forms.countersign(n, &signed.hash().to_string())),
    };
    job.documents.iter().rev().enumerate().map(view).collect()
}

/// Whether `actor` is a manager of ours whose answer is still open.
fn may_countersign(job: &Job, signed: &SignedDocument, actor: &Actor) -> bool {
    let party = Party::OwnManager;
    let done = signed.answer_of(&party).is_some_and(|answered| answered.answer.is_signed());
    actor.may("job.document_answered")
        && may_answer_for(&actor.roles, &party)
        && !done
        && !job.is_replaced(signed)
        && !job.is_doubted(signed)
}
