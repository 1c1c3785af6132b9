//! What a customer is entitled to: the domain's one question, asked of the contracts on record.

use crate::error::HubError;
use crate::ledger::Ledger;
use chrono::{DateTime, Utc};
use fettle_core::domain::jobs::Job;
use fettle_core::domain::jobs::sheet::{EntitlementPart, JobKind};
use fettle_core::domain::sites::{Contract, Entitled, Equipment, Question, Site};

/// The answer, with the clause that decides (E7).
pub(super) async fn answer(ledger: &Ledger, question: Question<'_>) -> Result<Entitled, HubError> {
    let mut contracts = Vec::new();
    for subject in question.look_below() {
        contracts.extend(ledger.by_parent::<Contract>(&subject).await?);
    }
    if let Some(listed) = question.listed() {
        contracts.extend(ledger.get::<Contract>(listed.uuid()).await?.map(|found| (listed.uuid(), found)));
    }
    Ok(question.answer(contracts.into_iter().map(|(id, folded)| (id, folded.state))))
}

/// As it was answered when the job was reported; else worked out, as the phone does.
pub(super) async fn of_job(ledger: &Ledger, job: &Job, site: &Site) -> Result<Option<EntitlementPart>, HubError> {
    let Some(report) = job.report.as_ref().map(|report| &report.what) else { return Ok(None) };
    if report.entitlement.is_some() {
        return Ok(report.entitlement.clone());
    }
    Ok(ask(ledger, job, site, (report.kind, report.at)).await?.map(Entitled::part))
}

/// What the customer of a job is entitled to for work of `kind` on its machine at that time, whatever was answered before.
pub(super) async fn ask(
    ledger: &Ledger,
    job: &Job,
    site: &Site,
    (kind, at): (JobKind, DateTime<Utc>),
) -> Result<Option<Entitled>, HubError> {
    let Some(report) = job.report.as_ref().map(|report| &report.what) else { return Ok(None) };
    let equipment = match job.equipment().first() {
        Some(id) => ledger.get::<Equipment>(id.uuid()).await?.map(|folded| folded.state),
        None => None,
    };
    let (about, customer) = ((report.site, site), Some(report.customer));
    let question = Question { equipment: equipment.as_ref(), site: about, customer, kind, at };
    Ok(Some(answer(ledger, question).await?))
}
