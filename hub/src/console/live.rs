//! Live: tells open pages that what they show has changed. It carries no data; the reader reloads.
//!
//! One line serves all pages of a browser (`assets/live.js`): each asks about a job or about everything that the person reaches, and says up
//! to where it was drawn, so that nothing is missed between drawing and listening, or while no page was looked at.

use super::query::Query;
use super::visit::Visit;
use crate::access::{self, Reach};
use crate::error::{Fault, HubError};
use crate::ledger;
use crate::lines::Line;
use axum::response::sse::{Event, KeepAlive, Sse};
use fettle_core::domain::jobs::Job;
use fettle_core::kernel::{Aggregate, Subject};
use futures_util::stream::{self, Stream};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// A comment goes out this often, so that routers on the way keep the line open.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// Pages that one line tells; a browser shows few at once.
const MOST: usize = 64;

/// What a page is about.
#[derive(Debug, Clone)]
struct About {
    /// As the page asked, to be told by the same words.
    asked: String,
    /// One job; none for everything that the person reaches.
    job: Option<Subject>,
    /// Number of the newest event row that the page may show.
    drawn: u64,
}

impl About {
    /// Reads `job/ID@NUMBER`, or `@NUMBER` for everything.
    fn read(asked: &str) -> Option<Self> {
        let (about, drawn) = asked.split_once('@')?;
        let job = match about {
            "" => None,
            about => Some(about.parse::<Subject>().ok().filter(|subject| subject.kind() == Job::KIND)?),
        };
        Some(Self { asked: asked.to_owned(), job, drawn: drawn.parse().ok()? })
    }
}

struct Listener {
    visit: Visit,
    commits: Receiver<Arc<ledger::News>>,
    /// Pages that were told nothing yet.
    waiting: Vec<About>,
    /// What is still to be sent.
    news: VecDeque<String>,
    /// The line ends when the session opens too many others.
    line: Line,
}

/// Opens the line: `?about=job/ID@NUMBER&about=@NUMBER`.
pub(super) async fn live(
    visit: Visit,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Fault> {
    let hub = visit.hub();
    let commits = hub.ledger.news();
    let mut waiting = Vec::new();
    for about in asked.iter().filter(|(name, _)| name == "about").filter_map(|(_, text)| About::read(text)).take(MOST) {
        let seen = match &about.job {
            Some(job) => access::may_see(&hub.ledger, &visit.viewer, job).await?,
            None => true,
        };
        // One page's job that went out of reach does not end the others' line.
        if seen {
            waiting.push(about);
        }
    }
    if waiting.is_empty() {
        return Err(Fault::not_found());
    }
    let session = hub.accounts.session_key(&visit.guest.headers).unwrap_or_default();
    let line = hub.lines.open(session);
    let mut listener = Listener { visit, commits, waiting, news: VecDeque::new(), line };
    listener.look(None).await?;
    let events = stream::unfold(Some(listener), |listener| async move {
        let mut listener = listener?;
        match listener.next().await {
            Some(News::Changed(asked)) => Some((Ok(Event::default().event("changed").data(asked)), Some(listener))),
            // Said, so that the browser does not come back at once in the place of one of the others.
            Some(News::Over) => Some((Ok(Event::default().event("over").data("over")), None)),
            None => None,
        }
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

/// What a line says.
enum News {
    /// What this page shows has changed.
    Changed(String),
    /// The session has too many lines: this one, its oldest, ends.
    Over,
}

impl Listener {
    /// Looks which pages have news: all of them, or those that a commit may be about.
    async fn look(&mut self, commit: Option<&ledger::News>) -> Result<(), HubError> {
        let hub = self.visit.hub();
        let reach = &self.visit.viewer.reach;
        let mut waiting = Vec::new();
        for about in std::mem::take(&mut self.waiting) {
            let changed = match (&about.job, commit) {
                _ if commit.is_some_and(|commit| !is_about(commit, &about, reach)) => false,
                // Who may not see the job any more is not told of it.
                (Some(job), _) => {
                    hub.ledger.newest_of(job).await? > about.drawn
                        && access::may_see(&hub.ledger, &self.visit.viewer, job).await?
                }
                (None, Some(_)) => true,
                (None, None) => match reach {
                    Reach::All(_) => hub.ledger.newest() > about.drawn,
                    Reach::Streams(streams) => hub.ledger.newest_in(streams).await? > about.drawn,
                },
            };
            if changed { self.news.push_back(about.asked) } else { waiting.push(about) }
        }
        self.waiting = waiting;
        Ok(())
    }

    /// Waits for news; `None` when the line ends: the hub stops, or the session is over.
    async fn next(&mut self) -> Option<News> {
        loop {
            if let Some(asked) = self.news.pop_front() {
                return Some(News::Changed(asked));
            }
            let hub = self.visit.hub();
            let received = tokio::select! {
                received = self.commits.recv() => received,
                () = self.line.ended() => return Some(News::Over),
                () = hub.stopped() => return None,
            };
            let commit = match received {
                Ok(commit) => Some(commit),
                Err(RecvError::Lagged(_)) => None,
                Err(RecvError::Closed) => return None,
            };
            if let Some(commit) = &commit {
                // Most commits are about nothing that these pages show; then nobody asks the database. Who signed out is told nothing: the
                // session is looked up before anything is said.
                let reach = &self.visit.viewer.reach;
                let shown = self.waiting.iter().any(|about| is_about(commit, about, reach));
                if !shown && !commit.changes_access() {
                    continue;
                }
            }
            let viewer = hub.accounts.session_unused(&self.visit.guest.headers).await.ok()??;
            self.visit.viewer = viewer;
            self.look(commit.as_deref()).await.ok()?;
        }
    }
}

/// Whether a commit may be about what a page shows.
fn is_about(commit: &ledger::News, about: &About, reach: &Reach) -> bool {
    match &about.job {
        Some(job) => commit.touched.contains(job),
        None => commit.moved.iter().any(|moved| reach.has(&moved.s)),
    }
}
