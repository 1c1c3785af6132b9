//! Blobs: photos, signatures, papers. Uploads by tus, kept under their SHA-256, immutable; read by who may read an event that names them and
//! whose author had them ([`crate::access::may_read`]).

mod busy;
mod download;
mod folder;
mod holders;
mod put;
mod stored;
mod tus;
mod unnamed;
mod uploads;

pub use folder::BlobFolder;
pub(crate) use folder::hash_file;
pub use stored::{BlobInfo, Blobs};
pub use unnamed::Unnamed;

use crate::hub::Hub;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use fettle_core::sync::protocol::paths;
use std::sync::Arc;

/// The routes of blobs.
pub fn routes() -> Router<Arc<Hub>> {
    let uploads = axum::routing::post(tus::create).options(tus::options);
    let upload = axum::routing::head(tus::head).patch(tus::patch).delete(tus::terminate);
    Router::new()
        .route(paths::UPLOADS, uploads)
        .route(&format!("{}/{{id}}", paths::UPLOADS), upload)
        .route(&format!("{}/{{hash}}", paths::BLOBS), get(download::download))
        // Pieces go to disk as they come; the upload's own length is the limit.
        .layer(DefaultBodyLimit::disable())
}
