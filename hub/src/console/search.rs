//! Search: one field for everything that the reader may see, the short list that forms ask while somebody types, and the palette.

use super::names::people_like;
use super::page::{Page, html};
use super::query::Query;
use super::request::AuthContext;
use crate::error::{Fault, HubError};
use crate::ledger::{Listed, Piece};
use askama::Template;
use axum::Json;
use axum::response::{IntoResponse, Response};
use fettle_core::domain::jobs::Job;
use fettle_core::domain::parts::{Card, Place, Take};
use fettle_core::domain::people::{Centre, Person, Skills};
use fettle_core::domain::printed::folded;
use fettle_core::domain::sites::{Contract, Customer, Equipment, Site};
use fettle_core::kernel::{Aggregate, Subject};
use fettle_core::text::text;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The kinds that are found, in the order in which they stand.
const KINDS: [&str; 11] = [
    Job::KIND,
    Customer::KIND,
    Site::KIND,
    Equipment::KIND,
    Contract::KIND,
    Person::KIND,
    Skills::KIND,
    Card::KIND,
    Take::KIND,
    Place::KIND,
    Centre::KIND,
];
/// Pieces stand behind the parts; they are lines of stock and no records.
const PIECE: &str = "piece";
/// So many of a kind stand on the page, and in the list of a form.
const OF_A_KIND: usize = 8;

/// What is looked for.
#[derive(Debug, Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Asked {
    q: String,
    /// Of a form: what it wants.
    kind: String,
}

/// One thing that was found.
#[derive(Debug, Serialize)]
struct Hit {
    id: String,
    /// What it is called.
    name: String,
    /// What tells it from others of its name.
    about: String,
    /// Its page; empty where it has none.
    #[serde(skip)]
    address: String,
}

struct Group {
    name: String,
    hits: Vec<Hit>,
    /// The list of all of them; empty where there is none.
    all: String,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    p: Page,
    q: String,
    groups: Vec<Group>,
    due: bool,
}

/// The page.
pub(super) async fn page(auth: AuthContext, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let p = auth.page();
    let mut groups = Vec::new();
    for (kind, hits) in everything(&auth, &asked.q, OF_A_KIND).await? {
        let query = utf8_percent_encode(&asked.q, NON_ALPHANUMERIC);
        // What stands here is all there is, unless there is as much as has room.
        let all = list_of(kind).filter(|_| hits.len() == OF_A_KIND);
        let all = all.map(|list| format!("{list}?q={query}")).unwrap_or_default();
        // keys!: search-kind-*
        groups.push(Group { name: p.code("search-kind-", kind), hits, all });
    }
    Ok(html(&SearchPage { groups, due: auth.hub().ledger.rows_are_due(), q: asked.q, p }))
}

/// The short list, for a form.
pub(super) async fn lookup(auth: AuthContext, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let kind = KINDS.into_iter().find(|kind| *kind == asked.kind).ok_or_else(|| Fault::bad("query_unreadable"))?;
    if kind == Person::KIND {
        return Ok(Json(people(&auth, &asked.q).await?).into_response());
    }
    let found = auth.hub().ledger.search(&auth.viewer.reach, &asked.q, &[kind], OF_A_KIND).await?;
    let subjects: Vec<Subject> = found.into_iter().map(|one| one.subject).collect();
    let mut hits = hits(&auth, &asked.q, &subjects).await?;
    let hits: Vec<Hit> = subjects.iter().filter_map(|subject| hits.remove(subject)).collect();
    Ok(Json(hits).into_response())
}

/// The people that a form offers: those at work first.
async fn people(auth: &AuthContext, typed: &str) -> Result<Vec<Hit>, HubError> {
    let found = people_like(auth, typed, OF_A_KIND).await?;
    let centres = found.iter().filter_map(|one| one.centre).map(Subject::from).collect();
    let centres = auth.hub().ledger.names(centres).await?;
    let lang = auth.lang();
    let hit = |one: &Listed| {
        let centre = one.centre.and_then(|centre| centres.get(&centre.into()));
        let centre = centre.map_or_else(|| text(lang, "people-head-office"), |row| row.called(lang).to_owned());
        let left = if one.ended { text(lang, "kept-over-person") } else { String::new() };
        let about = [centre, left].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        Hit { id: one.subject.id().to_string(), name: one.called(lang).to_owned(), about, address: String::new() }
    };
    Ok(found.iter().map(hit).collect())
}

/// What the palette offers: a section or a saved view by its name, a record by whatever finds it.
#[derive(Debug, Serialize)]
struct Goal {
    name: String,
    /// What sort of thing it is, and what tells it from others of its name.
    about: String,
    address: String,
}

/// Records of a kind in the palette.
const FEW: usize = 4;

/// What the palette offers for what was typed so far; for nothing, the saved views.
pub(super) async fn palette(auth: AuthContext, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let (p, typed) = (auth.page(), asked.q.trim().to_lowercase());
    let mut goals = Vec::new();
    // What the page itself leads to stands in it already.
    for section in p.sections() {
        if !typed.is_empty() && section.text.to_lowercase().contains(&typed) {
            goals.push(Goal { name: section.text, about: String::new(), address: section.address.to_owned() });
        }
    }
    for view in auth.hub().views.of_person(auth.viewer.id).await? {
        if view.name.to_lowercase().contains(&typed) {
            goals.push(Goal { name: view.name, about: p.t("views-one"), address: view.address });
        }
    }
    if !typed.is_empty() {
        for (kind, hits) in everything(&auth, &asked.q, FEW).await? {
            for hit in hits {
                let parts = [p.code("search-kind-", kind), hit.about];
                let about = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
                goals.push(Goal { name: hit.name, about, address: hit.address });
            }
        }
    }
    Ok(Json(goals).into_response())
}

/// The list that holds all of a kind, filtered by words; none where a kind has no such list.
fn list_of(kind: &str) -> Option<&'static str> {
    match kind {
        Job::KIND => Some("/jobs"),
        Customer::KIND => Some("/customers"),
        Site::KIND => Some("/sites"),
        Equipment::KIND => Some("/equipment"),
        Contract::KIND => Some("/contracts"),
        Card::KIND => Some("/cards"),
        Place::KIND => Some("/places"),
        _ => None,
    }
}

/// All that is found, by kinds in their order, at most `most` of each. The index of words is asked once for all of them.
async fn everything(auth: &AuthContext, typed: &str, most: usize) -> Result<Vec<(&'static str, Vec<Hit>)>, HubError> {
    let (ledger, reach) = (&auth.hub().ledger, &auth.viewer.reach);
    let found = ledger.search_kinds(reach, typed, &KINDS, most).await?;
    let subjects: Vec<Subject> = found.into_iter().map(|one| one.subject).collect();
    let mut hits = hits(auth, typed, &subjects).await?;
    let mut pieces = Some(pieces(auth, ledger.pieces(reach, typed, most).await?).await?);
    let mut groups = Vec::new();
    for kind in KINDS {
        let own = subjects.iter().filter(|subject| subject.kind() == kind);
        groups.push((kind, own.filter_map(|subject| hits.remove(subject)).collect()));
        if kind == Card::KIND {
            groups.push((PIECE, pieces.take().unwrap_or_default()));
        }
    }
    groups.retain(|(_, hits)| !hits.is_empty());
    Ok(groups)
}

fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// What was found as it is shown.
async fn hits(auth: &AuthContext, typed: &str, subjects: &[Subject]) -> Result<HashMap<Subject, Hit>, HubError> {
    let (ledger, lang) = (&auth.hub().ledger, auth.lang());
    let ids = |kind: &str| subjects.iter().filter(|one| one.kind() == kind).map(Subject::id).collect::<Vec<_>>();
    let jobs = ledger.job_rows(subjects).await?;
    let takes = ledger.several::<Take>(ids(Take::KIND)).await?;
    let takes: HashMap<Subject, Take> =
        takes.into_iter().map(|(id, f)| (Subject::new(Take::KIND, id), f.state)).collect();
    let skills = ledger.several::<Skills>(ids(Skills::KIND)).await?;
    let skills: HashMap<Subject, Skills> =
        skills.into_iter().map(|(id, f)| (Subject::new(Skills::KIND, id), f.state)).collect();
    let mut wanted: Vec<Subject> = subjects.to_vec();
    wanted.extend(jobs.values().map(|job| Subject::from(job.site)));
    wanted.extend(skills.keys().map(person_of));
    wanted.extend(takes.values().flat_map(named_on));
    let rows = ledger.names(wanted).await?;
    let owners = ledger.names(rows.values().filter_map(|row| row.owner.clone()).collect()).await?;
    let called = |subject: &Subject| {
        let row = rows.get(subject).or_else(|| owners.get(subject));
        row.map_or("", |row| row.called(lang)).to_owned()
    };
    let hit = |subject: &Subject| {
        let id = subject.id().to_string();
        if let Some(job) = jobs.get(subject) {
            let about = joined([called(&job.site.into()), job.symptom.clone()]);
            return Some(Hit { id, name: job.number.clone(), about, address: address(auth, subject, "") });
        }
        if let Some(take) = takes.get(subject) {
            // keys!: parts-take-*
            let status = take.status.map(|status| auth.page().code("parts-take-", status.code())).unwrap_or_default();
            let about = joined(named_on(take).map(|one| called(&one)).chain([status]));
            return Some(Hit { id, name: take.number.clone(), about, address: address(auth, subject, "") });
        }
        if let Some(skills) = skills.get(subject) {
            let (person, about) = (called(&person_of(subject)), joined(fitting(skills, typed)));
            // Who may read them leads those people, or finds their jobs.
            let leads = auth.page().admin;
            let address = if leads { format!("/people/{id}") } else { address(auth, &person_of(subject), &person) };
            return Some(Hit { id, name: person, about, address });
        }
        let row: &Listed = rows.get(subject)?;
        let code = if row.name.is_empty() { String::new() } else { row.code.clone() };
        let about = joined([code, row.owner.as_ref().map(called).unwrap_or_default()]);
        let name = row.called(lang).to_owned();
        Some(Hit { id, address: address(auth, subject, &name), name, about })
    };
    Ok(subjects.iter().filter_map(|subject| Some((subject.clone(), hit(subject)?))).collect())
}

/// The person whose skills these are.
fn person_of(skills: &Subject) -> Subject {
    Subject::new(Person::KIND, skills.id())
}

/// Who takes with a slip, and the first of its parts.
fn named_on(take: &Take) -> impl Iterator<Item = Subject> {
    let cards = take.lines.values().map(|line| Subject::new(Card::KIND, line.card.uuid())).take(FEW);
    take.taker.map(Subject::from).into_iter().chain(cards)
}

/// What a hit of skills and certificates says: those that were typed first.
fn fitting(skills: &Skills, typed: &str) -> Vec<String> {
    let small = |text: &str| folded(text).to_lowercase();
    let words: Vec<String> = typed.split_whitespace().map(small).collect();
    let mut all: Vec<(bool, String)> = skills
        .all
        .values()
        .map(|skill| {
            let text = small(&format!("{} {} {}", skill.name, skill.level, skill.number));
            (!words.iter().any(|word| text.contains(word.as_str())), skill.called())
        })
        .collect();
    all.sort();
    all.into_iter().map(|(_, called)| called).take(FEW).collect()
}

/// Pieces as they are shown: which part, where it lies and in which condition.
async fn pieces(auth: &AuthContext, found: Vec<Piece>) -> Result<Vec<Hit>, HubError> {
    let (ledger, p) = (&auth.hub().ledger, auth.page());
    let of = |piece: &Piece| [Subject::new(Card::KIND, piece.card.uuid()), Subject::from(piece.place)];
    let rows = ledger.names(found.iter().flat_map(of).collect()).await?;
    let hit = |piece: Piece| {
        let [card, place] = of(&piece).map(|one| rows.get(&one).map_or("", |row| row.called(p.lang)).to_owned());
        // keys!: parts-condition-*
        let condition = p.code("parts-condition-", piece.condition.code());
        let address = format!("/stock/{}/{}", piece.place, piece.card);
        Hit { id: piece.serial.clone(), name: piece.serial, about: joined([card, place, condition]), address }
    };
    Ok(found.into_iter().map(hit).collect())
}

/// Where something is opened: its page, or the jobs that name it.
fn address(auth: &AuthContext, subject: &Subject, name: &str) -> String {
    let page = |of: &str| format!("/{of}/{}", subject.id());
    match subject.kind() {
        Job::KIND => page("jobs"),
        Customer::KIND => page("customers"),
        Site::KIND => page("sites"),
        Equipment::KIND => page("equipment"),
        Contract::KIND => page("contracts"),
        Card::KIND => page("cards"),
        Place::KIND => page("places"),
        Take::KIND => format!("/stock?slip={}", subject.id()),
        Person::KIND if auth.page().people => page("people"),
        Centre::KIND if auth.page().people => page("centres"),
        Person::KIND => format!("/jobs?q={}", utf8_percent_encode(name, NON_ALPHANUMERIC)),
        _ => String::new(),
    }
}
