//! What can happen to a job. Each event is a fact as its author saw it; when it happened is told by the event's own clock.
//!
//! Here live the stored forms only ([`super::facts`] what each of them says). What follows from them is in `fold`, what is allowed in
//! `commands`.

use super::corrections::ReportChange;
use super::document::{Answer, DocumentSigned};
use super::facts::*;
use super::older;
use crate::domain::codes::events;
use crate::domain::dues::Overdue;

events! {
    /// The events of a job.
    JobEvent, version 2, from older::job {
        /// A report is on record.
        Reported = "reported" (Report),
        /// The report is corrected: the fields that changed, no others.
        ReportChanged = "report_changed" {
            /// What changed.
            change: ReportChange,
        },
        /// Class and level.
        Judged = "judged" (Judgement),
        /// The diagnosis report.
        Diagnosed = "diagnosed" (Diagnosis),
        /// The plan.
        Planned = "planned" (Plan),
        /// The customer accepted the plan.
        PlanAccepted = "plan_accepted" {
            /// Who at the customer's.
            by: String,
        },
        /// The time of the visit.
        VisitAgreed = "visit_agreed" (Visit),
        /// Who goes.
        Assigned = "assigned" (Assignment),
        /// Who is to go takes the job on.
        Accepted = "accepted" {},
        /// Who was to go will not, and why.
        Declined = "declined" (Decline),
        /// On the way.
        Left = "left" (Departure),
        /// On site.
        Arrived = "arrived" (Arrival),
        /// Work begins.
        Started = "started" {},
        /// Back from the site: the outing is at its end (B11).
        CameBack = "came_back" {},
        /// The customer's answer about a backup.
        BackupAnswered = "backup_answered" (BackupAnswer),
        /// Evidence before a replacement.
        EvidenceAdded = "evidence_added" (Evidence),
        /// A part went in.
        PartReplaced = "part_replaced" (Replacement),
        /// The old part went back in.
        PartSwappedBack = "part_swapped_back" (SwapBack),
        /// Something was done.
        Worked = "worked" (Work),
        /// Waiting for parts.
        WaitingParts = "waiting_parts" (Wait),
        /// Waiting for the customer.
        WaitingCustomer = "waiting_customer" (Wait),
        /// It goes on.
        Resumed = "resumed" {},
        /// One step up.
        Escalated = "escalated" (Escalation),
        /// Something of it is late, and these were told: it is no role's.
        Overdue = "overdue" (Overdue),
        /// Help is called.
        HelpCalled = "help_called" (HelpCall),
        /// Help is answered.
        HelpAnswered = "help_answered" (HelpAnswer),
        /// Work first, papers after.
        EmergencyDeclared = "emergency_declared" (Emergency),
        /// An owed paper is in.
        PaperFiled = "paper_filed" (PaperFiling),
        /// One cost.
        CostAdded = "cost_added" (Cost),
        /// The cause.
        CauseFound = "cause_found" (CauseFinding),
        /// What a day came to.
        DayReported = "day_reported" (DayReport),
        /// The work is done.
        Completed = "completed" (Completion),
        /// Solved from afar, by the customer's word.
        SolvedRemotely = "solved_remotely" (RemoteSolution),
        /// A document is on record with the first party's answer.
        Signed = "signed" (DocumentSigned),
        /// A further party's answer to a document on record.
        DocumentAnswered = "document_answered" (Answer),
        /// A new revision after signing.
        Amended = "amended" (Amendment),
        /// The return call.
        CalledBack = "called_back" (ReturnCall),
        /// Nothing more to do.
        Closed = "closed" {},
        /// Given up.
        Cancelled = "cancelled" (Cancellation),
        /// A note for the record.
        Noted = "noted" {
            /// As typed.
            text: String,
        },
        /// A photo for the record.
        PhotoAdded = "photo_added" (PhotoAdded),
        /// A repeat is put down to somebody or something.
        RepeatAttributed = "repeat_attributed" (RepeatAttribution),
        /// The hub doubts a signed sheet: it is no role's.
        Doubted = "doubted" (DocumentDoubt),
        /// A flag is settled.
        FlagSettled = "flag_settled" (FlagSettling),
        /// A conflict is settled.
        ConflictSettled = "conflict_settled" (ConflictSettling),
    }
}
