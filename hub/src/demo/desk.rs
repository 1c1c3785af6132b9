//! What people do at the console: the desk takes calls and calls back, the manager approves, the store keeper hands out.

use super::company::Company;
use super::error::DemoError;
use super::hand::Hand;
use super::story::{Fault, local};
use crate::hub::Hub;
use crate::random;
use fettle_core::domain::ids::{JobId, TakeId};
use fettle_core::domain::jobs::sheet::{Channel, ContactPart, JobKind};
use fettle_core::domain::jobs::{Job, Report, ReturnCall, commands};
use fettle_core::domain::parts::{self, Take, TakeStatus};
use fettle_core::domain::sites::Contract;
use fettle_core::kernel::Draft;
use fettle_core::kernel::fold::time;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Fresh ids, drawn beforehand: commands take a function that cannot fail.
fn ids(hub: &Hub, count: usize) -> Result<impl FnMut() -> Uuid + use<>, DemoError> {
    let now = hub.clock.now_ms();
    let mut drawn = (0..count).map(|_| random::uuid(now)).collect::<Result<Vec<_>, _>>()?;
    Ok(move || drawn.pop().unwrap_or_default())
}

async fn record(hub: &Hub, company: &Company, login: &str, drafts: Vec<Draft>) -> Result<(), DemoError> {
    hub.ledger.record(company.person(login)?.0, drafts).await?;
    Ok(())
}

/// The call comes in: recorded with what the caller said, then given to an engineer.
pub async fn take_call(hub: &Hub, company: &Company, fault: &Fault, hand: &Hand) -> Result<JobId, DemoError> {
    let at = local(&fault.reported)?;
    hand.to(at + chrono::TimeDelta::minutes(4));
    let (equipment, machine) = company.equipment(&fault.equipment)?;
    let (site_id, site) = company.site_of(machine)?;
    let (Some(centre), Some(customer)) = (site.centre, site.customer) else {
        return Err(DemoError::Story("a site without centre".into()));
    };
    let contact = site.contacts.values().find(|contact| contact.name == fault.caller);
    let contact = contact.ok_or_else(|| DemoError::Story(format!("{} is not known at the site", fault.caller)))?;
    let contracts = hub.ledger.all::<Contract>().await?;
    let contract =
        contracts.iter().find(|(_, contract)| contract.state.sites.contains(&site_id)).map(|(id, _)| (*id).into());
    let channel = Channel::from_code(&fault.channel).ok_or_else(|| DemoError::Story(fault.channel.clone()))?;
    let actor = company.actor(hub, "lin").await?;
    let report = Report {
        number: String::new(),
        kind: JobKind::Repair,
        channel,
        caller: ContactPart {
            name: contact.name.clone(),
            title: contact.title.clone(),
            phone: contact.phone.as_ref().map(ToString::to_string).unwrap_or_default(),
        },
        company: site.name.zh.clone(),
        product: machine.name.zh.clone(),
        symptom: fault.symptom_zh.clone(),
        at,
        centre,
        customer,
        site: site_id,
        contract,
        equipment: vec![equipment],
        entitlement: None,
        origin: None,
        photos: Vec::new(),
        follows: None,
    };
    let drafts = commands::report(&actor, report, hand.now(), &mut ids(hub, 4)?)?;
    let job = drafts.first().map(|draft| JobId::new(draft.subject.id()));
    let job = job.ok_or_else(|| DemoError::Story("a call without a job".into()))?;
    record(hub, company, "lin", drafts).await?;
    let state = job_of(hub, job).await?;
    let to = vec![company.person(&fault.engineer)?.0];
    record(hub, company, "lin", commands::assign(&state, &company.actor(hub, "lin").await?, to)?).await?;
    Ok(job)
}

/// A job as the hub has it.
pub async fn job_of(hub: &Hub, job: JobId) -> Result<Job, DemoError> {
    let folded = hub.ledger.get::<Job>(job.uuid()).await?;
    folded.map(|folded| folded.state).ok_or_else(|| DemoError::Story(format!("the hub has no job {job}")))
}

/// The manager approves what was asked for, the store keeper hands it out.
pub async fn hand_out(hub: &Hub, company: &Company) -> Result<(), DemoError> {
    for (id, folded) in hub.ledger.all::<Take>().await? {
        if folded.state.status != Some(TakeStatus::Requested) {
            continue;
        }
        let approved = parts::approve(&company.actor(hub, "zhou").await?, TakeId::new(id), &folded.state)?;
        record(hub, company, "zhou", approved).await?;
        let take = hub.ledger.get::<Take>(id).await?.map(|folded| folded.state).unwrap_or_default();
        let keeper = company.actor(hub, "sun").await?;
        let issued = parts::issue(
            &hub.ledger.take_books(&take).await?,
            &keeper,
            TakeId::new(id),
            &take,
            &BTreeMap::new(),
            &mut ids(hub, 32)?,
        )?;
        record(hub, company, "sun", issued).await?;
    }
    Ok(())
}

/// The store keeper receives what is on its way back.
pub async fn receive_back(hub: &Hub, company: &Company) -> Result<(), DemoError> {
    for (id, folded) in hub.ledger.all::<Take>().await? {
        for sent in folded.state.on_its_way {
            let take = hub.ledger.get::<Take>(id).await?.map(|folded| folded.state).unwrap_or_default();
            let (keeper, books) = (company.actor(hub, "sun").await?, hub.ledger.take_books(&take).await?);
            let take = (TakeId::new(id), &take);
            let received = parts::receive_back(&books, &keeper, take, sent.event, &mut ids(hub, 32)?)?;
            record(hub, company, "sun", received).await?;
        }
    }
    Ok(())
}

/// The return visit by phone, within two working days, and the end of the job.
pub async fn call_back(hub: &Hub, company: &Company, job: JobId, fault: &Fault) -> Result<String, DemoError> {
    let call = ReturnCall {
        gone: true,
        satisfaction: Some(if fault.level <= 2 { 4 } else { 5 }),
        spoke_with: fault.caller.clone(),
        remark: String::new(),
        follow_up: None,
    };
    let state = job_of(hub, job).await?;
    let (lin, now) = (company.actor(hub, "lin").await?, hub.clock.now_ms());
    let next = random::uuid(now)?;
    let drafts = commands::call_back(&state, &lin, (call, None), time(now), &mut || next)?;
    record(hub, company, "lin", drafts).await?;
    let state = job_of(hub, job).await?;
    record(hub, company, "lin", commands::close(&state, &company.actor(hub, "lin").await?)?).await?;
    Ok(state.number().to_owned())
}
