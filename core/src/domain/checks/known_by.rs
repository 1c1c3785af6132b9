//! What an item may be known by: codes of what the record says. Who answers by them is `known`.

use crate::domain::codes::codes;

codes! {
    /// What an item is known by. Texts: `checklist-known-<code>`.
    Known {
        /// The plan names no parts.
        NoParts = "no_parts",
        /// How many parts are carried: the answer is a count.
        Carried = "carried",
        /// The job says who pays.
        Entitlement = "entitlement",
        /// A visit is agreed that is not over.
        Visit = "visit",
        /// The same person passed the same item today, for another job.
        SameDay = "same_day",
        /// The machines of the job never had work before.
        NoEarlier = "no_earlier",
        /// How long ago the last work ended: a duration, proposed until the check is completed.
        SinceWork = "since_work",
    }
}
