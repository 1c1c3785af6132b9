//! The hub's sealed paper of a signed document, for a phone: the customer beside it gets this file instead of the one that the phone draws.

use crate::access;
use crate::accounts::Accounts;
use crate::error::Fault;
use crate::hub::Hub;
use crate::papers::{self, PaperFault, Printing};
use crate::part::Part;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::Job;
use fettle_core::domain::jobs::sheet::SheetLanguage;
use fettle_core::kernel::Hash;
use fettle_papers::Warning;
use std::sync::Arc;

/// Gives the paper of a document of a job, by its hash and in a language, to whose person the job is within reach.
pub(super) async fn paper(
    State(hub): State<Arc<Hub>>,
    State(accounts): State<Part<Accounts>>,
    Path((job, hash, language)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let viewer = accounts.caller(&headers).await?.viewer;
    let job: JobId = job.parse().map_err(|_| Fault::not_found())?;
    let hash: Hash = hash.parse().map_err(|_| Fault::not_found())?;
    let language = SheetLanguage::from_code(&language).ok_or_else(Fault::not_found)?;
    access::look::<Job>(&hub.ledger, &viewer, job.uuid()).await?;
    let address = hub.front().link.address.clone();
    let paper =
        papers::document(&hub, job, hash, Printing::customers(language, address.as_deref())).await.map_err(fault)?;
    // Nobody is asked here whether it will do without its photos: until they have arrived the phone's own paper has them.
    if paper.warnings.iter().any(|warning| matches!(warning, Warning::PhotoMissing { .. })) {
        return Err(fault(PaperFault::NoDocument));
    }
    let head = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_DISPOSITION, "attachment"),
    ];
    Ok((head, paper.pdf).into_response())
}

fn fault(fault: PaperFault) -> Fault {
    match fault {
        PaperFault::NoSheet | PaperFault::NoDocument | PaperFault::KindUnknown => {
            Fault::new(StatusCode::NOT_FOUND, fault.code())
        }
        PaperFault::Doubted => Fault::new(StatusCode::CONFLICT, fault.code()),
        PaperFault::Hub(e) => e.into(),
        PaperFault::Paper(e) => {
            tracing::error!(error = %e, "a paper could not be made");
            Fault::new(StatusCode::INTERNAL_SERVER_ERROR, e.code())
        }
    }
}
