//! A calendar that is published has what is open counted again, and nothing told twice.

use crate::testing::{Company, TestHub};
use crate::tests::growth::reads;
use crate::verify::tests::full;
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use fettle_core::domain::calendar::WorkingDays;
use fettle_core::domain::calendars::{CalendarEvent, NoticeDay, calendar_subject};
use fettle_core::domain::dues::Late;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::sheet::Channel;
use fettle_core::domain::jobs::{Cancellation, Job, JobEvent, RemoteSolution, call_back_due, to_call_back};
use fettle_core::domain::sites::Site;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Draft, Subject};
use rusqlite::Connection;
use std::collections::BTreeSet;

const DAY: u64 = 24 * 60 * 60 * 1000;

/// Jobs that were solved by telephone: somebody is to be called back.
async fn solved(hub: &TestHub, company: &Company, count: usize) -> Vec<JobId> {
    let jobs: Vec<JobId> = (0..count).map(|_| hub.fresh().into()).collect();
    let system = hub.hub.ledger.system();
    let reported = jobs.iter().map(|job| hub.report(company, *job, format!("C-{job}"))).collect();
    hub.record(system, reported).await;
    let solution = RemoteSolution {
        channel: Channel::Phone,
        done: "重启".into(),
        with: "刘所".into(),
        phone: String::new(),
        finding: None,
    };
    let event = JobEvent::SolvedRemotely(solution);
    hub.record(system, jobs.iter().map(|job| Draft::new((*job).into(), &event)).collect()).await;
    jobs
}

/// The ten days behind today are off, whatever day it is.
fn days_off(hub: &TestHub) -> Vec<NaiveDate> {
    let today = time(hub.hub.clock.now_ms()).date_naive();
    (0..12).map(|n| today.checked_add_days(Days::new(n)).expect("a day")).collect()
}

fn notices(days: &[NaiveDate]) -> Vec<Draft> {
    let years: BTreeSet<i32> = days.iter().map(Datelike::year).collect();
    let of = |year: i32| {
        let named = |day: &NaiveDate| NoticeDay { day: *day, worked: false, name: String::new() };
        let days = days.iter().filter(|day| day.year() == year).map(named).collect();
        Draft::new(calendar_subject(year), &CalendarEvent::Published { year, days, source: String::new() })
    };
    years.into_iter().map(of).collect()
}

/// When the return call of a job is due, as its row says.
fn row(hub: &TestHub, job: JobId) -> Option<i64> {
    let db = Connection::open(hub.data().join("hub.db")).expect("opened");
    let sql = "SELECT since FROM due WHERE subject = ?1 AND what = 'return_call'";
    db.query_row(sql, [Subject::from(job).to_string()], |row| row.get(0)).ok()
}

/// When it is due as the state says, by these days.
async fn due(hub: &TestHub, job: JobId, days: &WorkingDays) -> DateTime<Utc> {
    let job: Job = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state;
    call_back_due(&job, &Site { zone: "Asia/Shanghai".into(), ..Site::default() }, days)
        .expect("somebody is to be called")
}

async fn steps(hub: &TestHub, job: JobId) -> Vec<(Late, u8)> {
    let job: Job = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state;
    job.overdue.iter().map(|told| (told.what.what, told.what.step)).filter(|told| told.0 == Late::ReturnCall).collect()
}

async fn holds(hub: &TestHub) {
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test]
async fn what_is_due_in_working_days_is_counted_again_by_a_calendar_that_is_published() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let job = solved(&hub, &company, 1).await[0];
    let before = row(&hub, job).expect("a call is due");
    assert_eq!(before, due(&hub, job, &WorkingDays::default()).await.timestamp_millis());
    let off = days_off(&hub);
    hub.record(company.admin, notices(&off)).await;
    let days = hub.hub.ledger.working_days(off.iter().map(Datelike::year)).await.expect("read");
    let after = due(&hub, job, &days).await;
    assert!(after.timestamp_millis() > before, "twelve days off lie between");
    assert_eq!(row(&hub, job), Some(after.timestamp_millis()));
    holds(&hub).await;
    // What is recorded after it is counted by it from the beginning.
    let next = solved(&hub, &company, 1).await[0];
    assert_eq!(row(&hub, next), Some(due(&hub, next, &days).await.timestamp_millis()));
    hub.advance(5 * DAY);
    hub.hub.ledger.run_dues().await.expect("ran");
    assert_eq!(steps(&hub, job).await, [], "it is not due yet");
}

#[tokio::test]
async fn what_was_told_before_is_told_no_second_time_by_a_calendar() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let off = days_off(&hub);
    let job = solved(&hub, &company, 1).await[0];
    let first = row(&hub, job).expect("a call is due");
    let answered = {
        let job: Job = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state;
        to_call_back(&job).expect("answered").at
    };
    let ahead = u64::try_from(first - answered.timestamp_millis()).expect("later");
    hub.advance(ahead + 60_000);
    hub.hub.ledger.run_dues().await.expect("ran");
    assert_eq!(steps(&hub, job).await, [(Late::ReturnCall, 1)]);
    // It would not have been late by what is published now: it was told, and that stays.
    hub.record(company.admin, notices(&off)).await;
    hub.hub.ledger.run_dues().await.expect("ran");
    hub.advance(30 * DAY);
    hub.hub.ledger.run_dues().await.expect("ran");
    assert_eq!(steps(&hub, job).await, [(Late::ReturnCall, 1), (Late::ReturnCall, 2), (Late::ReturnCall, 3)]);
    // And back: nothing more to tell.
    hub.record(company.admin, notices(&off[11..])).await;
    hub.hub.ledger.run_dues().await.expect("ran");
    assert_eq!(steps(&hub, job).await.len(), 3);
    holds(&hub).await;
}

#[tokio::test]
async fn many_open_calls_are_counted_again_beside_serving() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let jobs = solved(&hub, &company, 230).await;
    let off = days_off(&hub);
    hub.record(company.admin, notices(&off)).await;
    // Until they are, the rows are known to be old ones.
    holds(&hub).await;
    let hub = hub.restart().await;
    while hub.hub.ledger.fill_some().await.expect("written").is_some() {}
    let days = hub.hub.ledger.working_days(off.iter().map(Datelike::year)).await.expect("read");
    for job in [jobs[0], jobs[115], jobs[229]] {
        assert_eq!(row(&hub, job), Some(due(&hub, job, &days).await.timestamp_millis()));
    }
    holds(&hub).await;
}

/// What a publication costs beside three calls that are due and so many jobs that are over.
async fn cost(over: usize) -> u64 {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let jobs: Vec<JobId> = (0..over).map(|_| hub.fresh().into()).collect();
    let system = hub.hub.ledger.system();
    hub.record(system, jobs.iter().map(|job| hub.report(&company, *job, format!("O-{job}"))).collect()).await;
    let cancelled = JobEvent::Cancelled(Cancellation { reason: "误报".into(), at_work: Vec::new() });
    hub.record(system, jobs.iter().map(|job| Draft::new((*job).into(), &cancelled)).collect()).await;
    solved(&hub, &company, 3).await;
    let notices = notices(&days_off(&hub));
    reads(&hub.hub.ledger, hub.record(company.admin, notices)).await
}

#[tokio::test]
async fn a_publication_costs_what_is_open_and_not_what_is_over() {
    let (few, many) = (cost(2).await, cost(150).await);
    assert!(many <= few + few / 4, "{few} beside few, {many} beside many, in tens of instructions");
}
