//! The company as folded.

use super::{CompanyChange, CompanyEvent};
use crate::domain::fields::{Change, Master, Written, fields};
use crate::domain::values::Bilingual;
use crate::kernel::{Aggregate, BlobRef, EventId, Hash, Meta, Subject};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// What stands in the head of papers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Company {
    /// Name; empty before somebody wrote it.
    pub name: Bilingual,
    /// Address as papers print it; may be empty.
    pub letter_address: Bilingual,
    /// Telephone number as papers print it; may be empty.
    pub letter_phone: String,
    /// Logo; may be none.
    #[serde(default)]
    pub letter_logo: Option<BlobRef>,
    /// What reports say at their end; may be empty.
    #[serde(default)]
    pub letter_terms: Bilingual,
    /// The number series of the company's form; empty where papers have no other number than the job's.
    #[serde(default)]
    pub form_pattern: String,
    /// Who wrote what.
    #[serde(default, skip_serializing_if = "Written::is_empty")]
    pub written: Written,
}

fields!(CompanyChange of Company { name, letter_address, letter_phone, letter_logo, letter_terms, form_pattern });

/// The one record of the company: a UUID (version 8, RFC 9562) over a hash of what it is.
pub fn company_subject() -> Subject {
    let hash = Hash::of_parts(&[b"fettle.company.v1\0"]);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.bytes()[..16]);
    Subject::new(Company::KIND, uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

impl Aggregate for Company {
    const KIND: &'static str = "company";
    const FOLDS: u16 = 2;
    type Body = CompanyEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: CompanyEvent) {
        let mut written = std::mem::take(&mut self.written);
        match body {
            CompanyEvent::Changed { change } => change.fold(meta, "", self, &mut written),
            CompanyEvent::ConflictSettled { field, chosen } => {
                if let Some(value) = written.by_event(&field, chosen).cloned()
                    && let Some(change) = CompanyChange::one(&field, &value)
                {
                    change.put(self);
                    written.write(meta, &field, value);
                }
            }
        }
        self.written = written;
    }
    fn in_conflict(&self) -> bool {
        self.written.conflicts().next().is_some()
    }
}

impl Master for Company {
    fn written(&self) -> &Written {
        &self.written
    }
    fn facts(&self) -> BTreeMap<String, Value> {
        CompanyChange::of(self).values()
    }
    fn settled(field: String, chosen: EventId) -> CompanyEvent {
        CompanyEvent::ConflictSettled { field, chosen }
    }
}
