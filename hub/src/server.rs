//! The HTTP server: routes put together, and what holds for each of them: limits, language of errors, headers.

use crate::error::{self, Fault};
use crate::front::{Address, counted, with_body_timeout};
use crate::hub::Hub;
use crate::{blobs, console, sync};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use percent_encoding::percent_decode_str;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::time::Instant;

pub use crate::front::serve;

/// Nothing of the hub is shown within pages of other sites.
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Everything that the hub serves.
pub fn router(hub: Arc<Hub>) -> Router {
    Router::new()
        .merge(sync::routes(&hub))
        .merge(blobs::routes())
        .merge(console::routes(&hub))
        .route("/healthz", get(healthz))
        .fallback_service(console::nothing(&hub))
        .method_not_allowed_fallback(|| async { Fault::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed") })
        .layer(middleware::from_fn_with_state(Arc::clone(&hub), admit))
        .layer(middleware::from_fn(error::in_language))
        .with_state(hub)
}

/// What holds for every request, whatever it asks for: where it comes from, how often it may, how slowly, and what every answer says.
async fn admit(State(hub): State<Arc<Hub>>, request: Request, next: Next) -> Response {
    let front = hub.front();
    if front.is_proxied_unasked(request.headers()) && !hub.proxy_told.swap(true, Ordering::Relaxed) {
        tracing::warn!(
            "X-Forwarded-For arrives: behind a proxy start with --behind-proxy, or all browsers share one address's limits"
        );
    }
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let from = front.address_of(peer, request.headers());
    let limited = from.filter(|from| front.limits.loopback || !from.to_canonical().is_loopback());
    let may = limited.is_none_or(|from| hub.buckets.take(from, front.limits.requests, Instant::now()));
    // Nothing here has a name that is not text; the routes would say so in words of their own.
    let named = percent_decode_str(request.uri().path()).decode_utf8().is_ok();
    let mut response = if may && !named {
        Fault::not_found().into_response()
    } else if may {
        let mut request = request.map(|body| with_body_timeout(body, front.limits.body));
        request.extensions_mut().insert(Address(from.map_or_else(String::new, |from| counted(from).to_string())));
        next.run(request).await
    } else {
        let after = [(header::RETRY_AFTER, "1")];
        (after, Fault::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests")).into_response()
    };
    let head = response.headers_mut();
    head.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    head.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    if front.is_secure() {
        head.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    response
}

async fn healthz(State(hub): State<Arc<Hub>>) -> Result<Response, Fault> {
    // The database answers, or this fails.
    let health = hub.health().await?;
    let (code, status) = match (health.failing, health.problems.is_empty()) {
        (true, _) => (StatusCode::SERVICE_UNAVAILABLE, "failing"),
        (false, false) => (StatusCode::OK, "warning"),
        (false, true) => (StatusCode::OK, "ok"),
    };
    // No name and no version: strangers ask too.
    Ok((code, Json(json!({ "status": status, "problems": health.problems }))).into_response())
}
