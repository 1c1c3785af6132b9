//! Figures: the table of causes, each line opening its jobs.

use super::page::{Page, html};
use super::visit::Visit;
use crate::error::Fault;
use askama::Template;
use axum::response::Response;
use fettle_core::domain::jobs::{Job, JobSummary, cause_table};

struct Line {
    cause: String,
    address: String,
    count: u32,
    percent: String,
    /// Width of the bar, in tenths of a percent.
    tenths: u32,
}

#[derive(Template)]
#[template(path = "figures.html")]
struct Figures {
    p: Page,
    lines: Vec<Line>,
    total: u32,
    jobs: usize,
}

/// The table of causes over the jobs that the person may see.
pub(super) async fn figures(visit: Visit) -> Result<Response, Fault> {
    let p = visit.page().at("figures").live(None);
    let states = visit.hub().ledger.all_within::<Job>(&visit.viewer.reach).await?;
    let jobs: Vec<JobSummary> = states.iter().filter_map(|(_, folded)| JobSummary::of(&folded.state)).collect();
    let table = cause_table(&jobs);
    let total = table.iter().map(|line| line.count).sum();
    let line = |line: &fettle_core::domain::jobs::CauseLine| Line {
        cause: p.code("papers-cause-", line.cause.code()),
        address: format!("/jobs?cause={}", line.cause.code()),
        count: line.count,
        percent: format!("{}.{} %", line.tenths / 10, line.tenths % 10),
        tenths: line.tenths,
    };
    Ok(html(&Figures { lines: table.iter().map(line).collect(), total, jobs: jobs.len(), p }))
}
