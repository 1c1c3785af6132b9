//! The HTTP server: routes put together, one layer for errors, an orderly end.

use crate::error::{self, Fault, HubError};
use crate::hub::Hub;
use crate::{blobs, console, sync};
use axum::extract::{ConnectInfo, Request};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// The address that a request came from, for limits on tries; never logged beside a person.
#[derive(Debug, Clone)]
pub struct Address(pub String);

/// Everything that the hub serves.
pub fn router(hub: Arc<Hub>) -> Router {
    Router::new()
        .merge(sync::routes())
        .merge(blobs::routes())
        .merge(console::routes(&hub))
        .route("/healthz", get(healthz))
        .fallback(|| async { Fault::not_found() })
        .layer(middleware::from_fn(address))
        .layer(middleware::from_fn(error::in_language))
        .with_state(hub)
}

async fn address(mut request: Request, next: Next) -> Response {
    let from =
        request.extensions().get::<ConnectInfo<SocketAddr>>().map_or_else(String::new, |info| info.0.ip().to_string());
    request.extensions_mut().insert(Address(from));
    next.run(request).await
}

async fn healthz(axum::extract::State(hub): axum::extract::State<Arc<Hub>>) -> Result<Json<serde_json::Value>, Fault> {
    // The database answers, or this fails.
    hub.ledger.streams().await?;
    Ok(Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION"), "name": hub.name() })))
}

/// Serves until [`Hub::stop`]; requests under way are finished.
///
/// # Errors
/// [`HubError::Io`] when the listener fails.
pub async fn serve(hub: Arc<Hub>, listener: TcpListener) -> Result<(), HubError> {
    let service = router(Arc::clone(&hub)).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(async move { hub.stopped().await }).await?;
    Ok(())
}
