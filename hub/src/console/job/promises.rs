//! The three promises in words.

use super::Tone;
use crate::console::page::Page;
use crate::console::words;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use fettle_core::domain::jobs::{Job, OpenPromise, PromiseClock, Standing, promise_of, promise_status};
use fettle_core::domain::sites::Contract;

/// One promise.
#[derive(Debug, Clone)]
pub(in crate::console) struct PromiseView {
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
) -> Vec<PromiseView> {
    let status = promise_status(job, &promise_of(job, contract), now);
    [("answered", status.answered), ("on-site", status.on_site), ("restored", status.restored)]
        .into_iter()
        // keys!: console-promised-*
        .map(|(code, clock)| view(p, p.code("console-promised-", code), clock, zone, now))
        .collect()
}

/// Promises that are open, as a list has them, in the order of the work.
pub(in crate::console) fn open_views(p: &Page, open: &[OpenPromise], zone: Tz, now: DateTime<Utc>) -> Vec<PromiseView> {
    let view = |one: &OpenPromise| {
        let label = p.code("console-promised-", &one.which.code().replace('_', "-"));
        view(p, label, one.at(now), zone, now)
    };
    open.iter().map(view).collect()
}

fn view(p: &Page, label: String, clock: PromiseClock, zone: Tz, now: DateTime<Utc>) -> PromiseView {
    let with = |key: &str, span: TimeDelta| p.t1(key, "span", words::span(p, span));
    let due_at = |due| p.t1("console-due", "time", words::minute(due, zone));
    let (text, time, tone) = match clock.standing {
        Standing::Idle => (p.t("console-promise-idle"), String::new(), Tone::Quiet),
        Standing::Running { due } => (with("console-promise-running", due - now), due_at(due), Tone::Active),
        Standing::Paused { left } => (with("console-promise-paused", left), String::new(), Tone::Wait),
        Standing::Late { due } => (with("console-promise-late", now - due), due_at(due), Tone::Bad),
        Standing::Kept { at } => (p.t("console-promise-kept"), words::minute(at, zone), Tone::Good),
        Standing::Missed { at, due } => (with("console-promise-missed", at - due), words::minute(at, zone), Tone::Bad),
    };
    let late = matches!(clock.standing, Standing::Late { .. });
    PromiseView { label, text, time, tone, late, doubtful: clock.doubtful }
}
