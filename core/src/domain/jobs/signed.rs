//! A document on record with the answers of its parties. No byte of it is read here; which of a job's documents counts is in `signing`.

use super::document::{Answer, Document, Party};
use super::moment::Moment;
use super::sheet::Cause;
use crate::kernel::{DeviceId, EventId, Hash, Meta};
use serde::{Deserialize, Serialize};

/// A party's answer as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// When and by whom.
    pub moment: Moment,
    device: DeviceId,
    number: u64,
    /// What.
    pub answer: Answer,
}

impl Answered {
    pub(super) fn new(meta: &Meta<'_>, answer: Answer) -> Self {
        Self { moment: Moment::of(meta), device: meta.device, number: meta.number, answer }
    }
    /// Whether the author of an event had seen it.
    pub(super) fn seen_by(&self, meta: &Meta<'_>) -> bool {
        self.device == meta.device || meta.after.has(self.device, self.number)
    }
}

/// A document as parties answered to it. Its bytes and each answer stay unchanged whatever comes after; answers are added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedDocument {
    /// When and by whom it was recorded, with the first answer.
    pub moment: Moment,
    /// What is signed.
    pub document: Document,
    /// The answer that brought it on record.
    pub(super) first: Answered,
    /// Answers after it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) more: Vec<Answered>,
}

impl SignedDocument {
    /// SHA-256 of its bytes.
    pub fn hash(&self) -> Hash {
        self.document.hash
    }
    /// Which revision it is.
    pub fn revision(&self) -> u32 {
        self.document.about.revision
    }
    /// The cause on it.
    pub fn cause(&self) -> Option<Cause> {
        self.document.about.cause
    }
    /// Every answer, in order.
    pub fn answers(&self) -> impl DoubleEndedIterator<Item = &Answered> {
        std::iter::once(&self.first).chain(&self.more)
    }
    /// The newest answer of a party: the one that counts.
    pub fn answer_of(&self, party: &Party) -> Option<&Answered> {
        self.answers().rev().find(|answered| answered.answer.party == *party)
    }
    /// The answer that counts of each party, in the order in which they first answered.
    pub fn parties(&self) -> Vec<&Answered> {
        let mut parties: Vec<&Party> = Vec::new();
        for answered in self.answers() {
            if !parties.contains(&&answered.answer.party) {
                parties.push(&answered.answer.party);
            }
        }
        parties.into_iter().filter_map(|party| self.answer_of(party)).collect()
    }
    /// The customer's answer that counts.
    pub fn customer(&self) -> Option<&Answered> {
        self.answer_of(&Party::Customer)
    }
    /// The answer that papers and pages show first: the customer's, or that of whoever answered first.
    pub fn leading(&self) -> &Answer {
        &self.customer().unwrap_or(&self.first).answer
    }
    /// The others' answers that count.
    pub fn others(&self) -> Vec<&Answered> {
        let leading = &self.leading().party;
        self.parties().into_iter().filter(|answered| answered.answer.party != *leading).collect()
    }
    /// Whether the customer's hand is on it: not refused, nobody absent.
    pub fn by_hand(&self) -> bool {
        self.customer().is_some_and(|answered| answered.answer.is_signed())
    }
    /// Whether this event brought it, or an answer to it.
    pub fn is_of(&self, event: EventId) -> bool {
        self.answers().any(|answered| answered.moment.event == event)
    }
}
