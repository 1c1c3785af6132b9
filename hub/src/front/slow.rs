//! Bodies that stop coming: after a silence the rest of the body is an error, and what came of an upload is kept as after any break.

use axum::body::Body;
use futures_util::{StreamExt, stream};
use std::io;
use std::time::Duration;
use tokio::time::timeout;

/// The body, with an end to its silences.
pub(crate) fn patient(body: Body, silence: Duration) -> Body {
    use axum::body::HttpBody;
    // Most requests have none.
    if body.is_end_stream() {
        return body;
    }
    let pieces = body.into_data_stream();
    let watched = stream::unfold(Some(pieces), move |pieces| async move {
        let mut pieces = pieces?;
        match timeout(silence, pieces.next()).await {
            Ok(Some(Ok(piece))) => Some((Ok(piece), Some(pieces))),
            Ok(Some(Err(e))) => Some((Err(io::Error::other(e)), None)),
            Ok(None) => None,
            Err(_) => Some((Err(io::Error::from(io::ErrorKind::TimedOut)), None)),
        }
    });
    Body::from_stream(watched)
}
