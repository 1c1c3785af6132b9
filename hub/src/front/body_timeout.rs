//! The idle timeout and the least rate of request bodies: after either, the rest of the body is an error. What came of an upload is kept as after
//! any break.

use axum::body::Body;
use futures_util::{StreamExt, stream};
use std::io;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// A body has this long before its rate is asked about.
const GRACE: Duration = Duration::from_secs(60);
/// The least rate of a body on the whole after that, bytes a second. The slowest line that people work on gives eight times this.
const LEAST_RATE: u64 = 1_024;

/// The body, with an idle timeout and a least rate.
pub(crate) fn with_body_timeout(body: Body, silence: Duration) -> Body {
    watched(body, silence, is_too_slow)
}

/// Whether so many bytes in that time are too few.
fn is_too_slow(came: u64, elapsed: Duration) -> bool {
    came < elapsed.saturating_sub(GRACE).as_secs().saturating_mul(LEAST_RATE)
}

fn watched(body: Body, silence: Duration, too_slow: fn(u64, Duration) -> bool) -> Body {
    use axum::body::HttpBody;
    // Most requests have none.
    if body.is_end_stream() {
        return body;
    }
    let pieces = body.into_data_stream();
    let begun = Instant::now();
    let watched = stream::unfold(Some((pieces, 0_u64)), move |state| async move {
        let (mut pieces, mut came) = state?;
        let late = || Some((Err(io::Error::from(io::ErrorKind::TimedOut)), None));
        match timeout(silence, pieces.next()).await {
            Ok(Some(Ok(piece))) => {
                came = came.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
                if too_slow(came, begun.elapsed()) { late() } else { Some((Ok(piece), Some((pieces, came)))) }
            }
            Ok(Some(Err(e))) => Some((Err(io::Error::other(e)), None)),
            Ok(None) => None,
            Err(_) => late(),
        }
    });
    Body::from_stream(watched)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_are_too_slow_and_the_slowest_line_is_not() {
        let rate =
            |bytes_a_second: u64, seconds: u64| is_too_slow(bytes_a_second * seconds, Duration::from_secs(seconds));
        assert!(!rate(1, 60), "what is short has its time");
        assert!(rate(1, 61) && rate(100, 120));
        assert!((1..7_200).all(|seconds| !rate(8_000, seconds)), "8 kB/s for two hours");
    }

    #[tokio::test]
    async fn a_body_that_is_too_slow_ends_with_an_error() {
        let pieces = || stream::iter((0..3).map(|_| Ok::<_, io::Error>(vec![0_u8; 10])));
        let read = |too_slow| async move {
            let mut body = watched(Body::from_stream(pieces()), Duration::from_secs(30), too_slow).into_data_stream();
            let mut came = 0;
            while let Some(piece) = body.next().await {
                came += piece.map_err(|_| came)?.len();
            }
            Ok::<_, usize>(came)
        };
        assert_eq!(read(|_, _| false).await, Ok(30));
        assert_eq!(read(|came, _| came > 20).await, Err(20), "what came before counts");
    }
}
