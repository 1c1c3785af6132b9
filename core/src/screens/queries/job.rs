//! A job with what its screens need beside it, and what several screens say of it.

use super::{banners, people};
use crate::domain::calendar::day_in;
use crate::domain::ids::{EquipmentId, JobId};
use crate::domain::jobs::flag_args;
use crate::domain::jobs::{Job, Photo, Status};
use crate::domain::sites::{Contract, Customer, Equipment, Site};
use crate::kernel::Flag;
use crate::screens::action::{Action, JobAction};
use crate::screens::blocks::{Banner, Head, MapPoint, Row, Tone};
use crate::screens::error::Problem;
use crate::screens::paging::ROWS;
use crate::screens::route::Route;
use crate::screens::view::View;
use crate::screens::words::Words;
use chrono::Datelike;
use chrono_tz::Tz;
use std::cmp::Reverse;
use std::collections::BTreeMap;

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
    /// Site and customer: where one goes comes first, so that it is read where there is little room.
    pub fn whose(&self, words: Words) -> String {
        let (customer, site) = (self.customer.name.in_lang(words.lang), self.site.name.in_lang(words.lang));
        match (site, customer) {
            ("", only) | (only, "") => only.to_owned(),
            (site, customer) if site == customer => site.to_owned(),
            (site, customer) => format!("{site} · {customer}"),
        }
    }
    /// The site alone; the customer where it has no name.
    pub fn place(&self, words: Words) -> String {
        let (customer, site) = (self.customer.name.in_lang(words.lang), self.site.name.in_lang(words.lang));
        if site.is_empty() { customer.to_owned() } else { site.to_owned() }
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
    /// The newest other jobs about its machines, newest first: of each as many as a page shows, and no more in all.
    pub fn earlier(&self, view: &View<'_>) -> Result<Vec<(JobId, Job)>, Problem> {
        let mut jobs = BTreeMap::new();
        for machine in self.job.equipment() {
            for (id, job) in view.jobs_about(machine, None, ROWS + 1)? {
                let reported = job.report.as_ref().map(|report| report.what.at);
                jobs.insert(Reverse((reported, id)), job);
            }
        }
        let others = jobs.into_iter().map(|(Reverse((_, id)), job)| (id, job)).filter(|(id, _)| *id != self.id);
        Ok(others.take(ROWS).collect())
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
    banners.extend(banners::all(view));
    Head { title, subtitle: known.whose(words), banners, ..Head::default() }
}

/// The text of a flag.
pub(crate) fn flag_text(words: Words, flag: &Flag) -> String {
    words.with(&format!("flag-{}", flag.code), &flag_args(flag, words.lang))
}

/// What it means for the engineer.
pub(crate) fn status_tone(status: Status) -> Tone {
    match status {
        Status::Reported | Status::Judged | Status::Diagnosed | Status::Planned => Tone::Info,
        Status::Assigned | Status::Accepted | Status::Left | Status::OnSite | Status::Working => Tone::Info,
        Status::WaitingParts | Status::WaitingCustomer | Status::Completed => Tone::Warning,
        Status::SolvedRemotely | Status::Signed | Status::CalledBack | Status::Closed => Tone::Good,
        Status::Cancelled => Tone::Bad,
    }
}

/// What does not fit, in words.
pub(crate) fn flag_row(words: Words, flag: &Flag) -> Row {
    Row { key: flag.event.to_string(), title: flag_text(words, flag), tone: Tone::Warning, ..Row::default() }
}

/// What a list shows of a photo.
pub(crate) fn thumbnail(photo: &Photo) -> String {
    photo.thumbnail.as_ref().unwrap_or(&photo.blob).hash.to_string()
}

/// An amount as people read it.
pub(crate) fn money(words: Words, minor: i64, currency: &str) -> String {
    crate::domain::values::Money::new(minor, currency).in_lang(words.lang)
}

/// Where a site is on the map, under the name that people call it by.
pub(crate) fn site_point(view: &View<'_>, site: &Site) -> Option<MapPoint> {
    let position = site.position?;
    let degrees = |e6: i32| f64::from(e6) / 1e6;
    let label = site.name.in_lang(view.words.lang).to_owned();
    Some(MapPoint { latitude: degrees(position.lat_e6), longitude: degrees(position.lon_e6), label })
}

/// The day on which the work was done, by the site's clock.
pub(crate) fn done_on(view: &View<'_>, job: &Job) -> Result<String, Problem> {
    let Some(at) = job.completed.as_ref().map(|fact| fact.moment.at) else { return Ok(String::new()) };
    let site: Site = match job.site() {
        Some(site) => view.get(site.uuid())?,
        None => Site::default(),
    };
    let zone = site.tz();
    Ok(view.words.date(day_in(at, zone), day_in(view.words.now, zone).year()))
}

/// Where the work is, who called and who else is there, when a visit was agreed, what to know at the gate, and whom of us to call.
pub(crate) fn customer_rows(view: &View<'_>, known: &Known) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let mut rows = vec![Row {
        key: "site".into(),
        title: known.whose(words),
        detail: known.site.address.clone(),
        map: site_point(view, &known.site),
        ..Row::default()
    }];
    rows.extend(people::at_site(view, &known.site, &known.job));
    if let Some(visit) = known.job.visit.get() {
        let args = [("from", words.time(visit.from, known.zone)), ("to", words.time(visit.to, known.zone))];
        rows.push(Row {
            key: "visit".into(),
            title: words.with("screen-job-visit", &args),
            detail: visit.with.clone(),
            message: people::visit_text(view, &known.site, &known.job, known.contract.as_ref())?,
            ..Row::default()
        });
    }
    rows.extend(people::at_the_gate(view, &known.site));
    rows.extend(people::of_house(view, &known.job)?);
    Ok(rows)
}

/// Its machines, each with how often it had work before.
pub(crate) fn equipment_rows(view: &View<'_>, known: &Known) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let mut rows = Vec::new();
    for (id, equipment) in known.equipment(view)? {
        let earlier = view.store.count_about::<Job>(id.uuid(), known.id.uuid())?;
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
