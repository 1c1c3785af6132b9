//! Bodies of requests and answers: limits, zstd, UTF-8, lines.

use crate::error::Fault;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fettle_core::sync::protocol::{MAX_BODY_BYTES, NDJSON};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use std::io::Read;

/// Answers below this many bytes are not worth compressing.
const WORTH_COMPRESSING: usize = 512;
/// Largest window that a frame may ask for, as a power of two: 8 MB. More is a bomb or a mistake.
const WINDOW_LOG: u32 = 23;

fn too_large() -> Fault {
    Fault::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large").with("megabytes", MAX_BODY_BYTES / 1024 / 1024)
}

/// Reads a body, decompressed, as text.
///
/// # Errors
/// `body_too_large` (413), `bad_compression`, `bad_utf8`, `body_cut` (400), `bad_encoding` (415).
pub(super) async fn text(headers: &HeaderMap, body: Body) -> Result<String, Fault> {
    let bytes = bytes(body).await?;
    let encoding = headers.get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap_or("?"));
    let bytes = match encoding {
        None | Some("identity") => bytes,
        Some("zstd") => {
            let unpack = tokio::task::spawn_blocking(move || decompress(&bytes));
            unpack.await.map_err(|_| Fault::bad("bad_compression"))??
        }
        Some(other) => {
            return Err(Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "bad_encoding").with("encoding", other));
        }
    };
    String::from_utf8(bytes).map_err(|_| Fault::bad("bad_utf8"))
}

/// Reads a body of one JSON value.
///
/// # Errors
/// As [`text`], and `bad_line` for what is not such a value.
pub(super) async fn json<T: DeserializeOwned>(headers: &HeaderMap, body: Body) -> Result<T, Fault> {
    let text = text(headers, body).await?;
    serde_json::from_str(&text).map_err(|e| bad_line(e.line(), &e))
}

/// A line that is not what it should be.
pub(super) fn bad_line(line: usize, why: &impl ToString) -> Fault {
    Fault::bad("bad_line").with("line", line).with("why", why.to_string())
}

async fn bytes(body: Body) -> Result<Vec<u8>, Fault> {
    let mut all = Vec::new();
    let mut stream = body.into_data_stream();
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|_| Fault::bad("body_cut"))?;
        if all.len() + piece.len() > MAX_BODY_BYTES {
            return Err(too_large());
        }
        all.extend_from_slice(&piece);
    }
    Ok(all)
}

/// Unpacks as a stream and stops at the limit: a bomb costs no more than the limit.
fn decompress(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let broken = |e: std::io::Error| {
        // zstd's own words for a window beyond the limit: the library gives no code through `io::Error`.
        if e.to_string().contains("too much memory") {
            return Fault::bad("window_too_large").with("megabytes", (1_u64 << WINDOW_LOG) / 1024 / 1024);
        }
        Fault::bad("bad_compression")
    };
    let mut decoder = zstd::stream::read::Decoder::with_buffer(bytes).map_err(broken)?;
    decoder.window_log_max(WINDOW_LOG).map_err(broken)?;
    let mut all = Vec::new();
    let limit = u64::try_from(MAX_BODY_BYTES).unwrap_or(u64::MAX);
    decoder.take(limit + 1).read_to_end(&mut all).map_err(broken)?;
    if all.len() > MAX_BODY_BYTES { Err(too_large()) } else { Ok(all) }
}

/// An answer of lines, compressed when the caller takes it.
pub(super) fn lines(headers: &HeaderMap, text: String) -> Response {
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let takes_zstd = accepts.split(',').any(|part| part.split(';').next().is_some_and(|name| name.trim() == "zstd"));
    if takes_zstd
        && text.len() > WORTH_COMPRESSING
        && let Ok(packed) = zstd::bulk::compress(text.as_bytes(), 3)
    {
        return ([(header::CONTENT_TYPE, NDJSON), (header::CONTENT_ENCODING, "zstd")], packed).into_response();
    }
    ([(header::CONTENT_TYPE, NDJSON)], text).into_response()
}
