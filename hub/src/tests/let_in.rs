//! What a person lets in has not been seen by who had seen a later number of its device (decision 0022).

use super::hub;
use super::phone::Phone;
use super::replacement::{say_again, successor};
use crate::testing::TestHub;
use crate::verify::tests::full;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::{Assignment, Departure, Job, JobEvent};
use fettle_core::domain::people::{PersonChange, PersonEvent};
use fettle_core::kernel::{Draft, Event, PersonId};

async fn job_of(hub: &TestHub, job: JobId) -> Job {
    hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state
}

fn assigned(job: JobId, to: PersonId) -> Draft {
    Draft::new(job.into(), &JobEvent::Assigned(Assignment { to: vec![to] }))
}

fn said_again(entries: Vec<fettle_core::sync::protocol::Entry>, event: &Event) -> Option<Box<Event>> {
    entries.into_iter().filter_map(|entry| entry.e).find(|e| e.header().repeats == Some(event.header().id))
}

#[tokio::test]
async fn what_is_let_in_was_not_seen_by_who_had_seen_a_later_number() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    // An engineer may not assign; what follows is taken.
    let quarantined = phone.write(&hub, &assigned(job, company.engineer));
    let taken = phone.write(&hub, &Draft::new(job.into(), &JobEvent::Noted { text: "x".into() }));
    let run = [quarantined.clone(), taken];
    let said = phone.push(&run).await;
    assert_eq!((said[0].quarantined.as_deref(), said[1].quarantined.as_deref()), (Some("not_allowed"), None));
    hub.advance(1_000);
    // The desk has seen number 2, and decides by it.
    hub.record(company.desk, vec![assigned(job, company.colleague)]).await;
    assert!(job_of(&hub, job).await.conflicts().is_empty());
    hub.hub.ledger.release(quarantined.header().id).await.expect("released");
    let state = job_of(&hub, job).await;
    assert!(!state.conflicts().is_empty(), "two who did not know of each other");
    // The desk goes on from both.
    hub.record(company.desk, vec![assigned(job, company.colleague)]).await;
    assert!(job_of(&hub, job).await.conflicts().is_empty());
    // The first record troubles nobody, and comes back as what the console says again.
    assert!(hub.quarantine().await.is_empty() && phone.hello().await.quarantined.is_empty());
    assert_eq!(phone.push(&run).await[0].quarantined, None);
    let again = said_again(phone.pull().await, &quarantined).expect("delivered");
    let header = again.header();
    assert_eq!((header.device, header.first_device), (hub.hub.ledger.console(), Some(quarantined.header().device)));
    assert_eq!((header.by, header.stamp), (quarantined.header().by, quarantined.header().stamp));
    assert!(again.signed().is_some(), "a hub that is put back gets it from whoever has it");
    // A device that goes on for that phone says it once more: it is on record.
    let (mut new, _) = successor(&hub, &phone, vec![]).await;
    let third = say_again(&hub, &mut new.recorder, &quarantined);
    let receipt = new.push(&[third]).await.remove(0);
    assert_eq!((receipt.quarantined, receipt.notices), (None, vec!["twin".to_owned()]));
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test]
async fn who_wrote_what_is_let_in_knew_it() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.colleague]).await;
    let mut phone = Phone::enrolled(&hub, company.desk).await;
    let to = |centre| PersonEvent::Changed {
        change: PersonChange { centre: Some(Some(centre)), ..PersonChange::default() },
    };
    let move_to = async |centre| {
        let person = crate::access::person_subject(company.desk);
        hub.record(company.admin, vec![Draft::new(person, &to(centre))]).await;
        hub.advance(600_000);
    };
    move_to(company.other_centre).await;
    let quarantined = phone.write(&hub, &assigned(job, company.engineer));
    assert_eq!(phone.push(std::slice::from_ref(&quarantined)).await[0].quarantined.as_deref(), Some("out_of_scope"));
    move_to(company.centre).await;
    let later = phone.write(&hub, &assigned(job, company.colleague));
    assert_eq!(phone.push(&[later]).await[0].quarantined, None);
    let conflicts = |job: &Job| job.conflicts().len();
    let before = conflicts(&job_of(&hub, job).await);
    hub.hub.ledger.release(quarantined.header().id).await.expect("released");
    assert_eq!(conflicts(&job_of(&hub, job).await), before, "nobody is in conflict with oneself");
    // A clock that is a year ahead does not become the console's, now or after a start.
    let left = Draft::new(job.into(), &JobEvent::Left(Departure { check: None }));
    let mad = phone.write_at(&hub, &left, hub.hub.clock.now_ms() + 400 * 86_400_000);
    assert_eq!(phone.push(std::slice::from_ref(&mad)).await[0].quarantined.as_deref(), Some("not_allowed"));
    hub.hub.ledger.release(mad.header().id).await.expect("released");
    let note = Draft::new(job.into(), &JobEvent::Noted { text: "x".into() });
    let recorded = async |hub: &TestHub| {
        let recorded = hub.hub.ledger.record(company.desk, vec![note.clone()]).await.expect("recorded");
        recorded[0].header().stamp.ms.saturating_sub(hub.hub.clock.now_ms())
    };
    assert!(recorded(&hub).await < 60_000);
    let hub = hub.restart().await;
    hub.hub.ledger.release(mad.header().id).await.expect("it is there already");
    assert!(recorded(&hub).await < 60_000);
}
