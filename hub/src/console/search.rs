//! Search: one field for everything that the reader may see, and the short list that forms ask while somebody types.

use super::names::people_like;
use super::page::{Page, html};
use super::query::Query;
use super::visit::Visit;
use crate::error::{Fault, HubError};
use crate::ledger::{Found, Listed};
use askama::Template;
use axum::Json;
use axum::response::{IntoResponse, Response};
use fettle_core::domain::jobs::Job;
use fettle_core::domain::parts::{Card, Place};
use fettle_core::domain::people::{Centre, Person};
use fettle_core::domain::sites::{Contract, Customer, Equipment, Site};
use fettle_core::kernel::{Aggregate, Subject};
use fettle_core::text::text;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

/// The kinds that are found, in the order in which they stand.
const KINDS: [&str; 9] = [
    Job::KIND,
    Customer::KIND,
    Site::KIND,
    Equipment::KIND,
    Contract::KIND,
    Person::KIND,
    Card::KIND,
    Place::KIND,
    Centre::KIND,
];
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
pub(super) async fn page(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let p = visit.page();
    let mut groups = Vec::new();
    for kind in KINDS {
        let found = find(&visit, kind, &asked.q).await?;
        if found.is_empty() {
            continue;
        }
        let query = utf8_percent_encode(&asked.q, NON_ALPHANUMERIC);
        // What stands here is all there is, unless there is as much as has room.
        let all = list_of(kind).filter(|_| found.len() == OF_A_KIND);
        let all = all.map(|list| format!("{list}?q={query}")).unwrap_or_default();
        // keys!: search-kind-*
        groups.push(Group { name: p.code("search-kind-", kind), hits: hits(&visit, &found).await?, all });
    }
    Ok(html(&SearchPage { groups, due: visit.hub().ledger.rows_are_due(), q: asked.q, p }))
}

/// The short list, for a form.
pub(super) async fn lookup(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let kind = KINDS.into_iter().find(|kind| *kind == asked.kind).ok_or_else(|| Fault::bad("query_unreadable"))?;
    if kind == Person::KIND {
        return Ok(Json(people(&visit, &asked.q).await?).into_response());
    }
    let found = find(&visit, kind, &asked.q).await?;
    Ok(Json(hits(&visit, &found).await?).into_response())
}

/// The people that a form offers: those at work first.
async fn people(visit: &Visit, typed: &str) -> Result<Vec<Hit>, HubError> {
    let found = people_like(visit, typed, OF_A_KIND).await?;
    let centres = found.iter().filter_map(|one| one.centre).map(Subject::from).collect();
    let centres = visit.hub().ledger.names(centres).await?;
    let lang = visit.lang();
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
pub(super) async fn palette(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let (p, typed) = (visit.page(), asked.q.trim().to_lowercase());
    let mut goals = Vec::new();
    // What the page itself leads to stands in it already.
    for section in p.sections() {
        if !typed.is_empty() && section.text.to_lowercase().contains(&typed) {
            goals.push(Goal { name: section.text, about: String::new(), address: section.address.to_owned() });
        }
    }
    for view in visit.hub().views.of_person(visit.viewer.id).await? {
        if view.name.to_lowercase().contains(&typed) {
            goals.push(Goal { name: view.name, about: p.t("views-one"), address: view.address });
        }
    }
    if !typed.is_empty() {
        for kind in KINDS {
            let mut found = find(&visit, kind, &asked.q).await?;
            found.truncate(FEW);
            for hit in hits(&visit, &found).await? {
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

async fn find(visit: &Visit, kind: &str, typed: &str) -> Result<Vec<Found>, HubError> {
    visit.hub().ledger.search(&visit.viewer.reach, typed, &[kind], OF_A_KIND).await
}

/// What was found as it is shown.
async fn hits(visit: &Visit, found: &[Found]) -> Result<Vec<Hit>, HubError> {
    let (ledger, lang) = (&visit.hub().ledger, visit.lang());
    let subjects: Vec<Subject> = found.iter().map(|one| one.subject.clone()).collect();
    let jobs = ledger.job_rows(&subjects).await?;
    let rows = ledger.names(subjects.clone()).await?;
    let mut shown: Vec<Subject> = rows.values().filter_map(|row| row.owner.clone()).collect();
    shown.extend(jobs.values().map(|job| Subject::from(job.site)));
    let owners = ledger.names(shown).await?;
    let called = |subject: &Subject| owners.get(subject).map_or("", |row| row.called(lang)).to_owned();
    let joined = |parts: [String; 2]| parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let hit = |subject: &Subject| {
        if let Some(job) = jobs.get(subject) {
            let about = joined([called(&job.site.into()), job.symptom.clone()]);
            return Some(Hit {
                id: job.id.to_string(),
                name: job.number.clone(),
                about,
                address: address(visit, subject, ""),
            });
        }
        let row: &Listed = rows.get(subject)?;
        let code = if row.name.is_empty() { String::new() } else { row.code.clone() };
        let about = joined([code, row.owner.as_ref().map(called).unwrap_or_default()]);
        let name = row.called(lang).to_owned();
        Some(Hit { id: subject.id().to_string(), address: address(visit, subject, &name), name, about })
    };
    Ok(subjects.iter().filter_map(hit).collect())
}

/// Where something is opened: its page, or the jobs that name it.
fn address(visit: &Visit, subject: &Subject, name: &str) -> String {
    let page = |of: &str| format!("/{of}/{}", subject.id());
    match subject.kind() {
        Job::KIND => page("jobs"),
        Customer::KIND => page("customers"),
        Site::KIND => page("sites"),
        Equipment::KIND => page("equipment"),
        Contract::KIND => page("contracts"),
        Card::KIND => page("cards"),
        Place::KIND => page("places"),
        Person::KIND if visit.page().people => page("people"),
        Centre::KIND if visit.page().people => page("centres"),
        Person::KIND => format!("/jobs?q={}", utf8_percent_encode(name, NON_ALPHANUMERIC)),
        _ => String::new(),
    }
}
