//! Calls for help that nobody answered, said above the pages at which the office sits. Whose they are is the domain's to say.

use super::page::Page;
use super::request::AuthContext;
use crate::error::HubError;
use fettle_core::domain::people::answers_calls_as;

/// The page, with how many calls wait for who reads it.
pub(super) async fn told(auth: &AuthContext, p: Page) -> Result<Page, HubError> {
    if answers_calls_as(&auth.viewer.person).is_none() {
        return Ok(p);
    }
    Ok(p.calling(auth.hub().ledger.calls_waiting(&auth.viewer.reach).await?))
}
