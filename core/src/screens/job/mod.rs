//! The job: what is known, what was promised, what happened, and the next steps as buttons.

mod act;
mod buttons;
pub(crate) mod entitled;
mod promises;
mod repeat;
mod timeline;

pub(crate) use act::{act, checks_of, start_check};
pub(crate) use promises::due;

use super::action::{Action, JobAction};
use super::blocks::{Banner, Button, Head, Row, Section, Tone};
use super::error::Problem;
use super::route::Route;
use super::view::View;
use super::words::Words;
use crate::domain::calendar::day_in;
use crate::domain::checks::{Check, Checklist};
use crate::domain::ids::{EquipmentId, JobId};
use crate::domain::jobs::{Job, Photo, Replacement, Status, flag_args};
use crate::domain::parts::Card;
use crate::domain::sites::{Contract, Customer, Equipment, Site};
use crate::kernel::Flag;
use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// The job screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct JobScreen {
    /// Title (number and kind), customer, banners.
    pub head: Head,
    /// How far it has come.
    pub status: String,
    /// How that is meant.
    pub tone: Tone,
    /// The symptom in the customer's words.
    pub symptom: String,
    /// Level, judgement and diagnosis; empty before.
    pub diagnosis: String,
    /// Promises with the time left.
    pub promises: Section,
    /// Customer, site, contact, agreed visit.
    pub customer: Section,
    /// What the customer is entitled to, with the clause.
    pub entitlement: Section,
    /// Equipment, with the history of each.
    pub equipment: Section,
    /// Checklists, begun and offered.
    pub checks: Section,
    /// Parts that went in.
    pub parts: Section,
    /// What does not fit and is to be looked at.
    pub flags: Section,
    /// What happened, newest first.
    pub timeline: Section,
    /// The next steps; the first is the most likely.
    pub buttons: Vec<Button>,
    /// What else can be done.
    pub more: Vec<Button>,
}

/// A job with what its screens need beside it.
pub(crate) struct Known {
    pub id: JobId,
    pub job: Job,
    pub site: Site,
    pub customer: Customer,
    pub contract: Option<Contract>,
    pub zone: Tz,
}

impl Known {
    pub fn read(view: &View<'_>, id: JobId) -> Result<Self, Problem> {
        Self::of(view, id, view.need(id.uuid())?)
    }
    /// A job with what belongs to it.
    pub fn of(view: &View<'_>, id: JobId, job: Job) -> Result<Self, Problem> {
        let site: Site = match job.site() {
            Some(site) => view.get(site.uuid())?,
            None => Site::default(),
        };
        let customer = match job.customer() {
            Some(customer) => view.get(customer.uuid())?,
            None => Customer::default(),
        };
        let contract = job.contract().map(|contract| view.find(contract.uuid())).transpose()?.flatten();
        let zone = site.tz();
        Ok(Self { id, job, site, customer, contract, zone })
    }
    /// Number, and kind of job.
    pub fn title(&self, words: Words) -> String {
        let kind = self.job.kind().map_or_else(String::new, |kind| words.code("papers-kind-", kind.code()));
        words.with("screen-job-title", &[("number", self.job.number().to_owned()), ("kind", kind)])
    }
    /// Customer and site.
    pub fn whose(&self, words: Words) -> String {
        let (customer, site) = (self.customer.name.in_lang(words.lang), self.site.name.in_lang(words.lang));
        if customer == site { customer.to_owned() } else { format!("{customer} {site}").trim().to_owned() }
    }
    /// An action on this job.
    pub fn action(&self, action: JobAction) -> Action {
        Action::Job { job: self.id.to_string(), action }
    }
    /// Its equipment, as far as the phone knows it.
    pub fn equipment(&self, view: &View<'_>) -> Result<Vec<(EquipmentId, Equipment)>, Problem> {
        let mut found = Vec::new();
        for id in self.job.equipment() {
            if let Some(equipment) = view.find::<Equipment>(id.uuid())? {
                found.push((id, equipment));
            }
        }
        Ok(found)
    }
}

/// The head of a screen that belongs to a job.
pub(crate) fn head(view: &View<'_>, known: &Known, title: String) -> Head {
    let words = view.words;
    let mut banners = Vec::new();
    if let Some(cancelled) = known.job.cancelled.as_ref().filter(|_| known.job.is_cancelled()) {
        // Who is out for it reads why: the work may have to be put back as it was.
        let args = [("reason", cancelled.what.reason.clone())];
        banners.push(Banner { tone: Tone::Bad, text: words.with("screen-job-cancelled", &args), open: None });
    }
    if let Some(emergency) = &known.job.emergency {
        let owed: Vec<String> =
            known.job.owed_papers().map(|owed| words.code("job-paper-", owed.paper.code())).collect();
        if !owed.is_empty() {
            let due = words.left(emergency.what.due);
            let args = [("papers", words.list(&owed)), ("left", due)];
            banners.push(Banner { tone: Tone::Warning, text: words.with("screen-job-papers-owed", &args), open: None });
        }
    }
    let conflicts: Vec<String> =
        known.job.conflicts().into_iter().map(|field| words.code("job-field-", field.code())).collect();
    if !conflicts.is_empty() {
        let text = words.with("screen-job-conflict", &[("fields", words.list(&conflicts))]);
        banners.push(Banner { tone: Tone::Warning, text, open: Some(Route::Worklist) });
    }
    banners.extend(super::sync::banners(view));
    Head { title, subtitle: known.whose(words), banners }
}

/// The text of a flag.
pub(crate) fn flag_text(words: Words, flag: &Flag) -> String {
    words.with(&format!("flag-{}", flag.code), &flag_args(flag, words.lang))
}

/// What it means for the engineer.
pub(crate) fn status_tone(status: Status) -> Tone {
    match status {
        Status::Reported | Status::Judged | Status::Diagnosed | Status::Planned | Status::Assigned => Tone::Info,
        Status::Left | Status::OnSite | Status::Working => Tone::Info,
        Status::WaitingParts | Status::WaitingCustomer | Status::Completed => Tone::Warning,
        Status::SolvedRemotely | Status::Signed | Status::CalledBack | Status::Closed => Tone::Good,
        Status::Cancelled => Tone::Bad,
    }
}

pub(crate) fn show(view: &View<'_>, id: JobId) -> Result<JobScreen, Problem> {
    let words = view.words;
    let known = Known::read(view, id)?;
    let job = &known.job;
    let status = job.status();
    let section = |key: &str, rows: Vec<Row>| Section {
        more: None,
        key: key.to_owned(),
        title: words.code("screen-job-section-", key), // keys!: screen-job-section-*
        rows,
        empty: String::new(),
    };
    let mut timeline = section("timeline", timeline::rows(view, job, known.zone)?);
    timeline.empty = words.say("screen-job-none-yet");
    let mut equipment = section("equipment", equipment_rows(view, &known)?);
    equipment.empty = words.say("screen-job-no-equipment");
    let mut flags: Vec<Row> = repeat::row(view, &known)?.into_iter().collect();
    flags.extend(job.open_flags().map(|flag| flag_row(words, flag)));
    let (buttons, more) = buttons::all(view, &known)?;
    Ok(JobScreen {
        head: head(view, &known, known.title(words)),
        status: words.code("job-status-", status.code()),
        tone: status_tone(status),
        symptom: job.report.as_ref().map(|report| report.what.symptom.clone()).unwrap_or_default(),
        diagnosis: diagnosis(words, job),
        promises: section("promises", promises::rows(words, &known)),
        customer: section("customer", customer_rows(view, &known)?),
        entitlement: section("entitlement", entitled::rows(view, &known)?),
        equipment,
        checks: section("checks", check_rows(view, &known)?),
        parts: section("parts", part_rows(view, &known)?),
        flags: section("flags", flags),
        timeline,
        buttons,
        more,
    })
}

fn diagnosis(words: Words, job: &Job) -> String {
    let level = job.level().map(|level| words.code("papers-level-", &level.to_string()));
    let class = job.judgement.get().map(|judgement| words.code("job-class-", judgement.class.code()));
    let found = job.diagnosis.get().map(|diagnosis| diagnosis.scene.clone());
    words.list(&[class, level, found].into_iter().flatten().collect::<Vec<_>>())
}

/// What does not fit, in words.
pub(crate) fn flag_row(words: Words, flag: &Flag) -> Row {
    Row { key: flag.event.to_string(), title: flag_text(words, flag), tone: Tone::Warning, ..Row::default() }
}

pub(crate) fn customer_rows(view: &View<'_>, known: &Known) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let mut rows = vec![Row {
        key: "site".into(),
        title: known.whose(words),
        detail: known.site.address.clone(),
        map: super::equipment::site_point(view, &known.site),
        ..Row::default()
    }];
    if let Some(report) = &known.job.report {
        let caller = &report.what.caller;
        if !caller.name.is_empty() {
            let args = [("name", caller.name.clone()), ("title", caller.title.clone())];
            let key = if caller.title.is_empty() { "screen-job-contact-plain" } else { "screen-job-contact" };
            let title = words.with(key, &args);
            rows.push(Row { key: "caller".into(), title, detail: caller.phone.clone(), ..Row::default() });
        }
    }
    if let Some(visit) = known.job.visit.get() {
        let args = [("from", words.time(visit.from, known.zone)), ("to", words.time(visit.to, known.zone))];
        rows.push(Row {
            key: "visit".into(),
            title: words.with("screen-job-visit", &args),
            detail: visit.with.clone(),
            ..Row::default()
        });
    }
    Ok(rows)
}

/// The contract that the job was taken under: its number, which work it covers, and until when.
fn contract_row(view: &View<'_>, known: &Known, contract: &Contract) -> Row {
    let words = view.words;
    let today = day_in(words.now, known.zone);
    let day = |day: NaiveDate| words.date(day, today.year());
    let services: Vec<String> = contract.services.iter().map(|kind| words.code("papers-kind-", kind.code())).collect();
    let over = today < contract.starts || contract.ends < today;
    let args = [("from", day(contract.starts)), ("to", day(contract.ends))];
    Row {
        key: "contract".into(),
        title: words.with("screen-job-contract", &[("number", contract.number.clone())]),
        detail: words.list(&services),
        trailing: words.with("screen-job-contract-days", &args),
        tone: if over { Tone::Warning } else { Tone::Plain },
        ..Row::default()
    }
}

pub(crate) fn equipment_rows(view: &View<'_>, known: &Known) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    // Earlier jobs of the same site, for the history of each machine.
    let site = super::view::of_site(known.job.site());
    let others: Vec<Job> = match site {
        Some(site) => {
            view.children::<Job>(&site)?.into_iter().filter(|(id, _)| *id != known.id.uuid()).map(|j| j.1).collect()
        }
        None => Vec::new(),
    };
    let mut rows = Vec::new();
    for (id, equipment) in known.equipment(view)? {
        let earlier = others.iter().filter(|job| job.equipment().contains(&id)).count();
        let args = [("pn", equipment.pn.clone()), ("sn", equipment.sn.clone()), ("place", equipment.place.clone())];
        let history = words.with("screen-job-earlier", &[("count", earlier.to_string())]);
        rows.push(Row {
            key: id.to_string(),
            title: equipment.name.in_lang(words.lang).to_owned(),
            detail: words.with("screen-job-machine", &args),
            trailing: if earlier == 0 { String::new() } else { history },
            open: Some(Route::Equipment { equipment: id.to_string() }),
            ..Row::default()
        });
    }
    Ok(rows)
}

fn check_rows(view: &View<'_>, known: &Known) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let Some(parent) = super::view::of_job(Some(known.id)) else { return Ok(Vec::new()) };
    let mut rows = Vec::new();
    for (id, check) in view.children::<Check>(&parent)? {
        let checklist: Checklist = match check.checklist() {
            Some(checklist) => view.get(checklist.uuid())?,
            None => Checklist::default(),
        };
        let title = checklist.definition.map(|d| d.title).unwrap_or_default();
        let done = check.is_completed();
        rows.push(Row {
            key: id.to_string(),
            title: title.in_lang(words.lang).to_owned(),
            trailing: words.say(if done { "screen-job-check-done" } else { "screen-job-check-open" }),
            tone: if done { Tone::Good } else { Tone::Plain },
            open: Some(Route::Checklist { check: id.to_string() }),
            ..Row::default()
        });
    }
    Ok(rows)
}

fn part_rows(view: &View<'_>, known: &Known) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let mut rows = Vec::new();
    for replaced in &known.job.parts {
        let card: Card = view.get(replaced.part.card.uuid())?;
        let back = replaced.swapped_back.is_some();
        let replacement = replaced.moment.event.to_string();
        let swap = buttons::swap_back(words, known, replacement.clone());
        rows.push(Row {
            key: replacement,
            title: card.name().in_lang(words.lang).to_owned(),
            detail: words.with("screen-job-serials", &serial_args(&replaced.part)),
            trailing: if back { words.say("screen-job-line-swapped-back") } else { String::new() },
            tone: if back { Tone::Warning } else { Tone::Plain },
            buttons: if back || known.job.completed.is_some() { Vec::new() } else { vec![swap] },
            ..Row::default()
        });
    }
    Ok(rows)
}

fn serial_args(part: &Replacement) -> [(&'static str, String); 2] {
    let shown = |serial: &str| if serial.is_empty() { "-".to_owned() } else { serial.to_owned() };
    [("in", shown(&part.serial_in)), ("out", shown(&part.serial_out))]
}

/// What a list shows of a photo.
pub(crate) fn thumbnail(photo: &Photo) -> String {
    photo.thumbnail.as_ref().unwrap_or(&photo.blob).hash.to_string()
}

/// An amount as people read it.
pub(crate) fn money(minor: i64, currency: &str) -> String {
    crate::domain::values::Money::new(minor, currency).to_string()
}
