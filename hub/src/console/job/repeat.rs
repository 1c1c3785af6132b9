//! A fault that came back (B10): which earlier job this one repeats, what that is put down to, and which job goes on with it.

use crate::access::Viewer;
use crate::console::page::Page;
use crate::console::words;
use crate::error::HubError;
use crate::ledger::{Jobs, Ledger};
use chrono_tz::Tz;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::sheet::JobKind;
use fettle_core::domain::jobs::{Job, JobSummary, RepeatReason, repeat_of};
use fettle_core::kernel::{Aggregate, Subject};
use fettle_core::text::Lang;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Another job, as a link.
pub(super) struct OtherJob {
    /// Id.
    pub id: String,
    /// Number, and when its work was done.
    pub text: String,
}

/// The repeat.
pub(super) struct RepeatView {
    /// The job that is repeated.
    pub earlier: OtherJob,
    /// What it is put down to; empty while nobody said.
    pub put_down: String,
    /// The reasons to choose from: code, text, whether it is the one.
    pub reasons: Vec<(&'static str, String, bool)>,
    /// The remark.
    pub remark: String,
}

/// A link to a job; none to one that the person may not see.
pub(super) async fn other(
    p: &Page,
    ledger: &Ledger,
    viewer: &Viewer,
    id: JobId,
    zone: Tz,
) -> Result<Option<OtherJob>, HubError> {
    if !crate::access::may_see(ledger, viewer, &Subject::new(Job::KIND, id.uuid())).await? {
        return Ok(None);
    }
    let job = ledger.get::<Job>(id.uuid()).await?.map(|folded| folded.state).unwrap_or_default();
    let done = job.completed.as_ref().map(|done| p.t1("console-done-at", "time", words::minute(done.moment.at, zone)));
    Ok(Some(OtherJob { id: id.to_string(), text: super::joined([job.number(), &done.unwrap_or_default()]) }))
}

/// The repeat that the job is, if it is one: as it was put down, else as it is recognised among the jobs of its machines.
pub(super) async fn view(
    p: &Page,
    ledger: &Ledger,
    viewer: &Viewer,
    job: &Job,
    zone: Tz,
) -> Result<Option<RepeatView>, HubError> {
    let put_down = job.repeat.get();
    let earlier = match put_down {
        Some(put_down) => Some(put_down.earlier),
        None => recognised(ledger, viewer, job, zone).await?,
    };
    let Some(earlier) = earlier else { return Ok(None) };
    let Some(earlier) = other(p, ledger, viewer, earlier, zone).await? else { return Ok(None) };
    let reason = |reason: &'static RepeatReason| {
        let chosen = put_down.is_some_and(|put_down| put_down.reason == *reason);
        (reason.code(), p.code("job-repeat-", reason.code()), chosen)
    };
    let said = put_down
        .map(|put_down| super::joined([p.code("job-repeat-", put_down.reason.code()).as_str(), &put_down.remark]));
    Ok(Some(RepeatView {
        earlier,
        put_down: said.unwrap_or_default(),
        reasons: RepeatReason::ALL.iter().map(reason).collect(),
        remark: put_down.map(|put_down| put_down.remark.clone()).unwrap_or_default(),
    }))
}

/// Earlier repairs of a machine that are looked at: what came back within the days of a repeat is among the newest.
const LOOKED_AT: usize = 50;

async fn recognised(ledger: &Ledger, viewer: &Viewer, job: &Job, zone: Tz) -> Result<Option<JobId>, HubError> {
    let Some(own) = JobSummary::of(job) else { return Ok(None) };
    let mut earlier: BTreeSet<Uuid> = BTreeSet::new();
    if job.is_repair() && own.follows.is_none() {
        // Reported before this one was: what it repeats was done by then.
        let to = Some(own.reported_at.with_timezone(&zone).date_naive());
        for machine in job.equipment() {
            let all = Jobs::all(&viewer.reach, Lang::Zh);
            let asks = Jobs { kind: Some(JobKind::Repair), equipment: Some(machine), to, ..all };
            earlier.extend(ledger.jobs(&asks, None, LOOKED_AT).await?.rows.into_iter().map(|row| row.id.uuid()));
        }
    }
    let states = ledger.several::<Job>(earlier.into_iter().collect()).await?;
    let others: Vec<JobSummary> = states.values().filter_map(|folded| JobSummary::of(&folded.state)).collect();
    Ok(repeat_of(&own, &others))
}
