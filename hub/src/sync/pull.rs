//! Pull: the entries of streams after the phone's cursors, in pages.

use super::body;
use super::hello::follows;
use crate::accounts::Accounts;
use crate::epoch::Epoch;
use crate::error::{Fault, HubError};
use crate::ledger::Ledger;
use crate::part::Part;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::Hash;
use fettle_core::sync::protocol::{Entry, MAX_PAGE, PullLine};
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A page ends here even when fewer entries are in it, in bytes.
const PAGE_BYTES: usize = 4 * 1024 * 1024;

/// A request as the hub reads it: a newer phone may name streams of a kind that is not known here.
#[derive(Deserialize)]
struct Asked {
    epoch: Uuid,
    cursors: BTreeMap<String, u64>,
    limit: u32,
}

/// Gives a page.
pub(super) async fn pull(
    State(accounts): State<Part<Accounts>>,
    State(ledger): State<Part<Ledger>>,
    State(epoch): State<Part<Epoch>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Fault> {
    let caller = accounts.caller(&headers).await?;
    let asked: Asked = body::json(&headers, body).await?;
    if asked.epoch != epoch.now() {
        return Err(Fault::new(StatusCode::CONFLICT, "epoch_changed"));
    }
    let allowed = follows(&ledger, &caller).await?;
    let mut cursors = BTreeMap::new();
    for (name, after) in asked.cursors {
        let known =
            name.parse::<Stream>().ok().filter(|stream| allowed.contains_key(stream) && stream.to_string() == name);
        let refused = || Fault::new(StatusCode::FORBIDDEN, "stream_not_allowed").with("stream", &name);
        cursors.insert(known.ok_or_else(refused)?, after);
    }
    // Beyond the end of a stream: given out by a hub that was put back since. The greeting tells the phone to start over.
    if cursors.iter().any(|(stream, after)| allowed.get(stream).is_some_and(|newest| after > newest)) {
        return Err(Fault::new(StatusCode::CONFLICT, "epoch_changed"));
    }
    let limit = usize::try_from(asked.limit.clamp(1, MAX_PAGE)).unwrap_or(1);
    let (mut entries, mut more, mut room) = (Vec::new(), false, PAGE_BYTES);
    for (stream, after) in &cursors {
        let mut part = ledger.entries(stream, *after, limit - entries.len(), room).await?;
        room = room.saturating_sub(part.bytes);
        entries.append(&mut part.entries);
        more = part.more;
        if more {
            break;
        }
    }
    accounts.seen(caller.device, None, !more).await;
    // Megabytes are written, hashed and packed: not on a thread that others wait for.
    let page = tokio::task::spawn_blocking(move || Ok::<_, HubError>(body::lines(&headers, write(entries, more)?)));
    Ok(page.await.map_err(|e| HubError::Record(format!("page: {e}")))??)
}

fn write(entries: Vec<Entry>, more: bool) -> Result<String, HubError> {
    #[cfg(test)]
    tests::note();
    let mut page = String::new();
    for entry in entries {
        line(&mut page, &PullLine::Entry(entry))?;
    }
    let sha256 = Some(Hash::of(page.as_bytes()));
    line(&mut page, &PullLine::End { more, sha256 })?;
    Ok(page)
}

fn line(page: &mut String, line: &PullLine) -> Result<(), HubError> {
    page.push_str(&serde_json::to_string(line)?);
    page.push('\n');
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::tests::phone::Phone;
    use std::cell::Cell;
    use std::sync::atomic::{AtomicU64, Ordering};

    /// Pages that were written: on this thread, and on any.
    static ALL: AtomicU64 = AtomicU64::new(0);
    thread_local! {
        static HERE: Cell<u64> = const { Cell::new(0) };
    }

    pub(super) fn note() {
        ALL.fetch_add(1, Ordering::SeqCst);
        HERE.set(HERE.get() + 1);
    }

    /// All of the hub runs on this one thread here, but for what is handed to others.
    #[tokio::test]
    async fn pages_are_written_and_packed_where_nobody_else_waits() {
        let hub = crate::testing::TestHub::start().await;
        let company = hub.company(false).await;
        let phone = Phone::enrolled(&hub, company.engineer).await;
        let before = ALL.load(Ordering::SeqCst);
        assert!(!phone.pull().await.is_empty());
        assert!(ALL.load(Ordering::SeqCst) > before);
        assert_eq!(HERE.get(), 0);
    }
}
