//! Reading answers: is it the hub at all, what does it say, how much of it came.

use super::io::Answer;
use crate::kernel::Hash;
use crate::sync::protocol::{Entry, ErrorBody, NDJSON, PullLine, Receipt, place};
use serde::de::DeserializeOwned;

/// Why an answer is not what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// Worth another try; after at least this many milliseconds.
    Again { code: String, after_ms: u64 },
    /// No use trying again now.
    Final { code: String, status: u16 },
}

impl Refused {
    pub(super) fn again(code: &str) -> Self {
        Self::Again { code: code.to_owned(), after_ms: 0 }
    }
    pub(super) fn last(code: &str, status: u16) -> Self {
        Self::Final { code: code.to_owned(), status }
    }
}

/// `Ok` for 2xx; the reason otherwise.
pub(super) fn check(answer: &Answer) -> Result<(), Refused> {
    let status = answer.status;
    let kind = answer.headers.get("content-type").map_or("", String::as_str);
    // Web pages and redirects are never the hub's: a hotel's or a carrier's sign-in page stands in between.
    if kind.starts_with("text/html") || (300..400).contains(&status) || status == 511 {
        return Err(Refused::last("captive_portal", status));
    }
    if (200..300).contains(&status) {
        return Ok(());
    }
    let said = if kind.starts_with("application/json") {
        serde_json::from_slice::<ErrorBody>(&answer.body).ok()
    } else {
        None
    };
    let after_ms =
        answer.headers.get("retry-after").and_then(|s| s.parse::<u64>().ok()).unwrap_or(0).saturating_mul(1000);
    let code = |otherwise: &str| said.as_ref().map_or_else(|| otherwise.to_owned(), |said| said.code.clone());
    Err(match status {
        // 423: another request of ours still writes to the upload.
        408 | 423 | 425 | 429 | 502..=504 => Refused::Again { code: code("hub_busy"), after_ms },
        500..=599 => Refused::Again { code: code("hub_failed"), after_ms },
        401 => Refused::Final { code: code("unauthorised"), status },
        426 => Refused::Final { code: "protocol_version".to_owned(), status },
        _ => Refused::Final { code: code("bad_answer"), status },
    })
}

/// One JSON value.
pub(super) fn json<T: DeserializeOwned>(answer: &Answer) -> Result<T, Refused> {
    check(answer)?;
    if answer.cut {
        return Err(Refused::again("connection_broken"));
    }
    if !answer.headers.get("content-type").is_some_and(|kind| kind.starts_with("application/json")) {
        return Err(Refused::last("captive_portal", answer.status));
    }
    serde_json::from_slice(&answer.body).map_err(|_| Refused::last("bad_answer", answer.status))
}

/// The whole lines that came; the last one may be half when the connection broke.
fn lines(answer: &Answer) -> Result<impl Iterator<Item = &[u8]>, Refused> {
    check(answer)?;
    if !answer.headers.get("content-type").is_some_and(|kind| kind.starts_with(NDJSON)) {
        return Err(Refused::last("captive_portal", answer.status));
    }
    let mut body = answer.body.as_slice();
    if answer.cut {
        let whole = body.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        body = body.get(..whole).unwrap_or_default();
    }
    Ok(body.split(|b| *b == b'\n').filter(|line| !line.trim_ascii().is_empty()))
}

/// Receipts, as many as came. A line that is none says something that this version does not know; who counts them sees what is missing.
pub(super) fn receipts(answer: &Answer) -> Result<Vec<Receipt>, Refused> {
    Ok(lines(answer)?.filter_map(|line| serde_json::from_slice(line).ok()).collect())
}

/// What came of a page of a pull.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Lines of entries that this version cannot read. Their entries are there with nothing in them, so that the cursor passes.
    pub unread: Vec<String>,
    /// Whether there is more; `None` when the end did not come.
    pub more: Option<bool>,
}

/// A page of a pull, as much as came. No line stops it: one that this version cannot read is kept if it has a place in a stream, and else it is
/// about nothing that is kept here.
pub(super) fn page(answer: &Answer) -> Result<Page, Refused> {
    let mut page = Page::default();
    for line in lines(answer)? {
        match serde_json::from_slice(line) {
            Ok(PullLine::Entry(entry)) => page.entries.push(entry),
            Ok(PullLine::End { more, sha256 }) => {
                // Nothing else checks an event that comes from others: its chain is known to the hub alone.
                let before = line.as_ptr().addr().saturating_sub(answer.body.as_ptr().addr());
                let changed = |said| answer.body.get(..before).map(Hash::of) != Some(said);
                if sha256.is_some_and(changed) {
                    return Err(Refused::again("page_changed"));
                }
                page.more = Some(more);
                return Ok(page);
            }
            Err(_) => {
                let line = String::from_utf8_lossy(line).into_owned();
                if let Some((s, n)) = place(&line) {
                    page.entries.push(Entry { s, n, e: None, forget: None, quarantined: None });
                    page.unread.push(line);
                }
            }
        }
    }
    Ok(page)
}
