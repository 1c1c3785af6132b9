//! How a job came out: what it was, what was done, and what the customer says of it.

use super::joined;
use crate::console::page::Page;
use crate::console::words;
use askama::Template;
use chrono_tz::Tz;
use fettle_core::domain::jobs::Job;

/// The lines of it; none before there is anything to say.
#[derive(Template)]
#[template(path = "job/result.html")]
pub(super) struct Outcome {
    pub lines: Vec<(String, String)>,
}

/// What is known of it.
pub(super) fn outcome(p: &Page, job: &Job, zone: Tz) -> Outcome {
    let mut lines = Vec::new();
    let mut line = |label: String, text: String| {
        if !text.is_empty() {
            lines.push((label, text));
        }
    };
    let cause = job.cause.get();
    line(p.t("console-cause"), cause.map_or_else(String::new, |found| p.code("papers-cause-", found.cause.code())));
    line(p.t("console-diagnosis"), cause.map_or_else(String::new, |found| found.diagnosis.clone()));
    if let Some(completed) = &job.completed {
        let result = completed.what.result.as_ref();
        line(p.t("papers-result"), result.map_or_else(String::new, |result| p.code("papers-result-", result.code())));
        line(p.t("papers-remains"), completed.what.left.clone());
        let when = words::minute(completed.moment.at, zone);
        line(p.code("job-status-", "completed"), joined([completed.what.summary.as_str(), &when]));
    }
    if let Some(remote) = &job.remote {
        let when = words::minute(remote.moment.at, zone);
        line(p.code("job-status-", "solved_remotely"), joined([remote.what.done.as_str(), &when]));
    }
    if let Some(call) = job.calls.last() {
        let gone = p.t(if call.what.gone { "console-fault-gone" } else { "console-fault-not-gone" });
        let points = call.what.satisfaction.map(|n| p.t1("console-satisfaction-of", "points", n));
        let said = joined([gone.as_str(), points.as_deref().unwrap_or_default(), &call.what.remark]);
        line(p.code("job-status-", "called_back"), said);
    }
    Outcome { lines }
}
