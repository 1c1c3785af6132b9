//! Events of what a person is able and licensed to do.

use super::Skill;
use crate::domain::codes::events;
use crate::domain::dues::Overdue;
use crate::domain::ids::SkillId;
use crate::kernel::EventId;

events! {
    /// Events of what a person is able and licensed to do. The aggregate has the person's own UUID.
    SkillsEvent {
        /// The person has a skill or a certificate.
        Set = "set" {
            /// Which: the same one again replaces what was said of it.
            skill: SkillId,
            /// What it is.
            details: Skill,
        },
        /// The person has it no more, or never had it.
        Removed = "removed" {
            /// Which.
            skill: SkillId,
        },
        /// A certificate is about to end, and these were told of it.
        Overdue = "overdue" (Overdue),
        /// One of the values that stood beside each other was chosen.
        ConflictSettled = "conflict_settled" {
            /// The field.
            field: String,
            /// The event whose value stands.
            chosen: EventId,
        },
    }
}
