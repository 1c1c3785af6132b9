//! The work of engineers: a job step by step to the signature, and what is written beside it.

use super::{Drafts, Hand, check, parts, sheet};
use chrono::TimeDelta;
use fettle_core::domain::calendar::WorkingDays;
use fettle_core::domain::checks::{Check, READY_TO_LEAVE, REPAIR_CHECK};
use fettle_core::domain::jobs::sheet::{BackupDecision, Cause, Channel, CostKind, Payer};
use fettle_core::domain::jobs::{
    BackupAnswer, CauseFinding, Completion, Cost, Diagnosis, Evidence, FaultClass, HelpCall, HelpCase, Job, Judgement,
    PhotoAdded, Plan, RemoteSolution, Visit, Wait, Work, commands,
};
use fettle_core::domain::sites::Site;
use fettle_core::kernel::{Refusal, Subject};

const CAUSES: &[Cause] = &[Cause::OperatorError, Cause::FrontEndQuality, Cause::LineDamaged, Cause::Other];
const CLASSES: &[FaultClass] = &[FaultClass::Hardware, FaultClass::Line, FaultClass::Software];

/// The next step of the job.
pub fn advance(hand: &mut Hand<'_>, job: &Job) -> (&'static str, Drafts) {
    let me = hand.me.clone();
    let visit = job.visits.iter().rev().find(|visit| visit.by == me.person);
    if job.current_sheet().is_some() {
        return match hand.dice.below(3) {
            0 => ("amend", commands::amend(job, &me, "a part was forgotten")),
            _ => beside(hand, job),
        };
    }
    let started = visit.is_some_and(|visit| visit.started.is_some());
    if !started && !job.is_started() {
        return match visit {
            // Remote first: one in ten is solved by phone.
            None if hand.dice.percent(10) => ("solve remotely", remote(hand, job)),
            None => leave(hand, job),
            Some(visit) if visit.arrived.is_none() => ("arrive", commands::arrive(job, &me, None)),
            Some(_) => ("start", commands::start_work(job, &me)),
        };
    }
    if job.backup().is_none() {
        let answer = BackupAnswer { decision: BackupDecision::Consented, by: "刘所".into(), remark: String::new() };
        return ("backup", commands::answer_backup(job, &me, answer));
    }
    if job.evidence.is_empty() {
        return ("evidence", evidence(hand, job));
    }
    if job.parts.len() < 2 && hand.dice.percent(35) {
        return ("replace", parts::replace(hand, job));
    }
    if job.work.is_empty() {
        return ("work", work(hand, job));
    }
    if let Some(step) = check::step(hand, job, REPAIR_CHECK) {
        return ("check", step);
    }
    if job.cause.get().is_none() {
        return ("cause", cause(hand, job));
    }
    if job.completed.is_none() {
        return (
            "complete",
            check::with_checks(hand, job, |checks| {
                commands::complete(
                    job,
                    &me,
                    checks,
                    Completion { summary: "runs again".into(), ..Completion::default() },
                )
            }),
        );
    }
    ("sign", sheet::sign(hand, job))
}

fn remote(hand: &mut Hand<'_>, job: &Job) -> Drafts {
    let cause = *hand.dice.pick(CAUSES).expect("causes");
    let solution = RemoteSolution {
        channel: Channel::Phone,
        done: "the recorder was started anew".into(),
        with: "刘所".into(),
        phone: "010-64001234".into(),
        finding: Some(CauseFinding { cause, diagnosis: "muted".into() }),
    };
    commands::solve_remotely(job, &hand.me, solution)
}

fn leave(hand: &mut Hand<'_>, job: &Job) -> (&'static str, Drafts) {
    let me = hand.me.clone();
    if job.emergency.is_some() {
        return ("leave", commands::leave(job, &me, None));
    }
    if hand.dice.percent(50) {
        let site = job.site().and_then(|id| hand.store.get::<Site>(id.uuid()).expect("reads")).map(|f| f.state);
        let known = (&site.unwrap_or_default(), &WorkingDays::default());
        return ("emergency", commands::declare_emergency(job, &me, known, "at night", hand.now));
    }
    if let Some(step) = check::step(hand, job, READY_TO_LEAVE) {
        return ("ready check", step);
    }
    let parent: Option<Subject> = job.id.map(Into::into);
    let checks = parent.map(|parent| hand.store.by_parent::<Check>(&parent).expect("reads")).unwrap_or_default();
    let ready = checks.iter().find(|(_, check)| check.state.code() == READY_TO_LEAVE).map(|(_, check)| &check.state);
    ("leave", commands::leave(job, &me, ready))
}

fn evidence(hand: &mut Hand<'_>, job: &Job) -> Drafts {
    let equipment = job.equipment().first().copied().ok_or_else(|| Refusal::new("equipment_unknown"))?;
    let photos = vec![hand.photo()?];
    commands::add_evidence(job, &hand.me, Evidence { equipment, note: "broken".into(), photos })
}

fn work(hand: &mut Hand<'_>, job: &Job) -> Drafts {
    let from = hand.now - TimeDelta::minutes(40);
    commands::record_work(job, &hand.me, Work { from, to: Some(hand.now), text: "exchanged".into() })
}

fn cause(hand: &mut Hand<'_>, job: &Job) -> Drafts {
    let cause = *hand.dice.pick(CAUSES).expect("causes");
    commands::find_cause(job, &hand.me, CauseFinding { cause, diagnosis: "worn out".into() })
}

/// What is written beside the steps: the same fields by several people, notes, photos, costs.
pub fn beside(hand: &mut Hand<'_>, job: &Job) -> (&'static str, Drafts) {
    let me = hand.me.clone();
    let level = u8::try_from(hand.dice.between(1, 4)).expect("small");
    let word = format!("w{}", hand.dice.below(1000));
    match hand.dice.below(12) {
        0 => {
            let class = *hand.dice.pick(CLASSES).expect("classes");
            ("judge", commands::judge(job, &me, Judgement { class, level, remark: word }))
        }
        1 => ("diagnose", commands::diagnose(job, &me, Diagnosis { scene: word, level, handling: String::new() })),
        2 => ("plan", commands::plan(job, &me, Plan { text: word, parts: String::new() })),
        3 => {
            let from = hand.now + TimeDelta::hours(i64::from(level));
            let visit = Visit { from, to: from + TimeDelta::hours(2), with: word };
            ("agree visit", commands::agree_visit(job, &me, visit))
        }
        4 | 5 => {
            let added =
                hand.photo().and_then(|photo| commands::add_photo(job, &me, PhotoAdded { photo, equipment: None }));
            ("photo", added)
        }
        6 => {
            let cost = Cost {
                kind: CostKind::Hours,
                payer: Payer::Us,
                amount: 12_000,
                currency: "CNY".into(),
                basis: word,
                photos: Vec::new(),
            };
            ("cost", commands::add_cost(job, &me, cost))
        }
        7 => match job.waits() {
            Some(_) => ("resume", commands::resume(job, &me)),
            None => ("wait", commands::wait_for_parts(job, &me, Wait { reason: word, until: None })),
        },
        8 => ("help", commands::call_help(job, &me, HelpCall { case: HelpCase::ALL[0], text: word })),
        9 => ("cause again", cause(hand, job)),
        _ => ("note", commands::note(job, &me, &word)),
    }
}
