use super::*;
use crate::clock::Clock;
use crate::console::tests::browser::Browser;
use crate::hub::{Hub, Options, ledger_beside};
use crate::ledger::lease::LEASE_MS;
use crate::ledger::{Directory, Ended};
use crate::testing::{Company, TestHub};
use crate::verify::tests::full;
use chrono::NaiveDate;
use fettle_core::domain::ids::CustomerId;
use fettle_core::domain::jobs::{Job, JobEvent};
use fettle_core::domain::reach::Reach;
use fettle_core::domain::sites::{Customer, CustomerChange, CustomerDetails, CustomerEvent};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Aggregate, Draft, Subject};
use fettle_core::text::{Lang, text};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// More than a start rebuilds.
const MANY: usize = 450;

async fn sql(hub: &TestHub, statement: &'static str) -> u64 {
    let mut conn = hub.hub.db().write().await.expect("the writer");
    sql::query(statement).execute(&mut *conn).await.expect(statement).rows_affected()
}

fn named(customer: CustomerId, name: &str, company: &Company) -> Draft {
    let name = Bilingual::same(name);
    let details = CustomerDetails { name, centre: Some(company.centre), ..CustomerDetails::default() };
    Draft::new(customer.into(), &CustomerEvent::Registered { details })
}

/// A hub whose customers and jobs another version's fold made: forms that no longer read, other names in lists, points of the worklist that are
/// none.
async fn older() -> (TestHub, Company, Vec<CustomerId>) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    hub.job(&company, vec![company.engineer]).await;
    let mut customers: Vec<CustomerId> = (0..MANY).map(|_| hub.fresh().into()).collect();
    // In the order in which they have their turn.
    customers.sort();
    let drafts = customers.iter().enumerate().map(|(n, id)| named(*id, &format!("K-{n}"), &company)).collect();
    hub.record(hub.hub.ledger.system(), drafts).await;
    for statement in [
        "UPDATE state SET folds = 0, folded = '{\"of\":\"yesterday\"}' WHERE kind IN ('customer', 'job')",
        "UPDATE directory SET name_zh = 'of before', name_en = 'of before' WHERE kind = 'customer'",
        "INSERT INTO open_point (subject, point, since) SELECT subject, 'name', 1 FROM state WHERE kind = 'customer'",
        "DELETE FROM link WHERE source LIKE 'job/%'",
        "DELETE FROM job_row",
    ] {
        assert!(sql(&hub, statement).await > 0, "{statement}");
    }
    // What the hub had in memory goes with it.
    (hub.restart().await, company, customers)
}

/// How many states are left to be rebuilt.
async fn left(hub: &TestHub) -> u64 {
    let mut conn = hub.hub.db().read().acquire().await.expect("a reader");
    crate::ledger::stored::of_other_folds(&mut conn).await.expect("read")
}

async fn name(hub: &TestHub, customer: CustomerId) -> String {
    hub.hub.ledger.get::<Customer>(customer.uuid()).await.expect("read").expect("there").state.name.zh
}

/// The names that the list of customers shows.
async fn listed(hub: &TestHub, company: &Company) -> BTreeSet<String> {
    let reach = Reach::All(company.admin);
    let today = NaiveDate::from_ymd_opt(2026, 11, 29).expect("a day");
    let (kind, lang, ended) = (Customer::KIND, Lang::Zh, Ended::Without);
    let asks = Directory { kind, reach: &reach, lang, words: "", owner: None, facet: None, ended, today };
    let page = hub.hub.ledger.directory(&asks, None, 1_000).await.expect("read");
    page.rows.into_iter().map(|row| row.name.zh).collect()
}

async fn finish(hub: &TestHub) {
    while let RebuildStep::Some(_) = hub.hub.ledger.rebuild_some(100).await.expect("made") {}
    assert!(!hub.hub.ledger.states_are_older());
    assert_eq!(left(hub).await, 0);
    let report = full(hub.data()).await;
    assert!(report.holds() && report.counts.states_of_other_folds == 0, "{:?}", report.findings);
}

#[tokio::test]
async fn a_hub_serves_while_states_of_older_folds_are_rebuilt_and_says_so() {
    let (hub, company, customers) = older().await;
    let note = text(Lang::En, "console-anew");
    let rest = left(&hub).await;
    assert!(rest > 0 && rest < MANY as u64, "a start made some anew, and served then: {rest}");
    // No damage, and told.
    let report = full(hub.data()).await;
    assert!(report.holds() && report.counts.states_of_other_folds == rest, "{:?}", report.findings);
    let mut desk = Browser::of(&hub, "desk").await;
    assert!(desk.get("/customers").await.body.contains(&note));
    // Each is read as it is, whoever made it; what lists show of the rest is of before.
    for (n, customer) in customers.iter().enumerate() {
        assert_eq!(name(&hub, *customer).await, format!("K-{n}"));
    }
    let all = hub.hub.ledger.all::<Customer>().await.expect("read");
    assert!(all.len() == MANY + 1 && all.iter().all(|(_, folded)| !folded.state.name.is_empty()));
    assert!(listed(&hub, &company).await.contains("of before"));
    // What is written meanwhile is this version's whole: the state, and what hangs on it.
    let last = customers[MANY - 1];
    let change = CustomerChange { industry: Some("power".into()), ..CustomerChange::default() };
    hub.record(company.desk, vec![Draft::new(last.into(), &CustomerEvent::Changed { change })]).await;
    assert_eq!(left(&hub).await, rest - 1);
    assert!(listed(&hub, &company).await.contains(&format!("K-{}", MANY - 1)));
    finish(&hub).await;
    assert!(!listed(&hub, &company).await.contains("of before"));
    assert!(!desk.get("/customers").await.body.contains(&note));
    // Once: the next start finds nothing to do, and nothing was said again.
    let streams = hub.hub.ledger.streams().await.expect("read");
    let hub = hub.restart().await;
    assert_eq!(hub.hub.ledger.streams().await.expect("read"), streams);
}

#[tokio::test]
async fn what_was_cut_goes_on_where_it_stopped_and_one_process_does_it() {
    let (hub, _, _) = older().await;
    let rest = left(&hub).await;
    assert_eq!(hub.hub.ledger.rebuild_some(10).await.expect("made"), RebuildStep::Some(10));
    assert_eq!(left(&hub).await, rest - 10);
    // Another process waits for it, and goes on where it was killed.
    let other = ledger_beside(hub.data(), hub.hub.clock.clone()).await;
    assert_eq!(other.rebuild_some(10).await.expect("asked"), RebuildStep::Elsewhere);
    assert!(other.states_are_older(), "its pages say so too");
    assert_eq!(left(&hub).await, rest - 10);
    hub.advance(LEASE_MS + 1);
    assert_eq!(other.rebuild_some(10).await.expect("made"), RebuildStep::Some(10));
    assert_eq!(hub.hub.ledger.rebuild_some(10).await.expect("asked"), RebuildStep::Elsewhere);
    assert_eq!(left(&hub).await, rest - 20);
    while let RebuildStep::Some(_) = other.rebuild_some(100).await.expect("made") {}
    drop(other);
    finish(&hub).await;
}

#[tokio::test]
async fn only_the_kind_that_changed_is_rebuilt() {
    let (hub, ..) = older().await;
    finish(&hub).await;
    for statement in ["UPDATE state SET changed = 1", "UPDATE state SET folds = 0 WHERE kind = 'job'"] {
        sql(&hub, statement).await;
    }
    let hub = hub.restart().await;
    assert_eq!(left(&hub).await, 0);
    let mut conn = hub.hub.db().read().acquire().await.expect("a reader");
    let kinds: Vec<String> = sql::query_scalar("SELECT DISTINCT kind FROM state WHERE changed > 1 ORDER BY kind")
        .fetch_all(&mut *conn)
        .await
        .expect("read");
    // The console's device is another one after each start.
    assert_eq!(kinds.iter().filter(|kind| *kind != "device" && *kind != "person").collect::<Vec<_>>(), ["job"]);
}

/// What is filed by a record stays where it is while the record is rebuilt, if what it is filed by is as it was.
#[tokio::test]
async fn others_are_refiled_only_where_what_they_hang_on_may_be_another() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let machine = Subject::new("equipment", hub.fresh());
    let details = serde_json::json!({"details": {"site": company.site, "pn": "PTZ", "sn": "1",
        "name": Bilingual::same("PTZ"), "class": "camera_ptz", "place": ""}});
    let (kind, body) = ("registered".to_owned(), details.to_string());
    hub.record(
        hub.hub.ledger.system(),
        vec![Draft { subject: machine.clone(), kind, version: 1, body, blobs: Vec::new() }],
    )
    .await;
    let mut hub = hub;
    for (older, again) in [
        ("UPDATE state SET folds = 0 WHERE kind = 'site'", false),
        (
            "UPDATE state SET folds = 0, folded = replace(folded, '\"centre\":\"', '\"centre\":null,\"was\":\"') WHERE kind = 'site'",
            true,
        ),
        ("UPDATE state SET folds = 0, folded = '{\"of\":\"yesterday\"}' WHERE kind = 'site'", true),
    ] {
        // As nobody ever files it: what comes by is seen.
        sql(&hub, "UPDATE filed SET left_at = 1 WHERE subject LIKE 'equipment/%'").await;
        assert!(sql(&hub, older).await > 0, "{older}");
        hub = hub.restart().await;
        assert_eq!(left(&hub).await, 0);
        let filed = hub.hub.ledger.streams_of(&machine).await.expect("read");
        assert_eq!(!filed.is_empty(), again, "{older}");
    }
}

/// What a newer version made, of a process beside this one, is left to it; here it is read and written all the same.
#[tokio::test]
async fn what_a_newer_fold_made_is_folded_here_and_left_alone() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    sql(&hub, "UPDATE state SET folds = 9, folded = '{\"of\":\"tomorrow\"}' WHERE kind IN ('customer', 'job')").await;
    let hub = hub.restart().await;
    assert_eq!(hub.hub.ledger.rebuild_some(100).await.expect("asked"), RebuildStep::Nothing);
    assert!(!hub.hub.ledger.states_are_older());
    assert_eq!(name(&hub, company.customer).await, "东城分局");
    hub.record(company.desk, vec![Draft::new(job.into(), &JobEvent::Noted { text: "here".into() })]).await;
    let state = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state;
    assert_eq!(state.assignees(), [company.engineer]);
    assert_eq!(left(&hub).await, 1, "the job is this version's now");
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test]
async fn a_serving_hub_rebuilds_them_by_itself() {
    let (hub, ..) = older().await;
    let stopped = hub.stop().await;
    let hub = Hub::open(Options::new(stopped.data(), Clock::system())).await.expect("opened");
    assert!(hub.ledger.states_are_older());
    crate::watch::begin(&hub);
    while hub.ledger.states_are_older() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    hub.stop();
    let report = full(stopped.data()).await;
    assert!(report.holds() && report.counts.states_of_other_folds == 0, "{:?}", report.findings);
}

/// A step that fails changes nothing, also not what the writer remembers of it.
#[tokio::test]
async fn a_lot_that_cannot_be_written_is_made_another_time() {
    let (hub, company, customers) = older().await;
    let rest = left(&hub).await;
    let last = Subject::from(customers[MANY - 1]);
    let db = Connection::open(hub.data().join("hub.db")).expect("opened");
    let trigger = format!(
        "CREATE TRIGGER no BEFORE UPDATE ON state WHEN NEW.subject = '{last}' BEGIN SELECT RAISE(ABORT, 'no'); END"
    );
    db.execute_batch(&trigger).expect("made");
    hub.hub.ledger.rebuild_some(MANY).await.expect_err("it is refused");
    db.execute_batch("DROP TRIGGER no").expect("dropped");
    assert_eq!(left(&hub).await, rest);
    let change = CustomerChange { industry: Some("power".into()), ..CustomerChange::default() };
    hub.record(company.desk, vec![Draft::new(last, &CustomerEvent::Changed { change })]).await;
    assert!(listed(&hub, &company).await.contains(&format!("K-{}", MANY - 1)), "its row is written with it");
    finish(&hub).await;
}

#[tokio::test]
async fn an_event_that_does_not_read_holds_up_no_other_state() {
    let (hub, company, customers) = older().await;
    let last = Subject::from(customers[MANY - 1]).to_string();
    let db = Connection::open(hub.data().join("hub.db")).expect("opened");
    db.execute("UPDATE event SET header = '{' WHERE subject = ?1", [&last]).expect("damaged");
    while let RebuildStep::Some(_) = hub.hub.ledger.rebuild_some(100).await.expect("made") {}
    assert_eq!(left(&hub).await, 0);
    assert!(full(hub.data()).await.has("event_unreadable"));
    assert_eq!(listed(&hub, &company).await.len(), MANY + 1, "only it is as before");
}
