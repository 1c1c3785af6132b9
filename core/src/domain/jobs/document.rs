//! Documents: what is signed. A document is exact bytes under a hash, with what the record has to know of it beside them; each party's answer
//! is bound to the hash.
//!
//! Here live the stored forms, and the one question that reads the bytes ([`Document::agrees`]): whoever records a document and whoever judges it
//! asks it, the fold never does. What the bytes of a service report say is in `sheet`; what follows from documents, in `signing`.

mod codes;
mod daily;
mod text;

pub use codes::*;
pub use daily::*;
pub use text::*;

use super::sheet::{Cause, Outcome, Sheet, SheetError, Signature, hash_hex};
use crate::domain::ids::JobId;
use crate::domain::people::{Role, Roles};
use crate::kernel::{BlobRef, EventId, Hash};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is signed. The bytes stay on record unchanged, whatever comes after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Which paper it is.
    pub kind: DocumentKind,
    /// The version of the form of its bytes, within its kind.
    pub format: u16,
    /// SHA-256 of its bytes.
    pub hash: Hash,
    /// Its canonical bytes, as text; packed where they are many.
    pub text: DocumentText,
    /// What the record has to know of it.
    pub about: DocumentAbout,
}

/// What the record has to know of a document without reading its bytes, so that one of a later form, or of a kind that a program does not know,
/// counts there too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentAbout {
    /// The job that it is of.
    pub job: JobId,
    /// 0 for the first, 1 for the one that replaces it.
    #[serde(default)]
    pub revision: u32,
    /// The document that it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Hash>,
    /// The day of a daily report, at the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
    /// The events that a daily report shows: the next one takes up the others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<EventId>,
    /// The cause on a service report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
}

/// How a party answered to a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Who.
    pub party: Party,
    /// Signature, refusal or absence, bound to the document's hash.
    pub signature: Signature,
    /// The strokes; none unless signed by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strokes: Option<BlobRef>,
}

impl Answer {
    /// Whether it is the party's signature: not refused, nobody absent.
    pub fn is_signed(&self) -> bool {
        matches!(self.signature.outcome, Outcome::Signed)
    }

    /// Whether it is bound to the document under this hash.
    pub fn is_to(&self, hash: Hash) -> bool {
        self.signature.document_hash == hash.to_string()
    }
}

/// A document with the answer that brought it on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentSigned {
    /// The document.
    pub document: Document,
    /// The first party's answer.
    pub answer: Answer,
}

impl Document {
    /// The service report of a sheet.
    ///
    /// # Errors
    /// [`SheetError::Unwritable`], which the types of sheets do not produce.
    pub fn of_sheet(sheet: &Sheet) -> Result<Self, SheetError> {
        let text = String::from_utf8(sheet.canonical_bytes()?).map_err(|_| SheetError::Packing)?;
        Ok(Self {
            kind: DocumentKind::ServiceReport,
            format: sheet.format,
            hash: Hash::of(text.as_bytes()),
            text: DocumentText::of(text),
            about: DocumentAbout::of_sheet(sheet),
        })
    }

    /// A daily report.
    ///
    /// # Errors
    /// [`SheetError::Unwritable`], which the types of reports do not produce.
    pub fn of_daily(report: &DailyReport) -> Result<Self, SheetError> {
        let text = String::from_utf8(report.canonical_bytes()?).map_err(|_| SheetError::Packing)?;
        Ok(Self {
            kind: DocumentKind::DailyReport,
            format: report.format,
            hash: Hash::of(text.as_bytes()),
            text: DocumentText::of(text),
            about: DocumentAbout::of_daily(report),
        })
    }

    /// Whether the bytes are those that the hash names. This reads no byte as anything: it is what binds an answer to them.
    pub fn is_whole(&self) -> bool {
        self.text.text().is_ok_and(|text| hash_hex(text.as_bytes()) == self.hash.to_string())
    }

    /// Whether what stands beside the bytes is what they say. `None`: of a form or a kind that this program does not know, and cannot say.
    pub fn agrees(&self) -> Option<bool> {
        let Ok(text) = self.text.text() else { return Some(false) };
        match &self.kind {
            DocumentKind::ServiceReport => {
                let own = Sheet::parse(text.as_bytes());
                self.is_as(own.map(|sheet| (sheet.format, DocumentAbout::of_sheet(&sheet))))
            }
            DocumentKind::DailyReport => {
                let own = DailyReport::parse(text.as_bytes());
                self.is_as(own.map(|report| (report.format, DocumentAbout::of_daily(&report))))
            }
            DocumentKind::Newer(_) => None,
        }
    }

    /// Whether this is what the bytes say of themselves.
    fn is_as(&self, own: Result<(u16, DocumentAbout), SheetError>) -> Option<bool> {
        match own {
            Ok((format, about)) => Some(format == self.format && about == self.about),
            Err(SheetError::Newer(format)) if format == self.format => None,
            Err(_) => Some(false),
        }
    }

    /// The daily report that it is.
    ///
    /// # Errors
    /// [`SheetError`] where it is none that this program reads.
    pub fn daily(&self) -> Result<DailyReport, SheetError> {
        DailyReport::parse(self.text.text()?.as_bytes())
    }

    /// The sheet of a service report.
    ///
    /// # Errors
    /// [`SheetError`] where it is none that this program reads.
    pub fn sheet(&self) -> Result<Sheet, SheetError> {
        Sheet::parse(self.text.text()?.as_bytes())
    }
}

impl DocumentAbout {
    /// What a sheet says of itself.
    pub fn of_sheet(sheet: &Sheet) -> Self {
        Self {
            job: JobId::new(sheet.job),
            revision: sheet.revision,
            // A hash that is none was never on record.
            replaces: sheet.replaces.as_deref().and_then(|hash| hash.parse().ok()),
            cause: sheet.cause,
            day: None,
            covers: Vec::new(),
        }
    }

    /// What a daily report says of itself.
    pub fn of_daily(report: &DailyReport) -> Self {
        Self {
            job: JobId::new(report.job),
            revision: report.revision,
            replaces: report.replaces.as_deref().and_then(|hash| hash.parse().ok()),
            cause: None,
            day: Some(report.day),
            covers: report.covers().map(EventId::new).collect(),
        }
    }
}

/// Whether a person of these roles may record the answer of `party`: the field has others answer on its phones, a manager answers in person.
/// Commands ask it, and the hub of what a phone brings. Of a party that this version does not know, the event's type alone decides.
pub fn may_answer_for(roles: &Roles, party: &Party) -> bool {
    match party {
        Party::Customer | Party::Integrator | Party::Maker => {
            roles.any(&[Role::Engineer, Role::Maintainer, Role::Integrator])
        }
        Party::OwnManager => roles.has(Role::Manager),
        Party::Newer(_) => true,
    }
}
