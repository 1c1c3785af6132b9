//! Promises: answered, on site, restored, and whether each is kept (A3, D11). Recomputed from the facts each time, so that a late event or
//! a corrected clock corrects the verdict too.

use super::{Job, Moment, Waiting};
use crate::domain::calendar::{WorkingDays, later};
use crate::domain::codes::fixed_codes;
use crate::domain::rules::{LEVEL_BEFORE_JUDGEMENT, RETURN_CALL_WORKING_DAYS};
use crate::domain::sites::{Contract, Site, SlaTarget};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How one promise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlaStatus {
    /// Its clock has not begun, or will never: nobody had to go, or the job was given up.
    Idle,
    /// Its clock runs.
    Running {
        /// Until when it can be kept.
        due: DateTime<Utc>,
    },
    /// Its clock stands, because we wait for the customer.
    Paused {
        /// What is left once the customer is ready; below zero when it was late before.
        left: TimeDelta,
    },
    /// Its time is over, and the thing is not done.
    Late {
        /// Until when it could be kept.
        due: DateTime<Utc>,
    },
    /// Done in time.
    Kept {
        /// When.
        at: DateTime<Utc>,
    },
    /// Done too late.
    Missed {
        /// When.
        at: DateTime<Utc>,
        /// Until when it could be kept.
        due: DateTime<Utc>,
    },
}

/// How one promise stands, and whether a clock that decides it is in doubt (promise 3 of the design).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlaClock {
    /// How it stands.
    pub status: SlaStatus,
    /// Whether a time that it rests on may be wrong.
    pub doubtful: bool,
}

/// How the three promises of a job stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobSla {
    /// From the contact to class and level, or to being on site where the work came first.
    pub answered: SlaClock,
    /// From the contact to being on site.
    pub on_site: SlaClock,
    /// From the start of the work to its end.
    pub restored: SlaClock,
}

/// Which promise holds for the job: its contract's for its level, the default where there is no contract. The one answer for desk, phone
/// and paper, before and after judgement.
pub fn sla_target_of(job: &Job, contract: Option<&Contract>) -> SlaTarget {
    let level = job.level().unwrap_or(LEVEL_BEFORE_JUDGEMENT);
    contract.map_or_else(SlaTarget::default, |contract| contract.sla(level))
}

/// How the promises stand at `now`. Clocks stand while waiting for the customer; they run while waiting for parts.
pub fn job_sla(job: &Job, sla: &SlaTarget, now: DateTime<Utc>) -> JobSla {
    let reported = job.report.as_ref().map(|report| Moment { at: report.what.at, ..report.moment });
    // The clock of the report's own event matters little: the desk wrote down when the call was.
    let reported = reported.map(|moment| Moment { doubtful: false, ..moment });
    let arrived = job.visits.iter().filter_map(|visit| visit.arrived).min_by_key(|moment| moment.at);
    let started = job.visits.iter().filter_map(|visit| visit.started).min_by_key(|moment| moment.at);
    let completed = job.completed.as_ref().map(|completed| completed.moment);
    let answered = [job.answered, arrived].into_iter().flatten().min_by_key(|moment| moment.at);
    let clock = |from: Option<Moment>, minutes: u32, done: Option<Moment>| clock(job, from, minutes, done, now);
    // Who was helped from afar was promised no visit.
    let needs_visit = arrived.is_some() || completed.is_none();
    JobSla {
        answered: clock(reported, sla.answered_min, answered),
        on_site: clock(reported.filter(|_| needs_visit), sla.on_site_min, arrived),
        restored: clock(started, sla.restored_min, completed),
    }
}

fn clock(job: &Job, from: Option<Moment>, minutes: u32, done: Option<Moment>, now: DateTime<Utc>) -> SlaClock {
    let doubtful = [from, done].into_iter().flatten().any(|moment| moment.doubtful);
    let doubtful = doubtful || job.waiting.iter().any(Waiting::is_doubtful_pause);
    let given_up = job.is_cancelled() && done.is_none();
    let Some(from) = from.filter(|_| !given_up) else {
        return SlaClock { status: SlaStatus::Idle, doubtful: false };
    };
    let allowed = TimeDelta::minutes(i64::from(minutes));
    let until = done.map_or(now, |done| done.at);
    let waited = waited(job, from.at, until);
    let due = later(from.at, allowed.checked_add(&waited).unwrap_or(TimeDelta::MAX));
    let paused = job.waits().is_some_and(|waiting| waiting.for_customer);
    let status = match done {
        Some(done) if done.at <= due => SlaStatus::Kept { at: done.at },
        Some(done) => SlaStatus::Missed { at: done.at, due },
        None if paused => SlaStatus::Paused { left: due - now },
        None if now <= due => SlaStatus::Running { due },
        None => SlaStatus::Late { due },
    };
    SlaClock { status, doubtful }
}

fixed_codes! {
    /// The three promises. Texts: `console-promised-<code>` with `-` for `_`.
    SlaKind {
        /// Class and level were said.
        Answered = "answered",
        /// Somebody is on site.
        OnSite = "on_site",
        /// The work is done.
        Restored = "restored",
    }
}

/// A promise whose thing is not done, as far as no time that passes changes it: what a list keeps of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenSla {
    /// Which.
    pub which: SlaKind,
    /// Until when it can be kept, milliseconds since 1970 UTC; what is left, in milliseconds, while the customer is waited for.
    pub until: i64,
    /// Whether the clock stands.
    pub paused: bool,
    /// Whether a time that it rests on may be wrong.
    pub doubtful: bool,
}

/// The promises of a job whose things are not done, in the order of the work.
pub fn open_slas(job: &Job, sla: &SlaTarget) -> Vec<OpenSla> {
    // Long after everything that happened: every span of waiting counts whole, and the one that goes on stands for itself.
    let long_after = DateTime::from_timestamp_millis(LONG_AFTER_MS).unwrap_or_default();
    let status = job_sla(job, sla, long_after);
    let all =
        [(SlaKind::Answered, status.answered), (SlaKind::OnSite, status.on_site), (SlaKind::Restored, status.restored)];
    let open = |(which, clock): (SlaKind, SlaClock)| {
        let (until, paused) = match clock.status {
            SlaStatus::Running { due } | SlaStatus::Late { due } => (due.timestamp_millis(), false),
            SlaStatus::Paused { left } => (left.num_milliseconds(), true),
            SlaStatus::Idle | SlaStatus::Kept { .. } | SlaStatus::Missed { .. } => return None,
        };
        Some(OpenSla { which, until, paused, doubtful: clock.doubtful })
    };
    all.into_iter().filter_map(open).collect()
}

impl OpenSla {
    /// How it stands at `now`.
    pub fn at(&self, now: DateTime<Utc>) -> SlaClock {
        let due = DateTime::from_timestamp_millis(self.until).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let status = if self.paused {
            SlaStatus::Paused { left: TimeDelta::milliseconds(self.until) }
        } else if now <= due {
            SlaStatus::Running { due }
        } else {
            SlaStatus::Late { due }
        };
        SlaClock { status, doubtful: self.doubtful }
    }
}

/// In the year 9999.
const LONG_AFTER_MS: i64 = 253_370_764_800_000;

impl Waiting {
    /// Whether it stops the promises' clocks and a time of it may be wrong. Its true times are not known, so that each clock may rest on it,
    /// wherever the span seems to lie.
    fn is_doubtful_pause(&self) -> bool {
        self.for_customer && (self.from.doubtful || self.to.is_some_and(|to| to.doubtful))
    }
}

/// How long the job waited for the customer between two times. Spans never overlap: a new one ends the one before.
fn waited(job: &Job, from: DateTime<Utc>, until: DateTime<Utc>) -> TimeDelta {
    let spans = job.waiting.iter().filter(|waiting| waiting.for_customer);
    spans.fold(TimeDelta::zero(), |sum, waiting| {
        let begin = waiting.from.at.max(from);
        let end = waiting.to.map_or(until, |to| to.at).min(until);
        sum.checked_add(&(end - begin).max(TimeDelta::zero())).unwrap_or(TimeDelta::MAX)
    })
}

/// Until when the return call is due: two working days after the customer's answer to the sheet, or word that it is solved, in the site's zone (B4, E5). None
/// while there is nothing to ask about, or once the call was made.
pub fn call_back_due(job: &Job, site: &Site, days: &WorkingDays) -> Option<DateTime<Utc>> {
    to_call_back(job).map(|answered| days.due_in_days(answered.at, RETURN_CALL_WORKING_DAYS, site.tz()))
}

/// The answer of the customer that the return call asks about, while nobody called.
pub fn to_call_back(job: &Job) -> Option<Moment> {
    if !job.is_open() || job.is_called_back() {
        return None;
    }
    let signed = job.current_sheet().map(|sheet| sheet.moment);
    let solved = job.remote.as_ref().filter(|_| job.is_answered_remotely()).map(|remote| remote.moment);
    signed.or(solved)
}
