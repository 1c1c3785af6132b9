//! The sheet: the exact document that the customer signs (on-site repair record of paper B11, customer service report of E2, B8).
//!
//! Here live the document, its canonical bytes and its hash. The signature covers the hash and is therefore not inside: it is the
//! [`Signature`] record beside it. Catalogue things are stored as codes, free text as it was typed, numbers as decimal text or whole
//! minor units: no floats, so that the bytes are the same on every machine. How a sheet is drawn does not belong here.

mod codes;
mod price;
mod signature;
#[cfg(test)]
mod tests;

pub use crate::domain::values::{Amount, Bilingual, Quantity, Unit};
pub use codes::*;
pub use price::*;
pub use signature::*;

use crate::text::{Lang, text_with};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The version of the sheet's form that this program writes.
///
/// 2: result, what is left, and the customer's own words.
pub const SHEET_FORMAT: u16 = 2;

/// Why a sheet could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// The sheet could not be written as JSON; does not happen with the types of this module.
    #[error("the sheet cannot be written: {0}")]
    Unwritable(serde_json::Error),
    /// The bytes are not a sheet.
    #[error("not a sheet: {0}")]
    Unreadable(serde_json::Error),
    /// The sheet was packed and does not unpack.
    #[error("a packed sheet that does not unpack")]
    Packing,
    /// The bytes are a sheet of a later version than this program knows.
    #[error("a sheet of format {0}, later than {SHEET_FORMAT}")]
    Newer(u16),
}

impl SheetError {
    /// The stable code of this error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unwritable(_) => "sheet_unwritable",
            Self::Unreadable(_) | Self::Packing => "sheet_unreadable",
            Self::Newer(_) => "sheet_newer",
        }
    }
}

/// The structured document that is signed. The order of the fields is the order of the canonical bytes: append, never reorder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The version of this form, [`SHEET_FORMAT`] when written by this program.
    pub format: u16,
    /// The language or languages that the customer reads it in.
    pub language: SheetLanguage,
    /// The job's id.
    pub job: Uuid,
    /// The number that people read, such as `BJ-A7-000012`.
    pub number: String,
    /// Kind of job.
    pub kind: JobKind,
    /// 0 for the first sheet of a job, 1 for its first amendment.
    pub revision: u32,
    /// Hash of the sheet that this one replaces; none in the first.
    pub replaces: Option<String>,
    /// Why it was amended, as typed; empty in the first.
    pub amendment: String,
    /// Work came first and the papers followed.
    pub emergency: bool,
    /// How the customer reached us.
    pub channel: Channel,
    /// When the customer reported it.
    pub reported_at: DateTime<Utc>,
    /// Customer, site and its time zone.
    pub site: SitePart,
    /// The person at the customer's that we deal with.
    pub contact: ContactPart,
    /// The equipment worked on; the first is the one that the report was about.
    pub equipment: Vec<EquipmentPart>,
    /// The symptom as the customer put it.
    pub symptom: String,
    /// Fault level 1 (whole system down) to 4 (information); none for jobs without a fault.
    pub level: Option<u8>,
    /// The diagnosis, as typed.
    pub diagnosis: String,
    /// The cause among the nine of paper A2; none for jobs without a fault.
    pub cause: Option<Cause>,
    /// What was done, in order.
    pub work: Vec<WorkEntry>,
    /// What the customer decided about a backup before the change; none where nothing was changed.
    pub backup: Option<BackupPart>,
    /// Checklists with their answers.
    pub checklists: Vec<ChecklistPart>,
    /// Parts used and taken out.
    pub parts: Vec<PartLine>,
    /// Photos by hash.
    pub photos: Vec<PhotoPart>,
    /// Costs, each with who pays.
    pub costs: Vec<CostLine>,
    /// What the customer is entitled to and the clause that says so; none where it was not asked.
    pub entitlement: Option<EntitlementPart>,
    /// When the engineer left, arrived, started and was done.
    pub times: TimesPart,
    /// The engineer whose sheet it is.
    pub engineer: PersonPart,
    /// What the work came to; none where nobody said, as in format 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<WorkResult>,
    /// What is left to do, as typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub left: String,
    /// What the customer has to say; none where nothing was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opinion: Option<Opinion>,
}

impl Sheet {
    /// The bytes that are hashed and signed: JSON without spaces, fields in the order of the structs, times as RFC 3339 in UTC.
    ///
    /// # Errors
    /// [`SheetError::Unwritable`], which the types here do not produce.
    pub fn canonical_bytes(&self) -> Result<Vec<u8>, SheetError> {
        serde_json::to_vec(self).map_err(SheetError::Unwritable)
    }

    /// SHA-256 of [`Self::canonical_bytes`] in lower-case hex: what the customer's signature covers.
    ///
    /// # Errors
    /// As [`Self::canonical_bytes`].
    pub fn hash(&self) -> Result<String, SheetError> {
        Ok(hash_hex(&self.canonical_bytes()?))
    }

    /// Reads a sheet. The hash of what was signed is that of `bytes` ([`hash_hex`]), never of the sheet written again: a later
    /// version's unknown fields would be missing there.
    ///
    /// # Errors
    /// [`SheetError::Newer`] for a later format, [`SheetError::Unreadable`] for anything that is not a sheet.
    pub fn parse(bytes: &[u8]) -> Result<Self, SheetError> {
        #[derive(Deserialize)]
        struct Format {
            format: u16,
        }
        let Format { format } = serde_json::from_slice(bytes).map_err(SheetError::Unreadable)?;
        if format > SHEET_FORMAT {
            return Err(SheetError::Newer(format));
        }
        serde_json::from_slice(bytes).map_err(SheetError::Unreadable)
    }
}

/// SHA-256 of `bytes` in lower-case hex, as sheets, strokes and photos are named.
pub fn hash_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Customer and site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SitePart {
    /// The customer's name.
    pub customer: Bilingual,
    /// The site's name.
    pub name: Bilingual,
    /// Its address, as on file.
    pub address: String,
    /// Its IANA time zone, such as `Asia/Shanghai`: the paper shows times there.
    pub zone: String,
}

/// A person at the customer's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactPart {
    /// Name.
    pub name: String,
    /// Title or post; may be empty.
    pub title: String,
    /// Phone number as typed.
    pub phone: String,
}

/// One piece of equipment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EquipmentPart {
    /// Part number.
    pub pn: String,
    /// Serial number; may be empty.
    pub sn: String,
    /// What it is.
    pub name: Bilingual,
    /// Where it stands.
    pub place: String,
    /// Last day of warranty, if known.
    pub warranty_end: Option<NaiveDate>,
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkEntry {
    /// When it began.
    pub from: DateTime<Utc>,
    /// When it ended; none for something of a moment.
    pub to: Option<DateTime<Utc>>,
    /// What, as typed.
    pub text: String,
}

/// The customer's decision about a backup before any change (E7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupPart {
    /// What was decided.
    pub decision: BackupDecision,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Remark, as typed; may be empty.
    pub remark: String,
}

/// One checklist with its answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistPart {
    /// The list's title.
    pub title: Bilingual,
    /// Its version: a version never changes once used.
    pub version: u32,
    /// Its items in order, repeated items once for each piece of equipment.
    pub items: Vec<ItemPart>,
}

/// One checklist item and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemPart {
    /// What is asked.
    pub label: Bilingual,
    /// Kind of item.
    pub kind: ItemKind,
    /// The answer; none for a photo item (see `photos`) or one left out.
    pub answer: Option<Answer>,
    /// The limits that a number or a duration is held against.
    pub limits: Option<Limits>,
    /// Whether the answer is within its limits; none where there are none.
    pub within: Option<bool>,
    /// Remark, as typed; may be empty.
    pub remark: String,
    /// Hashes of the photos belonging to it.
    pub photos: Vec<String>,
    /// The equipment it was repeated for, as people call it; empty where it was not repeated.
    pub equipment: String,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Pass, fail or not applicable.
    Verdict(Verdict),
    /// The chosen option.
    Choice(Bilingual),
    /// A number, duration, count, text or scanned code as decimal or free text, with its unit (empty where it has none).
    Value {
        /// The text.
        text: String,
        /// The unit, such as `Ω`, `min`.
        unit: String,
    },
}

/// Limits of an answer, as decimal text in `unit`; both ends are allowed values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The least allowed.
    pub low: Option<String>,
    /// The most allowed.
    pub high: Option<String>,
    /// The unit.
    pub unit: String,
}

/// A part used, and what it replaced.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartLine {
    /// Number of the part's card.
    pub card: String,
    /// Its name.
    pub name: Bilingual,
    /// How many, or how much.
    pub quantity: Amount,
    /// The unit where it is a measure, such as metres; none for things.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// Serial of the part that went in; empty where it has none.
    pub serial_in: String,
    /// Serial of the faulty part that came out; empty where it has none.
    pub serial_out: String,
    /// The label put on the part that came out (D7); none where nothing came out.
    pub label: Option<PartLabel>,
}

impl PartLine {
    /// The quantity as papers print it.
    pub fn on_paper(&self) -> String {
        self.unit
            .map_or_else(|| self.quantity.to_string(), |unit| Quantity { amount: self.quantity.0, unit }.on_paper())
    }
}

/// A photo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoPart {
    /// SHA-256 of its bytes in hex.
    pub hash: String,
    /// Caption, as typed; may be empty.
    pub caption: String,
    /// When it was taken.
    pub taken_at: DateTime<Utc>,
}

/// One cost and who pays it (C4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostLine {
    /// Hours, travel or material.
    pub kind: CostKind,
    /// Who pays.
    pub payer: Payer,
    /// In minor units (fen, cents) of `currency`.
    pub amount: i64,
    /// ISO 4217 code.
    pub currency: String,
    /// What the amount and the payer rest on: reckoning, clause or evidence, as typed.
    pub basis: String,
}

/// What the customer is entitled to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntitlementPart {
    /// In warranty, in contract or chargeable.
    pub basis: Entitlement,
    /// The clause that decides, as somebody typed it; empty where `decided` says it.
    #[serde(default)]
    pub clause: String,
    /// The clause that decides, as the rules found it: each reader has it in their own language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Clause>,
}

impl EntitlementPart {
    /// The clause in words.
    pub fn text(&self, lang: Lang) -> String {
        self.decided.as_ref().map_or_else(|| self.clause.clone(), |clause| clause.text(lang))
    }
}

/// A clause of warranty or contract: its text is `sites-clause-<code>` in the catalogue.
// keys!: sites-clause-*
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// Stable code.
    pub code: String,
    /// What the text mentions.
    #[serde(default)]
    pub args: BTreeMap<String, String>,
}

impl Clause {
    /// Its text.
    pub fn text(&self, lang: Lang) -> String {
        let args: Vec<(&str, String)> = self.args.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        text_with(lang, &format!("sites-clause-{}", self.code), &args)
    }
}

/// What the customer says before signing: it stands on what is signed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// Remarks, as typed; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remarks: String,
    /// 1 (bad) to 5 (very good); none where the customer would not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<u8>,
}

impl Opinion {
    /// The ratings that there are, worst first.
    pub const RATINGS: [u8; 5] = [1, 2, 3, 4, 5];

    /// What was said, where anything was: remarks without the spaces around them, and a rating from 1 to 5.
    pub fn said(remarks: &str, rating: Option<u8>) -> Option<Self> {
        let rating = rating.filter(|rating| Self::RATINGS.contains(rating));
        let own = Self { remarks: remarks.trim().to_owned(), rating };
        (own != Self::default()).then_some(own)
    }
}

/// The four times of a visit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimesPart {
    /// Left for the site.
    pub left: Option<DateTime<Utc>>,
    /// Arrived there.
    pub arrived: Option<DateTime<Utc>>,
    /// Started work.
    pub started: Option<DateTime<Utc>>,
    /// Done.
    pub done: Option<DateTime<Utc>>,
}

/// One of our people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonPart {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub name: String,
}
