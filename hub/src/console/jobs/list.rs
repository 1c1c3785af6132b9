//! The page with the list of jobs.

use super::bulk::offered;
use super::export;
use super::filter::{ATTENTION, COUNTED, Filter, OPEN, PAGE, SORTS};
use super::row::{self, Row};
use super::things::{Thing, things};
use crate::console::kit::{Bar, Choice};
use crate::console::names::Names;
use crate::console::page::{Page, html};
use crate::console::query::Query;
use crate::console::visit::Visit;
use crate::error::{Fault, HubError};
use askama::Template;
use axum::response::Response;
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::jobs::Status;
use fettle_core::domain::jobs::sheet::{Cause, JobKind};
use fettle_core::domain::people::Role;
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{PersonId, Subject};
use std::collections::BTreeSet;

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
    bar: Bar,
    statuses: Vec<Choice>,
    centres: Vec<Choice>,
    engineers: Vec<Choice>,
    levels: Vec<Choice>,
    causes: Vec<Choice>,
    kinds: Vec<Choice>,
    /// Whose jobs they are.
    things: Vec<Thing>,
    sorts: Vec<Choice>,
    rows: Vec<Row>,
    heads: Vec<Head>,
    total: String,
    /// More was found than is sorted.
    cut: bool,
    /// Lists are being made anew.
    due: bool,
    first: Option<String>,
    next: Option<String>,
    csv: String,
    xlsx: String,
    may_report: bool,
    /// The acts that are done to many jobs; none for who plans no work.
    acts: Vec<Choice>,
}

/// The list of the jobs that the person may see.
pub(in crate::console) async fn list(visit: Visit, Query(f): Query<Filter>) -> Result<Response, Fault> {
    let mut p = visit.page().at("jobs").live(None);
    if f.unreadable_days() {
        let told = p.t("refusal-day-invalid");
        p = p.refused(told);
    }
    if f.unreadable_things() {
        let told = Fault::bad("query_unreadable").text(p.lang);
        p = p.refused(told);
    }
    if !f.nothing.is_empty() {
        let told = p.t("bulk-nothing-chosen");
        p = p.refused(told);
    }
    if !f.form.is_empty() {
        return export::answer(&visit, p, f).await;
    }
    let (hub, reach) = (visit.hub(), &visit.viewer.reach);
    let asks = f.asks(reach, visit.lang());
    // A place in another order is the beginning.
    let found = match hub.ledger.jobs(&asks, f.after().as_ref(), PAGE).await {
        Err(HubError::Record(_)) => hub.ledger.jobs(&asks, None, PAGE).await?,
        other => other?,
    };
    let (count, more) = hub.ledger.count_jobs(&asks, COUNTED).await?;
    let chosen: Option<PersonId> = f.engineer.parse().ok();
    let people: BTreeSet<PersonId> = hub.ledger.engineers_at_work(reach).await?.into_iter().chain(chosen).collect();
    let centres: Vec<CentreId> =
        hub.ledger.centres().await?.into_iter().filter(|id| reach.has(&Stream::Centre(id.uuid()))).collect();
    let named = found.rows.iter().flat_map(row::named).chain(people.iter().map(|id| Subject::from(*id)));
    let names = Names::of(&hub.ledger, visit.lang(), named.collect()).await?;
    let now = time(hub.clock.now_ms());
    let rows = found.rows.iter().map(|job| Row::of(&p, &names, now, job)).collect();
    let sorted = if f.sort.is_empty() { SORTS[0] } else { &f.sort };
    let head = |text: &str, sort: &str, direction: &'static str| Head {
        text: p.t(text),
        address: if sort.is_empty() { String::new() } else { f.address(sort, None) },
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
    let groups = [(OPEN, p.t("console-open")), (ATTENTION, p.t("console-attention"))];
    let groups = groups.into_iter().map(|(code, text)| Choice::new(code, text, &f.status));
    let each = Status::ALL.iter().map(|s| Choice::new(s.code(), p.code("job-status-", s.code()), &f.status));
    let mut engineers: Vec<Choice> = people.iter().map(|id| Choice::new(id, names.person(*id), &f.engineer)).collect();
    engineers.sort_by(|a, b| a.text.cmp(&b.text));
    let bar = Bar::of(&visit, &p, "/jobs", &f.address(&f.sort, None)).await?;
    let list = List {
        bar,
        statuses: groups.chain(each).collect(),
        centres: centres.iter().map(|id| Choice::new(id, names.centre(*id), &f.centre)).collect(),
        engineers,
        levels: (1..=4).map(|n: u8| Choice::new(n, p.code("papers-level-", &n.to_string()), &f.level)).collect(),
        causes: Cause::ALL.iter().map(|c| Choice::new(c.code(), p.code("papers-cause-", c.code()), &f.cause)).collect(),
        kinds: JobKind::ALL.iter().map(|k| Choice::new(k.code(), p.code("papers-kind-", k.code()), &f.kind)).collect(),
        things: things(&visit, &p, &f).await?,
        sorts: SORTS.iter().map(|s| Choice::new(s, p.code("console-sort-", s), sorted)).collect(), // keys!: console-sort-*
        heads,
        csv: f.file("csv"),
        xlsx: f.file("xlsx"),
        rows,
        total: if more { format!("{count}+") } else { count.to_string() },
        cut: found.cut,
        due: hub.ledger.rows_are_due(),
        first: (!f.after.is_empty()).then(|| f.address(&f.sort, None)),
        next: found.next.as_ref().map(|next| f.address(&f.sort, Some(next))),
        acts: offered(&visit.actor()).map(|code| Choice::new(code, p.code("bulk-act-", code), "")).collect(),
        may_report: visit.viewer.is(Role::Desk) || visit.viewer.is(Role::Manager),
        f,
        p,
    };
    Ok(html(&list))
}
