//! What to know before the work: how the last one ended, the plan, what the desk wrote, and what the customer said about a backup. Who
//! else goes stands among those whom to call.

use crate::domain::calendar::day_in;
use crate::domain::ids::JobId;
use crate::domain::jobs::Job;
use crate::screens::blocks::Row;
use crate::screens::error::Problem;
use crate::screens::queries::job::Known;
use crate::screens::route::Route;
use crate::screens::view::View;

/// Of how many of its machines the last work is looked for: a report about a whole site names a hundred.
const MACHINES: usize = 3;
/// Among how many of the newest jobs of a machine: this one, and what is open beside it.
const JOBS: usize = 4;

/// The lines, each left out where there is nothing to say.
pub(super) fn rows(view: &View<'_>, known: &Known) -> Result<Vec<Row>, Problem> {
    let (words, job) = (view.words, &known.job);
    let row = |key: &str, title: String, detail: String| Row { key: key.to_owned(), title, detail, ..Row::default() };
    let mut rows: Vec<Row> = last(view, known)?.into_iter().collect();
    if let Some(plan) = job.plan.get().filter(|plan| !plan.text.is_empty()) {
        let title = words.with("screen-job-brief-plan", &[("text", plan.text.clone())]);
        let parts = words.with("screen-job-brief-parts", &[("parts", plan.parts.clone())]);
        rows.push(row("plan", title, if plan.parts.is_empty() { String::new() } else { parts }));
    }
    if let Some(judged) = job.judgement.get().filter(|judged| !judged.remark.is_empty()) {
        let title = words.with("screen-job-brief-remark", &[("text", judged.remark.clone())]);
        rows.push(row("remark", title, String::new()));
    }
    if let Some(backup) = job.backup() {
        let decision = words.code("papers-backup-", backup.what.decision.code());
        let said: Vec<String> = [decision, backup.what.by.clone()].into_iter().filter(|s| !s.is_empty()).collect();
        let title = words.with("screen-job-brief-backup", &[("said", words.list(&said))]);
        rows.push(row("backup", title, backup.what.remark.clone()));
    }
    Ok(rows)
}

/// How the newest work on one of its machines ended.
fn last(view: &View<'_>, known: &Known) -> Result<Option<Row>, Problem> {
    let mut newest: Option<(JobId, Job)> = None;
    for machine in known.job.equipment().into_iter().take(MACHINES) {
        for (id, job) in view.jobs_about(machine, None, JOBS)? {
            let done = |job: &Job| job.completed.as_ref().map(|done| done.moment.at);
            let later = newest.as_ref().is_none_or(|(_, known)| done(known) < done(&job));
            if id != known.id && job.completed.is_some() && later {
                newest = Some((id, job));
            }
        }
    }
    let Some((id, job)) = newest else { return Ok(None) };
    let Some(done) = &job.completed else { return Ok(None) };
    let day = view.words.full_date(day_in(done.moment.at, known.zone));
    // Who said nothing of the result named the cause, or at least what was done.
    let told = [
        Some(done.what.summary.as_str()),
        job.cause.get().map(|cause| cause.diagnosis.as_str()),
        job.work.last().map(|work| work.what.text.as_str()),
    ];
    let result = told.into_iter().flatten().find(|text| !text.trim().is_empty()).unwrap_or_default();
    let args = [("day", day), ("result", result.to_owned())];
    Ok(Some(Row {
        key: "last".into(),
        title: view.words.with("screen-job-brief-last", &args),
        open: Some(Route::Case { job: id.to_string() }),
        ..Row::default()
    }))
}
