//! The kinds of documents and the parties that answer to them. Both are open: what a later version names is kept and shown by its code.
//!
//! keys!: job-document-*, keys!: job-party-*, keys!: job-outcome-*, keys!: papers-outcome-*

use crate::domain::codes::codes;
use crate::domain::jobs::sheet::Outcome;
use crate::text::{Lang, code_text, text};

codes! {
    /// Which paper a document is.
    DocumentKind {
        /// The on-site repair record, which is also the customer service report (B11, E2): everything that was done on a job.
        ServiceReport = "service_report",
        /// What a day came to on a job that lasts several (E5).
        DailyReport = "daily_report",
    }
}

codes! {
    /// Who answers to a document.
    Party {
        /// The customer's responsible person.
        Customer = "customer",
        /// The outsourced team.
        Integrator = "integrator",
        /// The maker of a machine.
        Maker = "maker",
        /// Our own manager.
        OwnManager = "own_manager",
    }
}

impl DocumentKind {
    /// What people call it; the code of one that this version does not know.
    pub fn text(&self, lang: Lang) -> String {
        code_text(lang, "job-document-", self.code())
    }
}

impl Party {
    /// How it answered, in words: the customer's are those of the papers, the others' name nobody.
    pub fn outcome(&self, outcome: &Outcome, lang: Lang) -> String {
        match self {
            Self::Customer => text(lang, &format!("papers-outcome-{}", outcome.code())),
            _ => text(lang, &format!("job-outcome-{}", outcome.code())),
        }
    }

    /// What people call it; the code of one that this version does not know.
    pub fn text(&self, lang: Lang) -> String {
        code_text(lang, "job-party-", self.code())
    }
}
