//! The head of papers, as it was when what they say was signed: a later change of the company's name leaves them as they are. So it is with the
//! number series of the form.

use crate::error::HubError;
use crate::hub::Hub;
use chrono::{DateTime, Utc};
use fettle_core::domain::company::{Company, FormPattern, company_subject};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::fold;
use fettle_core::kernel::fold::time;
use fettle_papers::Company as Letterhead;

/// The company as it was on record at `at`.
async fn company(hub: &Hub, at: DateTime<Utc>) -> Result<Company, HubError> {
    let events = hub.ledger.events_of(&company_subject()).await?;
    let then = events.iter().filter(|event| time(event.when_ms()) <= at);
    Ok(fold::<Company>(then).state)
}

/// The head of a paper about something that happened at `at`. Before anybody wrote the company's name it is what people call the hub.
///
/// # Errors
/// [`HubError`] when the database does not answer.
pub(crate) async fn letterhead(hub: &Hub, at: DateTime<Utc>) -> Result<Letterhead, HubError> {
    let Company { name, letter_address, letter_phone, letter_logo, letter_terms, .. } = company(hub, at).await?;
    let name = if name.is_empty() { Bilingual::same(hub.name()) } else { name };
    let logo = match letter_logo {
        Some(blob) if hub.blobs.belongs::<Company>(blob.hash, company_subject().id()).await? => {
            hub.blobs.read(blob.hash).await?
        }
        _ => Vec::new(),
    };
    Ok(Letterhead { name, address: letter_address, phone: letter_phone, logo, terms: letter_terms })
}

/// The number series of the form as it was at `at`; none where papers had no other number than the job's.
///
/// # Errors
/// [`HubError`] when the database does not answer.
pub(crate) async fn form_pattern(hub: &Hub, at: DateTime<Utc>) -> Result<Option<FormPattern>, HubError> {
    Ok(FormPattern::read(&company(hub, at).await?.form_pattern).ok())
}
