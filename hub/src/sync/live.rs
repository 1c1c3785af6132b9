//! Live: says which streams have moved, as server-sent events. It carries no data; the phone pulls.

use super::hello::follows;
use crate::accounts::Caller;
use crate::error::Fault;
use crate::hub::Hub;
use crate::lines::Line;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use fettle_core::domain::stream::Stream;
use fettle_core::sync::protocol::Moved;
use futures_util::stream::{self, Stream as Futures};
use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// A comment goes out this often, so that routers on the way keep the line open.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

struct Listener {
    hub: Arc<Hub>,
    headers: HeaderMap,
    caller: Caller,
    moved: Receiver<Moved>,
    streams: BTreeMap<Stream, u64>,
    waiting: VecDeque<Moved>,
    /// The line ends when its device opens too many others: one that went away unheard keeps nobody out.
    line: Line,
}

/// Opens the line. It begins with where every stream stands, so that nothing is missed between greeting and now.
pub(super) async fn live(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
) -> Result<Sse<impl Futures<Item = Result<Event, Infallible>>>, Fault> {
    let caller = hub.accounts.caller(&headers).await?;
    let moved = hub.ledger.moved();
    let streams = follows(&hub, &caller).await?;
    let waiting = all(&streams);
    let line = hub.lines.open(caller.device.to_string());
    let listener = Listener { hub, headers, caller, moved, streams, waiting, line };
    let events = stream::unfold(listener, |mut listener| async move {
        let moved = listener.next().await?;
        let event = Event::default().event("moved").json_data(moved).ok()?;
        Some((Ok(event), listener))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

fn all(streams: &BTreeMap<Stream, u64>) -> VecDeque<Moved> {
    streams.iter().map(|(s, n)| Moved { s: s.clone(), n: *n }).collect()
}

impl Listener {
    /// The next announcement; `None` when the line ends: the hub stops, or the phone may no longer listen.
    async fn next(&mut self) -> Option<Moved> {
        loop {
            if let Some(moved) = self.waiting.pop_front() {
                return Some(moved);
            }
            let received = tokio::select! {
                received = self.moved.recv() => received,
                () = self.line.ended() => return None,
                () = self.hub.stopped() => return None,
            };
            match received {
                Ok(moved) => {
                    // Persons and centres are in the first, the own device in the second: what is allowed may have changed.
                    if moved.s == Stream::Everyone || moved.s == Stream::Person(self.caller.viewer.id) {
                        self.renew().await?;
                    }
                    if self.streams.contains_key(&moved.s) {
                        return Some(moved);
                    }
                }
                Err(RecvError::Lagged(_)) => {
                    self.renew().await?;
                    self.waiting = all(&self.streams);
                }
                Err(RecvError::Closed) => return None,
            }
        }
    }
    async fn renew(&mut self) -> Option<()> {
        self.caller = self.hub.accounts.caller(&self.headers).await.ok()?;
        self.streams = follows(&self.hub, &self.caller).await.ok()?;
        Some(())
    }
}
