//! The public page behind the QR code on papers: whether this hub has a signed sheet with that hash, and since when. It names nobody.

use super::page::{Page, html};
use super::request::RequestContext;
use super::words;
use crate::error::Fault;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use fettle_core::domain::jobs::{Job, SignedDocument};
use fettle_core::domain::sites::Site;
use fettle_core::kernel::Hash;

#[derive(Template)]
#[template(path = "verify.html")]
struct Verify {
    p: Page,
    hash: String,
    found: bool,
    /// Which paper it is.
    kind: String,
    /// Each party with how and when it answered; nobody is named.
    answers: Vec<(String, String)>,
    zone: String,
    replaced: bool,
    /// A person has to look at it first.
    doubted: bool,
}

/// The page.
pub(super) async fn verify(context: RequestContext, Path(hash): Path<String>) -> Result<Response, Fault> {
    let hash: Hash = hash.parse().map_err(|_| Fault::not_found())?;
    let hub = &context.hub;
    let mut job = hub.ledger.job_with_sheet(hash).await?.map(|folded| folded.state);
    let looked = match job.as_ref().and_then(|job| job.document(hash)) {
        Some(signed) => hub.ledger.are_looked_at(signed).await?,
        None => true,
    };
    if job.is_some() {
        job = hub.ledger.job_with_sheet(hash).await?.map(|folded| folded.state);
    }
    let mut page = Verify {
        p: context.page(),
        hash: hash.to_string(),
        found: false,
        kind: String::new(),
        answers: Vec::new(),
        zone: String::new(),
        replaced: false,
        doubted: false,
    };
    let found = job.as_ref().and_then(|job| Some((job, job.document(hash)?)));
    if let Some((job, sheet)) = found {
        tell(&context, &mut page, job, sheet).await?;
        page.doubted |= !looked;
    }
    let mut response = html(&page);
    if !page.found {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    Ok(response)
}

async fn tell(context: &RequestContext, page: &mut Verify, job: &Job, sheet: &SignedDocument) -> Result<(), Fault> {
    let site = match job.site() {
        Some(id) => context.hub.ledger.get::<Site>(id.uuid()).await?.map(|folded| folded.state),
        None => None,
    };
    let site = site.unwrap_or_default();
    page.found = true;
    page.kind = sheet.document.kind.text(page.p.lang);
    for answered in sheet.parties().into_iter().filter(|one| !job.has_doubt(one.moment.event)) {
        let signature = &answered.answer.signature;
        let outcome = answered.answer.party.outcome(&signature.outcome, page.p.lang);
        let when = words::minute(signature.signed_at, site.tz());
        page.answers.push((answered.answer.party.text(page.p.lang), format!("{outcome} · {when}")));
    }
    page.zone = site.tz().name().to_owned();
    page.replaced = job.is_replaced(sheet);
    page.doubted = job.is_doubted(sheet);
    Ok(())
}
