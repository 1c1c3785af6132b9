//! Live: tells an open page that what it shows has changed. It carries no data; the reader reloads.

use super::visit::Visit;
use crate::access;
use crate::error::{Fault, HubError};
use axum::extract::Query;
use axum::response::sse::{Event, KeepAlive, Sse};
use fettle_core::domain::jobs::Job;
use fettle_core::kernel::{Aggregate, Subject};
use fettle_core::sync::protocol::Moved;
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// A comment goes out this often, so that routers on the way keep the line open.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// What the page is about.
#[derive(Debug, Deserialize)]
pub(super) struct About {
    /// One job; none for everything that the person reaches.
    subject: Option<String>,
}

struct Listener {
    visit: Visit,
    moved: Receiver<Moved>,
    job: Option<Subject>,
    count: u64,
}

/// Opens the line.
pub(super) async fn live(
    visit: Visit,
    Query(about): Query<About>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Fault> {
    let moved = visit.hub().ledger.moved();
    let job = about.subject.and_then(|text| text.parse::<Subject>().ok()).filter(|job| job.kind() == Job::KIND);
    let mut listener = Listener { visit, moved, job, count: 0 };
    listener.count = listener.events().await?;
    let events = stream::unfold(listener, |mut listener| async move {
        listener.next().await?;
        Some((Ok(Event::default().event("changed").data("reload")), listener))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

impl Listener {
    /// Events of the job so far; 0 where the page is about no single one.
    async fn events(&self) -> Result<u64, HubError> {
        let Some(job) = &self.job else { return Ok(0) };
        let hub = self.visit.hub();
        Ok(access::look::<Job>(&hub.ledger, &self.visit.viewer, job.id()).await?.count)
    }
    /// Waits for news; `None` when the line ends: the hub stops, or the session is over.
    async fn next(&mut self) -> Option<()> {
        loop {
            let hub = self.visit.hub();
            let received = tokio::select! {
                received = self.moved.recv() => received,
                () = hub.stopped() => return None,
            };
            let viewer = hub.accounts.session_unused(&self.visit.guest.headers).await.ok()??;
            self.visit.viewer = viewer;
            match received {
                Ok(moved) if !self.visit.viewer.reach.has(&moved.s) => continue,
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
            if self.job.is_none() {
                return Some(());
            }
            let count = self.events().await.ok()?;
            if count != self.count {
                self.count = count;
                return Some(());
            }
        }
    }
}
