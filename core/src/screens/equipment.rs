//! One machine: what it is, what its customer is entitled to, and every job about it.

use super::blocks::{Button, Head, Row, Section, Tone};
use super::error::Problem;
use super::paging::{ROWS, behind, cut};
use super::queries::job::{site_point, status_tone};
use super::queries::{banners, entitled};
use super::route::Route;
use super::view::View;
use crate::domain::calendar::day_in;
use crate::domain::ids::{EquipmentId, JobId};
use crate::domain::jobs::Job;
use crate::domain::jobs::sheet::JobKind;
use crate::domain::sites::{Contract, Customer, Equipment, Question, Site};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use uuid::Uuid;

/// One machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct EquipmentScreen {
    /// Name, customer and site, banners.
    pub head: Head,
    /// Numbers, place, dates, contract.
    pub about: Section,
    /// What a repair would be: in warranty, in contract or chargeable, with the clause.
    pub entitlement: Section,
    /// Jobs about it, newest first, by pages.
    pub history: Section,
    /// Where to go.
    pub buttons: Vec<Button>,
}

pub(crate) fn show(view: &View<'_>, id: EquipmentId) -> Result<EquipmentScreen, Problem> {
    let words = view.words;
    let one: Equipment = view.need(id.uuid())?;
    let site: Site = match one.site {
        Some(site) => view.get(site.uuid())?,
        None => Site::default(),
    };
    let customer: Customer = match site.customer {
        Some(customer) => view.get(customer.uuid())?,
        None => Customer::default(),
    };
    let entitlement = match one.site {
        Some(site_id) => {
            let (equipment, kind) = (Some(&one), JobKind::Repair);
            let question = Question { equipment, site: (site_id, &site), customer: None, kind, at: words.now };
            vec![entitled::row(view, question)?]
        }
        None => Vec::new(),
    };
    let names = [customer.name.in_lang(words.lang).to_owned(), site.name.in_lang(words.lang).to_owned()];
    let like = Route::Knowledge { words: String::new(), equipment: Some(id.to_string()) };
    Ok(EquipmentScreen {
        head: Head {
            title: one.name.in_lang(words.lang).to_owned(),
            subtitle: names.join(" ").trim().to_owned(),
            banners: banners::all(view),
            ..Head::default()
        },
        about: section(view, "about", about(view, &one, &site)?),
        entitlement: section(view, "entitlement", entitlement),
        history: history(view, id, None)?,
        buttons: vec![Button::new("like", words.say("screen-case-like"), like).primary()],
    })
}

fn section(view: &View<'_>, key: &str, rows: Vec<Row>) -> Section {
    let title = view.words.code("screen-equipment-section-", key); // keys!: screen-equipment-section-*
    Section { key: key.to_owned(), title, rows, ..Section::default() }
}

fn about(view: &View<'_>, one: &Equipment, site: &Site) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let today = day_in(words.now, site.tz());
    let row = |key: &str, trailing: String| Row {
        key: key.to_owned(),
        title: words.code("screen-equipment-", key), // keys!: screen-equipment-*
        trailing,
        ..Row::default()
    };
    let day = |day: NaiveDate| words.date(day, today.year());
    let ended = |end: NaiveDate| if end < today { Tone::Warning } else { Tone::Good };
    let mut rows = vec![row("pn", one.pn.clone()), row("sn", one.sn.clone()), row("place", one.place.clone())];
    rows.retain(|row| !row.trailing.is_empty());
    if let Some(at) = site_point(view, site) {
        let place = row("site", String::new());
        rows.push(Row { detail: site.address.clone(), map: Some(at), ..place });
    }
    if let Some(parent) = one.parent {
        let whole: Equipment = view.get(parent.uuid())?;
        let open = Some(Route::Equipment { equipment: parent.to_string() });
        rows.push(Row { open, ..row("parent", whole.name.in_lang(words.lang).to_owned()) });
    }
    rows.extend(one.installed.map(|at| row("installed", day(at))));
    rows.extend(one.warranty_end.map(|end| Row { tone: ended(end), ..row("warranty", day(end)) }));
    rows.extend(one.life_end.map(|end| Row { tone: ended(end), ..row("life_end", day(end)) }));
    if let Some(contract) = one.contract {
        let contract: Contract = view.get(contract.uuid())?;
        rows.push(row("contract", contract.number));
    }
    if let Some(reason) = &one.retired {
        rows.push(Row { tone: Tone::Bad, detail: reason.clone(), ..row("retired", String::new()) });
    }
    Ok(rows)
}

/// Jobs about it that this phone knows, newest first.
pub(crate) fn history(view: &View<'_>, id: EquipmentId, cursor: Option<&str>) -> Result<Section, Problem> {
    let words = view.words;
    let one: Equipment = view.need(id.uuid())?;
    let zone = match one.site {
        Some(site) => view.get::<Site>(site.uuid())?.tz(),
        None => crate::domain::sites::zone(""),
    };
    let key = |(id, job): &(JobId, Job)| {
        let at = job.report.as_ref().map_or(0, |report| report.what.at.timestamp_millis());
        Reverse((at, id.uuid()))
    };
    let behind = cursor.map(behind::<Reverse<(i64, Uuid)>>).transpose()?;
    // One more than a page shows whether there is a next one.
    let jobs = view.jobs_about(id, behind.map(|Reverse(last)| last), ROWS + 1)?;
    let (page, more) = cut(jobs, key, cursor)?;
    let row = |(id, job): (JobId, Job)| {
        let report = job.report.as_ref().map(|report| &report.what);
        let status = words.code("job-status-", job.status().code());
        let cause = job.cause.get().map(|cause| words.code("papers-cause-", cause.cause.code()));
        let parts = [job.number().to_owned(), status].into_iter().chain(cause);
        let done = job.completed.is_some();
        let job_text = id.to_string();
        Row {
            key: job_text.clone(),
            title: report.map(|report| report.symptom.clone()).unwrap_or_default(),
            detail: words.list(&parts.collect::<Vec<_>>()),
            trailing: report.map(|report| words.time(report.at, zone)).unwrap_or_default(),
            tone: status_tone(job.status()),
            open: Some(if done { Route::Case { job: job_text } } else { Route::Job { job: job_text } }),
            ..Row::default()
        }
    };
    let rows = page.into_iter().map(row).collect();
    let empty = words.say("screen-equipment-no-history");
    Ok(Section { more, empty, ..section(view, "history", rows) })
}
