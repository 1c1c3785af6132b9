//! Corrections of a report as phones bring them and as phones learn of them: who may, what it opens, where the job goes, and signatures that did not
//! know of them.

use super::hub;
use super::phone::Phone;
use crate::access::person_subject;
use crate::console::tests::signed::signed;
use crate::testing::{Company, TestHub};
use crate::verify::tests::full;
use fettle_core::domain::ids::{CentreId, JobId, SiteId};
use fettle_core::domain::jobs::document::{Document, DocumentSigned};
use fettle_core::domain::jobs::{Amendment, Departure, Job, JobEvent, ReportChange};
use fettle_core::domain::people::{PersonEvent, Role, Roles};
use fettle_core::domain::sites::{SiteDetails, SiteEvent};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{BlobRef, Draft, PersonId, Subject};
use fettle_core::sync::protocol::Entry;
use fettle_core::text::Lang;

fn corrected(job: JobId, change: ReportChange) -> Draft {
    Draft::new(job.into(), &JobEvent::ReportChanged { change })
}

fn symptom(text: &str) -> ReportChange {
    ReportChange { symptom: Some(text.into()), ..ReportChange::default() }
}

fn to(site: SiteId, centre: CentreId) -> ReportChange {
    ReportChange { site: Some(site), centre: Some(centre), ..ReportChange::default() }
}

/// Another site of the company's customer.
async fn site(hub: &TestHub, company: &Company, centre: CentreId) -> SiteId {
    let id = SiteId::from(hub.fresh());
    let details = SiteDetails::new(company.customer, centre, Bilingual::same("Right gate"), "Asia/Shanghai");
    let by = hub.hub.ledger.system();
    hub.record(by, vec![Draft::new(id.into(), &SiteEvent::Registered { details })]).await;
    id
}

async fn state(hub: &TestHub, job: JobId) -> Job {
    hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state
}

#[tokio::test]
async fn a_phone_corrects_for_the_desk_alone_and_opens_no_site_that_is_not_its_own() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let elsewhere = site(&hub, &company, company.other_centre).await;
    let beside = site(&hub, &company, company.centre).await;
    let mut engineer = Phone::enrolled(&hub, company.engineer).await;
    let mut desk = Phone::enrolled(&hub, company.desk).await;
    let wrong = engineer.write(&hub, &corrected(job, symptom("dark")));
    assert_eq!(engineer.push(&[wrong]).await[0].quarantined.as_deref(), Some("not_allowed"));
    let events = [
        desk.write(&hub, &corrected(job, symptom("dark"))),
        desk.write(&hub, &corrected(job, to(elsewhere, company.centre))),
        desk.write(&hub, &corrected(job, to(beside, company.centre))),
    ];
    let receipts = desk.push(&events).await;
    let codes: Vec<Option<&str>> = receipts.iter().map(|receipt| receipt.quarantined.as_deref()).collect();
    assert_eq!(codes, [None, Some("out_of_scope"), None]);
    let now = state(&hub, job).await;
    assert_eq!((now.site(), now.report.expect("a report").what.symptom.as_str()), (Some(beside), "dark"));
    let opened = desk.pull().await.into_iter().filter_map(|entry| entry.e);
    assert!(opened.into_iter().all(|event| event.header().subject != Subject::from(elsewhere)));
}

/// The right site is another centre's: the job goes there whole. Who works on it keeps it, and what was recorded on the way counts.
#[tokio::test]
async fn a_job_goes_to_the_centre_of_its_right_site_and_nothing_of_before_is_lost() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let right = site(&hub, &company, company.other_centre).await;
    let mut engineer = Phone::enrolled(&hub, company.engineer).await;
    let mut colleague = Phone::enrolled(&hub, company.colleague).await;
    let stranger = Phone::enrolled(&hub, company.stranger).await;
    let chief = PersonId::new(hub.fresh());
    let (name, roles) = (Bilingual::same("Head office"), Roles::from([Role::Desk]));
    let registered = PersonEvent::Registered { name, roles, centre: None, language: Lang::Zh };
    hub.record(company.admin, vec![Draft::new(person_subject(chief), &registered)]).await;
    let count = |entries: &[Entry], subject: Subject| {
        entries.iter().filter(|entry| entry.e.as_ref().is_some_and(|event| event.header().subject == subject)).count()
    };
    assert_eq!(count(&stranger.pull().await, job.into()), 0);
    // Offline, by the old site: who goes there, and somebody who only writes a note.
    let left = engineer.write(&hub, &Draft::new(job.into(), &JobEvent::Left(Departure { check: None })));
    let noted = colleague.write(&hub, &Draft::new(job.into(), &JobEvent::Noted { text: "key at the gate".into() }));
    hub.advance(1_000);
    hub.record(chief, vec![corrected(job, to(right, company.other_centre))]).await;
    assert_eq!(engineer.push(&[left]).await[0].quarantined, None);
    assert_eq!(colleague.push(&[noted]).await[0].quarantined, None, "a fact of then is taken");
    let now = state(&hub, job).await;
    assert_eq!((now.centre(), now.visits.len(), now.notes.len()), (Some(company.other_centre), 1, 1));
    let flags: Vec<&str> = now.open_flags().map(|flag| flag.code.as_str()).collect();
    assert!(flags.contains(&"site_corrected_unseen"), "somebody looks where the work was done: {flags:?}");
    // Whole there, with its site; forgotten by who has nothing to do with it; kept by who does it.
    let theirs = stranger.pull().await;
    assert_eq!((count(&theirs, job.into()), count(&theirs, right.into())), (5, 1));
    let before = colleague.pull().await;
    assert!(before.iter().any(|entry| entry.forget == Some(job.into())));
    assert_eq!(count(&before, job.into()), 0);
    let own = engineer.pull().await;
    assert_eq!((count(&own, job.into()), count(&own, right.into())), (5, 1));
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

/// The customer signed what the phone knew: the sheet is no other than the record that its author had seen, and a person is told what it does not show.
#[tokio::test]
async fn a_sheet_that_was_signed_without_knowing_of_the_right_site_is_no_doubtful_one() {
    let (hub, company) = hub().await;
    let job = signed(&hub, &company).await;
    let right = site(&hub, &company, company.centre).await;
    let first = state(&hub, job).await.current_sheet().expect("signed").clone();
    let amended = JobEvent::Amended(Amendment { reason: "hours".into(), replaces: first.hash() });
    hub.record(company.desk, vec![Draft::new(job.into(), &amended)]).await;
    let seen = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").seen;
    hub.advance(1_000);
    hub.record(company.desk, vec![corrected(job, to(right, company.centre))]).await;
    hub.advance(1_000);
    // On a phone that had seen all but the correction.
    let mut sheet = first.document.sheet().expect("a sheet");
    sheet.revision += 1;
    sheet.replaces = Some(first.hash().to_string());
    sheet.amendment = "hours".into();
    let info = hub.hub.blobs.put(hub.fresh().to_string().into_bytes(), "application/json").await.expect("a blob");
    let strokes = BlobRef { hash: info.hash, size: info.size, media_type: info.media_type };
    let document = Document::of_sheet(&sheet).expect("written");
    let mut answer = first.leading().clone();
    answer.signature.document_hash = document.hash.to_string();
    answer.signature.strokes = Some(strokes.hash.to_string());
    answer.strokes = Some(strokes.clone());
    let signed = JobEvent::Signed(DocumentSigned { document, answer });
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let event = phone.write_after(&hub, &Draft::new(job.into(), &signed).with_blobs([strokes]), seen);
    assert_eq!(phone.push(&[event]).await[0].quarantined, None);
    hub.hub.ledger.look_at_sheets().await.expect("looked");
    let now = state(&hub, job).await;
    let flags: Vec<&str> = now.open_flags().map(|flag| flag.code.as_str()).collect();
    assert!(flags.contains(&"correction_not_on_sheet") && !flags.contains(&"sheet_differs"), "{flags:?}");
    assert!(now.current_sheet().is_some_and(|sheet| sheet.revision() == 1));
}
