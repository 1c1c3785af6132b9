//! How routes name documents.

use crate::domain::ids::JobId;
use crate::domain::jobs::document::DocumentKind;
use crate::screens::route::Route;

/// Where the document of a kind is signed that comes next.
pub(super) fn route_of(job: JobId, kind: &DocumentKind) -> Route {
    Route::SheetAndSign { job: job.to_string(), document: document_of(kind) }
}

/// How a route calls the document of a kind that comes next.
pub(super) fn document_of(kind: &DocumentKind) -> String {
    match kind {
        DocumentKind::ServiceReport => String::new(),
        other => other.code().to_owned(),
    }
}
