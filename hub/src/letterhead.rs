//! The head of papers, as it was when what they say was signed: a later change of the company's name leaves them as they are.

use crate::error::HubError;
use crate::hub::Hub;
use chrono::{DateTime, Utc};
use fettle_core::domain::company::{Company, company_subject};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::fold;
use fettle_core::kernel::fold::time;
use fettle_papers::Company as Letterhead;

/// The head of a paper about something that happened at `at`. Before anybody wrote the company's name it is what people call the hub.
///
/// # Errors
/// [`HubError`] when the database does not answer.
pub(crate) async fn letterhead(hub: &Hub, at: DateTime<Utc>) -> Result<Letterhead, HubError> {
    let events = hub.ledger.events_of(&company_subject()).await?;
    let then = events.iter().filter(|event| time(event.when_ms()) <= at);
    let Company { name, letter_address, letter_phone, .. } = fold::<Company>(then).state;
    let name = if name.is_empty() { Bilingual::same(hub.name()) } else { name };
    Ok(Letterhead { name, address: letter_address, phone: letter_phone })
}
