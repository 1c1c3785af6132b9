//! Several people at a centre's console at once: they open pages at one moment and send the forms later, one after the other, sometimes
//! twice, sometimes a day later.

use super::desk::console;
use super::keeper;
use crate::sim::crowd::{Ask, FieldAsk, Form};
use crate::sim::doing::Doing;
use crate::sim::pieces::{Count, Step};
use crate::sim::spoil::Spoil;
use crate::sim::world::{DAY, HOUR, Happening, MINUTE, World};
use crate::sim::written::shown;
use chrono::{DateTime, TimeDelta, Utc};
use fettle_core::domain::ids::SiteId;
use fettle_core::domain::jobs::sheet::JobKind;
use fettle_core::domain::jobs::{
    ConflictSettling, Diagnosis, FaultClass, Job, JobField, Judgement, Plan, ReportChange, Visit, commands,
};
use fettle_core::domain::parts::{self, Take, TakeId, TakeStatus};
use fettle_core::domain::people::Actor;
use fettle_core::domain::sites::{Question, Site};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{EventId, Owned, PersonId};
use fettle_hub::error::HubError;
use fettle_hub::ledger::{Decision, Desk, Ledger, Outcome, Submission};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};
use uuid::Uuid;

/// Ids for what a form records; a form of this firm never needs as many.
const IDS: usize = 64;

/// People open pages at one moment.
pub async fn crowd(world: &mut World, centre: usize) {
    if world.hub.router().is_none() || world.hub.dead() {
        return;
    }
    match world.crowd_dice.below(10) {
        0..=4 => fields(world, centre).await,
        5 | 6 => slips(world, centre).await,
        _ => keeper::pages(world, centre).await,
    }
}

/// A page is drawn now; its form is sent some time later.
pub fn open(world: &mut World, by: PersonId, ask: Ask, steps: Vec<Step>, count: Option<Count>) -> usize {
    let ms = world.hub_ms();
    let form = Form {
        id: world.crowd_dice.uuid(ms),
        by,
        drawn: world.hub.hub().ledger.drawn(),
        ask,
        shown: BTreeMap::new(),
        steps,
        count,
        dead: false,
        tried: 0,
        recorded: 0,
        done: false,
        decided: Arc::default(),
    };
    world.crowd.forms.push(form);
    world.crowd.forms.len() - 1
}

/// When it is sent, and whether the finger or the browser sends it again.
pub fn later(world: &mut World, form: usize) {
    let dice = &mut world.crowd_dice;
    let after = match dice.below(10) {
        0..=3 => dice.between(1_000, MINUTE),
        4..=7 => dice.between(MINUTE, 3 * HOUR),
        _ => dice.between(3 * HOUR, 2 * DAY),
    };
    let again = match dice.below(10) {
        0..=2 => Some(dice.between(50, 2_000)),
        3 => Some(dice.between(MINUTE, 6 * HOUR)),
        _ => None,
    };
    world.plan(world.at + after, Happening::Send(form));
    if let Some(again) = again {
        world.plan(world.at + after + again, Happening::Send(form));
    }
}

/// Two or three people write into the same job, mostly into the same field.
async fn fields(world: &mut World, centre: usize) {
    let ledger = world.hub.hub().ledger.clone();
    let ours = Some(world.company.centres[centre]);
    let jobs = ledger.all::<Job>().await.unwrap_or_default();
    let open_jobs: Vec<_> =
        jobs.into_iter().filter(|(_, job)| job.state.is_open() && job.state.centre() == ours).collect();
    let Some((id, job)) = world.crowd_dice.pick(&open_jobs).cloned() else { return };
    let people = [world.company.desks[centre], world.company.managers[centre], world.company.desks[centre]];
    let many = world.crowd_dice.between(2, 3);
    let which = world.crowd_dice.below(5);
    for by in people.into_iter().take(usize::try_from(many).unwrap_or(2)) {
        let same = world.crowd_dice.percent(75);
        let which = if same { which } else { world.crowd_dice.below(5) };
        let settling = conflict(&job.state).filter(|_| world.crowd_dice.percent(60));
        let what = match settling {
            Some(settling) => FieldAsk::Settle(settling),
            None => value(world, centre, which),
        };
        let form = open(world, by, Ask::Field { job: id, what }, Vec::new(), None);
        world.crowd.forms[form].shown.insert(id, shown(&job.state));
        later(world, form);
    }
}

fn value(world: &mut World, centre: usize, which: u64) -> FieldAsk {
    let word = world.crowd.word();
    let level = u8::try_from(world.crowd_dice.between(1, 4)).unwrap_or(4);
    match which {
        0 => FieldAsk::Judge(Judgement { class: FaultClass::Hardware, level, remark: word }),
        1 => FieldAsk::Diagnose(Diagnosis { scene: word, level, handling: String::new() }),
        // One throw of the dice for both, so that the seeds play as before.
        2 if level % 2 == 0 => FieldAsk::Correct(word),
        2 => FieldAsk::Plan(Plan { text: word, parts: String::new() }),
        3 => {
            let from = time(world.hub_ms()) + TimeDelta::hours(i64::from(level));
            FieldAsk::Visit(Visit { from, to: from + TimeDelta::hours(2), with: word })
        }
        _ => FieldAsk::Assign(super::desk::someone(world, centre)),
    }
}

/// A person chooses among the values that stand beside each other.
fn conflict(job: &Job) -> Option<ConflictSettling> {
    fn first<T: PartialEq>(field: &Owned<T>) -> Option<EventId> {
        field.in_conflict().then(|| field.writes().first().map(|write| write.event)).flatten()
    }
    let fields = [
        (JobField::Judgement, first(&job.judgement)),
        (JobField::Diagnosis, first(&job.diagnosis)),
        (JobField::Plan, first(&job.plan)),
        (JobField::Visit, first(&job.visit)),
        (JobField::Assignment, first(&job.assignment)),
        (JobField::Cause, first(&job.cause)),
        (JobField::Repeat, first(&job.repeat)),
        (
            JobField::Symptom,
            job.written
                .writes("symptom")
                .first()
                .filter(|_| job.written.is_in_conflict("symptom"))
                .map(|write| write.event),
        ),
    ];
    fields.into_iter().find_map(|(field, chosen)| Some(ConflictSettling { field, chosen: chosen? }))
}

/// Two keepers, or two managers, have the same slip open.
async fn slips(world: &mut World, centre: usize) {
    let ledger = world.hub.hub().ledger.clone();
    let ours = Some(world.company.centres[centre]);
    let (manager, keeper) = (world.company.managers[centre], world.company.keepers[centre]);
    for (id, take) in ledger.all::<Take>().await.unwrap_or_default() {
        let id = id.into();
        if take.state.centre != ours {
            continue;
        }
        match take.state.status {
            Some(TakeStatus::Requested) => {
                for by in [manager, manager] {
                    let form = open(world, by, Ask::Approve(id), Vec::new(), None);
                    later(world, form);
                }
            }
            Some(TakeStatus::Approved) if !world.crowd.handed.contains(&id) => {
                for by in [keeper, manager] {
                    if let Some((ask, steps)) = keeper::issue(world, id, &take.state) {
                        let form = open(world, by, ask, steps, None);
                        later(world, form);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The form is sent.
pub async fn send(world: &mut World, n: usize) {
    let form = world.crowd.forms[n].clone();
    if form.dead {
        return;
    }
    if world.hub.router().is_none() || world.hub.dead() {
        // The browser says that the server is not there; the person tries again.
        if form.tried < 4 {
            world.crowd.forms[n].tried += 1;
            world.plan(world.at + 15 * MINUTE, Happening::Send(n));
        }
        return;
    }
    if !form.done && keeper::gone(world, &form) {
        return;
    }
    let Some(actor) = console(world, form.by).await else { return };
    let ledger = world.hub.hub().ledger.clone();
    let mut sent = Submission { id: form.id, drawn: form.drawn, digest: format!("{:?}", form.ask) };
    match world.spoil {
        Some(Spoil::FormsSawAll) => sent.drawn = ledger.drawn(),
        Some(Spoil::FreshIds) if form.recorded > 0 => {
            let ms = world.hub_ms();
            sent.id = world.crowd_dice.uuid(ms);
        }
        _ => {}
    }
    let ms = world.hub_ms();
    let ids: Vec<Uuid> = (0..IDS).map(|_| world.crowd_dice.uuid(ms)).collect();
    let (ask, decided, spoil) = (form.ask.clone(), Arc::clone(&form.decided), world.spoil);
    let decide = Box::new(move |desk: Desk| -> futures_util::future::BoxFuture<'static, _> {
        Box::pin(async move {
            let mut decision = decide(&ask, desk, actor, ids).await?;
            if let (Ok(drafts), Some(Spoil::BookedTwice), Ask::Receive { .. }) = (&mut decision, spoil, &ask) {
                keeper::twice(drafts);
            }
            if let Ok(drafts) = &decision {
                decided.lock().unwrap_or_else(PoisonError::into_inner).clone_from(drafts);
            }
            Ok(decision)
        })
    });
    let outcome = carried_out(world, ledger.command(form.by, sent, false, decide)).await;
    // It holds the files of the process.
    drop(ledger);
    let name = form.ask.name();
    let said = match &outcome {
        None => "no answer".to_owned(),
        Some(Ok(Outcome::Recorded(events))) => format!("{} events", events.len()),
        Some(Ok(Outcome::Again)) => "again".to_owned(),
        Some(Ok(Outcome::Refused(refusal))) => refusal.code.to_owned(),
        Some(Err(error)) => format!("failed: {error}"),
    };
    world.trace.note(world.now(), format_args!("form {n} {name}: {said}"));
    let entry = match &outcome {
        Some(Ok(Outcome::Recorded(_))) => format!("form {name}"),
        _ => format!("!{said} form {name}"),
    };
    *world.totals.acts.entry(entry).or_default() += 1;
    match outcome {
        Some(Ok(Outcome::Recorded(events))) => {
            world.totals.console_events += events.len() as u64;
            world.crowd.forms[n].recorded += u32::from(!events.is_empty());
            let drafts = form.decided.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let shown = form.shown.clone();
            let (steps, count) = if form.done { Default::default() } else { (form.steps.clone(), form.count.clone()) };
            if !form.done || world.spoil.is_none() {
                world.did(Doing { drafts, steps, count, shown, ..Doing::default() }, &events);
            } else {
                world.writes.made(&events, &shown);
            }
            finish(world, n, &form);
        }
        Some(Ok(Outcome::Again)) if !form.done => {
            // The first answer did not come, but it is on record.
            world.crowd.forms[n].recorded += 1;
            let drafts = form.decided.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let events = recorded_by(world, &form).await;
            let (steps, count, shown) = (form.steps.clone(), form.count.clone(), form.shown.clone());
            let doing = Doing { drafts, steps, count, shown, ..Doing::default() };
            world.did(doing, &events);
            finish(world, n, &form);
        }
        Some(Ok(_)) => {}
        // Refused by rights or by a disk that is full, or broken off.
        Some(Err(_)) | None => {
            if world.crowd.forms[n].tried < 4 {
                world.crowd.forms[n].tried += 1;
                world.plan(world.at + 15 * MINUTE, Happening::Send(n));
            }
            world.hub_died().await;
        }
    }
}

/// What came of a command; nothing where the hub dies meanwhile.
async fn carried_out<T>(world: &World, command: impl Future<Output = T>) -> Option<T> {
    let ended = std::cell::Cell::new(false);
    let mut command = std::pin::pin!(async {
        let outcome = command.await;
        ended.set(true);
        outcome
    });
    let outcome = world.hub.alive(&mut command).await;
    if outcome.is_none() && !ended.get() {
        // It runs in a task of its own, which lets go of the files of the dead process as soon as it sees that nothing works any more.
        let _ = tokio::time::timeout(std::time::Duration::from_secs(3), command).await;
    }
    outcome
}

fn finish(world: &mut World, n: usize, form: &Form) {
    world.crowd.forms[n].done = true;
    if let Ask::Issue { take, .. } = form.ask {
        world.crowd.handed.insert(take);
    }
}

/// The events of a form whose first answer did not come: found by what it says.
async fn recorded_by(world: &World, form: &Form) -> Vec<fettle_core::kernel::Event> {
    let decided = form.decided.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let mut found = Vec::new();
    for draft in decided {
        let events = world.hub.hub().ledger.events_of(&draft.subject).await.unwrap_or_default();
        found.extend(events.into_iter().filter(|event| event.body_text() == Some(draft.body.as_str())));
    }
    found
}

impl Ask {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Field { what: FieldAsk::Settle(_), .. } => "settle",
            Self::Field { what: FieldAsk::Correct(_), .. } => "report",
            Self::Field { .. } => "field",
            Self::Approve(_) => "approve",
            Self::Issue { .. } => "issue",
            Self::Inspect { .. } => "inspect",
            Self::Receive { .. } => "receive",
            Self::Count { .. } => "count",
        }
    }
}

/// What the form decides, by the domain's commands, while nobody else writes.
async fn decide(ask: &Ask, desk: Desk, actor: Actor, ids: Vec<Uuid>) -> Result<Decision, HubError> {
    let me = desk.actor(actor);
    let ledger = &desk.ledger;
    let mut ids = ids.into_iter();
    let mut fresh = || ids.next().unwrap_or_else(Uuid::nil);
    Ok(match ask {
        Ask::Field { job, what } => {
            let job = ledger.get::<Job>(*job).await?.map(|folded| folded.state).unwrap_or_default();
            match what.clone() {
                FieldAsk::Judge(judgement) => commands::judge(&job, &me, judgement),
                FieldAsk::Diagnose(diagnosis) => commands::diagnose(&job, &me, diagnosis),
                FieldAsk::Plan(plan) => commands::plan(&job, &me, plan),
                FieldAsk::Correct(symptom) => correct(&job, &me, symptom, time(desk.now_ms)),
                FieldAsk::Visit(visit) => commands::agree_visit(&job, &me, visit),
                FieldAsk::Assign(to) => commands::assign(&job, &me, to),
                FieldAsk::Settle(settling) => commands::settle_conflict(&job, &me, settling),
            }
        }
        Ask::Approve(id) => parts::approve(&me, *id, &take_of(ledger, *id).await?),
        Ask::Issue { take, scanned } => {
            let state = take_of(ledger, *take).await?;
            let books = ledger.take_books(&state).await?;
            parts::issue(&books, &me, *take, &state, scanned, &mut fresh)
        }
        other => keeper::decide(other, ledger, &me, &mut fresh).await?,
    })
}

/// Only the symptom: nothing is asked of it.
fn correct(job: &Job, me: &Actor, symptom: String, now: DateTime<Utc>) -> Decision {
    let (site, at) = (Site::default(), job.report.as_ref().map_or(now, |report| report.what.at));
    let about = (job.site().unwrap_or(SiteId::new(Uuid::nil())), &site);
    let entitled = Question { equipment: None, site: about, customer: None, kind: JobKind::Repair, at }.answer([]);
    let about = commands::Correcting { site: &site, machines: &[], entitled, new_answer: None };
    commands::correct_report(job, me, ReportChange { symptom: Some(symptom), ..ReportChange::default() }, about, now)
}

async fn take_of(ledger: &Ledger, id: TakeId) -> Result<Take, HubError> {
    Ok(ledger.get::<Take>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default())
}
