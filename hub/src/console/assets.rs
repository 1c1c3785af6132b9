//! The console's own files: one style sheet, scripts, one picture. Compiled in; their addresses change with their content.

use crate::error::Fault;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use fettle_core::kernel::Hash;
use std::sync::LazyLock;

/// Name, media type, content. `morph.js` is idiomorph 0.7.4 as it is published (decision 0030), under the licence beside it.
const FILES: [(&str, &str, &str); 9] = [
    ("style.css", "text/css; charset=utf-8", include_str!("../../assets/console.css")),
    ("script.js", "text/javascript; charset=utf-8", include_str!("../../assets/console.js")),
    ("palette.js", "text/javascript; charset=utf-8", include_str!("../../assets/palette.js")),
    ("drafts.js", "text/javascript; charset=utf-8", include_str!("../../assets/drafts.js")),
    ("keys.js", "text/javascript; charset=utf-8", include_str!("../../assets/keys.js")),
    ("news.js", "text/javascript; charset=utf-8", include_str!("../../assets/news.js")),
    ("morph.js", "text/javascript; charset=utf-8", include_str!("../../assets/idiomorph.js")),
    ("live.js", "text/javascript; charset=utf-8", include_str!("../../assets/live.js")),
    ("mark.svg", "image/svg+xml", include_str!("../../assets/mark.svg")),
];

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let parts: Vec<&[u8]> = FILES.iter().map(|(_, _, content)| content.as_bytes()).collect();
    Hash::of_parts(&parts).to_string().chars().take(12).collect()
});

/// The address of a file.
pub(super) fn address(name: &str) -> String {
    format!("/assets/{name}?{}", *VERSION)
}

/// Gives a file.
pub(super) async fn asset(Path(name): Path<String>) -> Result<Response, Fault> {
    let (_, media_type, content) = FILES.iter().find(|(known, ..)| *known == name).ok_or_else(Fault::not_found)?;
    let head = [(header::CONTENT_TYPE, *media_type), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((head, *content).into_response())
}
