//! Calls for help: said to the office at once, counted among what waits, answered on the page of the job or on the worklist.

use super::browser::Browser;
use crate::testing::TestHub;
use fettle_core::domain::jobs::{HelpCall, HelpCase, Job, JobEvent};
use fettle_core::domain::people::AccountEvent;
use fettle_core::domain::values::Phone as Number;
use fettle_core::kernel::{Draft, EventId, Subject};

/// Who reported a job is called from its page.
#[tokio::test]
async fn the_number_of_who_reported_a_job_is_dialled_from_its_page() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let id = hub.job(&company, vec![company.engineer]).await;
    let state = hub.hub.ledger.get::<Job>(id.uuid()).await.expect("read").expect("there").state;
    let caller = state.report.expect("reported").what.caller;
    let dialled = Number::parse(&caller.phone).expect("a number").dialled();
    let page = Browser::of(&hub, "desk").await.get(&format!("/jobs/{id}")).await.body;
    assert!(page.contains(&format!("href=\"tel:{dialled}\"")), "{page}");
}

/// What the pages say while one call waits.
const WAITS: &str = "1 help request waits for your answer";

#[tokio::test]
async fn a_call_for_help_is_said_to_the_office_and_answered_on_the_page_of_the_job() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let number = AccountEvent::PhoneSet { phone: Some(Number::parse("138 0000 0003").expect("a number")) };
    let account = Subject::new("account", company.engineer.uuid());
    hub.record(hub.hub.ledger.system(), vec![Draft::new(account, &number)]).await;
    let id = hub.job(&company, vec![company.engineer]).await;
    let path = format!("/jobs/{id}");
    let (mut desk, mut manager) = (Browser::of(&hub, "desk").await, Browser::of(&hub, "manager").await);
    let (mut engineer, mut stranger) = (Browser::of(&hub, "engineer").await, Browser::of(&hub, "stranger").await);
    assert!(!desk.get("/jobs").await.body.contains("for your answer"));
    let call = JobEvent::HelpCalled(HelpCall { case: HelpCase::Accident, text: "ladder fell".into() });
    hub.record(company.engineer, vec![Draft::new(id.into(), &call)]).await;
    let call: EventId =
        hub.hub.ledger.get::<Job>(id.uuid()).await.expect("read").expect("there").state.help[0].moment.event;

    for browser in [&mut desk, &mut manager] {
        for page in ["/jobs", "/worklist"] {
            let body = browser.get(page).await.body;
            assert!(body.contains(WAITS), "{page}: {body}");
        }
    }
    assert!(!engineer.get("/jobs").await.body.contains(WAITS), "who is out answers on the phone");
    assert!(!stranger.get("/jobs").await.body.contains(WAITS));
    // It is among what waits for a person, on the list of jobs too.
    let number_of = hub.hub.ledger.get::<Job>(id.uuid()).await.expect("read").expect("there").state.number().to_owned();
    assert!(desk.get("/jobs?status=attention").await.body.contains(&number_of));
    let page = desk.get(&path).await.body;
    assert!(page.contains("ladder fell") && page.contains("href=\"tel:13800000003\""), "{page}");

    manager.get(&path).await;
    let call = call.to_string();
    let answer = |text| [("call", call.as_str()), ("text", text)];
    assert_eq!(stranger.post(&format!("{path}/help"), &answer("mine")).await.status, 404);
    assert_eq!(desk.post(&format!("{path}/help"), &answer("")).await.status, 422);
    assert_eq!(desk.post(&format!("{path}/help"), &answer("ambulance is on its way")).await.status, 303);
    let state = hub.hub.ledger.get::<Job>(id.uuid()).await.expect("read").expect("there").state;
    assert_eq!(state.help[0].answers[0].what, "ambulance is on its way");
    // The manager had it open too: who is out goes by the newest answer, so there is no second one by mistake.
    let late = manager.post(&format!("{path}/help"), &answer("I look at it")).await;
    assert!(late.status == 422 && late.body.contains("has answered this help request"), "{}", late.body);
    assert!(!manager.get("/jobs").await.body.contains("for your answer"));
    let page = desk.get(&path).await.body;
    assert!(!page.contains("name=\"call\"") && page.contains("ambulance is on its way"), "{page}");
    assert!(!desk.get("/jobs?status=attention").await.body.contains(&number_of));
}

#[tokio::test]
async fn a_call_for_help_is_answered_on_the_worklist() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let id = hub.job(&company, vec![company.engineer]).await;
    let call = JobEvent::HelpCalled(HelpCall { case: HelpCase::Complaint, text: "wants the manager".into() });
    hub.record(company.engineer, vec![Draft::new(id.into(), &call)]).await;
    let state = hub.hub.ledger.get::<Job>(id.uuid()).await.expect("read").expect("there").state;
    let (subject, point) = (format!("job/{id}"), format!("help/{}", state.help[0].moment.event));
    let answered = [("subject", subject.as_str()), ("point", &point), ("decision", "I ring them")];
    let mut desk = Browser::of(&hub, "desk").await;
    let page = desk.get("/worklist").await.body;
    assert!(page.contains("Customer complaint") && page.contains("wants the manager"), "{page}");
    assert_eq!(desk.post("/worklist", &answered).await.status, 303);
    let state = hub.hub.ledger.get::<Job>(id.uuid()).await.expect("read").expect("there").state;
    assert_eq!(state.help[0].answers[0].what, "I ring them");
    assert!(desk.get("/worklist").await.body.contains("Nothing waits for a decision."));
}
