//! Papers from the record: what is on file, drawn and sealed by `fettle_papers` with the hub's key.

use crate::error::HubError;
use crate::hub::Hub;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::sheet::{Sheet, SheetLanguage};
use fettle_core::domain::jobs::{Job, Photo};
use fettle_core::domain::values::Bilingual;
use fettle_papers::{Company, Paper, PaperError, ReportInput, render_service_report};
use std::collections::BTreeMap;

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
}

impl PaperFault {
    /// Stable code at the border.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Hub(_) => "internal",
            Self::Paper(e) => e.code(),
            Self::NoSheet => "sheet_missing",
        }
    }
}

/// Every photo of a job by the hash that the sheet names.
fn photos(job: &Job) -> BTreeMap<String, &Photo> {
    let evidence = job.evidence.iter().flat_map(|fact| &fact.what.photos);
    let own = job.photos.iter().map(|fact| &fact.what.photo);
    own.chain(evidence).map(|photo| (photo.blob.hash.to_string(), photo)).collect()
}

/// The service report of a job's newest signed sheet. `address` is where people reach the hub: the QR on the paper leads there.
///
/// Photos that have not arrived yet are left out of the picture, not out of the sheet: their hashes are signed.
///
/// # Errors
/// [`PaperFault`].
pub async fn service_report(hub: &Hub, id: JobId, language: SheetLanguage, address: &str) -> Result<Paper, PaperFault> {
    let job = hub.ledger.get::<Job>(id.uuid()).await?.ok_or(PaperFault::NoSheet)?.state;
    let signed = &job.current_sheet().ok_or(PaperFault::NoSheet)?.signed;
    let sheet = Sheet::parse(signed.sheet.as_bytes()).map_err(PaperError::from)?;
    let known = photos(&job);
    let mut thumbnails = Vec::new();
    for photo in &sheet.photos {
        let small = known.get(&photo.hash).and_then(|photo| photo.thumbnail.as_ref()).map(|blob| blob.hash);
        if let Some(hash) = small.or_else(|| photo.hash.parse().ok())
            && hub.blobs.belongs::<Job>(hash, id.uuid()).await?
        {
            thumbnails.push((photo.hash.clone(), hub.blobs.read(hash).await?));
        }
    }
    let strokes = match &signed.strokes {
        Some(blob) if hub.blobs.belongs::<Job>(blob.hash, id.uuid()).await? => Some(hub.blobs.read(blob.hash).await?),
        _ => None,
    };
    let company = Company { name: Bilingual::same(hub.name()), address: Bilingual::default(), phone: String::new() };
    let (signed, verify_url) = (signed.clone(), format!("{address}/verify/{}", signed.signature.sheet_hash));
    let key = hub.key().seed();
    drawn(move || {
        let input = ReportInput {
            sheet_json: signed.sheet.as_bytes(),
            signature: &signed.signature,
            strokes_json: strokes.as_deref(),
            photos: &thumbnails,
            language,
            verify_url: &verify_url,
            company: &company,
        };
        render_service_report(&input, &key)
    })
    .await
}

/// Draws off the threads that answer requests: a paper takes a good part of a second.
pub(crate) async fn drawn(
    draw: impl FnOnce() -> Result<Paper, PaperError> + Send + 'static,
) -> Result<Paper, PaperFault> {
    let done = tokio::task::spawn_blocking(draw).await;
    Ok(done.map_err(|e| HubError::Record(format!("paper: {e}")))??)
}
