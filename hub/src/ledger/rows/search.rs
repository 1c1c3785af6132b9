//! Search: the words of every record that people look for. SQLite's FTS5 holds them, whole with their places and without the text; which words
//! these are is the domain's (`domain::find`), the same for every database and for phones. The streams that have a record are words of it too, so
//! that what a person may not see is not even looked at.
//!
//! A function of the record's own state, of its streams, and of the names in the directory of what it belongs to; of a job also of the codes of its
//! machines and its contract, of a slip of its cards, of a machine of whose its site is.

use super::facet::{Facet, facets};
use super::item::Item;
use super::question::{Matching, lexeme, matching, of_one, within};
use super::{directory, jobs};
use crate::error::HubError;
use crate::ledger::Ledger;
use crate::ledger::batch::{among, parts, subject};
use crate::ledger::business::State;
use crate::sql::{self, Builder, Conn, Row};
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::find::{Called, Query, Words, exact};
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::jobs::Job;
use fettle_core::domain::jobs::sheet::Cause;
use fettle_core::domain::parts::{Card, Take};
use fettle_core::domain::people::Person;
use fettle_core::domain::reach::Reach;
use fettle_core::domain::sites::{Contract, Equipment, Site};
use fettle_core::domain::stream::Stream;
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Aggregate, Hash, Subject};
use fettle_core::text::{Lang, code_text};
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

/// What a record says that people may look for.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Said<'s> {
    names: Vec<Bilingual>,
    texts: Vec<&'s str>,
    codes: Vec<&'s str>,
    serials: Vec<&'s str>,
    phones: Vec<String>,
    people: Vec<&'s str>,
    person: bool,
    /// What was found to be the cause.
    cause: Option<Cause>,
    /// What it belongs to: asked for as `of`.
    of: BTreeSet<Subject>,
}

/// What a state says; none for a kind that nobody looks for.
pub(super) fn said(state: &State) -> Option<Said<'_>> {
    let none = Said::default();
    Some(match &state.0 {
        AnyFolded::Customer(f) => Said {
            names: vec![f.state.name.clone()],
            texts: vec![&f.state.industry],
            codes: vec![&f.state.code],
            ..none
        },
        AnyFolded::Site(f) => {
            let contacts = f.state.contacts.values();
            Said {
                names: vec![f.state.name.clone()],
                texts: std::iter::once(&*f.state.address).chain(contacts.clone().map(|c| &*c.title)).collect(),
                phones: contacts.clone().filter_map(|c| c.phone.as_ref().map(ToString::to_string)).collect(),
                people: contacts.map(|c| &*c.name).collect(),
                codes: vec![&f.state.code],
                of: f.state.customer.map(Into::into).into_iter().collect(),
                ..none
            }
        }
        AnyFolded::Contract(f) => {
            Said { codes: vec![&f.state.number], of: f.state.customer.map(Into::into).into_iter().collect(), ..none }
        }
        AnyFolded::Equipment(f) => Said {
            names: vec![f.state.name.clone()],
            texts: vec![&f.state.place],
            codes: std::iter::once(&*f.state.pn).chain(f.state.codes.iter().map(String::as_str)).collect(),
            serials: vec![&f.state.sn],
            of: f.state.site.map(Into::into).into_iter().collect(),
            ..none
        },
        AnyFolded::Person(f) => Said {
            names: vec![f.state.name.clone()],
            person: true,
            of: f.state.centre.map(Into::into).into_iter().collect(),
            ..none
        },
        AnyFolded::Centre(f) => Said { names: vec![f.state.name.clone()], texts: vec![&f.state.region], ..none },
        AnyFolded::Card(f) => Said {
            names: vec![f.state.name()],
            texts: vec![f.state.model()],
            codes: std::iter::once(f.state.model()).chain(f.state.codes()).collect(),
            ..none
        },
        AnyFolded::Place(f) => {
            let owners = f.state.person().map(Subject::from).into_iter().chain(f.state.centre().map(Subject::from));
            Said { names: vec![f.state.name()], codes: vec![f.state.bin()], of: owners.collect(), ..none }
        }
        AnyFolded::Job(f) => {
            let report = &f.state.report.as_ref()?.what;
            let named = [Subject::from(report.site), report.customer.into(), report.centre.into()].into_iter();
            let people = f.state.assignees().into_iter().map(Subject::from);
            Said {
                texts: [&*report.symptom, &report.company, &report.product]
                    .into_iter()
                    .chain(found(&f.state))
                    .collect(),
                cause: f.state.cause.get().map(|found| found.cause),
                codes: vec![&report.number],
                phones: vec![report.caller.phone.clone()],
                people: vec![&report.caller.name],
                of: named.chain(people).chain(f.state.equipment().into_iter().map(Subject::from)).collect(),
                ..none
            }
        }
        AnyFolded::Take(f) => {
            let take = &f.state;
            let others = take.from.map(Subject::from).into_iter().chain(take.job.map(Subject::from));
            Said { codes: vec![&take.number], of: others.chain(of_take(take)).collect(), ..none }
        }
        AnyFolded::Skills(f) => {
            let all = f.state.all.values();
            Said {
                names: all.clone().map(|skill| Bilingual::same(&skill.name)).collect(),
                texts: all.clone().map(|skill| &*skill.level).collect(),
                codes: all.map(|skill| &*skill.number).collect(),
                ..none
            }
        }
        _ => return None,
    })
}

/// Who takes with a slip, and which parts: by their names it is found.
fn of_take(take: &Take) -> impl Iterator<Item = Subject> {
    let cards = take.lines.values().map(|line| line.card).chain(take.unowed.iter().map(|unowed| unowed.card));
    take.taker.map(Subject::from).into_iter().chain(cards.map(|card| Subject::new(Card::KIND, card.uuid())))
}

/// What was found and done on a job: by this a past case is found.
fn found(job: &Job) -> impl Iterator<Item = &str> {
    let diagnosis = job.diagnosis.get().into_iter().flat_map(|found| [&*found.scene, &found.handling]);
    let cause = job.cause.get().map(|found| &*found.diagnosis);
    let work = job.work.iter().map(|fact| &*fact.what.text);
    let completed = job.completed.iter().map(|fact| &*fact.what.summary);
    let remote = job.remote.iter().map(|fact| &*fact.what.done);
    diagnosis.chain(cause).chain(work).chain(completed).chain(remote)
}

/// What a cause is called in every language: who looks need not write as who recorded.
fn causes(cause: Cause) -> [String; Lang::ALL.len()] {
    Lang::ALL.map(|lang| code_text(lang, "papers-cause-", cause.code()))
}

/// The texts of this program that are among the words: with other ones they are written again.
pub(super) fn own_texts() -> String {
    Cause::ALL.iter().flat_map(|cause| causes(*cause)).collect::<Vec<_>>().join("\n")
}

/// The records whose names or codes are words of this one.
pub(super) fn shown_by(state: &State) -> BTreeSet<Subject> {
    if let AnyFolded::Take(folded) = &state.0 {
        return of_take(&folded.state).collect();
    }
    let Some(job) = state.0.as_job() else { return directory::shown_by(state) };
    let mut shown = jobs::shown_by(job);
    shown.extend(job.equipment().into_iter().map(Subject::from));
    shown
}

/// The words of a record.
fn words(item: &Item, directory: &HashMap<Subject, directory::Listed>) -> Option<Words> {
    let said = said(&item.state)?;
    let mut words = Words::of_kind(item.subject.kind());
    let called = if said.person { Called::Person } else { Called::Thing };
    let name = |words: &mut Words, name: &Bilingual, called| {
        words.name(&name.zh, called);
        if name.en != name.zh {
            words.name(&name.en, called);
        }
    };
    for own in &said.names {
        name(&mut words, own, called);
    }
    said.texts.iter().for_each(|text| words.text(text));
    said.codes.iter().for_each(|code| words.code(code));
    said.serials.iter().for_each(|serial| words.serial(serial));
    said.phones.iter().for_each(|phone| words.phone(phone));
    said.people.iter().for_each(|person| words.name(person, Called::Person));
    said.of.iter().for_each(|of| words.of(&of.to_string()));
    said.cause.into_iter().flat_map(causes).for_each(|text| words.text(&text));
    // Machines of one job are often called the same.
    let mut machines: BTreeSet<&str> = BTreeSet::new();
    for shown in shown_by(&item.state) {
        let Some(row) = directory.get(&shown) else { continue };
        match shown.kind() {
            Contract::KIND => words.code_of_other(&row.code),
            Equipment::KIND => {
                words.serial_of_other(&row.code);
                row.labels.iter().for_each(|label| words.code_of_other(label));
                machines.extend([&*row.name.zh, &row.name.en]);
            }
            Card::KIND => {
                words.code_of_other(&row.code);
                name(&mut words, &row.name, Called::Thing);
            }
            Person::KIND => name(&mut words, &row.name, Called::Person),
            // A machine is not found by the name of its site; it is looked for among those of a customer.
            Site::KIND if item.subject.kind() == Equipment::KIND => {
                row.owner.iter().for_each(|customer| words.stream(Facet::machines_of(customer).name()));
            }
            _ => name(&mut words, &row.name, Called::Thing),
        }
    }
    machines.into_iter().for_each(|name| words.text(name));
    item.streams.iter().for_each(|stream| words.stream(stream));
    facets(&item.state).iter().for_each(|facet| words.stream(facet.name()));
    Some(words)
}

async fn joined(conn: &mut Conn, items: &[Item]) -> Result<Vec<(Subject, String)>, HubError> {
    let shown: BTreeSet<Subject> = items.iter().flat_map(|item| shown_by(&item.state)).collect();
    let shown: Vec<Subject> = shown.into_iter().collect();
    let names = if shown.is_empty() { HashMap::new() } else { directory::read(conn, &shown).await? };
    let of = |item: &Item| Some((item.subject.clone(), words(item, &names)?.joined()));
    Ok(items.iter().filter_map(of).collect())
}

async fn known(conn: &mut Conn, subjects: &[Subject]) -> Result<HashMap<Subject, (i64, String)>, HubError> {
    let mut query = among("SELECT subject, id, digest FROM search_doc WHERE subject IN (", subjects);
    let rows = query.build().fetch_all(conn).await?;
    rows.iter().map(|row| Ok((subject(row.try_get(0)?)?, (row.try_get(1)?, row.try_get(2)?)))).collect()
}

/// Writes the words of changed records.
pub(super) async fn put(conn: &mut Conn, items: &[Item]) -> Result<(), HubError> {
    let now = joined(conn, items).await?;
    let subjects: Vec<Subject> = now.iter().map(|(subject, _)| subject.clone()).collect();
    if subjects.is_empty() {
        return Ok(());
    }
    let known = known(conn, &subjects).await?;
    let mut next: i64 =
        sql::query_scalar("SELECT COALESCE(MAX(id), 0) + 1 FROM search_doc").fetch_one(&mut *conn).await?;
    let mut docs: Vec<(i64, &Subject, String, &str)> = Vec::new();
    for (subject, words) in &now {
        let digest = Hash::of(words.as_bytes()).to_string();
        let id = match known.get(subject) {
            Some((_, old)) if *old == digest => continue,
            // It keeps its number, and with it its place among what is found.
            Some((id, _)) => *id,
            None => {
                next += 1;
                next - 1
            }
        };
        docs.push((id, subject, digest, words));
    }
    for some in parts(&docs) {
        let mut query = Builder::new("INSERT INTO search_doc (id, subject, digest) ");
        query.push_values(some, |mut row, (id, subject, digest, _)| {
            row.push_bind(*id).push_bind(subject.to_string()).push_bind(digest.clone());
        });
        query.push(" ON CONFLICT (subject) DO UPDATE SET digest = excluded.digest").build().execute(&mut *conn).await?;
        let is_server = conn.is_postgres();
        let insert = if is_server { "INSERT INTO" } else { "INSERT OR REPLACE INTO" };
        let mut query = Builder::new(format!("{insert} search_word (rowid, words) "));
        query.push_values(some, |mut row, (id, _, _, words)| {
            row.push_bind(*id);
            match is_server {
                true => row.push_bind_as(vector(words), "tsvector"),
                false => row.push_bind((*words).to_owned()),
            };
        });
        if is_server {
            query.push(" ON CONFLICT (rowid) DO UPDATE SET words = excluded.words");
        }
        query.build().execute(&mut *conn).await?;
    }
    Ok(())
}

/// Words with their places, as PostgreSQL's index takes them.
fn vector(words: &str) -> String {
    let placed = words.split(' ').zip(1..).map(|(word, at)| format!("{}:{at}", lexeme(word)));
    placed.collect::<Vec<_>>().join(" ")
}

/// The slips among whose words the name of `what` is, behind `after`, in the order of their subjects, at most `most`. The index itself says which.
pub(super) async fn showing(
    conn: &mut Conn,
    what: &Subject,
    after: &str,
    most: usize,
) -> Result<Vec<Subject>, HubError> {
    if ![Person::KIND, Card::KIND].contains(&what.kind()) {
        return Ok(Vec::new());
    }
    let mut query = Builder::new("SELECT s.subject FROM search_word w JOIN search_doc s ON s.id = w.rowid WHERE ");
    of_one(what, Take::KIND).push(&mut query, conn.is_postgres());
    query.push(" AND s.subject > ").push_bind(after.to_owned()).push(" ORDER BY s.subject LIMIT ");
    query.push_bind(i64::try_from(most).unwrap_or(i64::MAX));
    let names: Vec<String> = query.build_query_scalar().fetch_all(conn).await?;
    names.iter().map(|name| subject(name)).collect()
}

/// Whether the words of a record are those of its state.
pub(super) async fn holds(conn: &mut Conn, item: &Item) -> Result<bool, HubError> {
    let now = joined(conn, std::slice::from_ref(item)).await?;
    let known = known(conn, std::slice::from_ref(&item.subject)).await?;
    let wanted = now.first().map(|(_, words)| Hash::of(words.as_bytes()).to_string());
    Ok(known.get(&item.subject).map(|(_, digest)| digest) == wanted.as_ref())
}

/// One record that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub subject: Subject,
    /// What was typed is its whole code.
    pub exact: bool,
}

/// Records that one question to the index gives of all kinds together. Seldom do more answer.
const AT_ONCE: usize = 300;

/// One answer to one of several questions.
struct Answer {
    subject: Subject,
    /// Its place in the index: the newest have the highest.
    at: i64,
    way: i64,
    whole: bool,
}

/// Answers by kind, at most so many of each.
struct Grouped {
    most: usize,
    by_kind: HashMap<String, Vec<Answer>>,
}

impl Grouped {
    /// Takes answers in; whether one of the questions gave as many as `limit`, so that there may be more.
    fn take(&mut self, answers: Vec<Answer>, limit: usize) -> bool {
        let mut counts: HashMap<i64, usize> = HashMap::new();
        for answer in answers {
            *counts.entry(answer.way).or_default() += 1;
            let known = self.by_kind.entry(answer.subject.kind().to_owned()).or_default();
            if let Some(one) = known.iter_mut().find(|one| one.subject == answer.subject) {
                one.whole |= answer.whole;
            } else {
                known.push(answer);
            }
        }
        for answers in self.by_kind.values_mut() {
            answers.sort_by_key(|one| (Reverse(one.whole), Reverse(one.at)));
            answers.truncate(self.most);
        }
        counts.values().any(|count| *count >= limit)
    }
    fn wants(&self, kind: &str) -> bool {
        self.by_kind.get(kind).is_none_or(|answers| answers.len() < self.most)
    }
    fn of(&self, kind: &str) -> Vec<Found> {
        let answers = self.by_kind.get(kind).into_iter().flatten();
        answers.map(|one| Found { subject: one.subject.clone(), exact: one.whole }).collect()
    }
}

impl Ledger {
    /// Records that answer `typed`, of these kinds or of all, at most `limit`: those whose whole code it is first, the newest of the others behind.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn search(
        &self,
        reach: &Reach,
        typed: &str,
        kinds: &[&str],
        limit: usize,
    ) -> Result<Vec<Found>, HubError> {
        let mut found: Vec<Found> = Vec::new();
        let mut exactly = Query::default();
        if let Some(word) = exact(typed) {
            exactly.word(word);
            if let Some(matched) = within(exactly, reach, kinds, None) {
                for subject in self.matched(&matched, limit).await? {
                    found.push(Found { subject, exact: true });
                }
            }
        }
        if let Some(matched) = matching(reach, typed, kinds, (None, None)) {
            for subject in self.matched(&matched, limit + found.len()).await? {
                if found.len() < limit && !found.iter().any(|one| one.subject == subject) {
                    found.push(Found { subject, exact: false });
                }
            }
        }
        Ok(found)
    }

    /// People whose names answer `typed`, at most `limit`, the newest first: those of the centres within `reach` and of head office. Who left is among
    /// them.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn search_people(&self, reach: &Reach, typed: &str, limit: usize) -> Result<Vec<Subject>, HubError> {
        let mut query = Query::read(typed);
        if query.is_empty() {
            return Ok(Vec::new());
        }
        if let Reach::Streams(streams) = reach {
            let centre = |stream: &Stream| match stream {
                Stream::Centre(id) => Some(CentreId::from(*id)),
                _ => None,
            };
            let centres = streams.iter().filter_map(centre).map(Some).chain([None]);
            let facets = centres.filter_map(|centre| Facet::people(None, Some(centre)));
            query.in_streams(facets.map(|facet| facet.name().to_owned()));
        }
        match within(query, reach, &[Person::KIND], None) {
            Some(matched) => self.matched(&matched, limit).await,
            None => Ok(Vec::new()),
        }
    }

    /// Records that answer `typed`, at most `most` of each of these kinds: those whose whole code it is first, the newest of the others behind. One
    /// question to the index for all kinds. Where more answer than it gives at once, one more for those of which too few are among them.
    ///
    /// # Errors
    /// [`HubError`] when the database does not answer.
    pub async fn search_kinds(
        &self,
        reach: &Reach,
        typed: &str,
        kinds: &[&str],
        most: usize,
    ) -> Result<Vec<Found>, HubError> {
        let ways = |kinds: &[&str]| {
            let whole = |word| {
                let mut query = Query::default();
                query.word(word);
                within(query, reach, kinds, None).map(|matched| (matched, true))
            };
            let words = matching(reach, typed, kinds, (None, None)).map(|matched| (matched, false));
            exact(typed).and_then(whole).into_iter().chain(words).collect::<Vec<_>>()
        };
        let mut found = Grouped { most, by_kind: HashMap::new() };
        if found.take(self.answers(&ways(kinds), AT_ONCE).await?, AT_ONCE) {
            let few: Vec<&str> = kinds.iter().copied().filter(|kind| found.wants(kind)).collect();
            let ways: Vec<(Matching, bool)> = few.iter().flat_map(|kind| ways(&[*kind])).collect();
            found.take(self.answers(&ways, most).await?, most);
        }
        Ok(kinds.iter().flat_map(|kind| found.of(kind)).collect())
    }

    /// What answers each of some questions, of each at most `limit`, the newest first.
    async fn answers(&self, ways: &[(Matching, bool)], limit: usize) -> Result<Vec<Answer>, HubError> {
        if ways.is_empty() {
            return Ok(Vec::new());
        }
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut query = Builder::new("");
        for (n, (matched, whole)) in ways.iter().enumerate() {
            query.push(if n > 0 { " UNION ALL " } else { "" });
            query.push(format!(
                "SELECT * FROM (SELECT s.subject, w.rowid AS at, CAST({n} AS BIGINT) AS way, CAST({} AS BIGINT) AS whole \
                 FROM search_word w JOIN search_doc s ON s.id = w.rowid WHERE ",
                i64::from(*whole)
            ));
            matched.push(&mut query, self.db.is_shared());
            query.push(" ORDER BY w.rowid DESC LIMIT ").push_bind(limit).push(format!(") b{n}"));
        }
        let rows = query.build().fetch_all(self.db.read()).await?;
        let answer = |row: &Row| {
            let (at, way, whole): (i64, i64, i64) = (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
            Ok::<_, HubError>(Answer { subject: subject(row.try_get(0)?)?, at, way, whole: whole == 1 })
        };
        rows.iter().map(answer).collect()
    }

    async fn matched(&self, matched: &Matching, limit: usize) -> Result<Vec<Subject>, HubError> {
        let mut query = Builder::new("SELECT s.subject FROM search_word w JOIN search_doc s ON s.id = w.rowid WHERE ");
        matched.push(&mut query, self.db.is_shared());
        query.push(" ORDER BY w.rowid DESC LIMIT ").push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
        let names: Vec<String> = query.build_query_scalar().fetch_all(self.db.read()).await?;
        names.iter().map(|name| subject(name)).collect()
    }
}
