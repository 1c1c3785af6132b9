//! What can happen to the company's record.

use crate::domain::codes::events;
use crate::domain::fields::change;
use crate::domain::values::Bilingual;
use crate::kernel::{BlobRef, EventId};

change! {
    /// A change of what stands in the head of papers.
    CompanyChange {
        /// Name.
        name: Bilingual,
        /// Address as papers print it.
        letter_address: Bilingual,
        /// Telephone number as papers print it.
        letter_phone: String,
        /// Logo; none takes it off.
        letter_logo: Option<BlobRef>,
        /// What reports say at their end, such as the warranty of parts and the number of copies.
        letter_terms: Bilingual,
        /// The number series of the company's form ([`super::FormPattern`]); empty for none.
        form_pattern: String,
    }
}

events! {
    /// The events of the company.
    CompanyEvent {
        /// Something of it changed.
        Changed = "changed" {
            /// The fields that changed.
            change: CompanyChange,
        },
        /// One of the values that stood beside each other was chosen.
        ConflictSettled = "conflict_settled" {
            /// The field.
            field: String,
            /// The event whose value stands.
            chosen: EventId,
        },
    }
}
