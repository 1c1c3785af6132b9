//! Which of a job's documents counts, and how signatures make that. No byte of a document is read here.

use super::codes::DocumentDoubtCode;
use super::document::{Answer, Document, DocumentKind, DocumentSigned, Party};
use super::facts::{DayReport, DocumentDoubt};
use super::flags::JobFlag;
use super::moment::{Fact, Moment};
use super::signed::{Answered, SignedDocument};
use super::state::{Job, SheetFact};
use crate::kernel::{EventId, Flag, Hash, Meta};
use chrono::NaiveDate;
use std::collections::BTreeMap;

impl Job {
    /// Its service reports, in order.
    pub fn sheets(&self) -> impl DoubleEndedIterator<Item = &SignedDocument> {
        self.documents.iter().filter(|signed| signed.document.kind == DocumentKind::ServiceReport)
    }
    /// Whether there is a service report that somebody answered to.
    pub fn has_sheet(&self) -> bool {
        self.sheets().next().is_some()
    }
    /// The document under a hash; of several, one that nobody doubts, and the newest of them.
    pub fn document(&self, hash: Hash) -> Option<&SignedDocument> {
        let same = || self.documents.iter().rev().filter(|signed| signed.hash() == hash);
        same().find(|signed| !self.is_doubted(signed)).or_else(|| same().next())
    }
    /// The sheet of the current revision, if the customer has answered to it and nobody has to look at it first.
    pub fn current_sheet(&self) -> Option<&SignedDocument> {
        self.sheets_of_now().find(|sheet| !self.is_doubted(sheet))
    }
    /// The same, whether or not somebody has to look at it.
    pub fn answered_sheet(&self) -> Option<&SignedDocument> {
        self.sheets_of_now().next()
    }
    /// The sheets of the current revision that the customer answered to, newest first.
    fn sheets_of_now(&self) -> impl Iterator<Item = &SignedDocument> {
        let revision = self.revision();
        self.sheets().rev().filter(move |sheet| sheet.revision() == revision && sheet.customer().is_some())
    }
    /// Whether a person has to decide first whether the document follows from the record, or is the customer's: it counts for nothing until then.
    pub fn is_doubted(&self, signed: &SignedDocument) -> bool {
        let customers = signed.answers().filter(|answered| answered.answer.party == Party::Customer);
        let own = customers.map(|answered| answered.moment.event);
        std::iter::once(signed.moment.event).chain(own).any(|event| self.has_doubt(event))
    }
    /// Whether a person has to decide first whether what came with this event counts.
    pub fn has_doubt(&self, event: EventId) -> bool {
        self.open_flags().any(|flag| flag.event == event && DocumentDoubtCode::from_code(&flag.code).is_some())
    }
    /// Its daily reports that nobody has to look at first, in order.
    pub fn dailies(&self) -> impl DoubleEndedIterator<Item = &SignedDocument> {
        let daily = |signed: &&SignedDocument| signed.document.kind == DocumentKind::DailyReport;
        self.documents.iter().filter(daily).filter(|signed| !self.is_doubted(signed))
    }
    /// The daily report of a day that counts.
    pub fn daily_of(&self, day: NaiveDate) -> Option<&SignedDocument> {
        self.dailies().rev().find(|signed| signed.document.about.day == Some(day))
    }
    /// The day whose report is to be signed next: the earliest that was reported, or reported again, since.
    pub fn day_to_sign(&self) -> Option<&Fact<DayReport>> {
        let newest: BTreeMap<NaiveDate, &Fact<DayReport>> =
            self.days.iter().map(|fact| (fact.what.day, fact)).collect();
        let open = |fact: &&Fact<DayReport>| {
            !self.dailies().any(|signed| signed.document.about.covers.contains(&fact.moment.event))
        };
        newest.into_values().find(open)
    }
    /// Whether another document took its place: a sheet by the job's next revision, others by one that says so.
    pub fn is_replaced(&self, signed: &SignedDocument) -> bool {
        match signed.document.kind {
            DocumentKind::ServiceReport => signed.revision() != self.revision(),
            DocumentKind::DailyReport | DocumentKind::Newer(_) => {
                let by = |other: &SignedDocument| other.document.about.replaces == Some(signed.hash());
                self.documents.iter().any(|other| by(other) && !self.is_doubted(other))
            }
        }
    }
    /// The newest sheet with the customer's hand on it, of whatever revision: figures count from this one only (A2).
    pub fn customer_signed(&self) -> Option<&SignedDocument> {
        self.sheets().rev().find(|sheet| sheet.by_hand() && !self.is_doubted(sheet))
    }

    /// A document with its first answer. What is not bound is kept as it came, and counts for nothing.
    pub(super) fn sign(&mut self, meta: &Meta<'_>, signed: DocumentSigned) {
        let DocumentSigned { document, answer } = signed;
        let own = document.about.job.uuid() == meta.subject.id();
        if !own || !answer.is_to(document.hash) || !document.is_whole() {
            self.flag(Flag::new(JobFlag::SignatureNotBound, meta.id));
            return;
        }
        match document.kind {
            DocumentKind::ServiceReport => self.sign_sheet(meta, document.about.revision),
            DocumentKind::DailyReport | DocumentKind::Newer(_) => self.sign_other(meta, &document),
        }
        let (moment, first) = (Moment::of(meta), Answered::new(meta, answer));
        self.documents.push(SignedDocument { moment, document, first, more: Vec::new() });
    }

    /// What the signature of the job's sheet says of the job.
    fn sign_sheet(&mut self, meta: &Meta<'_>, revision: u32) {
        if self.completed.is_none() {
            self.flag(Flag::new(JobFlag::SignedUnfinished, meta.id));
        }
        if self.closed.is_some() {
            self.flag(Flag::new(JobFlag::SignedAfterClosing, meta.id));
        }
        let before = self.sheets().any(|sheet| sheet.revision() == revision);
        if revision != self.revision() {
            self.flag(Flag::new(JobFlag::SignedOtherRevision, meta.id).with("revision", revision));
        } else if before {
            // Both are on record; the later one counts.
            self.flag(Flag::new(JobFlag::SignedTwice, meta.id).with("revision", revision));
        }
        let unsigned = std::mem::take(&mut self.unsigned);
        for fact in unsigned.into_iter().filter(|fact| !fact.seen_by(meta)) {
            let code = match fact.of {
                SheetFact::Report => JobFlag::CorrectionNotOnSheet,
                SheetFact::AtSite | SheetFact::Work => JobFlag::WorkNotOnSheet,
            };
            self.flag(Flag::new(code, fact.event));
        }
        // The first answer to this revision: calls before it were about another.
        if revision == self.revision() && !before {
            self.calls_before = self.calls.len();
        }
    }

    /// A document that replaces one says so; two that do not know of each other are put before a person.
    fn sign_other(&mut self, meta: &Meta<'_>, document: &Document) {
        let about = &document.about;
        let same = |signed: &SignedDocument| {
            let other = &signed.document.about;
            signed.document.kind == document.kind && other.day == about.day && other.revision == about.revision
        };
        if self.documents.iter().any(same) {
            self.flag(Flag::new(JobFlag::SignedTwice, meta.id).with("revision", about.revision));
        }
        if about.replaces.is_some_and(|hash| self.document(hash).is_none()) {
            self.flag(Flag::new(JobFlag::AmendedUnsigned, meta.id));
        }
    }

    /// A further party's answer. It is to the bytes under its hash and to nothing that was recorded after them.
    pub(super) fn answer_document(&mut self, meta: &Meta<'_>, answer: Answer) {
        let Some(signed) = self.documents.iter_mut().rfind(|signed| answer.is_to(signed.hash())) else {
            self.flag(Flag::new(JobFlag::SignatureNotBound, meta.id));
            return;
        };
        let concurrent = signed.answer_of(&answer.party).is_some_and(|before| !before.seen_by(meta));
        let party = answer.party.code().to_owned();
        signed.more.push(Answered::new(meta, answer));
        if concurrent {
            // Both are on record; the later one counts.
            self.flag(Flag::new(JobFlag::AnsweredTwice, meta.id).with("party", party));
        }
    }

    /// The flag stands on the signature: until a person has settled it, that sheet does not count.
    pub(super) fn doubt(&mut self, doubt: &DocumentDoubt) {
        if self.documents.iter().any(|signed| signed.is_of(doubt.sheet)) {
            self.flag(doubt.flag());
        }
    }
}
