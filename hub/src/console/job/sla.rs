//! The three promises in words.

use super::Tone;
use crate::console::page::Page;
use crate::console::words;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use fettle_core::domain::jobs::{Job, OpenSla, SlaClock, SlaStatus, job_sla, sla_target_of};
use fettle_core::domain::sites::Contract;

/// One promise.
#[derive(Debug, Clone)]
pub(in crate::console) struct SlaView {
    /// What was promised.
    pub label: String,
    /// How it stands.
    pub text: String,
    /// When it is due, or was done; empty where no time matters.
    pub time: String,
    /// Its colour.
    pub tone: Tone,
    /// Whether its time is over and the thing is not done.
    pub late: bool,
    /// Whether a clock that decides it is in doubt.
    pub doubtful: bool,
}

/// The promises of a job at `now`; times in `zone`.
pub(in crate::console) fn promises(
    p: &Page,
    job: &Job,
    contract: Option<&Contract>,
    zone: Tz,
    now: DateTime<Utc>,
) -> Vec<SlaView> {
    let status = job_sla(job, &sla_target_of(job, contract), now);
    [("answered", status.answered), ("on-site", status.on_site), ("restored", status.restored)]
        .into_iter()
        // keys!: console-promised-*
        .map(|(code, clock)| view(p, p.code("console-promised-", code), clock, zone, now))
        .collect()
}

/// Promises that are open, as a list has them, in the order of the work.
pub(in crate::console) fn open_views(p: &Page, open: &[OpenSla], zone: Tz, now: DateTime<Utc>) -> Vec<SlaView> {
    let view = |one: &OpenSla| {
        let label = p.code("console-promised-", &one.which.code().replace('_', "-"));
        view(p, label, one.at(now), zone, now)
    };
    open.iter().map(view).collect()
}

fn view(p: &Page, label: String, clock: SlaClock, zone: Tz, now: DateTime<Utc>) -> SlaView {
    let with = |key: &str, span: TimeDelta| p.t1(key, "span", words::span(p, span));
    let due_at = |due| p.t1("console-due", "time", words::minute(due, zone));
    let (text, time, tone) = match clock.status {
        SlaStatus::Idle => (p.t("console-promise-idle"), String::new(), Tone::Quiet),
        SlaStatus::Running { due } => (with("console-promise-running", due - now), due_at(due), Tone::Active),
        SlaStatus::Paused { left } => (with("console-promise-paused", left), String::new(), Tone::Wait),
        SlaStatus::Late { due } => (with("console-promise-late", now - due), due_at(due), Tone::Bad),
        SlaStatus::Kept { at } => (p.t("console-promise-kept"), words::minute(at, zone), Tone::Good),
        SlaStatus::Missed { at, due } => (with("console-promise-missed", at - due), words::minute(at, zone), Tone::Bad),
    };
    let late = matches!(clock.status, SlaStatus::Late { .. });
    SlaView { label, text, time, tone, late, doubtful: clock.doubtful }
}
