//! The work of one transaction: what was loaded, what changed, what is to be written. Nothing of it reaches the writer's memory before the
//! database has it.

use super::business::{self, State};
use super::cache::{Cache, Filed};
use super::judge::{EARLY, OUT_OF_SCOPE, TWIN, Verdict};
use super::{Ledger, rows, sheets, stock, worklist};
use crate::data::uint;
use crate::error::HubError;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::filing::{self, Lookup};
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::{ChainHead, Event, Hash, Subject};
use fettle_core::sync::protocol::{Moved, Receipt};
use sqlx::SqliteConnection;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::Ordering;

/// An event on its way to its row.
#[derive(Debug)]
pub(super) struct NewEvent {
    pub seq: i64,
    pub event: Event,
    pub hash: Hash,
    pub verdict: Verdict,
}

/// What is to stand in a stream.
#[derive(Debug)]
pub(super) enum What {
    Event(i64),
    Forget(Subject),
}

/// One transaction's work.
pub(super) struct Work<'a> {
    pub conn: &'a mut SqliteConnection,
    cache: &'a mut Cache,
    /// Time of receipt of everything in it.
    pub at: u64,
    next_seq: i64,
    states: HashMap<Subject, State>,
    filed: HashMap<Subject, Filed>,
    /// What changed aggregates name now, as far as filing asks.
    links: HashMap<Subject, BTreeSet<Subject>>,
    streams: BTreeMap<Stream, u64>,
    pub events: Vec<NewEvent>,
    pub entries: Vec<(Stream, u64, What)>,
    /// Aggregates with accepted events, in the order in which they came, and those events' rows.
    pub touched: Vec<Subject>,
    /// An event waits for what it is about.
    early: bool,
    pub news: HashMap<Subject, Vec<i64>>,
}

/// What the business looked for and was not in memory.
#[derive(Debug, Default)]
struct Wanted {
    states: BTreeSet<Subject>,
    naming: BTreeSet<Subject>,
}

/// The work as the business sees it.
struct View<'v, 'a> {
    work: &'v Work<'a>,
    wanted: RefCell<Wanted>,
}

impl Lookup for View<'_, '_> {
    fn state(&self, subject: &Subject) -> Option<&AnyFolded> {
        if !self.work.is_loaded(subject) {
            self.wanted.borrow_mut().states.insert(subject.clone());
        }
        self.work.state(subject).map(|state| &state.0)
    }
    fn naming(&self, subject: &Subject, kind: &'static str) -> Vec<Subject> {
        let Some(known) = self.work.cache.naming.get(subject) else {
            self.wanted.borrow_mut().naming.insert(subject.clone());
            return Vec::new();
        };
        // What this work changed names by its new state only.
        let unchanged = known.iter().filter(|source| !self.work.links.contains_key(*source));
        let changed = self.work.links.iter().filter(|(_, targets)| targets.contains(subject)).map(|(source, _)| source);
        unchanged.chain(changed).filter(|source| source.kind() == kind).cloned().collect()
    }
}

/// What a finished work changes in memory.
#[derive(Debug)]
pub(super) struct Done {
    next_seq: i64,
    states: HashMap<Subject, State>,
    filed: HashMap<Subject, Filed>,
    links: HashMap<Subject, BTreeSet<Subject>>,
    streams: BTreeMap<Stream, u64>,
    /// What was accepted.
    touched: Vec<Subject>,
    early: bool,
    newest_hash: Option<Hash>,
}

impl<'a> Work<'a> {
    pub(super) fn new(conn: &'a mut SqliteConnection, cache: &'a mut Cache, at: u64) -> Self {
        let next_seq = cache.next_seq;
        Self {
            conn,
            cache,
            at,
            next_seq,
            states: HashMap::new(),
            filed: HashMap::new(),
            links: HashMap::new(),
            streams: BTreeMap::new(),
            events: Vec::new(),
            entries: Vec::new(),
            touched: Vec::new(),
            early: false,
            news: HashMap::new(),
        }
    }
    /// Brings states and filings of `subjects` into memory, in one query each.
    pub(super) async fn load(&mut self, subjects: impl IntoIterator<Item = Subject>) -> Result<(), HubError> {
        let missing: BTreeSet<Subject> = subjects
            .into_iter()
            .filter(|s| !self.cache.states.contains_key(s) || !self.cache.filed.contains_key(s))
            .collect();
        let missing: Vec<Subject> = missing.into_iter().collect();
        for some in missing.chunks(rows::CHUNK) {
            let mut states = rows::states(self.conn, some).await?;
            let mut filed = rows::filed(self.conn, some).await?;
            for subject in some {
                let state = states.remove(subject).unwrap_or_else(|| State::fresh(subject));
                self.cache.states.insert(subject.clone(), state);
                self.cache.filed.insert(subject.clone(), filed.remove(subject).unwrap_or_default());
            }
        }
        Ok(())
    }
    /// Puts a state that was folded anew in the place of the stored one, and lets it be filed again.
    pub(super) async fn replace(&mut self, subject: Subject, state: State) -> Result<(), HubError> {
        let filed = rows::filed(self.conn, std::slice::from_ref(&subject)).await?.remove(&subject).unwrap_or_default();
        self.cache.states.insert(subject.clone(), state.clone());
        self.cache.filed.insert(subject.clone(), filed);
        self.links.insert(subject.clone(), filing::links(&state.0));
        self.states.insert(subject.clone(), state);
        self.news.insert(subject.clone(), Vec::new());
        self.touched.push(subject);
        Ok(())
    }
    /// The state of a loaded aggregate; `None` when it is not loaded or nothing is known of it.
    pub(super) fn state(&self, subject: &Subject) -> Option<&State> {
        self.states.get(subject).or_else(|| self.cache.states.get(subject)).filter(|state| state.count() > 0)
    }
    /// Whether a loaded aggregate changed in what others are filed by.
    pub(super) fn moves_others(&self, subject: &Subject) -> bool {
        self.states.get(subject).is_none_or(|after| business::moves_others(self.cache.states.get(subject), after))
    }
    /// Whether it was looked up already.
    fn is_loaded(&self, subject: &Subject) -> bool {
        self.cache.states.contains_key(subject)
    }
    /// Where a loaded aggregate is and was filed.
    pub(super) fn filed(&self, subject: &Subject) -> Option<&Filed> {
        self.filed.get(subject).or_else(|| self.cache.filed.get(subject))
    }
    pub(super) fn set_filed(&mut self, subject: Subject, filed: Filed) {
        self.filed.insert(subject, filed);
    }
    /// A copy of a loaded aggregate's state, to try something on.
    pub(super) fn copy(&self, subject: &Subject) -> State {
        self.state(subject).cloned().unwrap_or_else(|| State::fresh(subject))
    }
    /// Where an aggregate of this state belongs. Looks others up as the business asks for them.
    pub(super) async fn filing(&mut self, subject: &Subject, state: &State) -> Result<BTreeSet<Stream>, HubError> {
        self.ask(|lookup| filing::filing(subject, &state.0, lookup)).await
    }
    /// What is to be filed anew because the aggregate changed.
    pub(super) async fn depends_on(&mut self, subject: &Subject) -> Result<BTreeSet<Subject>, HubError> {
        let state = self.copy(subject);
        self.ask(|lookup| filing::depends_on(subject, &state.0, lookup)).await
    }
    /// Asks the business; what it looked for in vain is loaded, and it is asked again.
    async fn ask<T>(&mut self, question: impl Fn(&dyn Lookup) -> T + Send) -> Result<T, HubError> {
        loop {
            let (answer, wanted) = self.try_ask(&question);
            if wanted.states.is_empty() && wanted.naming.is_empty() {
                return Ok(answer);
            }
            self.load(wanted.states).await?;
            for target in wanted.naming {
                let sources = rows::naming(self.conn, &target).await?;
                self.cache.naming.insert(target, sources);
            }
        }
    }
    fn try_ask<T>(&self, question: &impl Fn(&dyn Lookup) -> T) -> (T, Wanted) {
        let view = View { work: self, wanted: RefCell::default() };
        let answer = question(&view);
        (answer, view.wanted.into_inner())
    }
    /// Takes an event in: its row, and, when accepted, its effect on the state.
    pub(super) async fn take(&mut self, event: Event, head: ChainHead, verdict: Verdict) -> Result<Receipt, HubError> {
        let event = event.with_received(self.at);
        let seq = self.next_seq;
        self.next_seq += 1;
        let receipt = Receipt {
            number: head.number,
            hash: head.hash,
            at: self.at,
            quarantined: verdict.quarantine.filter(|code| *code != TWIN).map(str::to_owned),
            notices: verdict.notices.iter().map(|n| (*n).to_owned()).collect(),
        };
        if verdict.quarantine.is_none() {
            self.accept(&event, seq).await?;
        }
        self.early |= matches!(verdict.quarantine, Some(EARLY | OUT_OF_SCOPE | "not_allowed"));
        rows::become_twins(self.conn, &verdict.stands_for).await?;
        self.events.push(NewEvent { seq, event, hash: head.hash, verdict });
        Ok(receipt)
    }
    /// Folds an accepted event; one that sorts before what is known folds its aggregate anew.
    pub(super) async fn accept(&mut self, event: &Event, seq: i64) -> Result<(), HubError> {
        let subject = event.header().subject.clone();
        // Taken out, not copied: a state may be large, and a push may bring hundreds of events to it.
        let mut state = self.states.remove(&subject).unwrap_or_else(|| self.copy(&subject));
        if !state.push(event) {
            let mut all = rows::events_of(self.conn, &subject).await?;
            let here = self.events.iter().filter(|new| new.verdict.quarantine.is_none());
            all.extend(here.filter(|new| new.event.header().subject == subject).map(|new| new.event.clone()));
            all.push(event.clone());
            state = State::fold(&subject, &all);
        }
        self.links.insert(subject.clone(), filing::links(&state.0));
        self.states.insert(subject.clone(), state);
        if !self.news.contains_key(&subject) {
            self.touched.push(subject.clone());
        }
        self.news.entry(subject).or_default().push(seq);
        Ok(())
    }
    /// Appends to a stream.
    pub(super) fn append(&mut self, stream: &Stream, what: What) {
        let known = self.cache.streams.get(stream).copied().unwrap_or(0);
        let newest = self.streams.entry(stream.clone()).or_insert(known);
        *newest += 1;
        self.entries.push((stream.clone(), *newest, what));
    }
    /// The streams that have a loaded aggregate now.
    pub(super) fn streams_with(&self, subject: &Subject) -> Vec<Stream> {
        let filed = self.filed(subject).into_iter().flatten();
        filed.filter(|(_, left)| left.is_none()).map(|(stream, _)| stream.clone()).collect()
    }
    /// Says in the streams that have a loaded aggregate that nothing is known of it any more.
    pub(super) fn forget_all(&mut self, subject: &Subject) {
        for stream in self.streams_with(subject) {
            self.append(&stream, What::Forget(subject.clone()));
        }
        self.cache.states.remove(subject);
        self.cache.filed.remove(subject);
    }
    /// Writes everything that changed.
    pub(super) async fn write(self) -> Result<Done, HubError> {
        let Self { conn, at, next_seq, states, filed, links, streams, events, entries, touched, early, .. } = self;
        let newest_hash = events.last().map(|new| new.hash);
        rows::put_events(conn, &events).await?;
        rows::put_blobs(conn, &events).await?;
        rows::put_entries(conn, &entries).await?;
        rows::put_streams(conn, &streams).await?;
        rows::put_states(conn, &states, at).await?;
        worklist::put(conn, &states, at).await?;
        rows::put_links(conn, &states, &links).await?;
        rows::put_filed(conn, &filed).await?;
        rows::put_effects(conn, &states).await?;
        sheets::put(conn, &states).await?;
        stock::put(conn, &states).await?;
        Ok(Done { next_seq, states, filed, links, streams, newest_hash, touched, early })
    }
}

impl Done {
    /// Brings the writer's memory up to what the database has, and tells who listens.
    /// The aggregates of what was accepted come back.
    pub(super) fn publish(self, cache: &mut Cache, ledger: &Ledger) -> Vec<Subject> {
        if self.early {
            cache.early = None;
        }
        cache.next_seq = self.next_seq;
        ledger.newest.store(uint(self.next_seq - 1), Ordering::Release);
        if let Some(hash) = self.newest_hash {
            cache.newest_hash = hash.to_string();
        }
        cache.states.extend(self.states);
        cache.filed.extend(self.filed);
        for (target, sources) in &mut cache.naming {
            // A store is named by every movement that ever came there: only what changed is looked up among them.
            for (source, targets) in &self.links {
                if targets.contains(target) {
                    sources.insert(source.clone());
                } else {
                    sources.remove(source);
                }
            }
        }
        for (s, n) in self.streams {
            cache.streams.insert(s.clone(), n);
            // No listener is no error.
            let _ = ledger.moved.send(Moved { s, n });
        }
        cache.note();
        self.touched
    }
}
