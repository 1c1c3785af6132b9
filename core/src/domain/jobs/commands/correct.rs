//! Correcting what was reported wrongly, until the customer has answered to the sheet; what the customer is entitled to is asked again with it.

use super::{Drafts, may, plain, reported_machines, typed};
use crate::domain::fields::Change;
use crate::domain::ids::EquipmentId;
use crate::domain::jobs::*;
use crate::domain::people::Actor;
use crate::domain::rules::{REPORT_LOOKS_BACK, REPORTED_MACHINES};
use crate::domain::sites::{Entitled, Equipment, Site};
use crate::kernel::Refusal;
use chrono::{DateTime, Utc};

/// What a correction is decided on beside the job: all of it as the report would say it.
#[derive(Debug, Clone)]
pub struct Correcting<'a> {
    /// The site.
    pub site: &'a Site,
    /// The machines, in the order of the report.
    pub machines: &'a [(EquipmentId, Equipment)],
    /// What the customer is entitled to, asked now.
    pub entitled: Entitled,
    /// Of a job that was judged: whether another answer takes the place of the one that stands. None while nobody has said.
    pub new_answer: Option<bool>,
}

/// Corrects what was reported wrongly: only the fields that change. What the customer is entitled to is asked again where the kind of work, the
/// machines, the site or the time changed. Before the job is judged the new answer stands; after it people were promised something by the old one, and
/// somebody says whether it changes. Class, level and diagnosis stay as they were judged in any case.
///
/// # Errors
/// `not_allowed`; `job_unknown`, `job_closed`, `job_cancelled`; `job_signed` once the customer has answered to the sheet, also while that is doubted;
/// `text_missing` without caller or symptom; `report_ahead`, `report_too_old`; `site_of_other_customer`, `site_closed`, those of
/// [`reported_machines`] for what was not on the report before; `entitlement_changes`. A correction of nothing is no error and no event.
pub fn correct_report(
    job: &Job,
    actor: &Actor,
    change: ReportChange,
    about: Correcting<'_>,
    now: DateTime<Utc>,
) -> Drafts {
    may(actor, "report_changed")?;
    job.must_be_workable()?;
    if job.answered_sheet().is_some() {
        return Err(Refusal::new("job_signed"));
    }
    let Some(told) = &job.report else { return Err(Refusal::new("job_unknown")) };
    let change = change.news(&told.what, &job.written);
    for (text, field) in [(&change.caller, "caller"), (&change.symptom, "symptom")] {
        if let Some(text) = text {
            typed(text, field)?;
        }
    }
    if let Some(at) = change.at {
        if at > now {
            return Err(Refusal::new("report_ahead"));
        }
        // As long before it was put on record as when it was.
        if told.moment.at - at > REPORT_LOOKS_BACK {
            return Err(Refusal::new("report_too_old").with("days", REPORT_LOOKS_BACK.num_days()));
        }
    }
    if change.is_empty() {
        return Ok(Vec::new());
    }
    must_be_there(&told.what, &change, &about)?;
    let change = with_answer(job, &told.what, change, about)?;
    plain(job, actor, &JobEvent::ReportChanged { change })
}

/// The site is the customer's, and the machines are there. What was on the report before and stays is not asked again.
fn must_be_there(report: &Report, change: &ReportChange, about: &Correcting<'_>) -> Result<(), Refusal> {
    if change.site.is_some() {
        if about.site.customer != Some(report.customer) {
            return Err(Refusal::new("site_of_other_customer"));
        }
        if about.site.closed.is_some() {
            return Err(Refusal::new("site_closed"));
        }
    }
    if change.site.is_none() && change.equipment.is_none() {
        return Ok(());
    }
    let site = change.site.unwrap_or(report.site);
    let is_new = |id: &EquipmentId| change.site.is_some() || !report.equipment.contains(id);
    let named: Vec<_> = about.machines.iter().filter(|(id, _)| is_new(id)).cloned().collect();
    reported_machines(site, &named)?;
    if about.machines.len() > REPORTED_MACHINES {
        return Err(Refusal::new("equipment_too_many").with("most", REPORTED_MACHINES));
    }
    Ok(())
}

/// With what was answered again because of it.
fn with_answer(
    job: &Job,
    report: &Report,
    mut change: ReportChange,
    about: Correcting<'_>,
) -> Result<ReportChange, Refusal> {
    if change.site.is_some() {
        change.centre = about.site.centre;
    }
    if !change.changes_entitlement() {
        return Ok(change);
    }
    let (contract, entitlement) = (about.entitled.contract, Some(about.entitled.part()));
    let other = contract != report.contract || entitlement != report.entitlement;
    let stands = if other && job.level().is_some() {
        !about.new_answer.ok_or_else(|| Refusal::new("entitlement_changes"))?
    } else {
        false
    };
    if !stands {
        (change.contract, change.entitlement) = (Some(contract), Some(entitlement));
    }
    Ok(change)
}
