use super::*;
use crate::clock::Clock;
use crate::hub::ledger_beside;
use crate::ledger::due_clock::Dues;
use crate::ledger::lease::LEASE_MS;
use crate::testing::{Company, TestHub};
use crate::tests::growth::reads;
use crate::verify::tests::full;
use fettle_core::domain::dues::Late;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::{Cancellation, Job, Wait};
use rusqlite::Connection;
use std::process::{Child, Command, ExitStatus};
use std::sync::Mutex;
use std::time::{Duration, Instant};

const MINUTE: u64 = 60 * 1000;
const DAY: u64 = 24 * 60 * MINUTE;

async fn hub() -> (TestHub, Company) {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    (hub, company)
}

async fn job(hub: &TestHub, id: JobId) -> Job {
    hub.hub.ledger.get::<Job>(id.uuid()).await.expect("read").expect("there").state
}

async fn steps(hub: &TestHub, id: JobId) -> Vec<(Late, u8)> {
    job(hub, id).await.overdue.iter().map(|told| (told.what.what, told.what.step)).collect()
}

/// All that was recorded as late, in the order of the record: of which job, what, which step.
fn recorded(hub: &TestHub) -> Vec<(String, Late, u8)> {
    let db = Connection::open(hub.data().join("hub.db")).expect("opened");
    let mut all = db.prepare("SELECT subject, body FROM event WHERE kind = 'overdue' ORDER BY seq").expect("prepared");
    let rows = all.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?))).expect("read");
    rows.map(|row| {
        let (subject, body) = row.expect("a row");
        let told: Overdue = serde_json::from_str(&body).expect("what was told");
        (subject, told.what, told.step)
    })
    .collect()
}

const ALL_STEPS: [(Late, u8); 6] = [
    (Late::Answered, 1),
    (Late::Answered, 2),
    (Late::Answered, 3),
    (Late::OnSite, 1),
    (Late::OnSite, 2),
    (Late::OnSite, 3),
];

#[tokio::test]
async fn what_fell_due_while_nobody_ran_is_done_in_order_at_the_start_and_once() {
    let (hub, company) = hub().await;
    let first = hub.job(&company, vec![company.engineer]).await;
    hub.advance(10 * MINUTE);
    let second = hub.job(&company, vec![company.colleague]).await;
    let round = hub.hub.ledger.run_dues().await.expect("ran");
    assert_eq!((round.done, round.waits), (0, false), "nothing is late yet");
    assert!(round.next.is_some());
    let stopped = hub.stop().await;
    let hub = stopped.start().await;
    hub.advance(3 * DAY);
    let round = hub.hub.ledger.run_dues().await.expect("ran");
    assert_eq!(round, Round { done: 12, next: None, waits: false });
    let (one, two) = (first.to_string(), second.to_string());
    let order: Vec<(bool, Late, u8)> =
        recorded(&hub).into_iter().map(|(job, what, step)| (job.ends_with(&one), what, step)).collect();
    let pairs = ALL_STEPS.iter().flat_map(|(what, step)| [(true, *what, *step), (false, *what, *step)]);
    assert_eq!(order, pairs.collect::<Vec<_>>(), "in the order in which it fell due");
    assert_ne!(one, two);
    let told: Vec<Vec<_>> = job(&hub, first).await.overdue.iter().map(|told| told.what.told.clone()).collect();
    let mut near = vec![company.engineer, company.desk];
    near.sort();
    assert_eq!(told[..3], [near, vec![company.manager], vec![company.admin]], "one step up each time");
    assert_eq!(hub.hub.ledger.run_dues().await.expect("ran").done, 0, "none twice");
    let hub = hub.restart().await;
    hub.advance(DAY);
    assert_eq!(hub.hub.ledger.run_dues().await.expect("ran").done, 0, "nor after a restart");
    assert_eq!(recorded(&hub).len(), 12);
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test]
async fn what_is_done_paused_or_given_up_falls_due_no_more() {
    let (hub, company) = hub().await;
    let waits = hub.job(&company, vec![company.engineer]).await;
    let cancelled = hub.job(&company, vec![company.engineer]).await;
    let wait = JobEvent::WaitingCustomer(Wait { reason: "停电".into(), until: None });
    hub.record(company.desk, vec![Draft::new(waits.into(), &wait)]).await;
    let cancel = JobEvent::Cancelled(Cancellation { reason: "误报".into(), at_work: Vec::new() });
    hub.record(company.desk, vec![Draft::new(cancelled.into(), &cancel)]).await;
    hub.advance(DAY);
    let round = hub.hub.ledger.run_dues().await.expect("ran");
    assert_eq!(round, Round { done: 0, next: None, waits: false });
    hub.record(company.desk, vec![Draft::new(waits.into(), &JobEvent::Resumed {})]).await;
    hub.advance(DAY);
    hub.hub.ledger.run_dues().await.expect("ran");
    assert_eq!(steps(&hub, waits).await, ALL_STEPS[..4], "the second step of the second promise is in half an hour");
    assert_eq!(steps(&hub, cancelled).await, []);
}

#[tokio::test]
async fn the_lease_of_a_process_that_died_ends_by_time_and_who_lost_it_records_nothing() {
    let (hub, company) = hub().await;
    let id = hub.job(&company, vec![company.engineer]).await;
    hub.advance(31 * MINUTE);
    let other = ledger_beside(hub.data(), hub.hub.clock.clone()).await;
    assert!(other.take_lease().await.expect("asked"));
    let ledger = &hub.hub.ledger;
    let round = ledger.run_dues().await.expect("ran");
    assert_eq!((round.done, round.waits), (0, true), "another process does it");
    hub.advance(LEASE_MS + 1);
    assert_eq!(ledger.run_dues().await.expect("ran").done, 1);
    // The other one wakes up, and goes on where it was.
    let row = DueRow { subject: id.into(), due: hub_due(ledger, id).await };
    let staff = Arc::new(other.staff().await.expect("read"));
    assert!(matches!(other.run_due(&row, &staff).await, Ok(Done::LeaseGone)));
    assert_eq!(steps(&hub, id).await, ALL_STEPS[..1]);
    // Its turn comes again; what the first one wrote meanwhile it has not in memory.
    hub.advance(30 * MINUTE);
    assert_eq!(other.run_dues().await.expect("ran").done, 1);
    assert_eq!(ledger.run_dues().await.expect("ran").done, 0);
    hub.advance(30 * MINUTE);
    assert_eq!(ledger.run_dues().await.expect("ran").done, 1);
    drop(other);
    assert_eq!(steps(&hub, id).await, ALL_STEPS[..3]);
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

/// What falls due next of a job.
async fn hub_due(ledger: &Ledger, id: JobId) -> fettle_core::domain::dues::Due {
    let mut conn = ledger.db.read().acquire().await.expect("a reader");
    let (_, dues) = dues_of(&mut conn, &id.into()).await.expect("read").expect("there");
    dues.into_iter().next().expect("something")
}

/// A lease of a clock that stood a year ahead holds nobody up.
#[tokio::test]
async fn a_lease_of_a_wrong_clock_counts_for_nothing() {
    let (hub, company) = hub().await;
    hub.job(&company, vec![company.engineer]).await;
    hub.advance(31 * MINUTE);
    let year_ahead = Clock::new({
        let now = hub.hub.clock.now_ms() + 365 * DAY;
        move || now
    });
    let other = ledger_beside(hub.data(), year_ahead).await;
    assert!(other.take_lease().await.expect("asked"));
    assert_eq!(hub.hub.ledger.run_dues().await.expect("ran").done, 1);
}

#[test]
fn a_jump_of_the_clock_is_believed_once_it_has_lasted() {
    let (wall, steady) = (Arc::new(Mutex::new(0_u64)), Arc::new(Mutex::new(0_u64)));
    let shows = |ms: &Arc<Mutex<u64>>| {
        let ms = Arc::clone(ms);
        move || *ms.lock().expect("held")
    };
    let clock = Clock::new(shows(&wall)).beside(shows(&steady));
    let dues = Dues::default();
    let at = |w: u64, s: u64| {
        *wall.lock().expect("held") = w;
        *steady.lock().expect("held") = s;
        dues.now(&clock)
    };
    let start = 1_000 * DAY;
    assert_eq!(at(start, 0), start, "at the start there is nothing to hold it against");
    assert_eq!(at(start + 90_000, 60_000), start + 90_000, "small steps are followed");
    // A year ahead, for five minutes: nothing is early.
    assert_eq!(at(start + 365 * DAY, 120_000), start + 150_000);
    assert_eq!(at(start + 365 * DAY, 5 * MINUTE), start + 5 * MINUTE + 30_000);
    assert_eq!(at(start + 6 * MINUTE, 6 * MINUTE), start + 6 * MINUTE, "and set right again");
    // A year back: time goes on meanwhile.
    assert_eq!(at(start - 365 * DAY, 7 * MINUTE), start + 7 * MINUTE);
    assert_eq!(at(start - 365 * DAY, 10 * MINUTE), start + 10 * MINUTE);
    // It lasts: it is the clock that everything goes by.
    assert_eq!(at(start - 365 * DAY, 18 * MINUTE), start - 365 * DAY);
    assert_eq!(at(start - 365 * DAY + MINUTE, 19 * MINUTE), start - 365 * DAY + MINUTE);
    // The machine slept: ten minutes later what fell due meanwhile is done.
    assert_eq!(at(start, 20 * MINUTE), start - 365 * DAY + 2 * MINUTE);
    assert_eq!(at(start + 11 * MINUTE, 31 * MINUTE), start + 11 * MINUTE);
}

#[tokio::test]
async fn a_spoiled_row_is_found_and_tells_nobody() {
    let (hub, company) = hub().await;
    let id = hub.job(&company, vec![company.engineer]).await;
    let damage = |sql: &str| {
        let db = Connection::open(hub.data().join("hub.db")).expect("opened");
        assert!(db.execute(sql, []).expect(sql) > 0);
    };
    for sql in [
        "UPDATE due SET at = 1, since = 1 WHERE what = 'on_site'",
        "DELETE FROM due WHERE what = 'on_site'",
        "INSERT INTO due SELECT subject, what, 'no', step, since, 1 FROM due WHERE what = 'on_site'",
        "INSERT INTO due SELECT 'job/00000000-0000-0000-0000-000000000001', what, item, step, since, 1 FROM due WHERE what = 'on_site'",
    ] {
        damage(sql);
        let report = full(hub.data()).await;
        assert!(report.findings.iter().any(|finding| finding.code == "rows_differ"), "{sql}: {:?}", report.findings);
        let round = hub.hub.ledger.run_dues().await.expect("ran");
        assert_eq!((round.done, round.waits), (0, false), "{sql}");
        if sql.starts_with("DELETE") {
            // Nothing leads to what is not there; what else is wrong of the job does.
            damage("UPDATE due SET at = 1 WHERE what = 'answered'");
            hub.hub.ledger.run_dues().await.expect("ran");
        }
        let report = full(hub.data()).await;
        assert!(report.holds(), "{sql}: {:?}", report.findings);
    }
    assert_eq!(steps(&hub, id).await, []);
}

#[tokio::test]
async fn a_round_with_nothing_due_costs_the_same_however_much_there_was() {
    let (hub, company) = hub().await;
    hub.job(&company, vec![company.engineer]).await;
    let ledger = &hub.hub.ledger;
    let round = || async { assert_eq!(ledger.run_dues().await.expect("ran").done, 0) };
    round().await;
    let few = reads(ledger, round()).await;
    for _ in 0..40 {
        hub.job(&company, vec![company.engineer]).await;
    }
    hub.advance(3 * DAY);
    assert_eq!(ledger.run_dues().await.expect("ran").done, 41 * 6);
    for _ in 0..10 {
        hub.job(&company, vec![company.engineer]).await;
    }
    let many = reads(ledger, round()).await;
    assert!(many <= few + 2, "{few} before, {many} after, in tens of instructions");
    let db = Connection::open(hub.data().join("hub.db")).expect("opened");
    let plan: String = db
        .query_row("EXPLAIN QUERY PLAN SELECT at FROM due WHERE at IS NOT NULL ORDER BY at LIMIT 1", [], |row| {
            row.get(3)
        })
        .expect("a plan");
    assert!(plan.contains("due_at"), "{plan}");
}

const DATA: &str = "FETTLE_TEST_DUES_DATA";
const MODE: &str = "FETTLE_TEST_DUES_MODE";
const NOW: &str = "FETTLE_TEST_DUES_NOW";

/// This test in a process of its own, on the data of a hub.
fn process(data: &std::path::Path, mode: &str, now: u64) -> Child {
    Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "ledger::dues::tests::as_a_process_of_its_own", "--nocapture"])
        .env(DATA, data)
        .env(MODE, mode)
        .env(NOW, now.to_string())
        .spawn()
        .expect("a process")
}

/// Nothing by itself: what the tests below start.
#[tokio::test]
async fn as_a_process_of_its_own() {
    let Some(data) = std::env::var_os(DATA) else { return };
    let mode = std::env::var(MODE).expect("a mode");
    let now: u64 = std::env::var(NOW).expect("a time").parse().expect("a number");
    let started = Instant::now();
    let clock = Clock::new(move || now + u64::try_from(started.elapsed().as_millis()).expect("short"));
    let ledger = ledger_beside(std::path::Path::new(&data), clock).await;
    if mode == "killed" {
        assert!(ledger.take_lease().await.expect("asked"));
        Command::new("kill").args(["-9", &std::process::id().to_string()]).status().expect("killed");
        std::thread::sleep(Duration::from_secs(600));
    }
    loop {
        let round = ledger.run_dues().await.expect("ran");
        if !round.waits && round.next.is_none_or(|next| next > now) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn ended(mut child: Child) -> ExitStatus {
    child.wait().expect("an end")
}

#[tokio::test]
async fn a_process_killed_between_lease_and_record_loses_nothing_and_doubles_nothing() {
    let (hub, company) = hub().await;
    let id = hub.job(&company, vec![company.engineer]).await;
    hub.advance(31 * MINUTE);
    let stopped = hub.stop().await;
    let hub = stopped.start().await;
    let status = ended(process(hub.data(), "killed", hub.hub.clock.now_ms()));
    assert!(!status.success(), "it was killed");
    assert_eq!(steps(&hub, id).await, []);
    let round = hub.hub.ledger.run_dues().await.expect("ran");
    assert_eq!((round.done, round.waits), (0, true), "its lease lasts a little longer");
    hub.advance(LEASE_MS + 1_000);
    assert_eq!(hub.hub.ledger.run_dues().await.expect("ran").done, 1);
    assert_eq!(hub.hub.ledger.run_dues().await.expect("ran").done, 0);
    assert_eq!(steps(&hub, id).await, ALL_STEPS[..1]);
}

#[tokio::test]
async fn two_processes_on_one_database_do_each_once() {
    let (hub, company) = hub().await;
    for _ in 0..10 {
        hub.job(&company, vec![company.engineer]).await;
    }
    hub.advance(3 * DAY);
    let now = hub.hub.clock.now_ms();
    let stopped = hub.stop().await;
    let both = [process(stopped.data(), "run", now), process(stopped.data(), "run", now)];
    for child in both {
        assert!(ended(child).success());
    }
    let hub = stopped.start().await;
    let mut all = recorded(&hub);
    assert_eq!(all.len(), 60);
    all.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.cmp(&other.1)).then(one.2.cmp(&other.2)));
    all.dedup();
    assert_eq!(all.len(), 60, "each once");
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test]
async fn the_desk_sees_on_list_and_page_what_is_late_and_whom_it_told() {
    use crate::console::tests::browser::Browser;
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let id = hub.job(&company, vec![company.engineer]).await;
    let mut desk = Browser::of(&hub, "desk").await;
    assert!(!desk.get("/jobs").await.body.contains("No response yet, step"));
    hub.advance(61 * MINUTE);
    assert_eq!(hub.hub.ledger.run_dues().await.expect("ran").done, 2);
    let told = "No response yet, step 2: told 王经理";
    assert!(desk.get("/jobs").await.body.contains(told));
    let page = desk.get(&format!("/jobs/{id}")).await.body;
    assert!(page.contains(told) && page.contains("No response yet, step 1: told"), "on the page and in the history");
}

#[tokio::test]
async fn papers_parts_and_the_quarantines_week_are_told_and_stand_on_the_worklist() {
    use crate::console::tests::browser::Browser;
    use crate::testing::parts;
    use fettle_core::domain::parts::{FirstReason, MovementDetails, Place, Take, TakeEvent, TakeId, TakenLine};
    use fettle_core::domain::values::Quantity;
    use fettle_core::kernel::fold::time;
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let store = parts::store(&hub, &company).await;
    let mut keeper = Browser::of(&hub, "keeper").await;
    assert!(keeper.get("/worklist").await.body.contains("Nothing is overdue."));
    let (ledger, take) = (&hub.hub.ledger, TakeId::from(hub.fresh()));
    let taken = TakenLine {
        line: 1,
        card: store.plug,
        quantity: Quantity::pieces(1),
        serial: None,
        from: store.store,
        old_for_new: false,
        movement: hub.fresh().into(),
        stock_seen: None,
    };
    let first = TakeEvent::TakenFirst {
        number: "T-1".into(),
        taker: company.engineer,
        bag: store.bag,
        centre: Some(company.centre),
        job: None,
        lines: vec![taken],
        reason: FirstReason::Night,
        paper_due: time(hub.hub.clock.now_ms() + DAY),
    };
    let came_back =
        |place| parts::moved(hub.fresh().into(), MovementDetails::opening(store.plug, Quantity::pieces(2), place));
    let drafts = vec![
        Draft::new(Subject::new("take", take.uuid()), &first),
        came_back(store.quarantine),
        came_back(store.store),
    ];
    hub.record(ledger.system(), drafts).await;
    hub.advance(2 * DAY);
    assert_eq!(ledger.run_dues().await.expect("ran").done, 2, "the paper, twice");
    let told = |take: &Take| take.overdue.iter().map(|told| (told.what, told.step)).collect::<Vec<_>>();
    let state = ledger.get::<Take>(take.uuid()).await.expect("read").expect("there").state;
    assert_eq!(told(&state), [(Late::TakePaper, 1), (Late::TakePaper, 2)]);
    let mut near = vec![company.engineer, company.keeper];
    near.sort();
    assert_eq!(state.overdue[0].told, near, "who took it, and who keeps the store");
    // Nobody stays signed in for two days.
    let mut keeper = Browser::of(&hub, "keeper").await;
    let page = keeper.get("/worklist").await.body;
    assert!(page.contains("Emergency issue, paperwork due") && page.contains("T-1"), "{page}");
    assert!(page.contains("Parts to return"), "due tomorrow");
    assert!(!page.contains("Returned parts to inspect"), "due in five days");
    hub.advance(6 * DAY);
    let mut keeper = Browser::of(&hub, "keeper").await;
    ledger.run_dues().await.expect("ran");
    let state = ledger.get::<Take>(take.uuid()).await.expect("read").expect("there").state;
    assert_eq!(told(&state).len(), 6);
    let place = |place: fettle_core::domain::ids::PlaceId| async move {
        ledger.get::<Place>(place.uuid()).await.expect("read").expect("there").state.overdue
    };
    assert_eq!(place(store.quarantine).await.iter().map(|told| told.step).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(place(store.store).await, [], "what lies in a store waits for nobody");
    let page = keeper.get("/worklist").await.body;
    assert!(page.contains("Returned parts to inspect"), "{page}");
    // It is judged: nothing lies there any more.
    let out = MovementDetails {
        from: Some(store.quarantine),
        to: None,
        ..MovementDetails::opening(store.plug, Quantity::pieces(2), store.store)
    };
    hub.record(ledger.system(), vec![parts::moved(hub.fresh().into(), out)]).await;
    assert!(!keeper.get("/worklist").await.body.contains("Returned parts to inspect"));
    let mut stranger = Browser::of(&hub, "stranger").await;
    assert!(stranger.get("/worklist").await.body.contains("Nothing is overdue."), "another centre's");
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test]
async fn a_part_on_its_way_that_nobody_received_is_told_to_the_store_alone() {
    use crate::testing::parts;
    use fettle_core::domain::parts::{FirstReason, PartLabel, Take, TakeEvent, TakeId, TakenLine};
    use fettle_core::domain::values::Quantity;
    use fettle_core::kernel::fold::time;
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let store = parts::store(&hub, &company).await;
    let (ledger, take) = (&hub.hub.ledger, TakeId::from(hub.fresh()));
    let (person, centre, quantity) = (company.engineer, Some(company.centre), Quantity::pieces(1));
    let taken = TakenLine {
        line: 1,
        card: store.plug,
        quantity,
        serial: None,
        from: store.store,
        old_for_new: true,
        movement: hub.fresh().into(),
        stock_seen: None,
    };
    let first = TakeEvent::TakenFirst {
        number: "T-2".into(),
        taker: person,
        bag: store.bag,
        centre,
        job: None,
        lines: vec![taken],
        reason: FirstReason::Night,
        paper_due: time(hub.hub.clock.now_ms() + DAY),
    };
    let sent = TakeEvent::SentBack {
        line: 1,
        person,
        centre,
        card: store.plug,
        quantity,
        serial: None,
        label: PartLabel::Bad,
        from: Some(store.bag),
        to: store.quarantine,
    };
    let filed = TakeEvent::PaperFiled { number: "LL-2".into() };
    let drafts = [first, filed, sent].map(|event| Draft::new(Subject::new("take", take.uuid()), &event));
    hub.record(ledger.system(), drafts.to_vec()).await;
    hub.advance(3 * DAY + DAY / 2);
    assert_eq!(ledger.run_dues().await.expect("ran").done, 1, "the part that was to come back is not late");
    let state = ledger.get::<Take>(take.uuid()).await.expect("read").expect("there").state;
    let told: Vec<_> = state.overdue.iter().map(|told| (told.what, told.told.clone())).collect();
    assert_eq!(told, [(Late::Receipt, vec![company.keeper])]);
}
