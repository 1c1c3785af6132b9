//! Papers from the record: what is on file, drawn and sealed by `fettle_papers` with the hub's key.

mod beside;

use crate::error::HubError;
use crate::hub::Hub;
use crate::letterhead::letterhead;
use fettle_core::domain::checks::Check;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::document::{Answer, DocumentKind};
use fettle_core::domain::jobs::sheet::{Sheet, SheetLanguage};
use fettle_core::domain::jobs::{Job, Photo, SignedDocument};
use fettle_core::kernel::{Aggregate, Folded, Hash, Subject};
use fettle_papers::{
    Beside, DailyInput, Fonts, FurtherAnswer, Paper, PaperError, ReportInput, render_daily_report,
    render_service_report,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How a paper is printed.
#[derive(Debug, Clone, Copy)]
pub struct Printing<'a> {
    /// In which language or languages.
    pub language: SheetLanguage,
    /// Whether it is our own copy, with what is not the customer's business.
    pub internal: bool,
    /// Where people reach the hub, as the hub was told: the QR on the paper leads there. Without one there is none; what a browser says of itself
    /// does not get onto papers.
    pub address: Option<&'a str>,
}

impl<'a> Printing<'a> {
    /// The customer's copy.
    pub fn customers(language: SheetLanguage, address: Option<&'a str>) -> Self {
        Self { language, internal: false, address }
    }
}

/// Why a paper could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PaperFault {
    /// The record could not be read.
    #[error(transparent)]
    Hub(#[from] HubError),
    /// The paper could not be drawn.
    #[error(transparent)]
    Paper(#[from] PaperError),
    /// The job has no sheet for its newest revision.
    #[error("no signed sheet")]
    NoSheet,
    /// The job has no document under that hash.
    #[error("no such document")]
    NoDocument,
    /// A document of a kind that this version prints no paper of.
    #[error("a document of an unknown kind")]
    KindUnknown,
    /// A person has to look at the sheet first.
    #[error("the sheet is in doubt")]
    Doubted,
}

impl PaperFault {
    /// Stable code at the border.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Hub(_) => "internal",
            Self::Paper(e) => e.code(),
            Self::NoSheet => "sheet_missing",
            Self::NoDocument => "document_missing",
            Self::KindUnknown => "document_kind_unknown",
            Self::Doubted => "sheet_in_doubt",
        }
    }
}

/// Every photo that a sheet of the job may name, by its hash: of its report, evidence, photos of the record, of costs, of checks.
fn photos<'a>(job: &'a Job, checks: &'a [(Uuid, Folded<Check>)]) -> BTreeMap<String, &'a Photo> {
    let reported = job.report.iter().flat_map(|report| &report.what.photos);
    let evidence = job.evidence.iter().flat_map(|fact| &fact.what.photos);
    let own = job.photos.iter().map(|fact| &fact.what.photo);
    let costs = job.costs.iter().flat_map(|fact| &fact.what.photos);
    let entries = checks.iter().flat_map(|(_, check)| check.state.entries.values());
    let answers = entries.filter_map(|entry| entry.get().and_then(|entry| entry.answer()));
    let answers = answers.flat_map(|answer| &answer.photos);
    own.chain(reported)
        .chain(evidence)
        .chain(costs)
        .chain(answers)
        .map(|photo| (photo.blob.hash.to_string(), photo))
        .collect()
}

/// Whether a picture was named for the job or a check of it, by somebody who had it.
async fn belongs(hub: &Hub, id: JobId, checks: &[(Uuid, Folded<Check>)], hash: Hash) -> Result<bool, HubError> {
    if hub.blobs.belongs::<Job>(hash, id.uuid()).await? {
        return Ok(true);
    }
    for (check, _) in checks {
        if hub.blobs.belongs::<Check>(hash, *check).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The small picture of each photo of a sheet, or the whole one where that has not arrived, with the photo's hash. Only pictures that
/// belong to the job.
async fn pictures(hub: &Hub, id: JobId, job: &Job, sheet: &Sheet) -> Result<Vec<(String, Vec<u8>)>, HubError> {
    let checks = hub.ledger.by_parent::<Check>(&Subject::new(Job::KIND, id.uuid())).await?;
    let known = photos(job, &checks);
    let mut found = Vec::new();
    for photo in &sheet.photos {
        let small = known.get(&photo.hash).and_then(|photo| photo.thumbnail.as_ref()).map(|blob| blob.hash);
        for hash in small.into_iter().chain(photo.hash.parse().ok()) {
            if belongs(hub, id, &checks, hash).await? {
                found.push((photo.hash.clone(), hub.blobs.read(hash).await?));
                break;
            }
        }
    }
    Ok(found)
}

/// The strokes of an answer, where they have arrived and belong to the job.
async fn strokes(hub: &Hub, id: JobId, answer: &Answer) -> Result<Option<Vec<u8>>, HubError> {
    match &answer.strokes {
        Some(blob) if hub.blobs.belongs::<Job>(blob.hash, id.uuid()).await? => {
            Ok(Some(hub.blobs.read(blob.hash).await?))
        }
        _ => Ok(None),
    }
}

/// A further party's answer, with what is drawn of it.
struct Further {
    answer: Answer,
    strokes: Option<Vec<u8>>,
}

impl Further {
    fn borrowed(&self) -> FurtherAnswer<'_> {
        let Answer { party, signature, .. } = &self.answer;
        FurtherAnswer { party, signature, strokes_json: self.strokes.as_deref() }
    }
}

/// The answers of further parties that nobody doubts.
async fn further(hub: &Hub, id: JobId, job: &Job, signed: &SignedDocument) -> Result<Vec<Further>, HubError> {
    let mut all = Vec::new();
    for answered in signed.others() {
        if !job.has_doubt(answered.moment.event) {
            let answer = answered.answer.clone();
            // A hand that has not arrived yet is not drawn; its record stands.
            all.push(Further { strokes: strokes(hub, id, &answer).await.unwrap_or_default(), answer });
        }
    }
    Ok(all)
}

/// The service report of a job's newest signed sheet.
///
/// Photos that have not arrived yet are left out of the picture, not out of the sheet: their hashes are signed. Warnings say so.
///
/// # Errors
/// [`PaperFault`].
pub async fn service_report(hub: &Hub, id: JobId, how: Printing<'_>) -> Result<Paper, PaperFault> {
    let job = hub.ledger.get::<Job>(id.uuid()).await?.ok_or(PaperFault::NoSheet)?.state;
    if !hub.ledger.are_looked_at(job.answered_sheet().ok_or(PaperFault::NoSheet)?).await? {
        return Err(PaperFault::Doubted);
    }
    let job = hub.ledger.get::<Job>(id.uuid()).await?.ok_or(PaperFault::NoSheet)?.state;
    let none = || if job.answered_sheet().is_some() { PaperFault::Doubted } else { PaperFault::NoSheet };
    let current = job.current_sheet().ok_or_else(none)?;
    draw(hub, id, &job, current, how).await
}

/// The paper of any document of a job, by its hash.
///
/// # Errors
/// [`PaperFault`].
pub async fn document(hub: &Hub, id: JobId, hash: Hash, how: Printing<'_>) -> Result<Paper, PaperFault> {
    let job = hub.ledger.get::<Job>(id.uuid()).await?.ok_or(PaperFault::NoDocument)?.state;
    if !hub.ledger.are_looked_at(job.document(hash).ok_or(PaperFault::NoDocument)?).await? {
        return Err(PaperFault::Doubted);
    }
    let job = hub.ledger.get::<Job>(id.uuid()).await?.ok_or(PaperFault::NoDocument)?.state;
    let signed = job.document(hash).ok_or(PaperFault::NoDocument)?;
    if job.is_doubted(signed) {
        return Err(PaperFault::Doubted);
    }
    draw(hub, id, &job, signed, how).await
}

/// Draws a document that nobody doubts.
async fn draw(
    hub: &Hub,
    id: JobId,
    job: &Job,
    current: &SignedDocument,
    Printing { language, internal, address }: Printing<'_>,
) -> Result<Paper, PaperFault> {
    let (signed, signed_at) = (current.leading().clone(), current.moment.at);
    let text = current.document.text.text().map_err(PaperError::from)?.into_owned();
    let (thumbnails, beside) = match &current.document.kind {
        DocumentKind::ServiceReport => {
            let sheet = Sheet::parse(text.as_bytes()).map_err(PaperError::from)?;
            let beside = beside::beside(hub, (id, job), (&sheet, signed_at), language, internal).await?;
            (pictures(hub, id, job, &sheet).await?, beside)
        }
        DocumentKind::DailyReport => (Vec::new(), Beside::default()),
        DocumentKind::Newer(_) => return Err(PaperFault::KindUnknown),
    };
    let kind = current.document.kind;
    let strokes = strokes(hub, id, &signed).await?;
    let further = further(hub, id, job, current).await?;
    let company = letterhead(hub, signed_at).await?;
    let hash = &signed.signature.document_hash;
    let verify_url = address.map_or_else(String::new, |address| format!("{address}/verify/{hash}"));
    let key = hub.key().seed();
    let draw = move |fonts: &Fonts| {
        let further = further.iter().map(Further::borrowed).collect::<Vec<_>>();
        if kind == DocumentKind::DailyReport {
            let input = DailyInput {
                daily_json: text.as_bytes(),
                signature: &signed.signature,
                strokes_json: strokes.as_deref(),
                further: &further,
                language,
                verify_url: &verify_url,
                company: &company,
                fonts,
            };
            return render_daily_report(&input, &key);
        }
        let input = ReportInput {
            sheet_json: text.as_bytes(),
            signature: &signed.signature,
            strokes_json: strokes.as_deref(),
            further: &further,
            photos: &thumbnails,
            language,
            verify_url: &verify_url,
            company: &company,
            beside: &beside,
            fonts,
        };
        render_service_report(&input, &key)
    };
    Ok(hub.drawing().draw(draw).await??)
}
