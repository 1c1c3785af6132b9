//! Figures: the table of causes, each line opening its jobs.

use super::page::{Page, html};
use super::request::AuthContext;
use crate::error::Fault;
use askama::Template;
use axum::response::Response;
use fettle_core::domain::jobs::cause_lines;

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
    jobs: u64,
}

/// The table of causes over the jobs that the person may see.
pub(super) async fn figures(auth: AuthContext) -> Result<Response, Fault> {
    let p = auth.page().at("figures").live(None);
    let (found, jobs) = auth.hub().ledger.causes(&auth.viewer.reach).await?;
    let table = cause_lines(&found);
    let total = table.iter().map(|line| line.count).sum();
    let line = |line: &fettle_core::domain::jobs::CauseLine| Line {
        cause: p.code("papers-cause-", line.cause.code()),
        address: format!("/jobs?cause={}", line.cause.code()),
        count: line.count,
        percent: format!("{}.{} %", line.tenths / 10, line.tenths % 10),
        tenths: line.tenths,
    };
    Ok(html(&Figures { lines: table.iter().map(line).collect(), total, jobs, p }))
}
