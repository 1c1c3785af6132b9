//! The public page behind the QR code on papers: which document it is (number, site, day of the visit), that this hub has it as signed, and since
//! when. It says what whoever holds the paper reads there, and names nobody.

use super::page::{Page, html};
use super::request::RequestContext;
use super::words;
use crate::error::Fault;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use fettle_core::domain::calendar::day_in;
use fettle_core::domain::jobs::document::{DailyReport, DocumentKind};
use fettle_core::domain::jobs::sheet::{Sheet, SitePart};
use fettle_core::domain::jobs::{Job, SignedDocument};
use fettle_core::domain::sites::Site;
use fettle_core::kernel::Hash;

#[derive(Template)]
#[template(path = "verify.html")]
struct Verify {
    p: Page,
    hash: String,
    found: bool,
    /// Which paper it is: its kind, numbers, site and day.
    facts: Vec<(String, String)>,
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
        facts: Vec::new(),
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
    page.facts = facts(context, &page.p, (job, sheet)).await?;
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

/// Which document it is, as it stands in its head.
async fn facts(
    context: &RequestContext,
    p: &Page,
    (job, signed): (&Job, &SignedDocument),
) -> Result<Vec<(String, String)>, Fault> {
    let mut facts = vec![(p.t("console-document"), signed.document.kind.text(p.lang))];
    if let (DocumentKind::ServiceReport, Some(id)) = (signed.document.kind, job.id) {
        let own = context.hub.form_numbers.of(id).await?;
        facts.extend(own.map(|own| (p.t("papers-form-number"), own)));
    }
    let Some(head) = head_of(signed) else { return Ok(facts) };
    facts.push((p.t("papers-number"), head.number));
    facts.push((p.t("papers-site"), head.site.name.in_lang(p.lang).to_owned()));
    let zone = head.site.zone.parse().unwrap_or(chrono_tz::Tz::UTC);
    let day = signed.document.about.day.or_else(|| head.visited.map(|at| day_in(at, zone)));
    facts.extend(day.map(|day| (p.t("console-verify-visit"), day.to_string())));
    Ok(facts)
}

/// What the head of a signed document says. The site's record may say another name by now, which whoever holds the paper has not read there.
struct Head {
    number: String,
    site: SitePart,
    /// When somebody was there; when it was done, for work from afar.
    visited: Option<DateTime<Utc>>,
}

/// None of a document that this program does not read.
fn head_of(signed: &SignedDocument) -> Option<Head> {
    let text = signed.document.text.text().ok()?;
    match signed.document.kind {
        DocumentKind::ServiceReport => {
            let Sheet { number, site, times, .. } = Sheet::parse(text.as_bytes()).ok()?;
            Some(Head { number, site, visited: times.arrived.or(times.started).or(times.done) })
        }
        DocumentKind::DailyReport => {
            let DailyReport { number, site, .. } = DailyReport::parse(text.as_bytes()).ok()?;
            Some(Head { number, site, visited: None })
        }
        DocumentKind::Newer(_) => None,
    }
}
