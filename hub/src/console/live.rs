//! Live: tells open pages that what they show has changed, and who else looks at it. It carries no data of the record; the reader reloads.
//!
//! One line serves all pages of a browser (`assets/live.js`): each asks about one record or about everything that the person reaches, and says up
//! to where it was drawn, so that nothing is missed between drawing and listening, or while no page was looked at.

use super::names::Names;
use super::query::Query;
use super::request::AuthContext;
use crate::access::{self, Reach};
use crate::error::{Fault, HubError};
use crate::ledger;
use crate::lines::Line;
use crate::looks::Look;
use axum::response::sse::{Event, KeepAlive, Sse};
use fettle_core::kernel::Subject;
use futures_util::stream::{self, Stream};
use std::collections::{BTreeSet, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// A comment goes out this often, so that routers on the way keep the line open.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// Pages that one line tells; a browser shows few at once.
const MOST: usize = 64;

/// What a page is about that shows the quarantine.
pub(super) const HELD: &str = "held";

/// What a page is about.
#[derive(Debug, Clone)]
struct About {
    /// As the page asked, to be told by the same words.
    asked: String,
    /// One record; none for everything that the person reaches.
    subject: Option<Subject>,
    /// Whether what is in quarantine is meant too.
    held: bool,
    /// Number of the newest event row that the page may show.
    drawn: u64,
}

impl About {
    /// Reads `KIND/ID@NUMBER`, or `@NUMBER` for everything, or `held@NUMBER` for everything and the quarantine.
    fn read(asked: &str) -> Option<Self> {
        let (about, drawn) = asked.split_once('@')?;
        let held = about == HELD;
        let subject = if about.is_empty() || held { None } else { Some(about.parse::<Subject>().ok()?) };
        Some(Self { asked: asked.to_owned(), subject, held, drawn: drawn.parse().ok()? })
    }
}

struct Listener {
    auth: AuthContext,
    commits: Receiver<Arc<ledger::News>>,
    /// Pages that were told nothing yet.
    waiting: Vec<About>,
    /// What is still to be sent.
    news: VecDeque<News>,
    /// Who looks at the records of these pages, and who comes and goes.
    look: Look,
    looks: Receiver<Subject>,
    /// The line ends when the session opens too many others.
    line: Line,
}

/// Opens the line: `?about=KIND/ID@NUMBER&about=@NUMBER`.
pub(super) async fn live(
    auth: AuthContext,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Fault> {
    let hub = auth.hub();
    let commits = hub.ledger.news();
    let mut waiting = Vec::new();
    for about in asked.iter().filter(|(name, _)| name == "about").filter_map(|(_, text)| About::read(text)).take(MOST) {
        let seen = match &about.subject {
            Some(subject) => access::may_see(&hub.ledger, &auth.viewer, subject).await?,
            None => !about.held || auth.viewer.may_administer(),
        };
        // One page's record that went out of reach does not end the others' line.
        if seen {
            waiting.push(about);
        }
    }
    if waiting.is_empty() {
        return Err(Fault::not_found());
    }
    let session = hub.accounts.session_key(&auth.context.headers).unwrap_or_default();
    let line = hub.lines.open(session);
    let subjects: BTreeSet<Subject> = waiting.iter().filter_map(|about| about.subject.clone()).collect();
    // The own coming is no news; whoever comes after it is told, and who came before it is looked up below.
    let look = hub.looks.look(auth.viewer.id, subjects.clone());
    let looks = hub.looks.moved();
    let mut listener = Listener { auth, commits, waiting, news: VecDeque::new(), look, looks, line };
    listener.look(None).await?;
    for subject in subjects {
        listener.tell_others(&subject, false).await?;
    }
    let events = stream::unfold(Some(listener), |listener| async move {
        let mut listener = listener?;
        match listener.next().await {
            Some(News::Changed(asked)) => Some((Ok(Event::default().event("changed").data(asked)), Some(listener))),
            Some(News::Others(told)) => Some((Ok(Event::default().event("others").data(told)), Some(listener))),
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
    /// Who else looks at what a page shows: `{"about":…,"names":…}`.
    Others(String),
    /// The session has too many lines: this one, its oldest, ends.
    Over,
}

impl Listener {
    /// Looks which pages have news: all of them, or those that a commit may be about.
    async fn look(&mut self, commit: Option<&ledger::News>) -> Result<(), HubError> {
        let hub = self.auth.hub();
        let reach = &self.auth.viewer.reach;
        let mut waiting = Vec::new();
        for about in std::mem::take(&mut self.waiting) {
            let changed = match (&about.subject, commit) {
                _ if commit.is_some_and(|commit| !is_about(commit, &about, reach)) => false,
                // Who may not see the record any more is not told of it.
                (Some(subject), _) => {
                    hub.ledger.newest_of(subject).await? > about.drawn
                        && access::may_see(&hub.ledger, &self.auth.viewer, subject).await?
                }
                (None, Some(_)) => true,
                // What is held is in nobody's stream.
                (None, None) if about.held => hub.ledger.newest() > about.drawn,
                (None, None) => match reach {
                    Reach::All(_) => hub.ledger.newest() > about.drawn,
                    Reach::Streams(streams) => hub.ledger.newest_in(streams).await? > about.drawn,
                },
            };
            if changed { self.news.push_back(News::Changed(about.asked)) } else { waiting.push(about) }
        }
        self.waiting = waiting;
        Ok(())
    }

    /// Says on the pages about a record who else looks at it; where nobody does, only to pages that were told of somebody (`gone`).
    async fn tell_others(&mut self, subject: &Subject, gone: bool) -> Result<(), HubError> {
        let about = |about: &&About| about.subject.as_ref() == Some(subject);
        let asked: Vec<String> = self.waiting.iter().filter(about).map(|about| about.asked.clone()).collect();
        let (hub, viewer) = (self.auth.hub(), &self.auth.viewer);
        let others = hub.looks.others(subject, viewer.id);
        if asked.is_empty() || (others.is_empty() && !gone) {
            return Ok(());
        }
        if !access::may_see(&hub.ledger, viewer, subject).await? {
            self.look.leave(subject);
            return Ok(());
        }
        let people = others.iter().map(|person| Subject::from(*person)).collect();
        let names = Names::of(&hub.ledger, self.auth.lang(), people).await?.persons(&others);
        for asked in asked {
            let told = serde_json::json!({ "about": asked, "names": names });
            self.news.push_back(News::Others(told.to_string()));
        }
        Ok(())
    }

    /// Waits for news; `None` when the line ends: the hub stops, or the session is over.
    async fn next(&mut self) -> Option<News> {
        loop {
            if let Some(news) = self.news.pop_front() {
                return Some(news);
            }
            let hub = self.auth.hub();
            let received = tokio::select! {
                received = self.commits.recv() => received,
                moved = self.looks.recv() => {
                    match moved {
                        Ok(subject) => self.tell_others(&subject, true).await.ok()?,
                        Err(RecvError::Lagged(_)) => {
                            let all: BTreeSet<Subject> = self.waiting.iter().filter_map(|a| a.subject.clone()).collect();
                            for subject in all {
                                self.tell_others(&subject, true).await.ok()?;
                            }
                        }
                        Err(RecvError::Closed) => return None,
                    }
                    continue;
                }
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
                let reach = &self.auth.viewer.reach;
                let shown = self.waiting.iter().any(|about| is_about(commit, about, reach));
                if !shown && !commit.changes_access() {
                    continue;
                }
            }
            let viewer = hub.accounts.session_unused(&self.auth.context.headers).await.ok()??;
            self.auth.viewer = viewer;
            self.look(commit.as_deref()).await.ok()?;
        }
    }
}

/// Whether a commit may be about what a page shows.
fn is_about(commit: &ledger::News, about: &About, reach: &Reach) -> bool {
    match &about.subject {
        Some(subject) => commit.touched.contains(subject),
        None => (about.held && commit.held) || commit.moved.iter().any(|moved| reach.has(&moved.s)),
    }
}
