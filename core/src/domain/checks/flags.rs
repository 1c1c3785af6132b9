//! What may not fit about a list or a filling of it: recorded all the same and put before a person.

use crate::domain::codes::flags;

flags! {
    /// What may not fit about a filling of a checklist. Texts: `flag-<code>`.
    CheckFlag {
        /// This check began twice, differently.
        StartedTwice = "check_started_twice",
        /// An item was answered after the check was completed.
        AnsweredLate = "check_answered_late",
        /// An item was left out after the check was completed.
        SkippedLate = "check_skipped_late",
    }
}

flags! {
    /// What may not fit about a version of a checklist. Texts: `flag-<code>`.
    ChecklistFlag {
        /// Two different contents of one version of a checklist; the first one published counts.
        PublishedTwice = "checklist_published_twice",
    }
}
