//! What the events of a job say, as it is stored.

use super::codes::{DocumentDoubtCode, FaultClass, HelpCase, JobField, OwedPaper, RepeatReason, SheetField};
use super::sheet::{
    BackupDecision, Cause, Channel, ContactPart, CostKind, EntitlementPart, JobKind, PartLabel, Payer, Position,
};
use crate::domain::checks::Slot;
use crate::domain::ids::{CardId, CentreId, CheckId, ContractId, CustomerId, EquipmentId, JobId, SiteId, TakeId};
use crate::domain::values::Amount;
use crate::kernel::{BlobRef, EventId, Hash, PersonId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A photo: its bytes are a blob that was stored before the event was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// The picture.
    pub blob: BlobRef,
    /// A small one for lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<BlobRef>,
    /// Caption, as typed; may be empty.
    #[serde(default)]
    pub caption: String,
    /// When it was taken, as the picture or the phone says.
    pub taken_at: DateTime<Utc>,
}

impl Photo {
    /// The blobs of the photo, to be named by the event that carries it.
    pub fn blobs(&self) -> impl Iterator<Item = BlobRef> + '_ {
        std::iter::once(&self.blob).chain(&self.thumbnail).cloned()
    }
}

/// The check item that a repair grew out of (A4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckOrigin {
    /// The check.
    pub check: CheckId,
    /// The item that was out of limits.
    pub slot: Slot,
}

/// A contact that becomes a job: recorded first, whoever called (B4, E3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The number that people read, such as `BJ-A7-000012`.
    pub number: String,
    /// Which of the six kinds.
    pub kind: JobKind,
    /// How the contact reached us.
    pub channel: Channel,
    /// Who called: name, title, phone.
    pub caller: ContactPart,
    /// The caller's company, as told.
    pub company: String,
    /// The product, as told.
    pub product: String,
    /// The symptom in the caller's words.
    pub symptom: String,
    /// When the contact was.
    pub at: DateTime<Utc>,
    /// The service centre whose job it is.
    pub centre: CentreId,
    /// The customer on file.
    pub customer: CustomerId,
    /// The site on file.
    pub site: SiteId,
    /// The contract that it falls under, if any.
    #[serde(default)]
    pub contract: Option<ContractId>,
    /// The equipment it is about; the first is the one reported.
    #[serde(default)]
    pub equipment: Vec<EquipmentId>,
    /// What the customer is entitled to, as it was answered with the clause (E7).
    #[serde(default)]
    pub entitlement: Option<EntitlementPart>,
    /// The check item that it grew out of, if any.
    #[serde(default)]
    pub origin: Option<CheckOrigin>,
    /// Photos that came with the report: of the check item that it grew out of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<Photo>,
    /// The job after which the fault was not gone: this one repeats it (B10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<JobId>,
}

/// Class and level (A3, B2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// What it is about.
    pub class: FaultClass,
    /// 1 whole system down, 2 severe degradation, 3 part failed, 4 information.
    pub level: u8,
    /// Remark, as typed.
    #[serde(default)]
    pub remark: String,
}

/// The diagnosis report (A5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// What was found on the scene.
    pub scene: String,
    /// The level as diagnosed.
    pub level: u8,
    /// What was done at once.
    pub handling: String,
}

/// The recovery plan (A5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The steps, as typed.
    pub text: String,
    /// Parts that will be needed, as typed.
    #[serde(default)]
    pub parts: String,
}

/// The agreed time of a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Not before.
    pub from: DateTime<Utc>,
    /// Not after.
    pub to: DateTime<Utc>,
    /// With whom at the customer's it was agreed.
    #[serde(default)]
    pub with: String,
}

/// Who goes; the first leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Our people; nobody where an assignment was taken back.
    pub to: Vec<PersonId>,
}

/// Somebody who was to go will not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decline {
    /// Why, as typed.
    pub reason: String,
}

/// Leaving for the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    /// The completed ready-to-leave check; none in an emergency.
    #[serde(default)]
    pub check: Option<CheckId>,
}

/// Arriving on site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// Where the phone was, if known.
    #[serde(default)]
    pub position: Option<Position>,
}

/// The customer's answer about a backup before any change (E7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupAnswer {
    /// What was decided.
    pub decision: BackupDecision,
    /// Who at the customer's decided.
    pub by: String,
    /// Remark, as typed.
    #[serde(default)]
    pub remark: String,
}

/// Evidence of a fault, before anything is replaced (E7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The equipment that it is about.
    pub equipment: EquipmentId,
    /// What was seen or measured; may be empty when there is a photo.
    #[serde(default)]
    pub note: String,
    /// Photos; may be none when there is a note.
    #[serde(default)]
    pub photos: Vec<Photo>,
}

/// A part went in, and perhaps one came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacement {
    /// The equipment that it went into.
    pub equipment: EquipmentId,
    /// The part's card.
    pub card: CardId,
    /// How many, or how much, in the unit of the card.
    pub quantity: Amount,
    /// Serial of the part that went in; empty where it has none.
    #[serde(default)]
    pub serial_in: String,
    /// Serial of the part that came out; empty where it has none.
    #[serde(default)]
    pub serial_out: String,
    /// The label on the part that came out (D7); none where nothing came out.
    #[serde(default)]
    pub label: Option<PartLabel>,
    /// The slip on which the part was taken.
    #[serde(default)]
    pub take: Option<TakeId>,
}

/// The fault came back: the old part goes back in, and the suspicion moves on (E7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwapBack {
    /// The event of the replacement that is undone.
    pub replacement: EventId,
    /// What shows that the part was not to blame.
    pub reason: String,
}

/// Something was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// When it began.
    pub from: DateTime<Utc>,
    /// When it ended; none for something of a moment.
    #[serde(default)]
    pub to: Option<DateTime<Utc>>,
    /// What, as typed.
    pub text: String,
}

/// The work has to wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// For what, as typed.
    pub reason: String,
    /// When it should go on, if known.
    #[serde(default)]
    pub until: Option<DateTime<Utc>>,
}

/// The job goes one step up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// Who is told.
    pub to: PersonId,
    /// Why, as typed, or the promise that is late.
    pub reason: String,
}

/// A call for help (E7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpCall {
    /// Which of the four cases.
    pub case: HelpCase,
    /// More, as typed.
    #[serde(default)]
    pub text: String,
}

/// The answer to a call for help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpAnswer {
    /// The event of the call.
    pub call: EventId,
    /// The answer.
    pub text: String,
}

/// Work first, papers after (A5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emergency {
    /// Why it could not wait.
    pub reason: String,
    /// The papers that are owed.
    pub papers: Vec<OwedPaper>,
    /// When they are due.
    pub due: DateTime<Utc>,
}

/// An owed paper is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperFiling {
    /// Which.
    pub paper: OwedPaper,
    /// What it says, or where it is.
    #[serde(default)]
    pub text: String,
}

/// One cost with who pays it, on evidence (C4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Hours, travel or material.
    pub kind: CostKind,
    /// Who pays.
    pub payer: Payer,
    /// In minor units of `currency`.
    pub amount: i64,
    /// ISO 4217 code.
    pub currency: String,
    /// What amount and payer rest on.
    pub basis: String,
    /// Evidence kept with the job.
    #[serde(default)]
    pub photos: Vec<Photo>,
}

/// The cause among the nine (A2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseFinding {
    /// Which of the nine.
    pub cause: Cause,
    /// The diagnosis in words, for the sheet.
    pub diagnosis: String,
}

/// What a day on site came to (E5), for the daily report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayReport {
    /// The day, at the site.
    pub day: NaiveDate,
    /// What it came to, as typed.
    pub done: String,
    /// What is left and what comes next, as typed.
    #[serde(default)]
    pub next: String,
    /// Why a day whose report was signed is reported again, as typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// The work is done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// Result in words.
    #[serde(default)]
    pub summary: String,
}

/// Solved from afar (E3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoteSolution {
    /// How the customer was spoken with.
    pub channel: Channel,
    /// What was done, and by the customer's hand.
    pub done: String,
    /// Who at the customer's said that it is solved: the word that stands in the place of a signature.
    pub with: String,
    /// Their phone number as typed.
    #[serde(default)]
    pub phone: String,
    /// The cause and the analysis; none for jobs without a fault.
    #[serde(default)]
    pub finding: Option<CauseFinding>,
}

/// A change after signing: a new revision, which needs a new signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// Why, as typed; printed on the new sheet.
    pub reason: String,
    /// The hash of the signed sheet that is amended.
    pub replaces: Hash,
}

/// The return call (B4, E5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnCall {
    /// Whether the fault is gone.
    pub gone: bool,
    /// 1 (bad) to 5 (very good); none where the customer would not say.
    #[serde(default)]
    pub satisfaction: Option<u8>,
    /// Who was asked.
    pub spoke_with: String,
    /// Remark, as typed.
    #[serde(default)]
    pub remark: String,
    /// The job that goes on with a fault that is not gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<JobId>,
}

/// The job is given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancellation {
    /// Why.
    pub reason: String,
    /// Who was known to be out for it, and is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at_work: Vec<PersonId>,
}

/// A photo for the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoAdded {
    /// The photo.
    pub photo: Photo,
    /// The equipment on it, if told.
    #[serde(default)]
    pub equipment: Option<EquipmentId>,
}

/// A repeat is put down to somebody or something (B10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepeatAttribution {
    /// The earlier job.
    pub earlier: JobId,
    /// To what.
    pub reason: RepeatReason,
    /// On what grounds.
    #[serde(default)]
    pub remark: String,
}

/// A person looked at a flag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlagSettling {
    /// The flagged event.
    pub event: EventId,
    /// The flag's code.
    pub code: String,
    /// What was decided.
    pub decision: String,
}

/// The hub held a signed document against its own bytes and the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentDoubt {
    /// The event of the signature or of a further answer.
    pub sheet: EventId,
    /// Why.
    pub code: DocumentDoubtCode,
    /// What of the sheet is not as on record; none for reused strokes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<SheetField>,
}

/// A person chose among values written concurrently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictSettling {
    /// Which field.
    pub field: JobField,
    /// The event whose value stands.
    pub chosen: EventId,
}
