//! What may not fit about a job: facts that are recorded all the same and put before a person.

use crate::domain::codes::flags;

flags! {
    /// What may not fit about a job. Texts: `flag-<code>`.
    JobFlag {
        /// Something was changed before the customer's answer about a backup was on record.
        ChangeWithoutBackup = "change_without_backup",
        /// The customer signed while the job was cancelled. The signature stands; please look into it.
        SignedAndCancelled = "signed_and_cancelled",
        /// Solved remotely and worked on at the site, without knowing of each other. The sheet has to be signed.
        RemoteAndOnSite = "remote_and_on_site",
        /// Work was recorded after the job was closed.
        WorkAfterClosing = "work_after_closing",
        /// Work was recorded after the job was cancelled.
        WorkAfterCancelling = "work_after_cancelling",
        /// Work was recorded after signing; it is not on the signed sheet.
        WorkAfterSigning = "work_after_signing",
        /// There are two different reports of this job.
        ReportedTwice = "reported_twice",
        /// Somebody who was to go declined, and is still assigned.
        AssignmentDeclined = "assignment_declined",
        /// Left without the ready-to-leave check.
        LeftWithoutCheck = "left_without_check",
        /// A part was replaced without evidence of the fault.
        ReplacedWithoutEvidence = "replaced_without_evidence",
        /// A part was swapped back of which no replacement is on record.
        SwapBackUnknown = "swap_back_unknown",
        /// Completed without a cause.
        CompletedWithoutCause = "completed_without_cause",
        /// The work was recorded as done twice, with different results; the sheet shows the first.
        CompletedTwice = "completed_twice",
        /// Closed although the customer has not answered to the current sheet.
        ClosedUnsigned = "closed_unsigned",
        /// Cancelled while somebody was out for it whom the desk did not know of.
        CancelledAtWork = "cancelled_at_work",
        /// A signature does not belong to this job's sheet and does not count.
        SignatureNotBound = "signature_not_bound",
        /// Signed before the work was recorded as done.
        SignedUnfinished = "signed_unfinished",
        /// A sheet was signed after the job was closed.
        SignedAfterClosing = "signed_after_closing",
        /// A revision was signed, which is not the current one.
        SignedOtherRevision = "signed_other_revision",
        /// Two sheets were signed for one revision; the later one counts.
        SignedTwice = "signed_twice",
        /// Two answers of one party to one document were recorded concurrently; the later one counts.
        AnsweredTwice = "answered_twice",
        /// The signed sheet says something else than the record; it does not count until somebody has decided.
        SheetDiffers = "sheet_differs",
        /// The strokes of this signature stand on another sheet too; it does not count until somebody has decided.
        StrokesReused = "strokes_reused",
        /// Work that the signer had not seen is not on the signed sheet.
        WorkNotOnSheet = "work_not_on_sheet",
        /// The report was corrected, and the signed sheet does not show it.
        CorrectionNotOnSheet = "correction_not_on_sheet",
        /// The site was corrected while somebody worked who did not know of it, or was not known to.
        SiteCorrectedUnseen = "site_corrected_unseen",
        /// The sheet that was amended is not on record as signed.
        AmendedUnsigned = "amended_unsigned",
        /// The sheet was amended after the job was closed; the new revision has to be looked at.
        AmendedAfterClosing = "amended_after_closing",
    }
}
