//! The page with the list of jobs.

use super::filter::{ATTENTION, Filter, OPEN, PAGE, SORTS};
use crate::console::job::{PromiseView, Tone, promises, tone};
pub(in crate::console) use crate::console::kit::Choice;
use crate::console::names::Names;
use crate::console::page::{Page, html};
use crate::console::query::Query;
use crate::console::visit::Visit;
use crate::console::words;
use crate::error::Fault;
use askama::Template;
use axum::response::Response;
use fettle_core::domain::ids::ContractId;
use fettle_core::domain::jobs::sheet::Cause;
use fettle_core::domain::jobs::{Job, JobSummary, Status};
use fettle_core::domain::people::Role;
use fettle_core::domain::sites::Contract;
use fettle_core::kernel::fold::time;
use std::collections::BTreeMap;

struct Row {
    address: String,
    number: String,
    status: String,
    tone: Tone,
    level: Option<u8>,
    level_text: String,
    emergency: bool,
    attention: u32,
    customer: String,
    site: String,
    symptom: String,
    engineers: String,
    reported: String,
    promise: Option<PromiseView>,
}

struct Head {
    text: String,
    address: String,
    sorted: &'static str,
}

#[derive(Template)]
#[template(path = "jobs.html")]
struct List {
    p: Page,
    f: Filter,
    statuses: Vec<Choice>,
    centres: Vec<Choice>,
    engineers: Vec<Choice>,
    levels: Vec<Choice>,
    causes: Vec<Choice>,
    sorts: Vec<Choice>,
    rows: Vec<Row>,
    heads: Vec<Head>,
    total: usize,
    page: usize,
    last: usize,
    before: Option<String>,
    next: Option<String>,
    may_report: bool,
}

/// The list of the jobs that the person may see.
pub(in crate::console) async fn list(visit: Visit, Query(f): Query<Filter>) -> Result<Response, Fault> {
    let mut p = visit.page().at("jobs").live(None);
    if f.unreadable_days() {
        let told = p.t("refusal-day-invalid");
        p = p.refused(told);
    }
    let hub = visit.hub();
    let names = Names::load(&hub.ledger, visit.lang()).await?;
    let states = hub.ledger.all_within::<Job>(&visit.viewer.reach).await?;
    let contracts: BTreeMap<ContractId, Contract> =
        hub.ledger.all().await?.into_iter().map(|(id, folded)| (id.into(), folded.state)).collect();
    let now = time(hub.clock.now_ms());
    let all: Vec<JobSummary> = states.iter().filter_map(|(_, folded)| JobSummary::of(&folded.state)).collect();
    let mut jobs: Vec<JobSummary> = all.iter().filter(|job| f.has(job, &names)).cloned().collect();
    f.order(&mut jobs, &names);
    let last = jobs.len().div_ceil(PAGE);
    let page = f.page(last);
    let state: BTreeMap<_, &Job> = states.iter().map(|(id, folded)| (*id, &folded.state)).collect();
    let row = |job: &JobSummary| {
        let zone = names.zone_of(job.site);
        let open = state.get(&job.id.uuid()).map_or_else(Vec::new, |state| {
            let contract = state.contract().and_then(|id| contracts.get(&id));
            promises(&p, state, contract, zone, now)
        });
        Row {
            address: format!("/jobs/{}", job.id),
            number: job.number.clone(),
            status: p.code("job-status-", job.status.code()),
            tone: tone(job.status),
            level: job.level,
            level_text: job.level.map_or_else(String::new, |level| p.code("papers-level-", &level.to_string())),
            emergency: job.emergency,
            attention: job.attention,
            customer: names.customer(job.customer),
            site: names.site(job.site),
            symptom: words::short(&job.symptom),
            engineers: names.persons(&job.assignees),
            reported: words::minute(job.reported_at, zone),
            // The one that presses: late before running, in the order of the work.
            promise: open.into_iter().filter(PromiseView::presses).min_by_key(|promise| !promise.late),
        }
    };
    let rows = jobs.iter().skip((page - 1) * PAGE).take(PAGE).map(row).collect();
    let sorted = if f.sort.is_empty() { SORTS[0] } else { &f.sort };
    let head = |text: &str, sort: &str, direction: &'static str| Head {
        text: p.t(text),
        address: if sort.is_empty() { String::new() } else { f.address(sort, 1) },
        sorted: if sort == sorted { direction } else { "" },
    };
    let by_time = if sorted == "newest" { ("oldest", "") } else { ("newest", "") };
    let mut reported = head("console-reported", by_time.0, "");
    reported.sorted = match sorted {
        "newest" => "descending",
        "oldest" => "ascending",
        _ => "",
    };
    let heads = vec![
        head("console-job", "", ""),
        head("console-status", "status", "ascending"),
        head("console-level", "level", "ascending"),
        head("console-site", "site", "ascending"),
        head("console-engineer", "", ""),
        reported,
        head("console-promise", "", ""),
    ];
    let centre_ids: std::collections::BTreeSet<_> = all.iter().map(|job| job.centre).collect();
    let person_ids: std::collections::BTreeSet<_> = all.iter().flat_map(|job| job.assignees.clone()).collect();
    let groups = [(OPEN, p.t("console-open")), (ATTENTION, p.t("console-attention"))];
    let groups = groups.into_iter().map(|(code, text)| Choice::new(code, text, &f.status));
    let each = Status::ALL.iter().map(|s| Choice::new(s.code(), p.code("job-status-", s.code()), &f.status));
    let mut engineers: Vec<Choice> =
        person_ids.iter().map(|id| Choice::new(id, names.person(*id), &f.engineer)).collect();
    engineers.sort_by(|a, b| a.text.cmp(&b.text));
    let list = List {
        statuses: groups.chain(each).collect(),
        centres: centre_ids.iter().map(|id| Choice::new(id, names.centre(*id), &f.centre)).collect(),
        engineers,
        levels: (1..=4).map(|n: u8| Choice::new(n, p.code("papers-level-", &n.to_string()), &f.level)).collect(),
        causes: Cause::ALL.iter().map(|c| Choice::new(c.code(), p.code("papers-cause-", c.code()), &f.cause)).collect(),
        sorts: SORTS.iter().map(|s| Choice::new(s, p.code("console-sort-", s), sorted)).collect(), // keys!: console-sort-*
        heads,
        rows,
        total: jobs.len(),
        page,
        last,
        before: (page > 1).then(|| f.address(&f.sort, page - 1)),
        next: (page < last).then(|| f.address(&f.sort, page + 1)),
        may_report: visit.viewer.is(Role::Desk) || visit.viewer.is(Role::Manager),
        f,
        p,
    };
    Ok(html(&list))
}
