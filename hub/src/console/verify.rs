//! The public page behind the QR code on papers: whether this hub has a signed sheet with that hash, and since when. It names nobody.

use super::page::{Page, html};
use super::visit::Guest;
use super::words;
use crate::error::Fault;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use fettle_core::domain::jobs::{Job, SignedSheet};
use fettle_core::domain::sites::Site;
use fettle_core::kernel::Hash;

#[derive(Template)]
#[template(path = "verify.html")]
struct Verify {
    p: Page,
    hash: String,
    found: bool,
    outcome: String,
    when: String,
    zone: String,
    replaced: bool,
    /// A person has to look at it first.
    doubted: bool,
}

/// The page.
pub(super) async fn verify(guest: Guest, Path(hash): Path<String>) -> Result<Response, Fault> {
    let hash: Hash = hash.parse().map_err(|_| Fault::not_found())?;
    let hub = &guest.hub;
    let mut job = hub.ledger.job_with_sheet(hash).await?.map(|folded| folded.state);
    let event =
        job.as_ref().and_then(|job| job.sheets.iter().find(|sheet| sheet.hash == hash)).map(|one| one.moment.event);
    let looked = match event {
        Some(event) => hub.ledger.is_looked_at(event).await?,
        None => true,
    };
    if event.is_some() {
        job = hub.ledger.job_with_sheet(hash).await?.map(|folded| folded.state);
    }
    let mut page = Verify {
        p: guest.page(),
        hash: hash.to_string(),
        found: false,
        outcome: String::new(),
        when: String::new(),
        zone: String::new(),
        replaced: false,
        doubted: false,
    };
    let found = job.as_ref().and_then(|job| Some((job, job.sheets.iter().find(|sheet| sheet.hash == hash)?)));
    if let Some((job, sheet)) = found {
        tell(&guest, &mut page, job, sheet).await?;
        page.doubted |= !looked;
    }
    let mut response = html(&page);
    if !page.found {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    Ok(response)
}

async fn tell(guest: &Guest, page: &mut Verify, job: &Job, sheet: &SignedSheet) -> Result<(), Fault> {
    let site = match job.site() {
        Some(id) => guest.hub.ledger.get::<Site>(id.uuid()).await?.map(|folded| folded.state),
        None => None,
    };
    let site = site.unwrap_or_default();
    page.found = true;
    page.outcome = page.p.code("papers-outcome-", sheet.signed.signature.outcome.code());
    page.when = words::minute(sheet.signed.signature.signed_at, site.tz());
    page.zone = site.tz().name().to_owned();
    page.replaced = sheet.revision != job.revision();
    page.doubted = job.is_doubted(sheet);
    Ok(())
}
