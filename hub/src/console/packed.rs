//! Pages, lists, style and scripts go packed over the line, by zstd or gzip as the browser takes them: a list is a few kilobytes on a slow line.
//!
//! Not what is small or packed already (pictures, papers, workbooks), never a live line, whose news would wait for more, and nothing of the sync
//! protocol, which packs by itself. What another site has a browser ask for goes as it is: by its length one could guess at what stands in it
//! (BREACH). What forms bring back is masked besides ([`super::masked`]), for browsers that do not say who asked.

use axum::extract::Request;
use axum::http::{Extensions, HeaderMap, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{And, Predicate, SizeAbove};

/// Below so many bytes there is nothing to win.
const WORTH_IT: u16 = 1_024;

/// What is text, and is read whole before anybody acts on it.
const TEXTS: [&str; 6] = ["text/html", "text/css", "text/javascript", "text/csv", "application/json", "image/svg+xml"];

type IsText = fn(StatusCode, Version, &HeaderMap, &Extensions) -> bool;

fn is_text(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    TEXTS.contains(&kind)
}

/// The layer that packs.
pub(super) fn layer() -> CompressionLayer<And<SizeAbove, IsText>> {
    let is_text: IsText = is_text;
    CompressionLayer::new().gzip(true).zstd(true).compress_when(SizeAbove::new(WORTH_IT).and(is_text))
}

/// The layer above it: an answer that another site asked for is not packed. Browsers say so themselves, and no page can say it otherwise.
pub(super) async fn own_only(mut request: Request, next: Next) -> Response {
    let asked_by = request.headers().get("sec-fetch-site").and_then(|by| by.to_str().ok());
    if asked_by.is_some_and(|by| !matches!(by, "same-origin" | "none")) {
        request.headers_mut().remove(header::ACCEPT_ENCODING);
    }
    next.run(request).await
}
