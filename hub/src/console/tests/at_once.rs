//! Two people at once, a double click, a request that was broken off: nothing is overwritten unseen, and nothing is done twice.

use super::browser::{Browser, hidden};
use crate::testing::{AN_HOUR_AGO, Company, TestHub, parts};
use crate::tests::phone::Phone;
use fettle_core::domain::ids::{JobId, TakeId};
use fettle_core::domain::jobs::{FaultClass, Job, JobEvent, JobField, Judgement};
use fettle_core::domain::parts::{MovementDetails, RequestedLine, Take, TakeEvent, TakeStatus};
use fettle_core::domain::values::Quantity;
use fettle_core::kernel::{Draft, Subject};
use serde_json::json;
use uuid::Uuid;

async fn job(hub: &TestHub, id: JobId) -> Job {
    hub.hub.ledger.get::<Job>(id.uuid()).await.expect("read").expect("there").state
}

#[tokio::test]
async fn two_desks_at_one_page_keep_both_values_and_settle_only_what_was_shown() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let id = hub.job(&company, vec![company.engineer]).await;
    let path = format!("/jobs/{id}");
    let mut desk = Browser::of(&hub, "desk").await;
    let mut manager = Browser::of(&hub, "manager").await;
    let mut late = Browser::of(&hub, "desk").await;
    for browser in [&mut desk, &mut manager, &mut late] {
        browser.get(&path).await;
    }
    let judge = |level| [("class", "hardware"), ("level", level)];
    let at = format!("{path}/judge");
    assert_eq!(desk.post(&at, &judge("1")).await.status, 303);
    assert_eq!(manager.post(&at, &judge("3")).await.status, 303);
    assert_eq!(job(&hub, id).await.conflicts(), [JobField::Judgement], "the manager's page did not show level 1");

    // Both see both values.
    let mut chooser = Browser::of(&hub, "manager").await;
    for browser in [&mut desk, &mut chooser] {
        let page = browser.get(&path).await.body;
        assert!(page.contains("whole system down") && page.contains("part failed"), "{page}");
        assert!(page.contains("/conflict"), "{page}");
    }
    // A third value comes in from a page that shows none of them, while the chooser still looks at two.
    let seen = job(&hub, id).await;
    let first = seen.judgement.writes().iter().find(|write| write.value.level == 1).expect("level 1").event;
    let phone = Judgement { class: FaultClass::Line, level: 2, remark: String::new() };
    let mut own = Phone::enrolled(&hub, company.engineer).await;
    let event = own.write(&hub, &Draft::new(id.into(), &JobEvent::Judged(phone)));
    own.push(&[event]).await;
    let choose = [("field", "judgement"), ("chosen", &first.to_string())];
    assert_eq!(chooser.post(&format!("{path}/conflict"), &choose).await.status, 303);
    let after = job(&hub, id).await;
    let mut levels: Vec<u8> = after.judgement.writes().iter().map(|write| write.value.level).collect();
    levels.sort_unstable();
    assert_eq!(levels, [1, 2], "level 3 was shown and lost, level 2 was not shown and stands");
}

#[tokio::test]
async fn one_person_in_two_windows_overwrites_only_the_own_value() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let id = hub.job(&company, vec![company.engineer]).await;
    let path = format!("/jobs/{id}");
    let (mut one, mut two) = (Browser::of(&hub, "desk").await, Browser::of(&hub, "desk").await);
    one.get(&path).await;
    two.get(&path).await;
    for (browser, level) in [(&mut one, "1"), (&mut two, "3")] {
        let fields = [("class", "hardware"), ("level", level)];
        assert_eq!(browser.post(&format!("{path}/judge"), &fields).await.status, 303);
    }
    let job = job(&hub, id).await;
    assert!(job.conflicts().is_empty());
    assert_eq!(job.level(), Some(3));
}

#[tokio::test]
async fn what_a_phone_pushed_after_the_page_was_drawn_is_not_overwritten() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let id = hub.job(&company, vec![company.engineer]).await;
    let path = format!("/jobs/{id}");
    let mut desk = Browser::of(&hub, "desk").await;
    desk.get(&path).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let judged = Judgement { class: FaultClass::Hardware, level: 1, remark: "seen on site".into() };
    let event = phone.write(&hub, &Draft::new(id.into(), &JobEvent::Judged(judged)));
    phone.push(&[event]).await;
    let fields = [("class", "hardware"), ("level", "4")];
    assert_eq!(desk.post(&format!("{path}/judge"), &fields).await.status, 303);
    assert_eq!(job(&hub, id).await.conflicts(), [JobField::Judgement]);
    // From a page that shows the phone's value it is a correction.
    desk.get(&path).await;
    assert_eq!(desk.post(&format!("{path}/judge"), &fields).await.status, 303);
    assert!(job(&hub, id).await.conflicts().is_empty());
}

fn report<'a>(site: &'a str, symptom: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("site", site),
        ("kind", "repair"),
        ("channel", "phone"),
        ("caller", "刘所"),
        ("phone", "010-12345678"),
        ("at", &AN_HOUR_AGO),
        ("symptom", symptom),
    ]
}

#[tokio::test]
async fn a_report_sent_twice_is_one_job_and_other_words_are_told() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let site = company.site.to_string();
    let mut desk = Browser::of(&hub, "desk").await;
    let page = desk.get(&format!("/jobs/new?site={site}")).await.body;
    let command = hidden(&page, "command").expect("a form with an id");
    let mut again = Browser::of(&hub, "desk").await;
    again.get(&format!("/jobs/new?site={site}")).await;
    let fields = report(&site, "no picture");
    let (first, second) =
        tokio::join!(desk.post_as(&command, "/jobs/new", &fields), again.post_as(&command, "/jobs/new", &fields));
    assert_eq!((first.status, second.status), (303, 303), "{} {}", first.body, second.body);
    assert_eq!(first.location, second.location, "the second answer is the first one's");
    assert_eq!(hub.hub.ledger.all::<Job>().await.expect("read").len(), 1);

    // Back in the browser, other words, sent again: said, kept, and sent as a form of its own.
    let other = desk.post_as(&command, "/jobs/new", &report(&site, "no sound")).await;
    assert_eq!(other.status, 422);
    assert!(other.body.contains("was sent before") && other.body.contains("no sound"), "{}", other.body);
    let fresh = hidden(&other.body, "command").expect("a form with an id");
    assert_ne!(fresh, command);
    assert_eq!(desk.post_as(&fresh, "/jobs/new", &report(&site, "no sound")).await.status, 303);
    assert_eq!(hub.hub.ledger.all::<Job>().await.expect("read").len(), 2);

    // The id of a job that came otherwise is no id for a new one.
    let taken = hub.job(&company, vec![company.engineer]).await.to_string();
    desk.get(&format!("/jobs/new?site={site}")).await;
    assert_eq!(desk.post_as(&taken, "/jobs/new", &report(&site, "no light")).await.status, 422);
    assert_eq!(hub.hub.ledger.all::<Job>().await.expect("read").len(), 3);
}

#[tokio::test]
async fn a_request_that_the_browser_broke_off_is_done_once() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let site = company.site.to_string();
    let mut desk = Browser::of(&hub, "desk").await;
    let page = desk.get(&format!("/jobs/new?site={site}")).await.body;
    let command = hidden(&page, "command").expect("a form with an id");
    let fields = report(&site, "no picture");
    // The request is written whole, and the line is cut before anything is answered.
    desk.break_off(&command, "/jobs/new", &fields).await;
    for _ in 0..200 {
        if !hub.hub.ledger.all::<Job>().await.expect("read").is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let again = desk.post_as(&command, "/jobs/new", &fields).await;
    assert_eq!(again.status, 303, "{}", again.body);
    let jobs = hub.hub.ledger.all::<Job>().await.expect("read");
    assert_eq!(jobs.len(), 1);
    assert_eq!(again.location, format!("/jobs/{}?done=1", jobs[0].0));
}

/// A store with ten of a card, and an approved slip for two of them.
async fn slip(hub: &TestHub, company: &Company) -> (TakeId, Uuid, Uuid) {
    let (kit, take) = (parts::store(hub, company).await, hub.fresh());
    let (store, bag, card) = (kit.store.uuid(), kit.bag.uuid(), kit.plug.uuid());
    let line = json!({"line": 1, "card": card, "quantity": Quantity::pieces(2), "old_for_new": true});
    let line: RequestedLine = serde_json::from_value(line).expect("a line");
    let requested = TakeEvent::Requested {
        number: "T-1".into(),
        taker: company.engineer,
        bag: bag.into(),
        from: store.into(),
        centre: Some(company.centre),
        job: None,
        lines: vec![line],
    };
    let opening = MovementDetails::opening(kit.plug, Quantity::pieces(10), kit.store);
    hub.record(hub.hub.ledger.system(), vec![parts::moved(hub.fresh().into(), opening)]).await;
    hub.record(company.engineer, vec![Draft::new(Subject::new("take", take), &requested)]).await;
    hub.record(company.manager, vec![Draft::new(Subject::new("take", take), &TakeEvent::Approved {})]).await;
    (take.into(), store, card)
}

/// What is booked out of the store, in thousandths.
async fn out_of(hub: &TestHub, store: Uuid) -> i64 {
    let moved = hub.hub.ledger.all::<fettle_core::domain::parts::Movement>().await.expect("read");
    let gone = moved.iter().filter_map(|(_, folded)| folded.state.details.as_ref());
    gone.filter(|details| details.from == Some(store.into())).map(|details| details.quantity.amount).sum()
}

#[tokio::test]
async fn two_keepers_issue_one_slip_once() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let (take, store, _) = slip(&hub, &company).await;
    let (mut one, mut two) = (Browser::of(&hub, "keeper").await, Browser::of(&hub, "keeper").await);
    one.get("/stock").await;
    two.get("/stock").await;
    let path = format!("/takes/{take}/issue");
    // Two forms, each with an id of its own, in the same moment; and one of them clicked twice.
    let (first, second) = tokio::join!(one.post(&path, &[]), two.post(&path, &[]));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422], "{} {}", first.body, second.body);
    assert_eq!(out_of(&hub, store).await, 2_000);
    let state = hub.hub.ledger.get::<Take>(take.uuid()).await.expect("read").expect("there").state;
    assert_eq!(state.status, Some(TakeStatus::Issued));
    assert!(state.flags.is_empty());
}

#[tokio::test]
async fn a_slip_clicked_twice_is_issued_once() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let (take, store, _) = slip(&hub, &company).await;
    let (mut one, mut two) = (Browser::of(&hub, "keeper").await, Browser::of(&hub, "keeper").await);
    one.get("/stock").await;
    two.get("/stock").await;
    let (path, command) = (format!("/takes/{take}/issue"), hub.fresh().to_string());
    let (first, second) = tokio::join!(one.post_as(&command, &path, &[]), two.post_as(&command, &path, &[]));
    assert_eq!((first.status, second.status), (303, 303), "{} {}", first.body, second.body);
    assert_eq!(out_of(&hub, store).await, 2_000);
}
