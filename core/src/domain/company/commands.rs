//! What a person may do with the company's record.

use super::{Company, CompanyChange, CompanyEvent, FormPattern, company_subject};
use crate::domain::fields::Change;
use crate::domain::people::Actor;
use crate::domain::values::Bilingual;
use crate::kernel::{Draft, Refusal};

/// Changes what stands in the head of papers. Papers that were signed before keep the head that they had.
///
/// # Errors
/// `not_allowed`, `name_missing`; those of [`FormPattern::read`]. A change of nothing is no error and no event.
pub fn change_company(actor: &Actor, company: &Company, change: CompanyChange) -> Result<Vec<Draft>, Refusal> {
    actor.must("company.changed")?;
    let change = change.news(company, &company.written);
    let name = change.name.as_ref().unwrap_or(&company.name);
    if Bilingual::is_empty(name) {
        return Err(Refusal::new("name_missing"));
    }
    if let Some(pattern) = change.form_pattern.as_ref().filter(|pattern| !pattern.is_empty()) {
        FormPattern::read(pattern)?;
    }
    if change.is_empty() {
        return Ok(Vec::new());
    }
    let logo = change.letter_logo.clone().flatten();
    Ok(vec![Draft::new(company_subject(), &CompanyEvent::Changed { change }).with_blobs(logo)])
}
