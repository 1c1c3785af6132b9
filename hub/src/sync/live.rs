//! Live: says which streams have moved, as server-sent events. It carries no data; the phone pulls.

use super::hello::follows;
use crate::accounts::Caller;
use crate::error::Fault;
use crate::hub::Hub;
use crate::ledger::News;
use crate::lines::Line;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use fettle_core::domain::reach::reached_by;
use fettle_core::domain::stream::Stream;
use fettle_core::sync::protocol::Moved;
use futures_util::stream::{self, Stream as Futures};
use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::time::{Instant, sleep_until};

/// A comment goes out this often, so that routers on the way keep the line open.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// What moved within this time after something was told is told at once: who listens pulls once for all of it.
const BREATH: Duration = Duration::from_millis(200);

struct Listener {
    hub: Arc<Hub>,
    headers: HeaderMap,
    caller: Caller,
    news: Receiver<Arc<News>>,
    streams: BTreeMap<Stream, u64>,
    waiting: VecDeque<Moved>,
    told: Instant,
    /// The line ends when its device opens too many others: one that went away unheard keeps nobody out.
    line: Line,
}

/// Opens the line. It begins with where every stream stands, so that nothing is missed between greeting and now.
pub(super) async fn live(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
) -> Result<Sse<impl Futures<Item = Result<Event, Infallible>>>, Fault> {
    let caller = hub.accounts.caller(&headers).await?;
    let news = hub.ledger.news();
    let streams = follows(&hub.ledger, &caller).await?;
    let waiting = all(&streams);
    let line = hub.lines.open(caller.device.to_string());
    let listener = Listener { hub, headers, caller, news, streams, waiting, told: Instant::now(), line };
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
                self.told = Instant::now();
                return Some(moved);
            }
            let received = tokio::select! {
                received = self.news.recv() => received,
                () = self.line.ended() => return None,
                () = self.hub.stopped() => return None,
            };
            let mut found = BTreeMap::new();
            let mut lagged = self.note(received, &mut found).await?;
            if found.is_empty() && !lagged {
                continue;
            }
            tokio::select! {
                () = sleep_until(self.told + BREATH) => {}
                () = self.line.ended() => return None,
                () = self.hub.stopped() => return None,
            }
            loop {
                let received = match self.news.try_recv() {
                    Ok(news) => Ok(news),
                    Err(TryRecvError::Lagged(n)) => Err(RecvError::Lagged(n)),
                    // A closed one is met at the next turn.
                    Err(TryRecvError::Empty | TryRecvError::Closed) => break,
                };
                lagged |= self.note(received, &mut found).await?;
            }
            if lagged {
                self.renew().await?;
                self.waiting = all(&self.streams);
            } else {
                self.waiting = all(&found);
            }
        }
    }
    /// Notes what of the news is for this phone; whether some were missed. `None` when the line ends.
    async fn note(
        &mut self,
        received: Result<Arc<News>, RecvError>,
        found: &mut BTreeMap<Stream, u64>,
    ) -> Option<bool> {
        let news = match received {
            Ok(news) => news,
            Err(RecvError::Lagged(_)) => return Some(true),
            Err(RecvError::Closed) => return None,
        };
        // Persons and centres are in the first, the own device in the second: what is allowed may have changed.
        let own = Stream::Person(self.caller.viewer.id);
        let access =
            news.changes_access() && news.moved.iter().any(|moved| moved.s == Stream::Everyone || moved.s == own);
        // A month of a ledger that begins while the line is open.
        let begins = |moved: &Moved| {
            matches!(moved.s, Stream::Stock(..))
                && !self.streams.contains_key(&moved.s)
                && self.streams.contains_key(&reached_by(&moved.s))
        };
        if access || news.moved.iter().any(begins) {
            self.renew().await?;
        }
        let followed = news.moved.iter().filter(|moved| self.streams.contains_key(&moved.s));
        found.extend(followed.map(|moved| (moved.s.clone(), moved.n)));
        Some(false)
    }
    async fn renew(&mut self) -> Option<()> {
        self.caller = self.hub.accounts.caller(&self.headers).await.ok()?;
        self.streams = follows(&self.hub.ledger, &self.caller).await.ok()?;
        Some(())
    }
}
