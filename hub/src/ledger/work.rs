//! The work of one transaction: what was loaded, what changed, what is to be written. Nothing of it reaches the writer's memory before the
//! database has it.

use super::business::State;
use super::cache::{Cache, Filed};
use super::early::EarlyEvent;
use super::new_event::{NewEvent, What};
use super::plan::{Plan, plan};
use super::run::News;
use super::stock::sums::Pair;
use super::stored::Found;
use super::verdict::{DUPLICATE, SAID_AGAIN, Verdict};
use super::{Ledger, batch, rows, sheets, stock, stored, told, worklist};
use crate::data::uint;
use crate::error::HubError;
use crate::sql::Conn;
use fettle_core::domain::filing::{self, Basis, Brought, Lookup};
use fettle_core::domain::ids::PlaceId;
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::{ChainHead, DeviceId, Event, Hash, Subject};
use fettle_core::sync::protocol::{Moved, Receipt};
use futures_util::future::join;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::Ordering;

mod view;

/// One transaction's work.
pub(super) struct Work<'a> {
    pub conn: &'a mut Conn,
    cache: &'a mut Cache,
    /// Time of receipt of everything in it.
    pub at: u64,
    next_seq: i64,
    states: HashMap<Subject, State>,
    filed: HashMap<Subject, Filed>,
    links: Links,
    late: Late,
    /// The streams of aggregates that bring others with them (table `brought`), as changed by this work.
    brought: HashMap<Brought, BTreeSet<Stream>>,
    displaced: Displaced,
    /// Parts and places of which lines of stock were rebuilt.
    moved: BTreeSet<Pair>,
    streams: BTreeMap<Stream, u64>,
    pub events: Vec<NewEvent>,
    pub entries: Vec<(Stream, u64, What)>,
    /// Aggregates with accepted events, in the order in which they came, and those events' rows.
    pub touched: Vec<Subject>,
    /// What the filing of others hung on before this work; `None` where nothing was known, or not of which fold. Not of those to which came only what
    /// changes nothing of it.
    pub before: HashMap<Subject, Option<Basis>>,
    /// States whose stored form may be another version's.
    replaced: BTreeSet<Subject>,
    /// What was quarantined.
    quarantined: Vec<EarlyEvent>,
    pub news: HashMap<Subject, Vec<i64>>,
}

/// What names what, as far as filing asks.
#[derive(Default)]
struct Links {
    /// What changed aggregates name now.
    changed: HashMap<Subject, BTreeSet<Subject>>,
    /// The inverse: who names each of them.
    back: HashMap<Subject, BTreeSet<Subject>>,
    /// Who names an aggregate, by kind, as the database has it. Asked only where something moved.
    stored: HashMap<(Subject, &'static str), BTreeSet<Subject>>,
}

impl Links {
    fn set(&mut self, source: &Subject, targets: BTreeSet<Subject>) {
        if let Some(old) = self.changed.get(source) {
            for target in old.difference(&targets) {
                if let Some(sources) = self.back.get_mut(target) {
                    sources.remove(source);
                }
            }
        }
        for target in &targets {
            self.back.entry(target.clone()).or_default().insert(source.clone());
        }
        self.changed.insert(source.clone(), targets);
    }
    /// Who names `target`; `None` before the database was asked.
    fn naming(&self, target: &Subject, kind: &'static str) -> Option<Vec<Subject>> {
        let stored = self.stored.get(&(target.clone(), kind))?;
        // What this work changed names by its new state only.
        let unchanged = stored.iter().filter(|source| !self.changed.contains_key(*source));
        let changed = self.back.get(target).into_iter().flatten().filter(|source| source.kind() == kind);
        Some(unchanged.chain(changed).cloned().collect())
    }
}

/// Aggregates with events that sort before what was known. Each is refolded once it is asked for, not once an event: a phone that comes
/// back from a week without a network may bring hundreds to one job.
#[derive(Default)]
struct Late {
    /// All their events.
    histories: HashMap<Subject, Vec<Event>>,
    /// Those whose state is behind their events.
    behind: BTreeSet<Subject>,
    /// How many whole folds this work has done.
    folds: usize,
}

/// What the database has of stocktakes that change places which they do not name. Asked only where one of them is filed.
#[derive(Default)]
struct Displaced {
    by: HashMap<Subject, BTreeSet<PlaceId>>,
    at: HashMap<Subject, BTreeSet<Subject>>,
}

/// What a finished work changes in memory.
#[derive(Debug)]
pub(super) struct Done {
    next_seq: i64,
    states: HashMap<Subject, State>,
    filed: HashMap<Subject, Filed>,
    streams: BTreeMap<Stream, u64>,
    /// What was accepted.
    touched: Vec<Subject>,
    /// What was quarantined.
    quarantined: Vec<EarlyEvent>,
    /// Whether something is in quarantine since.
    held: bool,
    newest_hash: Option<Hash>,
}

impl<'a> Work<'a> {
    pub(super) fn new(conn: &'a mut Conn, cache: &'a mut Cache, at: u64) -> Self {
        let next_seq = cache.next_seq;
        Self {
            conn,
            cache,
            at,
            next_seq,
            states: HashMap::new(),
            filed: HashMap::new(),
            links: Links::default(),
            late: Late::default(),
            brought: HashMap::new(),
            displaced: Displaced::default(),
            moved: BTreeSet::new(),
            streams: BTreeMap::new(),
            events: Vec::new(),
            entries: Vec::new(),
            touched: Vec::new(),
            before: HashMap::new(),
            replaced: BTreeSet::new(),
            quarantined: Vec::new(),
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
        for some in missing.chunks(batch::CHUNK) {
            let states = stored::found(self.conn, some).await?;
            let mut states: HashMap<Subject, Found<State>> =
                states.into_iter().map(|found| (found.subject.clone(), found)).collect();
            let mut filed = batch::filed(self.conn, some).await?;
            for subject in some {
                let found = states.remove(subject);
                if found.as_ref().is_some_and(|found| found.older) {
                    self.cache.older.insert(subject.clone());
                }
                let state = found.map_or_else(|| State::fresh(subject), |found| found.state);
                self.cache.states.insert(subject.clone(), state);
                self.cache.filed.insert(subject.clone(), filed.remove(subject).unwrap_or_default());
            }
        }
        Ok(())
    }
    /// Puts a state that was refolded in the place of the stored one, and lets it be filed again.
    pub(super) async fn replace(&mut self, subject: Subject, state: State) -> Result<(), HubError> {
        let filed = batch::filed(self.conn, std::slice::from_ref(&subject)).await?.remove(&subject).unwrap_or_default();
        self.cache.states.insert(subject.clone(), state.clone());
        self.cache.older.insert(subject.clone());
        self.cache.filed.insert(subject.clone(), filed);
        self.links.set(&subject, filing::links(&state.0));
        self.before.insert(subject.clone(), None);
        self.replaced.insert(subject.clone());
        self.states.insert(subject.clone(), state);
        self.news.insert(subject.clone(), Vec::new());
        self.touched.push(subject);
        Ok(())
    }
    /// The state of a loaded aggregate; `None` when it is not loaded or nothing is known of it.
    pub(super) fn state(&self, subject: &Subject) -> Option<&State> {
        self.states.get(subject).or_else(|| self.cache.states.get(subject)).filter(|state| state.count() > 0)
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
    /// Brings the state of an aggregate up to its events, where late ones came. Who asks for a state that such events may be in calls this first.
    pub(super) fn settle(&mut self, subject: &Subject) {
        if !self.late.behind.remove(subject) {
            return;
        }
        let Some(history) = self.late.histories.get(subject) else { return };
        let state = State::fold(subject, history);
        self.late.folds += 1;
        self.links.set(subject, filing::links(&state.0));
        self.states.insert(subject.clone(), state);
    }
    /// The same for all.
    pub(super) fn settle_all(&mut self) {
        for subject in self.late.behind.clone() {
            self.settle(&subject);
        }
    }
    /// A copy of a loaded aggregate's state, to try something on.
    pub(super) fn copy(&self, subject: &Subject) -> State {
        self.state(subject).cloned().unwrap_or_else(|| State::fresh(subject))
    }
    /// The number of the newest event of `device` about a loaded aggregate, which its next one follows.
    pub(super) fn newest_of(&self, subject: &Subject, device: DeviceId) -> Option<u64> {
        self.state(subject)?.0.seen().of(device)
    }
    /// Where an aggregate of this state belongs. Looks others up as the business asks for them.
    pub(super) async fn filing(&mut self, subject: &Subject, state: &State) -> Result<BTreeSet<Stream>, HubError> {
        self.ask(|lookup| filing::filing(subject, &state.0, lookup)).await
    }
    /// Where a loaded aggregate belongs as it is; none where nothing is on record of it.
    pub(super) async fn filing_now(&mut self, subject: &Subject) -> Result<Option<BTreeSet<Stream>>, HubError> {
        self.ask(|lookup| lookup.state(subject).map(|state| filing::filing(subject, state, lookup))).await
    }
    /// The streams that have a claim to an aggregate of this state.
    pub(super) async fn claims(&mut self, subject: &Subject, state: &State) -> Result<BTreeSet<Stream>, HubError> {
        self.ask(|lookup| filing::claims(subject, &state.0, lookup)).await
    }
    /// Whether something that the filing of others hangs on is not as it was before this work.
    pub(super) fn basis_changed(&self, subject: &Subject) -> bool {
        let Some(before) = self.before.get(subject) else { return false };
        let now = self.state(subject).map(|state| filing::basis(&state.0));
        before.is_none() || *before != now
    }
    /// The database is asked again who brings `what`.
    pub(super) fn forget_brought(&mut self, what: &Brought) {
        self.brought.remove(what);
    }
    /// What is to be refiled because the aggregate changed.
    pub(super) async fn depends_on(&mut self, subject: &Subject) -> Result<BTreeSet<Subject>, HubError> {
        let depending =
            |lookup: &dyn Lookup| lookup.state(subject).map(|state| filing::depends_on(subject, state, lookup));
        Ok(self.ask(depending).await?.unwrap_or_default())
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
            quarantined: verdict.quarantine.filter(|code| *code != DUPLICATE).map(str::to_owned),
            notices: verdict.notices.iter().map(|n| (*n).to_owned()).collect(),
        };
        if verdict.quarantine.is_none() {
            self.accept(&event, seq).await?;
        }
        if let Some(code) = verdict.quarantine {
            self.quarantined.extend(EarlyEvent::of(seq, &event, code));
        }
        let code = if verdict.quarantine.is_none() { DUPLICATE } else { SAID_AGAIN };
        batch::stood_for(self.conn, code, &verdict.stands_for).await?;
        self.events.push(NewEvent { seq, event, hash: head.hash, verdict });
        Ok(receipt)
    }
    /// Folds an accepted event; one that sorts before what is known lets its aggregate be refolded.
    pub(super) async fn accept(&mut self, event: &Event, seq: i64) -> Result<(), HubError> {
        let subject = event.header().subject.clone();
        if !self.only_adds(event) {
            self.note_before(&subject);
        }
        if let Some(history) = self.late.histories.get_mut(&subject) {
            history.push(event.clone());
            self.late.behind.insert(subject.clone());
        } else {
            // Taken out, not copied: a state may be large, and a push may bring hundreds of events to it.
            let mut state = self.states.remove(&subject).unwrap_or_else(|| self.copy(&subject));
            if state.push(event) {
                if self.before.contains_key(&subject) {
                    self.links.set(&subject, filing::links(&state.0));
                }
            } else {
                self.note_before(&subject);
                let mut all = batch::events_of(self.conn, &subject).await?;
                let here = self.events.iter().filter(|new| new.verdict.quarantine.is_none());
                all.extend(here.filter(|new| new.event.header().subject == subject).map(|new| new.event.clone()));
                all.push(event.clone());
                self.late.histories.insert(subject.clone(), all);
                self.late.behind.insert(subject.clone());
            }
            self.states.insert(subject.clone(), state);
        }
        if !self.news.contains_key(&subject) {
            self.touched.push(subject.clone());
        }
        self.news.entry(subject).or_default().push(seq);
        Ok(())
    }
    /// Notes what the filing of others hangs on before the aggregate changes, once.
    fn note_before(&mut self, subject: &Subject) {
        if self.before.contains_key(subject) {
            return;
        }
        let older = self.cache.older.contains(subject);
        let before = self.state(subject).filter(|_| !older).map(|state| filing::basis(&state.0));
        self.before.insert(subject.clone(), before);
        if older {
            self.replaced.insert(subject.clone());
        }
    }
    /// Whether an event only adds to an aggregate that is on record and was folded by this version.
    fn only_adds(&self, event: &Event) -> bool {
        let subject = &event.header().subject;
        filing::only_adds(event) && !self.cache.older.contains(subject) && self.state(subject).is_some()
    }
    /// Whether nothing but what only adds came to a touched aggregate.
    pub(super) fn is_as_before(&self, subject: &Subject) -> bool {
        !self.before.contains_key(subject)
    }
    /// Writes what movements and stocktakes come to, before anything is filed by it. Gives the stocktakes whose filing hangs on what changed.
    pub(super) async fn put_stock(&mut self) -> Result<BTreeSet<Subject>, HubError> {
        // What was asked before, when the events were judged, is as it was then.
        self.displaced = Displaced::default();
        let stock::Moved { stocktakes, lines } = stock::put(self.conn, &self.states).await?;
        self.moved.extend(lines);
        Ok(stocktakes)
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
        self.cache.older.remove(subject);
        self.cache.filed.remove(subject);
    }
    /// Writes everything that changed.
    pub(super) async fn write(mut self) -> Result<Done, HubError> {
        self.settle_all();
        let Self {
            conn,
            cache,
            at,
            next_seq,
            states,
            filed,
            links,
            before,
            moved,
            streams,
            events,
            entries,
            touched,
            quarantined,
            replaced,
            ..
        } = self;
        let newest_hash = events.last().map(|new| new.hash);
        let looked_at = |code: &str| code != DUPLICATE && code != SAID_AGAIN;
        let held = events.iter().any(|new| new.verdict.quarantine.is_some_and(looked_at));
        let plan = plan(&states, &filed, cache, &replaced, &before);
        // What changed is looked at while SQLite, in a thread of its own, takes the events.
        let (put, plan) = join(put_events(conn, &events, &entries, &streams), plan).await;
        put?;
        let Plan { texts, points, named, sheets, items } = plan?;
        batch::put_states(conn, &texts, at).await?;
        worklist::put(conn, &points, at).await?;
        batch::put_links(conn, &named, &links.changed).await?;
        batch::put_filed(conn, &filed).await?;
        batch::put_effects(conn, &states).await?;
        sheets::put(conn, &sheets).await?;
        rows::put(conn, &items).await?;
        rows::stock_moved(conn, &moved).await?;
        told::tell(conn, cache.process, uint(next_seq - 1), &streams, (&touched, held)).await?;
        Ok(Done { next_seq, states, filed, streams, newest_hash, touched, quarantined, held })
    }
}

/// What is appended only.
async fn put_events(
    conn: &mut Conn,
    events: &[NewEvent],
    entries: &[(Stream, u64, What)],
    streams: &BTreeMap<Stream, u64>,
) -> Result<(), HubError> {
    batch::put_events(conn, events).await?;
    batch::put_blobs(conn, events).await?;
    batch::put_entries(conn, entries).await?;
    batch::put_streams(conn, streams).await
}

impl Done {
    /// Brings the writer's memory up to what the database has, and tells who listens.
    /// The aggregates of what was accepted come back.
    pub(super) fn publish(self, cache: &mut Cache, ledger: &Ledger) -> Vec<Subject> {
        let news = self.apply(cache);
        let touched = news.touched.clone();
        announce(news, cache, ledger);
        touched
    }
    /// Brings the writer's memory up to what was written. Where it is not committed yet, the memory counts as stale until it is.
    pub(super) fn apply(self, cache: &mut Cache) -> News {
        if let Some(early) = &mut cache.early {
            self.quarantined.into_iter().for_each(|quarantined| early.note(quarantined));
        }
        cache.next_seq = self.next_seq;
        if let Some(hash) = self.newest_hash {
            cache.newest_hash = hash.to_string();
            cache.newest_received = cache.received;
        }
        for subject in self.states.keys() {
            cache.older.remove(subject);
        }
        cache.states.extend(self.states);
        cache.filed.extend(self.filed);
        let mut moved = Vec::with_capacity(self.streams.len());
        for (s, n) in self.streams {
            cache.streams.insert(s.clone(), n);
            moved.push(Moved { s, n });
        }
        News { moved, touched: self.touched, held: self.held }
    }
}

/// Tells who listens of what was committed.
pub(super) fn announce(news: News, cache: &Cache, ledger: &Ledger) {
    ledger.newest.store(uint(cache.next_seq - 1), Ordering::Release);
    if !news.is_empty() {
        // No listener is no error.
        let _ = ledger.news.send(Arc::new(news));
    }
    cache.note();
}
