//! What who is to go says to a job: seen by the desk in the list, in the timeline, and where it is a no among what waits for a person.

use super::browser::Browser;
use crate::testing::TestHub;
use crate::tests::phone::Phone;
use fettle_core::domain::jobs::{Assignment, Decline, Job, JobEvent, Status};
use fettle_core::kernel::Draft;

#[tokio::test]
async fn the_desk_sees_who_took_a_job_on_and_who_declined_it() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let id = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    hub.advance(60_000);
    let accepted = phone.write(&hub, &Draft::new(id.into(), &JobEvent::Accepted {}));
    phone.push(&[accepted]).await;
    let mut desk = Browser::of(&hub, "desk").await;
    let page = desk.get(&format!("/jobs/{id}")).await.body;
    assert!(page.matches("Accepted").count() >= 2, "how far it is, and in the timeline: {page}");
    let number = hub.hub.ledger.get::<Job>(id.uuid()).await.expect("read").expect("there").state.number().to_owned();
    assert!(desk.get("/jobs?status=accepted").await.body.contains(&number));
    assert!(!desk.get("/jobs?status=assigned").await.body.contains(&number));
    assert!(!desk.get("/jobs?status=attention").await.body.contains(&number));

    // Something came up.
    hub.advance(60_000);
    let no = JobEvent::Declined(Decline { reason: "the van broke down".into() });
    let declined = phone.write(&hub, &Draft::new(id.into(), &no));
    phone.push(&[declined]).await;
    assert!(desk.get("/jobs?status=attention").await.body.contains(&number));
    assert!(desk.get(&format!("/jobs/{id}")).await.body.contains("the van broke down"));
    assert!(desk.get("/worklist").await.body.contains("the van broke down"));
    // Somebody else goes: nothing is left to decide.
    hub.advance(60_000);
    let other = JobEvent::Assigned(Assignment { to: vec![company.desk] });
    hub.record(company.desk, vec![Draft::new(id.into(), &other)]).await;
    assert!(!desk.get("/worklist").await.body.contains("the van broke down"));
    let state = hub.hub.ledger.get::<Job>(id.uuid()).await.expect("read").expect("there").state;
    assert_eq!((state.open_flags().count(), state.status()), (0, Status::Assigned));
}
