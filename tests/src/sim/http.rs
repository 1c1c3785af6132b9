//! Requests to the hub's real router without sockets, and its answers as a phone reads them.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request as HttpRequest};
use fettle_core::sync::machine::{Answer, Method, Request};
use std::io::{Error, ErrorKind};
use tower::ServiceExt;

/// How much of a request arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrives {
    Whole,
    /// So many per mille of the body, then the connection breaks.
    Part(u64),
}

/// Largest answer that is read, in bytes: the pages are smaller.
const MOST: usize = 64 * 1024 * 1024;

/// Asks the hub as the phone with `token`; `packed` asks for zstd and sends it where it is worth it.
pub async fn ask(router: &Router, token: &str, request: &Request, arrives: Arrives, packed: bool) -> Answer {
    let method = match request.method {
        Method::Get => "GET",
        Method::Head => "HEAD",
        Method::Post => "POST",
        Method::Patch => "PATCH",
    };
    let mut ask = HttpRequest::builder().method(method).uri(request.path.as_str());
    // A replacement is authorised by the old device's token.
    let named = request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    if !token.is_empty() && !named {
        ask = ask.header("authorization", format!("Bearer {token}"));
    }
    for (name, value) in &request.headers {
        ask = ask.header(*name, value);
    }
    let mut bytes = request.body.clone();
    if packed {
        if !request.headers.iter().any(|(name, _)| *name == "range") {
            ask = ask.header("accept-encoding", "zstd");
        }
        if request.compress {
            bytes = zstd::bulk::compress(&bytes, 1).expect("compresses");
            ask = ask.header("content-encoding", "zstd");
        }
    }
    let body = match arrives {
        Arrives::Whole => Body::from(bytes),
        Arrives::Part(per_mille) => {
            let keep = usize::try_from(bytes.len() as u64 * per_mille / 1000).expect("small");
            bytes.truncate(keep);
            let pieces = vec![Ok(bytes), Err(Error::from(ErrorKind::ConnectionReset))];
            Body::from_stream(futures_util::stream::iter(pieces))
        }
    };
    let response = router.clone().oneshot(ask.body(body).expect("a request")).await.expect("never fails");
    let (head, body) = response.into_parts();
    let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let headers: std::collections::BTreeMap<String, String> =
        head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    let bytes = axum::body::to_bytes(body, MOST).await.expect("an answer's body");
    let body = match headers.get("content-encoding").map(String::as_str) {
        Some("zstd") => zstd::bulk::decompress(&bytes, MOST).expect("unpacks"),
        _ => bytes.to_vec(),
    };
    Answer { status: head.status.as_u16(), headers, body, cut: false, reading: None, took_ms: 0 }
}
