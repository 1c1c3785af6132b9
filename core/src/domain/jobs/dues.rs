//! What of a job falls due: promises, papers after an emergency, the return call. From its state, with what was promised, the zone of its
//! site and the days that are worked; what is paused, done or given up falls due no more.

use super::sla::{SlaKind, open_slas, to_call_back};
use super::{Fact, Job};
use crate::domain::calendar::WorkingDays;
use crate::domain::dues::{Due, Late, Overdue, next_step};
use crate::domain::rules::{
    ESCALATION_LIMIT, ESCALATION_LIMIT_PAPERS, LEVEL_BEFORE_JUDGEMENT, RETURN_CALL_WORKING_DAYS,
};
use crate::domain::sites::SlaTarget;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

/// Everything that is not done and has a time, the step that falls due first in front.
pub fn dues(job: &Job, sla: &SlaTarget, zone: Tz, days: &WorkingDays) -> Vec<Due> {
    if !job.is_open() {
        return Vec::new();
    }
    let mut all = Vec::new();
    for open in open_slas(job, sla).iter().filter(|open| !open.paused) {
        let what = match open.which {
            SlaKind::Answered => Late::Answered,
            SlaKind::OnSite => Late::OnSite,
            SlaKind::Restored => Late::Restored,
        };
        let Some(since) = DateTime::from_timestamp_millis(open.until) else { continue };
        all.push(next_step(what, "", since, limit(job), taken(job, what, "", None)));
    }
    for owed in job.owed_papers() {
        let (what, item) = (Late::Paper, owed.paper.code());
        all.push(next_step(what, item, owed.due, ESCALATION_LIMIT_PAPERS, taken(job, what, item, None)));
    }
    if let Some(answered) = to_call_back(job) {
        let since = days.due_in_days(answered.at, RETURN_CALL_WORKING_DAYS, zone);
        let what = Late::ReturnCall;
        // Work that was signed again is asked about again.
        let steps = taken(job, what, "", Some(answered.at));
        all.push(next_step(what, "", since, ESCALATION_LIMIT_PAPERS, steps));
    }
    all.sort_by(|one, other| one.order().cmp(&other.order()));
    all
}

/// What was late and told and is still not done: of each thing what was told last, the newest last.
pub fn late(job: &Job) -> Vec<&Fact<Overdue>> {
    let open = open_slas(job, &SlaTarget::default());
    let waits = |told: &Overdue| {
        let promised = |which| job.is_open() && open.iter().any(|open| open.which == which);
        match told.what {
            Late::Answered => promised(SlaKind::Answered),
            Late::OnSite => promised(SlaKind::OnSite),
            Late::Restored => promised(SlaKind::Restored),
            Late::Paper => job.is_open() && job.owed_papers().any(|owed| owed.paper.code() == told.item),
            Late::TakePaper
            | Late::PartsBack
            | Late::Receipt
            | Late::Inspection
            | Late::Certificate
            | Late::Newer(_) => false,
            Late::ReturnCall => to_call_back(job).is_some_and(|answered| told.due >= answered.at),
        }
    };
    let again = |at: usize, one: &Overdue| {
        let later = job.overdue.iter().skip(at + 1);
        later.into_iter().any(|other| (other.what.what, &other.what.item) == (one.what, &one.item))
    };
    let all = job.overdue.iter().enumerate();
    all.filter(|(at, one)| waits(&one.what) && !again(*at, &one.what)).map(|(_, one)| one).collect()
}

/// How long after one step the next one comes.
fn limit(job: &Job) -> TimeDelta {
    let level = usize::from(job.level().unwrap_or(LEVEL_BEFORE_JUDGEMENT));
    let [.., last] = ESCALATION_LIMIT;
    ESCALATION_LIMIT.get(level.saturating_sub(1)).copied().unwrap_or(last)
}

/// The steps of it that were taken, since a time.
fn taken(job: &Job, what: Late, item: &str, since: Option<DateTime<Utc>>) -> impl Iterator<Item = u8> {
    let same = move |one: &&Fact<Overdue>| {
        one.what.what == what && one.what.item == item && since.is_none_or(|since| one.what.due >= since)
    };
    job.overdue.iter().filter(same).map(|one| one.what.step)
}
