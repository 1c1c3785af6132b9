//! What the record says beside a signed sheet: who did the work and how they are called, under which contract, whether what was promised was
//! kept, and on our own copy what is between ourselves.

use crate::error::HubError;
use crate::hub::Hub;
use crate::letterhead::form_pattern;
use chrono::{DateTime, Utc};
use fettle_core::domain::checks::{Check, Checklist, Definition};
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::sheet::{Sheet, SheetLanguage};
use fettle_core::domain::jobs::{Job, SlaStatus, internal_part, job_sla, sla_target_of};
use fettle_core::domain::people::{Account, Person};
use fettle_core::domain::sites::Contract;
use fettle_core::kernel::{Aggregate, PersonId, Subject};
use fettle_papers::{Beside, Engineer, Internal, Promised};

/// Of a job's sheet that was signed at `signed_at`.
pub(super) async fn beside(
    hub: &Hub,
    (id, job): (JobId, &Job),
    (sheet, signed_at): (&Sheet, DateTime<Utc>),
    language: SheetLanguage,
    internal: bool,
) -> Result<Beside, HubError> {
    let contract = match job.contract() {
        Some(id) => hub.ledger.get::<Contract>(id.uuid()).await?.map(|folded| folded.state),
        None => None,
    };
    Ok(Beside {
        form_number: form_number(hub, id, (sheet, signed_at)).await?.unwrap_or_default(),
        promises: promises(job, contract.as_ref(), signed_at),
        contract: contract.map(|contract| contract.number).unwrap_or_default(),
        engineers: engineers(hub, job, sheet, language).await?,
        internal: if internal { Some(between_ourselves(hub, id, job).await?) } else { None },
    })
}

/// The number in the series of the company's form as it was when the sheet was signed.
async fn form_number(
    hub: &Hub,
    job: JobId,
    (sheet, signed_at): (&Sheet, DateTime<Utc>),
) -> Result<Option<String>, HubError> {
    let Some(pattern) = form_pattern(hub, signed_at).await? else { return hub.form_numbers.of(job).await };
    let zone = sheet.site.zone.parse().unwrap_or(chrono_tz::Tz::UTC);
    hub.form_numbers.give(job, &pattern, (signed_at, zone), hub.clock.now_ms()).await.map(Some)
}

fn promises(job: &Job, contract: Option<&Contract>, at: DateTime<Utc>) -> Vec<Promised> {
    let sla = job_sla(job, &sla_target_of(job, contract), at);
    let all = [("answered", sla.answered), ("on_site", sla.on_site), ("restored", sla.restored)];
    let over = all.into_iter().filter_map(|(code, clock)| match clock.status {
        SlaStatus::Kept { .. } => Some(Promised { code, kept: true }),
        SlaStatus::Missed { .. } => Some(Promised { code, kept: false }),
        _ => None,
    });
    over.collect()
}

/// Whose sheet it is, then who else was there.
async fn engineers(hub: &Hub, job: &Job, sheet: &Sheet, language: SheetLanguage) -> Result<Vec<Engineer>, HubError> {
    let own = PersonId::new(sheet.engineer.id);
    let mut people = vec![own];
    for visit in job.visits.iter().filter(|visit| visit.arrived.is_some() || visit.started.is_some()) {
        if !people.contains(&visit.by) {
            people.push(visit.by);
        }
    }
    let mut all = Vec::with_capacity(people.len());
    for person in people {
        let account = hub.ledger.get::<Account>(person.uuid()).await?.map(|folded| folded.state);
        let phone = account.and_then(|account| account.phone).map(|phone| phone.to_string()).unwrap_or_default();
        let name = match hub.ledger.get::<Person>(person.uuid()).await? {
            // The sheet says what its engineer was called.
            _ if person == own => sheet.engineer.name.clone(),
            Some(folded) => folded.state.name.in_language(language.code()).to_owned(),
            None => continue,
        };
        all.push(Engineer { name, phone });
    }
    Ok(all)
}

async fn between_ourselves(hub: &Hub, id: JobId, job: &Job) -> Result<Internal, HubError> {
    let filled = hub.ledger.by_parent::<Check>(&Subject::new(Job::KIND, id.uuid())).await?;
    let mut lists: Vec<(Check, Definition)> = Vec::new();
    for (_, check) in filled {
        let Some(list) = check.state.checklist() else { continue };
        let list = hub.ledger.get::<Checklist>(list.uuid()).await?.and_then(|folded| folded.state.definition);
        lists.extend(list.map(|list| (check.state, list)));
    }
    let checks: Vec<(&Check, &Definition)> = lists.iter().map(|(check, list)| (check, list)).collect();
    let part = internal_part(job, &checks);
    Ok(Internal { checklists: part.checklists, costs: part.costs })
}
