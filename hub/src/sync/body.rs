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
    let encoding = headers.get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap_or("?").trim());
    let bytes = match encoding.map(str::to_ascii_lowercase).as_deref() {
        None | Some("identity" | "") => bytes,
        Some("zstd") => {
            let unpack = tokio::task::spawn_blocking(move || decompress(&bytes));
            unpack.await.map_err(|_| Fault::bad("bad_compression"))??
        }
        Some(_) => {
            let fault = Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "bad_encoding");
            return Err(fault.with("encoding", encoding.unwrap_or_default()));
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
    // What is between here and the caller must not give this answer to who takes another coding.
    let kind = [(header::CONTENT_TYPE, NDJSON), (header::VARY, "accept-encoding")];
    if takes_zstd(headers)
        && text.len() > WORTH_COMPRESSING
        && let Ok(packed) = zstd::bulk::compress(text.as_bytes(), 3)
    {
        return (kind, [(header::CONTENT_ENCODING, "zstd")], packed).into_response();
    }
    (kind, text).into_response()
}

/// Whether `Accept-Encoding` takes zstd (RFC 9110, 12.5.3): by its name in any case, or else by `*`, and with a weight that is not 0.
fn takes_zstd(headers: &HeaderMap) -> bool {
    let (mut named, mut any) = (None, None);
    let lines = headers.get_all(header::ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    for part in lines.flat_map(|line| line.split(',')) {
        let mut words = part.split(';').map(str::trim);
        let coding = words.next().unwrap_or_default();
        let weight = words.find_map(|word| word.strip_prefix("q=").or_else(|| word.strip_prefix("Q=")));
        // What is no number is no weight that anybody meant as a yes.
        let takes = weight.is_none_or(|weight| weight.trim().parse::<f32>().is_ok_and(|weight| weight > 0.0));
        if coding.eq_ignore_ascii_case("zstd") {
            named = Some(takes);
        } else if coding == "*" {
            any = Some(takes);
        }
    }
    named.or(any).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn codings_are_taken_as_they_are_asked_for() {
        let takes = |lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(header::ACCEPT_ENCODING, HeaderValue::from_str(line).unwrap());
            }
            takes_zstd(&headers)
        };
        for yes in ["zstd", "ZSTD", "gzip, zstd", "zstd;q=0.1", "zstd ; Q=1", "*", "gzip;q=0, *;q=0.5", "*;q=0, zstd"] {
            assert!(takes(&[yes]), "{yes}");
        }
        for no in ["", "gzip", "zstd;q=0", "identity, zstd;q=0", "zstd;q=0.000", "*, zstd;q=0", "*;q=0", "zstd;q=x"] {
            assert!(!takes(&[no]), "{no}");
        }
        assert!(!takes(&[]));
        assert!(takes(&["gzip", "zstd"]), "in two lines");
    }
}
