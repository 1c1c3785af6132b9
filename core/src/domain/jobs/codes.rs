//! The codes of jobs. Their texts are in `job.ftl`.
//!
//! keys!: job-status-*, keys!: job-class-*, keys!: job-help-*, keys!: job-paper-*, keys!: job-repeat-*, keys!: job-field-*

use crate::domain::codes::{codes, fixed_codes};

codes! {
    /// What a report was judged to be about (A5, B2).
    FaultClass {
        /// A device.
        Hardware = "hardware",
        /// A line.
        Line = "line",
        /// Software.
        Software = "software",
        /// Has to be looked at on site.
        Survey = "survey",
        /// Anything else.
        Other = "other",
    }
}

codes! {
    /// The four cases in which an engineer calls for help by one tap (E7).
    HelpCase {
        /// The work cannot be finished in time.
        CannotFinish = "cannot_finish",
        /// The customer asks for more than was agreed.
        ExtraDemands = "extra_demands",
        /// The customer complains.
        Complaint = "complaint",
        /// An accident.
        Accident = "accident",
    }
}

codes! {
    /// What a repeated repair is put down to (B10).
    RepeatReason {
        /// The first diagnosis was wrong.
        Misdiagnosis = "misdiagnosis",
        /// The work was badly done.
        Workmanship = "workmanship",
        /// A part was missing.
        MissingPart = "missing_part",
        /// A part was bad.
        PartQuality = "part_quality",
        /// The customer.
        Customer = "customer",
    }
}

codes! {
    /// Papers that an emergency leaves owed (A5).
    OwedPaper {
        /// Scene, level, emergency handling.
        DiagnosisReport = "diagnosis_report",
        /// The recovery plan.
        RecoveryPlan = "recovery_plan",
        /// The ready-to-leave checklist.
        ReadyToLeave = "ready_to_leave",
        /// The slip for the parts that were taken.
        PartsSlip = "parts_slip",
    }
}

codes! {
    /// The fields of a job in which two people can disagree.
    JobField {
        /// Class and level.
        Judgement = "judgement",
        /// The diagnosis report.
        Diagnosis = "diagnosis",
        /// The plan.
        Plan = "plan",
        /// When the visit is.
        Visit = "visit",
        /// Who goes.
        Assignment = "assignment",
        /// The cause.
        Cause = "cause",
        /// What a repeat is put down to.
        Repeat = "repeat",
        /// Who called, of the report.
        Caller = "caller",
        /// The caller's title or post.
        Title = "title",
        /// The caller's phone number.
        Phone = "phone",
        /// The caller's company.
        Company = "company",
        /// The product.
        Product = "product",
        /// The symptom.
        Symptom = "symptom",
        /// When the contact was.
        At = "at",
        /// Which of the six kinds.
        Kind = "kind",
        /// The site.
        Site = "site",
        /// The machines of the report.
        Equipment = "equipment",
    }
}

impl JobField {
    /// Whether it is a field of the report, which is corrected as a field of a [`super::corrections::ReportChange`] with this code.
    pub fn is_of_report(self) -> bool {
        match self {
            Self::Judgement
            | Self::Diagnosis
            | Self::Plan
            | Self::Visit
            | Self::Assignment
            | Self::Cause
            | Self::Repeat
            | Self::Newer(_) => false,
            Self::Caller
            | Self::Title
            | Self::Phone
            | Self::Company
            | Self::Product
            | Self::Symptom
            | Self::At
            | Self::Kind
            | Self::Site
            | Self::Equipment => true,
        }
    }
}

fixed_codes! {
    /// How far a job has come. In the order of the work.
    Status {
        /// A report is on record.
        Reported = "reported",
        /// Class and level are set.
        Judged = "judged",
        /// The diagnosis report is written.
        Diagnosed = "diagnosed",
        /// There is a plan or an agreed time.
        Planned = "planned",
        /// Somebody is to go.
        Assigned = "assigned",
        /// Everybody who is to go has taken it on.
        Accepted = "accepted",
        /// The engineer is under way.
        Left = "left",
        /// The engineer is on site.
        OnSite = "on_site",
        /// Work goes on.
        Working = "working",
        /// Waiting for parts.
        WaitingParts = "waiting_parts",
        /// Waiting for the customer: the promises' clocks stand.
        WaitingCustomer = "waiting_customer",
        /// The work is done, the sheet is not signed.
        Completed = "completed",
        /// Solved from afar, by the customer's word.
        SolvedRemotely = "solved_remotely",
        /// The sheet is signed, or refusal or absence is on record.
        Signed = "signed",
        /// The customer was asked by phone.
        CalledBack = "called_back",
        /// Nothing more to do.
        Closed = "closed",
        /// Given up.
        Cancelled = "cancelled",
    }
}

codes! {
    /// What of a sheet is held against the record. Texts: `job-sheet-field-<code>`.
    // keys!: job-sheet-field-*
    SheetField {
        /// The job's number.
        Number = "number",
        /// Which of the six kinds.
        Kind = "kind",
        /// When and how it was reported.
        Reported = "reported",
        /// Who reported it.
        Contact = "contact",
        /// The symptom.
        Symptom = "symptom",
        /// The customer.
        Customer = "customer",
        /// The site.
        Site = "site",
        /// The machines.
        Equipment = "equipment",
        /// The cause.
        Cause = "cause",
        /// The diagnosis.
        Diagnosis = "diagnosis",
        /// What was done, and that it was done.
        Work = "work",
        /// Parts.
        Parts = "parts",
        /// Costs.
        Costs = "costs",
        /// Whose sheet it is.
        Engineer = "engineer",
        /// The strokes: its event does not bring them.
        Strokes = "strokes",
        /// What its event says of it beside the bytes, or bytes that are no document.
        About = "about",
    }
}

codes! {
    /// Why a signed sheet is doubted: also the code of its flag.
    DocumentDoubtCode {
        /// It says something else than the record that its author had seen.
        SheetDiffers = "sheet_differs",
        /// Its strokes stand on another sheet: no hand repeats itself to the byte.
        StrokesReused = "strokes_reused",
    }
}
