//! Staying in sync while the app is open: a session at the start, then one whenever the hub or the phone has something new.

use super::http::{SyncSession, blocking, seed};
use super::live::Live;
use crate::store::{Enrolment, Identity, Store};
use crate::sync::machine::{Pace, Report};
use crate::sync::protocol::Moved;
use std::time::Duration;
use tokio::time::sleep;

/// Codes after which only a person can help.
const ENDS: &[&str] = &[
    "device_wiped",
    "device_forked",
    "not_enrolled",
    "unauthorised",
    "unknown_device",
    "protocol_version",
    "person_inactive",
];

/// How long writes are gathered before they are sent, so that one tap is one push.
const GATHER: Duration = Duration::from_millis(300);

/// What a session leaves to the wait before the next one.
#[derive(Debug)]
pub struct Left {
    pace: Pace,
    /// The session did not get through: so long before the next one, whatever is new.
    wait: Option<Duration>,
}

impl Default for Left {
    fn default() -> Self {
        Self { pace: Pace::new(seed()), wait: None }
    }
}

impl Left {
    /// Takes note of how a session ended. One blob that does not go through is no reason to stay away from the hub.
    pub fn ended(&mut self, report: &Report) {
        if report.asked {
            self.pace.success();
            self.wait = None;
        } else {
            self.wait = Some(Duration::from_millis(self.pace.failure(1_000)));
        }
    }
    /// How long to stay away, taken once.
    pub fn take(&mut self) -> Option<Duration> {
        self.wait.take()
    }
}

/// Why [`SyncSession::follow`] returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Follow {
    /// A person has to act; the code says why.
    Ended(String),
    /// The store was paused.
    Paused,
}

impl SyncSession {
    /// Syncs until it is cancelled, the store is paused, or a person has to act. `report` is told of every session.
    pub async fn follow(&self, store: &Store, mut report: impl FnMut(&Report) + Send) -> Follow {
        let mut left = Left::default();
        loop {
            let done = self.run_once(store).await;
            report(&done);
            match done.code.as_deref() {
                Some("store_paused" | "cancelled") => return Follow::Paused,
                Some(code) if ENDS.contains(&code) => return Follow::Ended(code.to_owned()),
                _ => left.ended(&done),
            }
            if let Some(wait) = left.take() {
                sleep(wait.min(self.options.poll)).await;
                continue;
            }
            let Some(Ok(identity)) = blocking(store, |store| store.identity()).await else { return Follow::Paused };
            let Some(enrolment) = identity.enrolment else { return Follow::Ended("not_enrolled".to_owned()) };
            self.until_something_is_new(store, &enrolment).await;
        }
    }

    /// Waits until a session is worth while: the hub says that something moved, or something was recorded here; at most `Options::poll`. For
    /// shells that play the sessions themselves. Before the phone joined a hub there is only the wait. `wait`: what the session before left.
    pub async fn until_news(&self, store: &Store, wait: Option<Duration>) {
        if let Some(wait) = wait {
            return sleep(wait.min(self.options.poll)).await;
        }
        match blocking(store, |store| store.identity()).await {
            Some(Ok(Identity { enrolment: Some(enrolment), .. })) => {
                self.until_something_is_new(store, &enrolment).await
            }
            _ => sleep(self.options.poll).await,
        }
    }

    async fn until_something_is_new(&self, store: &Store, enrolment: &Enrolment) {
        let mut changes = store.changes();
        if has_work(store).await {
            return;
        }
        let announced = async {
            if let Ok(mut line) = Live::open(self, enrolment).await {
                while let Some(moved) = line.next().await {
                    if is_new(store, moved).await {
                        return;
                    }
                }
            }
            // No line, or none any more: the poll will do.
            std::future::pending::<()>().await;
        };
        let recorded = async {
            while changes.changed().await.is_ok() {
                sleep(GATHER).await;
                if has_work(store).await {
                    return;
                }
            }
        };
        // A line that does not come about holds up neither what is recorded here nor the poll, which is only a safety net beside one that does.
        tokio::select! {
            () = announced => {}
            () = recorded => {}
            () = sleep(self.options.poll) => {}
        }
    }
}

async fn has_work(store: &Store) -> bool {
    match blocking(store, |store| store.counts()).await {
        Some(Ok(counts)) => counts.pending > 0,
        // Paused or failing: the session says so.
        _ => true,
    }
}

async fn is_new(store: &Store, moved: Vec<Moved>) -> bool {
    match blocking(store, |store| store.cursors()).await {
        Some(Ok(cursors)) => moved.iter().any(|moved| cursors.get(&moved.s).is_none_or(|here| moved.n > *here)),
        _ => true,
    }
}
