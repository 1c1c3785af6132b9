//! The three promises in words.

use super::Tone;
use crate::console::page::Page;
use crate::console::words;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use fettle_core::domain::jobs::{Job, PromiseClock, Standing, promise_status};
use fettle_core::domain::sites::{Contract, Promise};
use fettle_core::text::text_with;

/// One promise.
#[derive(Debug, Clone)]
pub(in crate::console) struct PromiseView {
    /// What was promised.
    pub label: String,
    /// How it stands.
    pub text: String,
    /// Its colour.
    pub tone: Tone,
    /// Whether its time is over and the thing is not done.
    pub late: bool,
    /// Whether a clock that decides it is in doubt.
    pub doubtful: bool,
    open: bool,
}

impl PromiseView {
    /// Whether somebody has to do something about it.
    pub(in crate::console) fn presses(&self) -> bool {
        self.open
    }
}

/// The promises of a job at `now`; times in `zone`.
pub(in crate::console) fn promises(
    p: &Page,
    job: &Job,
    contract: Option<&Contract>,
    zone: Tz,
    now: DateTime<Utc>,
) -> Vec<PromiseView> {
    let promise = match (contract, job.level()) {
        (Some(contract), Some(level)) => contract.promise(level),
        // Before the level is known the general promise stands.
        _ => Promise::default(),
    };
    let status = promise_status(job, &promise, now);
    [("answered", status.answered), ("on-site", status.on_site), ("restored", status.restored)]
        .into_iter()
        // keys!: console-promised-*
        .map(|(code, clock)| view(p, p.code("console-promised-", code), clock, zone, now))
        .collect()
}

fn view(p: &Page, label: String, clock: PromiseClock, zone: Tz, now: DateTime<Utc>) -> PromiseView {
    let at = |at| words::minute(at, zone);
    let with = |key: &str, time: String, span: String| text_with(p.lang, key, &[("time", time), ("span", span)]);
    let span = |left| words::span(p, left);
    let (text, tone, open) = match clock.standing {
        Standing::Idle => (p.t("console-promise-idle"), Tone::Quiet, false),
        Standing::Running { due } => (with("console-promise-running", at(due), span(due - now)), Tone::Active, true),
        Standing::Paused { left } => (p.t1("console-promise-paused", "span", span(left)), Tone::Wait, true),
        Standing::Late { due } => (with("console-promise-late", at(due), span(now - due)), Tone::Bad, true),
        Standing::Kept { at: done } => (p.t1("console-promise-kept", "time", at(done)), Tone::Good, false),
        Standing::Missed { at: done, due } => {
            (with("console-promise-missed", at(done), span(done - due)), Tone::Bad, false)
        }
    };
    let late = matches!(clock.standing, Standing::Late { .. });
    PromiseView { label, text, tone, late, doubtful: clock.doubtful, open }
}
