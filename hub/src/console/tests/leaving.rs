//! Who leaves with jobs or parts: locked out at once, gone when nothing is open any more.

use super::browser::{Answer, Browser};
use super::kept::refused;
use crate::testing::{Company, PASSWORD, TestHub, parts};
use crate::tests::phone::{Phone, request};
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::{Cancellation, JobEvent};
use fettle_core::domain::parts::{MovementDetails, Reason, RequestedLine, TakeEvent};
use fettle_core::domain::people::{Account, Device, Person};
use fettle_core::domain::values::Quantity;
use fettle_core::kernel::{Draft, Subject};

const OWN: (&str, &str) = ("own_password", PASSWORD);

/// Where the refusal of an answer leads.
fn list(answer: &Answer) -> String {
    let said = answer.body.split("role=\"alert\">").nth(1).and_then(|rest| rest.split("</p>").next());
    let link = said.and_then(|said| said.split("href=\"").nth(1)).and_then(|rest| rest.split('"').next());
    link.unwrap_or_default().replace("&#38;", "&")
}

fn slip(hub: &TestHub, company: &Company, made: &parts::Store, job: JobId) -> (Subject, Draft) {
    let take = Subject::new("take", hub.fresh());
    let requested = TakeEvent::Requested {
        number: "LL-7".into(),
        taker: company.engineer,
        bag: made.bag,
        from: made.store,
        centre: Some(company.centre),
        job: Some(job),
        lines: vec![RequestedLine { line: 1, card: made.plug, quantity: Quantity::pieces(1), old_for_new: false }],
    };
    (take.clone(), Draft::new(take, &requested))
}

#[tokio::test]
async fn who_has_jobs_or_parts_is_locked_out_at_once_and_leaves_when_nothing_is_open() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let made = parts::store(&hub, &company).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let (take, requested) = slip(&hub, &company, &made, job);
    let inside = MovementDetails::opening(made.plug, Quantity::pieces(3), made.bag);
    hub.record(hub.hub.ledger.system(), vec![requested, parts::moved(hub.fresh().into(), inside.clone())]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let code = hub.code(company.engineer).await;
    let (secret, _) = hub.hub.accounts.password_link_once(company.engineer, hub.fresh()).await.expect("a link");
    let mut engineer = Browser::of(&hub, "engineer").await;
    let mut admin = Browser::of(&hub, "admin").await;
    let path = format!("/people/{}", company.engineer);
    let leave = format!("{path}/deactivate");
    let page = admin.get(&path).await.body;
    let jobs = format!("/jobs?status=open&#38;engineer={}", company.engineer);
    for shown in [&*jobs, &format!("/stock/list?place={}", made.bag), "LL-7", &format!("/jobs/{job}")] {
        assert!(page.contains(shown), "what is open stands on the page: {shown} in {page}");
    }
    let why = [("reason", "never came back"), OWN];
    admin.get(&leave).await;
    let told = admin.post(&leave, &why).await;
    assert!(refused(&told).starts_with("Open jobs that the person is assigned to: 1."), "{}", refused(&told));
    assert!(admin.get(&list(&told)).await.body.contains(&format!("/jobs/{job}")));
    assert_eq!(engineer.get("/jobs").await.status, 200, "a refusal changes nothing");

    // Out at once, whatever is open.
    let end = format!("{path}/end-access");
    admin.get(&path).await;
    assert_eq!(admin.post(&end, &[("reason", "never came back"), ("own_password", "wrong")]).await.status, 422);
    assert_eq!(admin.post(&end, &[("reason", " "), OWN]).await.status, 422);
    assert_eq!(engineer.get("/jobs").await.status, 200);
    admin.get(&path).await;
    let done = admin.post(&end, &why).await;
    assert_eq!((done.status, &*done.location), (303, &*format!("{path}?done=1")), "{}", done.body);
    assert_eq!(engineer.get("/jobs").await.status, 303, "signed out");
    let signs_in = hub.hub.accounts.sign_in("engineer", PASSWORD, "10.0.0.9").await;
    assert_eq!(signs_in.err().map(|fault| fault.code), Some("wrong_password"));
    assert!(hub.hub.accounts.person_of_link(&secret.secret).await.is_err());
    let other = Phone::unknown(&hub, company.engineer);
    let asked = request(&other.key, other.recorder.device, &code);
    assert_eq!(hub.hub.accounts.enrol(&asked, "10.0.0.9").await.expect_err("ended").code, "code_unknown");
    let note = phone.write(&hub, &Draft::new(job.into(), &JobEvent::Noted { text: "late".into() }));
    assert_eq!(phone.push(&[note]).await[0].quarantined.as_deref(), Some("device_revoked"));
    let ledger = &hub.hub.ledger;
    let device = ledger.get::<Device>(phone.recorder.device.uuid()).await.expect("read").expect("there").state;
    assert_eq!(device.revoked.expect("revoked").reason, "never came back");
    let person = async || ledger.get::<Person>(company.engineer.uuid()).await.expect("read").expect("there").state;
    let account = ledger.get::<Account>(company.engineer.uuid()).await.expect("read").expect("there").state;
    assert!(person().await.active && account.login.is_none(), "on record as working here, with what they have");

    // One after the other is cleared; then they leave.
    let stands = async |admin: &mut Browser, begins: &str| {
        admin.get(&path).await;
        let told = admin.post(&leave, &why).await;
        assert!(refused(&told).starts_with(begins), "{begins}: {}", refused(&told));
        assert!(person().await.active);
        list(&told)
    };
    hub.assign(&company, job, vec![company.colleague]).await;
    assert_eq!(stands(&mut admin, "Requisition slips of the person that wait: 1.").await, path);
    let rejected = TakeEvent::Rejected { reason: "left".into() };
    hub.record(company.manager, vec![Draft::new(take, &rejected)]).await;
    let bag = stands(&mut admin, "Kinds of parts in the person's bag, or missing there: 1.").await;
    assert_eq!(bag, path);
    let back = MovementDetails { from: Some(made.bag), to: Some(made.store), reason: Reason::Transfer, ..inside };
    hub.record(hub.hub.ledger.system(), vec![parts::moved(hub.fresh().into(), back)]).await;
    let page = admin.get(&path).await.body;
    assert!(page.contains("No open job, no part in the bag, nothing owed."), "{page}");
    let done = admin.post(&leave, &why).await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert!(!person().await.active);
}

/// Somebody who was on a job and is no longer assigned to it has nothing to give away.
#[tokio::test]
async fn only_what_is_open_now_stands_in_the_way() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let made = parts::store(&hub, &company).await;
    let ledger = &hub.hub.ledger;
    let (given, over) =
        (hub.job(&company, vec![company.engineer]).await, hub.job(&company, vec![company.engineer]).await);
    assert_eq!(ledger.open_items_of_person(company.engineer).await.expect("read").open_items.jobs, 2);
    hub.assign(&company, given, vec![company.colleague]).await;
    let cancelled = JobEvent::Cancelled(Cancellation { reason: "twice".into(), at_work: Vec::new() });
    hub.record(company.desk, vec![Draft::new(over.into(), &cancelled)]).await;
    let of = ledger.open_items_of_person(company.engineer).await.expect("read");
    assert_eq!(of.open_items.in_the_way().count(), 0);
    assert_eq!(ledger.open_items_of_person(company.colleague).await.expect("read").open_items.jobs, 1);
    // A bag that is below zero wants to be counted first; nobody else's is asked.
    let missing = MovementDetails::opening(made.plug, Quantity::pieces(1), made.bag);
    let missing = MovementDetails { from: Some(made.bag), to: Some(made.store), reason: Reason::Transfer, ..missing };
    hub.record(ledger.system(), vec![parts::moved(hub.fresh().into(), missing)]).await;
    let of = ledger.open_items_of_person(company.engineer).await.expect("read");
    assert_eq!((of.open_items.parts, of.bags), (1, vec![(made.bag, 1)]));
    assert_eq!(ledger.open_items_of_person(company.keeper).await.expect("read").open_items, Default::default());
}
