//! The head of a job: who, where, what, and what the customer is entitled to.

use super::joined;
use crate::access;
use crate::console::kit::{Fact, Line, Section};
use crate::console::names::Names;
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::console::said;
use crate::console::words;
use crate::error::HubError;
use crate::ledger::Ledger;
use chrono_tz::Tz;
use fettle_core::domain::ids::EquipmentId;
use fettle_core::domain::jobs::{Job, JobField, flag_args};
use fettle_core::domain::sites::Equipment;
use fettle_core::domain::values::Phone;
use fettle_core::domain::worklist::{self, Said};
use fettle_core::kernel::{EventId, Flag, Subject};
use fettle_core::text::{Lang, text_with};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// A flag that nobody has settled.
pub(super) struct FlagView {
    /// The event, for the form.
    pub event: String,
    /// The code, for the form.
    pub code: String,
    /// Its text.
    pub text: String,
}

impl FlagView {
    /// Of a flag.
    pub(super) fn of(lang: Lang, flag: &Flag) -> Self {
        Self { event: flag.event.to_string(), code: flag.code.clone(), text: flag_text(lang, flag) }
    }
}

/// Two values that were written concurrently.
pub(in crate::console) struct ConflictView {
    /// Code of the field.
    pub field: String,
    /// Its name.
    pub name: String,
    /// Event and value of each.
    pub values: Vec<(String, String)>,
}

/// The text of a flag.
pub(in crate::console) fn flag_text(lang: Lang, flag: &Flag) -> String {
    text_with(lang, &format!("flag-{}", flag.code), &flag_args(flag, lang))
}

/// What was reported, and how it stands.
pub(super) fn facts(p: &Page, job: &Job, names: &Names, zone: Tz) -> Vec<Fact> {
    let Some(report) = job.report.as_ref().map(|report| &report.what) else { return Vec::new() };
    let mut all = Vec::new();
    let mut line = |key: &str, value: String| {
        if !value.is_empty() {
            all.push(Fact { label: p.t(key), text: value, address: String::new() });
        }
    };
    line("console-kind", p.code("papers-kind-", report.kind.code()));
    line("console-level", job.level().map_or_else(String::new, |n| p.code("papers-level-", &n.to_string())));
    let class = job.judgement.get().map_or_else(String::new, |judged| p.code("job-class-", judged.class.code()));
    line("console-class", class);
    line("console-reported", words::minute(report.at, zone));
    line("console-channel", p.code("papers-channel-", report.channel.code()));
    let caller = &report.caller;
    line("console-caller", joined([caller.name.as_str(), &caller.title, &caller.phone]));
    line("console-company", report.company.clone());
    line("console-product", report.product.clone());
    line("console-centre", names.centre(report.centre));
    line("console-engineer", names.persons(&job.assignees()));
    let visit = job.visit.get().map(|visit| {
        let times = format!("{} – {}", words::minute(visit.from, zone), words::minute(visit.to, zone));
        joined([times.as_str(), &visit.with])
    });
    line("console-visit", visit.unwrap_or_default());
    // A number that can be dialled is dialled by a tap, as on a phone that the console is open on.
    let label = p.t("console-caller");
    if let Ok(phone) = Phone::parse(&caller.phone)
        && let Some(fact) = all.iter_mut().find(|fact| fact.label == label)
    {
        fact.address = format!("tel:{}", phone.dialled());
    }
    all
}

/// Customer and site, each with its page, for who may see them; else none.
pub(super) async fn owners(
    auth: &AuthContext,
    p: &Page,
    job: &Job,
    names: &Names,
    site: &str,
) -> Result<Vec<Fact>, HubError> {
    let customer = job.customer().map(|id| (Subject::from(id), "papers-customer", names.customer(id)));
    let site = job.site().map(|id| (Subject::from(id), "console-site", site.to_owned()));
    let mut facts = Vec::new();
    for (subject, key, text) in customer.into_iter().chain(site) {
        if access::may_see(&auth.hub().ledger, &auth.viewer, &subject).await? {
            facts.push(Fact { label: p.t(key), text, address: said::address(&subject) });
        }
    }
    Ok(facts)
}

/// The machines of a job, as a section; none where it names none.
pub(super) async fn equipment(p: &Page, job: &Job, ledger: &Ledger) -> Result<Option<Section>, HubError> {
    let ids = job.equipment();
    let found = ledger.several::<Equipment>(ids.iter().map(|id| id.uuid()).collect()).await?;
    let mut known: HashMap<Uuid, Equipment> = found.into_iter().map(|(id, folded)| (id, folded.state)).collect();
    let line = |id: &EquipmentId| {
        let one = known.remove(&id.uuid())?;
        let warranty = one.warranty_end.map_or_else(String::new, |end| p.t1("console-warranty-until", "day", end));
        let below = joined([one.pn.as_str(), &one.sn, &one.place, &warranty]);
        let text = one.name.in_lang(p.lang).to_owned();
        Some(Line { text, below, address: said::address(&Subject::from(*id)), ..Line::default() })
    };
    // The first is the one that it is about.
    let lines: Vec<Line> = ids.iter().filter_map(line).collect();
    let (title, empty) = (p.t("console-equipment"), String::new());
    Ok((!lines.is_empty()).then_some(Section { title, lines, empty, more: None, add: None, form: None }))
}

/// Fields in which a person has to choose.
pub(super) async fn conflicts(
    auth: &AuthContext,
    p: &Page,
    job: &Job,
    names: &Names,
    zone: Tz,
) -> Result<Vec<ConflictView>, HubError> {
    let mut all = Vec::new();
    for field in job.conflicts() {
        all.push(field_values(auth, p, job, (field, names, zone)).await?);
    }
    Ok(all)
}

/// The values that stand beside each other in one field, each with its author.
pub(in crate::console) async fn field_values(
    auth: &AuthContext,
    p: &Page,
    job: &Job,
    (field, names, zone): (JobField, &Names, Tz),
) -> Result<ConflictView, HubError> {
    let mut values = Vec::new();
    for value in worklist::values(job, field) {
        let said = said_text(auth, p, value.said, (names, zone)).await?;
        values.push((value.event.to_string(), joined([said.as_str(), &names.person(value.by)])));
    }
    Ok(ConflictView { field: field.code().to_owned(), name: p.code("job-field-", field.code()), values })
}

async fn said_text(auth: &AuthContext, p: &Page, said: Said, (names, zone): (&Names, Tz)) -> Result<String, HubError> {
    Ok(match said {
        Said::Word(key) => p.t(&key),
        Said::Typed(text) => text,
        Said::At(at) => words::minute(at, zone),
        Said::People(people) => names.persons(&people),
        Said::Pieces(pieces) => said::text(&auth.hub().ledger, p, &auth.viewer, &pieces).await?,
    })
}

/// What each correction of the report changed, a line a field: from what to what.
pub(super) async fn corrections(
    auth: &AuthContext,
    p: &Page,
    job: &Job,
    names: &Names,
    zone: Tz,
) -> Result<BTreeMap<EventId, String>, HubError> {
    let mut all = BTreeMap::new();
    for fact in &job.corrections {
        let mut lines = Vec::new();
        for one in &fact.what {
            let from = said_text(auth, p, worklist::reported(&one.field, &one.from), (names, zone)).await?;
            let to = said_text(auth, p, worklist::reported(&one.field, &one.to), (names, zone)).await?;
            let args = [("field", p.code("job-field-", &one.field)), ("from", from), ("to", to)];
            lines.push(text_with(p.lang, "job-corrected", &args));
        }
        all.insert(fact.moment.event, lines.join("\n"));
    }
    Ok(all)
}
