//! The judgement of one event: accepted, or kept in quarantine with the code of the reason. State is never a reason.

use super::verdict::{DUPLICATE, EARLY, NEWER, NO_BODY, NOT_ALLOWED, OUT_OF_SCOPE, Verdict};
use super::work::Work;
use super::{batch, business};
use crate::error::HubError;
use crate::viewer::{may_write, person_subject};
use fettle_core::domain::parts::{Place, PlaceEvent, keeps_places};
use fettle_core::domain::people::{Person, permission};
use fettle_core::domain::reach::{Reach, asks_for_centres};
use fettle_core::kernel::stamp::AHEAD_NOTICE_MS;
use fettle_core::kernel::{Aggregate, DeviceId, Event, PersonId, Subject};
use std::collections::{HashMap, HashSet};

/// In the place of a first device: the hub's console said it again, as a person let it in.
const ANY_LINE: &str = "*";

/// Who stands behind a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Author {
    /// A phone: everything on it is its person's.
    Phone(PersonId),
    /// The console: whoever is signed in; the session was checked there.
    Console,
    /// The hub itself: enrolments, imports. Not asked.
    System,
}

/// What is asked of an event, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Asked {
    /// Whether its device and person are active.
    Active,
    /// Whether it names the device's own person.
    Author,
    /// Whether the roles allow it.
    Role,
    /// Whether it is the author's to write.
    Scope,
}

/// Judges the events of one run.
pub(super) struct Judge {
    author: Author,
    taken_ids: HashSet<String>,
    /// Accepted events that say what an event of the run says: by their origin, the first devices of those that said it.
    said: HashMap<String, HashSet<String>>,
    /// Events in quarantine that say what an event of the run says: by their origin, `seq` and first device.
    quarantined: HashMap<String, Vec<(i64, String)>>,
    /// First devices of the devices of the run.
    lines: HashMap<DeviceId, String>,
    /// A person released the events: what is asked up to here does not count again.
    lifted: Option<Asked>,
    now: u64,
}

impl Judge {
    /// Loads what the judgement of `events` needs, in a few queries for all.
    pub(super) async fn new(
        work: &mut Work<'_>,
        author: Author,
        now: u64,
        events: impl Iterator<Item = &Event> + Clone,
    ) -> Result<Self, HubError> {
        let mut subjects: Vec<Subject> = events.clone().map(|event| event.header().subject.clone()).collect();
        subjects.extend(events.clone().map(|event| person_subject(event.header().by)));
        work.load(subjects).await?;
        let ids: Vec<String> = events.clone().map(|event| event.header().id.to_string()).collect();
        let taken_ids = batch::known_ids(work.conn, &ids).await?.into_iter().collect();
        let (said, quarantined, lines) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut judge = Self { author, taken_ids, said, quarantined, lines, lifted: None, now };
        judge.load_duplicates(work, events).await?;
        Ok(judge)
    }

    /// Loads what is on record already of what `events` say.
    async fn load_duplicates(
        &mut self,
        work: &mut Work<'_>,
        events: impl Iterator<Item = &Event> + Clone,
    ) -> Result<(), HubError> {
        let origins: Vec<String> = events.clone().map(|event| event.origin().to_string()).collect();
        for said in batch::accepted_of(work.conn, &origins).await? {
            let line =
                if said.let_in { ANY_LINE.to_owned() } else { batch::first_device(work.conn, &said.device).await? };
            self.said.entry(said.origin).or_default().insert(line);
        }
        for said in batch::quarantined_of(work.conn, &origins).await? {
            let line = batch::first_device(work.conn, &said.device).await?;
            self.quarantined.entry(said.origin).or_default().push((said.seq, line));
        }
        for event in events {
            let header = event.header();
            let id = header.id.to_string();
            let matters = header.repeats.is_some() || self.said.contains_key(&id) || self.quarantined.contains_key(&id);
            if matters && !self.lines.contains_key(&header.device) {
                let line = batch::first_device(work.conn, &header.device.to_string()).await?;
                self.lines.insert(header.device, line);
            }
        }
        Ok(())
    }

    /// Lifts a quarantine by `code`, which a person saw and released: neither it nor what is asked before it counts any more. What is asked after it
    /// was not seen, and still counts.
    pub(super) fn lift(&mut self, code: &str) {
        self.lifted = Some(match code {
            "not_author" => Asked::Author,
            NOT_ALLOWED => Asked::Role,
            OUT_OF_SCOPE | EARLY => Asked::Scope,
            _ => Asked::Active,
        });
    }

    /// Counts only these ids as taken: an event that is judged again is on record itself.
    pub(super) fn taken_are(&mut self, ids: Vec<String>) {
        self.taken_ids = ids.into_iter().collect();
    }

    /// Judges one event; called in the order of the run, as what is accepted before it counts.
    pub(super) async fn judge(&mut self, work: &mut Work<'_>, event: &Event) -> Result<Verdict, HubError> {
        let mut verdict = Verdict { quarantine: self.reason(work, event).await?, ..Verdict::default() };
        let header = event.header();
        if header.stamp.ms > self.now.saturating_add(AHEAD_NOTICE_MS) {
            verdict.notices.push("clock_ahead");
        }
        if !business::knows(header.subject.kind(), &header.kind) {
            verdict.notices.push(NEWER);
        }
        self.taken_ids.insert(header.id.to_string());
        if verdict.quarantine.is_none()
            && let Some(line) = self.lines.get(&header.device)
        {
            self.said.entry(event.origin().to_string()).or_default().insert(line.clone());
        }
        if verdict.quarantine == Some(DUPLICATE) {
            verdict.notices.push(DUPLICATE);
        } else if !matches!(verdict.quarantine, Some("duplicate_id" | "not_successor")) {
            verdict.stands_for = self.superseded(event);
        }
        Ok(verdict)
    }

    async fn reason(&self, work: &mut Work<'_>, event: &Event) -> Result<Option<&'static str>, HubError> {
        let header = event.header();
        if self.taken_ids.contains(&header.id.to_string()) {
            return Ok(Some("duplicate_id"));
        }
        if let Some(code) = self.duplicate_code(event) {
            return Ok(Some(code));
        }
        let known = business::knows(header.subject.kind(), &header.kind);
        if matches!(self.author, Author::Phone(_)) {
            let hubs_type = known && permission::who(header.subject.kind(), &header.kind).is_empty();
            if hubs_type || header.first_device.is_some() {
                return Ok(Some("hub_only"));
            }
            if event.body_text().is_none() {
                return Ok(Some(NO_BODY));
            }
        }
        if !event.is_plain() {
            return Ok(Some("body_malformed"));
        }
        let wrong = if known && !business::reads(event) { Some("body_malformed") } else { business::refuses(event) };
        if self.author == Author::System || self.lifted == Some(Asked::Scope) {
            return Ok(wrong);
        }
        if let Author::Phone(person) = self.author
            && header.by != person
            && self.lifted < Some(Asked::Author)
        {
            return Ok(Some("not_author"));
        }
        work.settle(&person_subject(header.by));
        let Some(mut person) = person(work, header.by) else {
            return Ok(Some(if self.author == Author::Console { NOT_ALLOWED } else { EARLY }));
        };
        person.active |= self.lifted.is_some();
        // The console's time is now. What a phone brings was done before: the roles and the centre of then count, and those of now, of
        // which it knew as soon as it heard of them.
        let done = event.when_ms().min(self.now).saturating_sub(AHEAD_NOTICE_MS);
        let since = if self.author == Author::Console { u64::MAX } else { done };
        let mut against = NOT_ALLOWED;
        work.load([header.subject.clone()]).await?;
        for person in person.as_since(since) {
            // A newer version's types have no effect here; they are passed on within their aggregate's streams.
            let may = || may_write(header.by, &person, event) && keeps_place(work, &person, event);
            if known && self.lifted < Some(Asked::Role) && !may() {
                continue;
            }
            if wrong.is_some() {
                return Ok(wrong);
            }
            let centres = if asks_for_centres(&person) { batch::centres(work.conn).await? } else { Vec::new() };
            let reach = Reach::of(header.by, &person, &centres);
            match self.out_of_scope(work, event, &reach).await? {
                Some(EARLY) => against = EARLY,
                None if self.names_in_scope(work, event, &reach).await? => return Ok(None),
                _ if against != EARLY => against = OUT_OF_SCOPE,
                _ => {}
            }
        }
        Ok(Some(against))
    }

    /// The code of an event that repeats one on record, if it does: written by the device itself, by the one that it replaces or by the one
    /// that replaced it. What a device repeats of a stranger is not believed.
    fn duplicate_code(&self, event: &Event) -> Option<&'static str> {
        let header = event.header();
        let line = self.lines.get(&header.device)?;
        // A hub that lost the device before this one cannot know the line; a person may.
        let foreign = self.lifted.is_none() && header.repeats.is_some() && *line == header.device.to_string();
        match self.said.get(&event.origin().to_string()) {
            // A person may know that both are one phone: then it is on record.
            Some(lines) if lines.contains(line) || lines.contains(ANY_LINE) || self.lifted.is_some() => Some(DUPLICATE),
            Some(_) => Some("not_successor"),
            None => foreign.then_some("not_successor"),
        }
    }

    /// Rows in quarantine of the same device, or of one before or after it, that say the same: the event supersedes them, so that nobody looks at
    /// them twice.
    fn superseded(&mut self, event: &Event) -> Vec<i64> {
        let header = event.header();
        let Some(line) = self.lines.get(&header.device) else { return Vec::new() };
        let Some(quarantined) = self.quarantined.get_mut(&event.origin().to_string()) else { return Vec::new() };
        quarantined.extract_if(.., |(_, other)| other == line).map(|(seq, _)| seq).collect()
    }

    /// Why the event is not the author's to write, if it is not. The author may reach the aggregate as it is filed, or as it was when the
    /// event happened: work done before a phone learnt that the job was taken away is a fact. What is filed nowhere yet counts as it will
    /// be filed. What is filed elsewhere does not: an event could else move another centre's site into its own author's reach.
    async fn out_of_scope(
        &self,
        work: &mut Work<'_>,
        event: &Event,
        reach: &Reach,
    ) -> Result<Option<&'static str>, HubError> {
        let refused = |may: bool| (!may).then_some(OUT_OF_SCOPE);
        let subject = &event.header().subject;
        work.load([subject.clone()]).await?;
        if let Some(known) = self.reached(work, subject, event, reach) {
            return Ok(refused(known));
        }
        work.settle(subject);
        let mut tried = work.copy(subject);
        tried.push(event);
        let wanted = work.filing(subject, &tried).await?;
        // What is filed nowhere because its kind is a newer version's waits for a newer hub, not for another event.
        if wanted.is_empty()
            && business::knows(event.header().subject.kind(), &event.header().kind)
            && matches!(self.author, Author::Phone(_))
        {
            return Ok(Some(EARLY));
        }
        // What is filed nowhere, such as a price whose contract is not on record, is whose reach ends nowhere.
        let nowhere = wanted.is_empty() && self.author == Author::Console && reach.is_all();
        Ok(refused(nowhere || wanted.iter().any(|stream| reach.has(stream))))
    }

    /// The same for what the event opens to whoever has its aggregate: who names another centre's site in a job of the own one would get
    /// that site with its customer, contracts and machines.
    async fn names_in_scope(&self, work: &mut Work<'_>, event: &Event, reach: &Reach) -> Result<bool, HubError> {
        let subject = &event.header().subject;
        let mut opened = business::opens(event);
        if !opened.is_empty() {
            work.settle(subject);
        }
        if let Some(known) = work.state(subject) {
            opened.retain(|named| !business::links(known).contains(named));
        }
        work.load(opened.iter().cloned()).await?;
        Ok(opened.iter().all(|named| self.reached(work, named, event, reach).unwrap_or(true)))
    }

    /// Whether the author reaches a loaded aggregate as it is filed, or as it was when the event happened; `None` where it is filed nowhere.
    fn reached(&self, work: &Work<'_>, subject: &Subject, event: &Event, reach: &Reach) -> Option<bool> {
        let happened = event.when_ms().min(self.now);
        let filed = work.filed(subject).filter(|filed| !filed.is_empty())?;
        Some(filed.iter().any(|(stream, left)| reach.has(stream) && left.is_none_or(|left| happened <= left)))
    }
}

/// Whether a place is the author's to look after, where the event opens, changes or closes one: as it stands, and as it will.
fn keeps_place(work: &Work<'_>, person: &Person, event: &Event) -> bool {
    if event.header().subject.kind() != Place::KIND {
        return true;
    }
    let known = work.state(&event.header().subject).and_then(|state| state.0.as_place()?.details.as_ref());
    let then = match event.decode::<PlaceEvent>() {
        Ok(PlaceEvent::Opened { details }) => Some(details.centre),
        Ok(PlaceEvent::Changed { change }) => change.centre,
        Ok(PlaceEvent::Closed { .. } | PlaceEvent::Reopened {} | PlaceEvent::ConflictSettled { .. }) => None,
        _ => return true,
    };
    let mut centres = known.map(|details| details.centre).into_iter().chain(then);
    centres.all(|centre| keeps_places(&person.roles, person.centre, centre))
}

/// The author as recorded so far, also by events before it in the same run.
fn person(work: &Work<'_>, id: PersonId) -> Option<Person> {
    work.state(&person_subject(id)).and_then(|state| state.0.as_person().cloned())
}
