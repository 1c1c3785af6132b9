//! Jobs that go another way than the usual one, at the desk: solved from afar, cancelled under somebody's hands, not gone, come back.

use super::browser::Browser;
use crate::testing::TestHub;
use fettle_core::domain::ids::{EquipmentId, JobId};
use fettle_core::domain::jobs::sheet::Entitlement;
use fettle_core::domain::jobs::{
    Arrival, Completion, Departure, Job, JobEvent, RemoteSolution, RepeatReason, Report, Status,
};
use fettle_core::domain::sites::ContractEvent;
use fettle_core::kernel::{Draft, Subject};

async fn state(hub: &TestHub, job: JobId) -> Job {
    hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state
}

const SOLVED: &[(&str, &str)] = &[
    ("done", "带客户重启录像机"),
    ("cause", "operator_error"),
    ("diagnosis", "录像机被静音"),
    ("channel", "phone"),
    ("with", "刘所"),
];

#[tokio::test]
async fn a_repair_is_solved_by_phone_called_back_and_closed_at_the_desk() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let path = format!("/jobs/{job}");
    let mut desk = Browser::of(&hub, "desk").await;
    assert!(desk.get(&path).await.body.contains("/remote\""));
    let refused = desk.post(&format!("{path}/remote"), &SOLVED[..4]).await;
    assert!(refused.body.contains("who at the customer&#39;s said that it is solved"), "{}", refused.body);
    assert!(refused.body.contains("录像机被静音"), "nothing typed is lost");
    assert_eq!(desk.post(&format!("{path}/remote"), SOLVED).await.status, 303);
    let page = desk.get(&path).await.body;
    assert!(page.contains("Solved remotely") && page.contains("/call\"") && !page.contains("/remote\""), "{page}");
    let unanswered = desk.post(&format!("{path}/call"), &[("spoke_with", "刘所")]).await;
    assert!(unanswered.body.contains("whether the fault is resolved"), "{}", unanswered.body);
    assert_eq!(desk.post(&format!("{path}/call"), &[("gone", "yes"), ("spoke_with", "刘所")]).await.status, 303);
    assert_eq!(desk.post(&format!("{path}/close"), &[]).await.status, 303);
    assert_eq!(state(&hub, job).await.status(), Status::Closed);
}

#[tokio::test]
async fn a_fault_that_is_not_gone_goes_on_in_a_job_that_has_to_be_put_down_to_something() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let path = format!("/jobs/{job}");
    let mut desk = Browser::of(&hub, "desk").await;
    desk.get(&path).await;
    desk.post(&format!("{path}/remote"), SOLVED).await;
    // Since the first report a contract was agreed: what the customer is entitled to is asked again.
    let contract = Subject::new("contract", hub.fresh());
    let terms = serde_json::json!({"customer": company.customer, "number": "HT-7", "sites": [company.site], "services": ["repair"],
        "starts": "2020-01-01", "ends": "2099-01-01", "language": "both"});
    let agreed = ContractEvent::Agreed { terms: serde_json::from_value(terms).expect("terms") };
    hub.record(company.manager, vec![Draft::new(contract.clone(), &agreed)]).await;
    let call = [("gone", "no"), ("spoke_with", "赵警官"), ("remark", "又静音了")];
    assert_eq!(desk.post(&format!("{path}/call"), &call).await.status, 303);
    let next = state(&hub, job).await.follow_up().expect("a job that goes on with it");
    let follows = state(&hub, next).await;
    assert!(follows.number().starts_with("H0-") && follows.number() != state(&hub, job).await.number());
    let reported = follows.report.as_ref().map(|report| &report.what).expect("a report");
    let basis = reported.entitlement.as_ref().map(|answered| answered.basis);
    assert_eq!((reported.contract.map(|id| id.uuid()), basis), (Some(contract.id()), Some(Entitlement::InContract)));
    let page = desk.get(&path).await.body;
    assert!(page.contains(&format!("/jobs/{next}")), "a link to it");
    assert_eq!(desk.post(&format!("{path}/close"), &[]).await.status, 303, "the fault has a job of its own");
    // The second one: shown as a repeat, and not closed before that is put down to something.
    let path = format!("/jobs/{next}");
    let page = desk.get(&path).await.body;
    assert!(page.contains("Repeat of an earlier job") && page.contains("又静音了"), "{page}");
    desk.post(&format!("{path}/remote"), SOLVED).await;
    desk.post(&format!("{path}/call"), &[("gone", "yes"), ("spoke_with", "刘所")]).await;
    let refused = desk.post(&format!("{path}/close"), &[]).await;
    assert!(refused.body.contains("Record the cause of the repeat first."), "{}", refused.body);
    let earlier = job.to_string();
    let put_down = [("earlier", earlier.as_str()), ("reason", "misdiagnosis"), ("remark", "")];
    assert_eq!(desk.post(&format!("{path}/repeat"), &put_down).await.status, 303);
    assert_eq!(desk.post(&format!("{path}/close"), &[]).await.status, 303);
    let closed = state(&hub, next).await;
    assert_eq!(closed.repeat.get().map(|repeat| repeat.reason), Some(RepeatReason::Misdiagnosis));
}

#[tokio::test]
async fn a_fault_that_came_back_is_recognised_among_closed_jobs_too() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let machine = EquipmentId::from(hub.fresh());
    let reported = |job: JobId, number: &str| {
        let draft = hub.report(&company, job, number.into());
        let report: Report = serde_json::from_str(&draft.body).expect("a report");
        Draft::new(job.into(), &JobEvent::Reported(Report { equipment: vec![machine], ..report }))
    };
    let (first, again) = (JobId::from(hub.fresh()), JobId::from(hub.fresh()));
    let solved = JobEvent::SolvedRemotely(RemoteSolution {
        channel: fettle_core::domain::jobs::sheet::Channel::Phone,
        done: "重启".into(),
        with: "刘所".into(),
        phone: String::new(),
        finding: None,
    });
    let drafts = [reported(first, "BJ-1"), Draft::new(first.into(), &solved)];
    let closed = Draft::new(first.into(), &JobEvent::Closed {});
    hub.record(company.desk, drafts.into_iter().chain([closed]).collect()).await;
    hub.advance(3 * 24 * 3_600_000);
    hub.record(company.desk, vec![reported(again, "BJ-2")]).await;
    let mut desk = Browser::of(&hub, "desk").await;
    let page = desk.get(&format!("/jobs/{again}")).await.body;
    assert!(page.contains("Repeat of an earlier job") && page.contains(&format!("/jobs/{first}")), "{page}");
    assert!(!desk.get(&format!("/jobs/{first}")).await.body.contains("Repeat of an earlier job"));
}

#[tokio::test]
async fn the_desk_is_asked_before_it_cancels_under_somebodys_hands() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let path = format!("/jobs/{job}");
    let there =
        [JobEvent::Left(Departure { check: None }), JobEvent::Arrived(Arrival::default()), JobEvent::Started {}];
    hub.record(company.engineer, there.iter().map(|event| Draft::new(job.into(), event)).collect()).await;
    let mut desk = Browser::of(&hub, "desk").await;
    let page = desk.get(&path).await.body;
    assert!(page.contains("张工 is out for it, and I know it"), "{page}");
    let refused = desk.post(&format!("{path}/cancel"), &[("reason", "客户撤销")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("out for this job now: 1") && refused.body.contains("客户撤销"), "{}", refused.body);
    let engineer = company.engineer.to_string();
    let known = [("reason", "客户撤销"), ("at_work", engineer.as_str())];
    assert_eq!(desk.post(&format!("{path}/cancel"), &known).await.status, 303);
    assert_eq!(state(&hub, job).await.cancelled.expect("cancelled").what.at_work, [company.engineer]);
    // What the engineer did meanwhile is taken in and shown for a decision.
    let done = JobEvent::Completed(Completion { summary: "接头重做".into(), ..Completion::default() });
    hub.record(company.engineer, vec![Draft::new(job.into(), &done)]).await;
    assert!(desk.get(&path).await.body.contains("Work was recorded after the job was cancelled."));
}
