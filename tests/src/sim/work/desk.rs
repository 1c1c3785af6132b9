//! The desk: calls come in, people are sent, slips are approved and issued, jobs are called back and closed; at the console and on the
//! phones of managers.

use super::{Drafts, Hand, crowd, field, keeper};
use crate::sim::doing::Doing;
use crate::sim::world::{Happening, World};
use crate::sim::written;
use fettle_core::domain::jobs::sheet::{Channel, ContactPart, JobKind};
use fettle_core::domain::jobs::{Cancellation, Job, RepeatAttribution, RepeatReason, Report, ReturnCall, commands};
use fettle_core::domain::parts::{self, Take, TakeId, TakeStatus};
use fettle_core::domain::people::{Actor, Person};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Draft, PersonId};
use std::collections::BTreeMap;

/// A person at the console.
pub async fn console(world: &World, person: PersonId) -> Option<Actor> {
    let ledger = &world.hub.hub().ledger;
    let state = ledger.get::<Person>(person.uuid()).await.ok()??.state;
    let next_count = ledger.next_count().await.ok()?;
    Some(Actor { person, roles: state.roles.clone(), centre: state.centre, device_short: "H0".into(), next_count })
}

pub async fn record_at_console(world: &mut World, name: &'static str, by: PersonId, drafts: Vec<Draft>) {
    let ledger = world.hub.hub().ledger.clone();
    let mut shown = BTreeMap::new();
    for draft in drafts.iter().filter(|draft| draft.subject.kind() == "job") {
        let id = draft.subject.id();
        let job = ledger.get::<Job>(id).await.ok().flatten();
        shown.extend(job.map(|job| (id, written::shown(&job.state))));
    }
    let doing = Doing { drafts: drafts.clone(), shown, ..Doing::default() };
    match ledger.record(by, drafts).await {
        Ok(events) => {
            world.did(doing, &events);
            world.trace.note(world.now(), format_args!("console {name}: {} events", events.len()));
            world.totals.console_events += events.len() as u64;
            *world.totals.acts.entry(format!("console {name}")).or_default() += 1;
        }
        Err(e) => *world.totals.acts.entry(format!("!{e} console {name}")).or_default() += 1,
    }
}

fn call(
    company: &crate::sim::company::Company,
    centre: usize,
    dice: &mut crate::sim::dice::Dice,
    at: chrono::DateTime<chrono::Utc>,
) -> Report {
    let sites: Vec<_> = company.sites.iter().filter(|site| site.centre == centre).collect();
    let site = dice.pick(&sites).expect("sites");
    Report {
        number: String::new(),
        kind: JobKind::Repair,
        channel: Channel::Phone,
        caller: ContactPart { name: "刘所".into(), title: "所长".into(), phone: "010-64001234".into() },
        company: "K".into(),
        product: "PTZ".into(),
        symptom: "does not turn".into(),
        at,
        centre: company.centres[centre],
        customer: site.customer,
        site: site.id,
        contract: None,
        equipment: dice.pick(&site.equipment).copied().into_iter().collect(),
        entitlement: None,
        origin: None,
        photos: Vec::new(),
        follows: None,
    }
}

/// A call taken on a phone.
pub fn report(hand: &mut Hand<'_>) -> Drafts {
    let report = call(hand.company, hand.member.centre, hand.dice, hand.now);
    let (me, now) = (hand.me.clone(), hand.now);
    commands::report(&me, report, now, &mut || hand.fresh())
}

/// What a manager does on the phone.
pub fn on_the_phone(hand: &mut Hand<'_>, job: &Job) -> (&'static str, Drafts) {
    match hand.dice.below(4) {
        0 => {
            let to = hand.dice.pick(&hand.company.members).expect("members").person;
            ("assign", commands::assign(job, &hand.me, vec![to]))
        }
        1 => {
            let slips = hand.store.all::<Take>().expect("reads");
            let open = slips.into_iter().find(|(_, take)| take.state.status == Some(TakeStatus::Requested));
            match open {
                Some((id, take)) => ("approve", parts::approve(&hand.me, TakeId::new(id), &take.state)),
                None => field::beside(hand, job),
            }
        }
        _ => field::beside(hand, job),
    }
}

/// An hour at the console of a centre.
pub async fn desk(world: &mut World, centre: usize) {
    if world.hub.router().is_none() {
        return;
    }
    let (desk, manager, keeper) =
        (world.company.desks[centre], world.company.managers[centre], world.company.keepers[centre]);
    let Some(me) = console(world, desk).await else { return };
    let now = time(world.hub_ms());
    let ledger = world.hub.hub().ledger.clone();
    let jobs: Vec<(uuid::Uuid, Job)> =
        ledger.all::<Job>().await.unwrap_or_default().into_iter().map(|(id, f)| (id, f.state)).collect();
    let ours = world.company.centres[centre];
    let open: Vec<&Job> =
        jobs.iter().map(|(_, job)| job).filter(|job| job.is_open() && job.centre() == Some(ours)).collect();
    // A desk sends out as many jobs as people can do.
    if open.len() < 3 + world.phones.len() / 2 || world.work_dice.percent(20) {
        let report = call(&world.company, centre, &mut world.work_dice, now);
        let dice = &mut world.work_dice;
        let ms = world.hub.clock.load(std::sync::atomic::Ordering::SeqCst);
        if let Ok(drafts) = commands::report(&me, report, now, &mut || dice.uuid(ms)) {
            record_at_console(world, "report", desk, drafts).await;
        }
    }
    for job in open {
        let unassigned = job.assignees().is_empty();
        if unassigned || world.work_dice.percent(6) {
            let to = someone(world, centre);
            if let Ok(drafts) = commands::assign(job, &me, to) {
                record_at_console(world, "assign", desk, drafts).await;
            }
        } else if (job.current_sheet().is_some() || job.is_answered_remotely()) && world.work_dice.percent(60) {
            let gone = world.work_dice.percent(85);
            let call = ReturnCall {
                gone,
                satisfaction: Some(5),
                spoke_with: "刘所".into(),
                remark: String::new(),
                follow_up: None,
            };
            let follows = job.report.as_ref().and_then(|report| report.what.follows);
            let (name, drafts) = if !job.is_called_back() {
                // What is not gone goes on in a job of its own, with a number of its own.
                let Some(me) = console(world, desk).await else { return };
                let ms = world.hub_ms();
                let next = world.work_dice.uuid(ms);
                ("call back", commands::call_back(job, &me, (call, None), now, &mut || next))
            } else if let Some(earlier) = follows.filter(|_| job.repeat.get().is_none()) {
                let repeat = RepeatAttribution { earlier, reason: RepeatReason::Workmanship, remark: String::new() };
                ("attribute", commands::attribute_repeat(job, &me, repeat))
            } else {
                ("close", commands::close(job, &me))
            };
            if let Ok(drafts) = drafts {
                record_at_console(world, name, desk, drafts).await;
            }
        } else if world.work_dice.percent(2)
            && let Ok(drafts) = commands::cancel(job, &me, given_up(job))
        {
            record_at_console(world, "cancel", desk, drafts).await;
        }
    }
    slips(world, centre, manager, keeper).await;
}

/// The desk knows who is out.
fn given_up(job: &Job) -> Cancellation {
    Cancellation { reason: "the customer mended it".into(), at_work: job.at_work() }
}

/// Mostly people of the centre, sometimes of the other one, sometimes two.
pub fn someone(world: &mut World, centre: usize) -> Vec<PersonId> {
    let members = world.company.members.clone();
    let here: Vec<_> = members.iter().filter(|m| m.centre == centre && !m.manager).collect();
    let dice = &mut world.work_dice;
    let mut to = Vec::new();
    let anyone = here.is_empty() || dice.percent(12);
    let first = if anyone { dice.pick(&members).map(|m| m.person) } else { dice.pick(&here).map(|m| m.person) };
    to.extend(first);
    if dice.percent(25) {
        to.extend(dice.pick(&members).map(|m| m.person));
    }
    to
}

async fn slips(world: &mut World, centre: usize, manager: PersonId, keeper: PersonId) {
    let ledger = world.hub.hub().ledger.clone();
    let ours = Some(world.company.centres[centre]);
    for (id, take) in ledger.all::<Take>().await.unwrap_or_default() {
        if take.state.centre != ours {
            continue;
        }
        match take.state.status {
            Some(TakeStatus::Requested) => {
                let Some(me) = console(world, manager).await else { return };
                if let Ok(drafts) = parts::approve(&me, TakeId::new(id), &take.state) {
                    record_at_console(world, "approve", manager, drafts).await;
                }
            }
            Some(TakeStatus::Approved) if !world.crowd.handed.contains(&id.into()) => {
                if let Some((ask, steps)) = keeper::issue(world, id.into(), &take.state) {
                    let form = crowd::open(world, keeper, ask, steps, None);
                    world.plan(world.at + 1_000, Happening::Send(form));
                }
            }
            _ => {}
        }
    }
}
