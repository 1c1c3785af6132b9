//! What is late, and what is due next, of everything that the reader reaches: what it is, who has to do it, whom it told, and the way to it.

use super::job::joined;
use super::names::Names;
use super::page::Page;
use super::request::AuthContext;
use super::words;
use crate::error::HubError;
use crate::ledger::{DueRow, LateKey};
use fettle_core::domain::dues::{self, Late, Overdue};
use fettle_core::domain::jobs::Job;
use fettle_core::domain::parts::{Place, Take};
use fettle_core::domain::people::{Person, Role, Skills};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, PersonId, Subject};
use std::collections::HashMap;
use uuid::Uuid;

/// Rows of a page.
const PAGE: usize = 50;

/// One thing.
pub(super) struct LateRow {
    pub(super) what: String,
    pub(super) record: String,
    pub(super) address: String,
    pub(super) since: String,
    /// By how much it is late; empty while it is not.
    pub(super) late: String,
    pub(super) who: String,
    pub(super) told: String,
    /// Whether the reader has to do it.
    pub(super) mine: bool,
}

/// A page of them.
pub(super) struct LatePage {
    pub(super) rows: Vec<LateRow>,
    pub(super) next: Option<String>,
}

/// What is known of the record of a row.
#[derive(Default)]
struct Record {
    name: String,
    address: String,
    doers: Vec<PersonId>,
    told: Vec<Overdue>,
    /// What its items are called that have names of their own: certificates.
    items: HashMap<String, String>,
}

pub(super) async fn late(auth: &AuthContext, p: &Page, after: &LateKey) -> Result<LatePage, HubError> {
    let (ledger, now) = (&auth.hub().ledger, time(auth.hub().clock.now_ms()));
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let after = (!after.subject.is_empty()).then_some(after);
    let mut found = ledger.late(&auth.viewer.reach, now, after, most).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let records = records(auth, p, &found).await?;
    let mut named: Vec<Subject> =
        records.values().flat_map(|record| record.doers.iter()).map(|id| Subject::from(*id)).collect();
    named.extend(
        records
            .values()
            .flat_map(|record| record.told.iter().flat_map(|told| told.told.iter()))
            .map(|id| Subject::from(*id)),
    );
    let names = Names::of(ledger, p.lang, named).await?;
    let zone = names.house_zone(auth.viewer.person.centre);
    let unknown = Record::default();
    let row = |row: &DueRow| {
        let record = records.get(&row.subject).unwrap_or(&unknown);
        let due = &row.due;
        let role = match due.what {
            Late::ReturnCall => Some(Role::Desk),
            Late::Inspection | Late::Receipt => Some(Role::StockKeeper),
            Late::Certificate => Some(Role::Manager),
            _ => None,
        };
        let told = record.told.iter().rev().find(|told| told.what == due.what && told.item == due.item);
        let doers: &[PersonId] = if role.is_some() { &[] } else { record.doers.as_slice() };
        let who = role.map_or_else(|| names.persons(doers), |role| p.code("people-role-", role.code()));
        LateRow {
            what: match record.items.get(&due.item) {
                Some(item) => {
                    let said = dues::what(p.lang, due.what, "");
                    p.tn("dues-of", &[("what", said), ("item", item.clone())])
                }
                None => dues::what(p.lang, due.what, &due.item),
            },
            record: record.name.clone(),
            address: record.address.clone(),
            since: words::minute(due.since, zone),
            late: if due.since < now { words::span(p, now - due.since) } else { String::new() },
            who,
            told: told.map_or_else(String::new, |told| names.persons(&told.told)),
            mine: doers.contains(&auth.viewer.id) || role.is_some_and(|role| auth.viewer.is(role)),
        }
    };
    let next = found.last().filter(|_| more).map(|last| {
        let LateKey { since, subject, what, item } = last.key();
        let escape =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let (subject, what, item) = (escape(&subject), escape(&what), escape(&item));
        format!("/worklist?late_since={since}&late_subject={subject}&late_what={what}&late_item={item}")
    });
    Ok(LatePage { rows: found.iter().map(row).collect(), next })
}

async fn records(auth: &AuthContext, p: &Page, rows: &[DueRow]) -> Result<HashMap<Subject, Record>, HubError> {
    let ledger = &auth.hub().ledger;
    let of = |kind: &str| {
        rows.iter().map(|row| row.subject.clone()).filter(|subject| subject.kind() == kind).collect::<Vec<_>>()
    };
    let ids = |kind: &str| of(kind).iter().map(Subject::id).collect::<Vec<Uuid>>();
    let mut found = HashMap::new();
    for (subject, job) in ledger.job_rows(&of(Job::KIND)).await? {
        let name = words::short(&joined([job.number.as_str(), &job.symptom]));
        let address = format!("/jobs/{}", job.id);
        let told = job.overdue.into_iter().collect();
        found.insert(subject, Record { name, address, doers: job.engineers, told, ..Record::default() });
    }
    for (id, take) in ledger.several::<Take>(ids(Take::KIND)).await? {
        let take = take.state;
        let address = take.job.map_or_else(|| format!("/stock?slip={id}"), |job| format!("/jobs/{job}"));
        let doers = take.taker.into_iter().collect();
        let record = Record { name: take.number, address, doers, told: take.overdue, ..Record::default() };
        found.insert(Subject::new(Take::KIND, id), record);
    }
    for (id, place) in ledger.several::<Place>(ids(Place::KIND)).await? {
        let (place, address) = (place.state, format!("/places/{id}"));
        let name = place.name().in_lang(p.lang).to_owned();
        let record = Record { name, address, told: place.overdue, ..Record::default() };
        found.insert(Subject::new(Place::KIND, id), record);
    }
    let skills = ids(Skills::KIND);
    let people = skills.iter().map(|id| Subject::new(Person::KIND, *id)).collect();
    let names = ledger.names(people).await?;
    for (id, skills) in ledger.several::<Skills>(skills).await? {
        let person = names.get(&Subject::new(Person::KIND, id));
        let name = person.map(|person| person.called(p.lang).to_owned()).unwrap_or_default();
        let address = if p.admin { format!("/people/{id}") } else { String::new() };
        let items = skills.state.all.iter().map(|(skill, one)| (skill.to_string(), one.called())).collect();
        let told = skills.state.overdue;
        found.insert(Subject::new(Skills::KIND, id), Record { name, address, told, items, ..Record::default() });
    }
    Ok(found)
}
