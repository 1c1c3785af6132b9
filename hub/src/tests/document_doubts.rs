//! Signed sheets that do not follow from the record: they count for nothing until a person has decided, and honest ones are left alone.

use super::hub;
use crate::console::tests::browser::Browser;
use crate::console::tests::signed::signed;
use crate::sql;
use crate::testing::{Company, TestHub};
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::document::{Answer, Document, DocumentSigned, DocumentText, Party};
use fettle_core::domain::jobs::sheet::Sheet;
use fettle_core::domain::jobs::{Amendment, Job, JobEvent, Status};
use fettle_core::domain::sites::{CustomerChange, CustomerEvent};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{BlobRef, Draft, Hash};
use uuid::Uuid;

async fn state(hub: &TestHub, job: JobId) -> Job {
    hub.hub.ledger.look_at_sheets().await.expect("looked");
    hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state
}

fn doubts(job: &Job) -> Vec<(String, String)> {
    let codes = ["sheet_differs", "strokes_reused"];
    let open = job.open_flags().filter(|flag| codes.contains(&flag.code.as_str()));
    open.map(|flag| (flag.code.clone(), flag.args.get("fields").cloned().unwrap_or_default())).collect()
}

/// Amends the signed job and signs it again: what `change` makes of the honest sheet, with these strokes.
async fn sign_again(hub: &TestHub, company: &Company, job: JobId, change: impl FnOnce(&mut Sheet), strokes: BlobRef) {
    let known = state(hub, job).await;
    let first = known.current_sheet().expect("signed").clone();
    let amended = JobEvent::Amended(Amendment { reason: "一处改动".into(), replaces: first.hash() });
    hub.record(company.desk, vec![Draft::new(job.into(), &amended)]).await;
    let mut sheet = first.document.sheet().expect("a sheet");
    sheet.revision += 1;
    change(&mut sheet);
    let document = Document::of_sheet(&sheet).expect("written");
    let mut answer = first.leading().clone();
    answer.signature.document_hash = document.hash.to_string();
    answer.signature.strokes = Some(strokes.hash.to_string());
    answer.strokes = Some(strokes.clone());
    let signed = DocumentSigned { document, answer };
    let draft = Draft::new(job.into(), &JobEvent::Signed(signed)).with_blobs([strokes]);
    hub.record(company.engineer, vec![draft]).await;
}

async fn fresh_strokes(hub: &TestHub) -> BlobRef {
    let info = hub.hub.blobs.put(hub.fresh().to_string().into_bytes(), "application/json").await.expect("a blob");
    BlobRef { hash: info.hash, size: info.size, media_type: info.media_type }
}

#[tokio::test]
async fn an_honest_sheet_is_left_alone_also_when_names_change_and_after_a_restart() {
    let (hub, company) = hub().await;
    let job = signed(&hub, &company).await;
    let renamed = CustomerEvent::Changed {
        change: CustomerChange { name: Some(Bilingual::same("Another name")), ..CustomerChange::default() },
    };
    hub.record(company.desk, vec![Draft::new(company.customer.into(), &renamed)]).await;
    let known = state(&hub, job).await;
    assert_eq!((doubts(&known), known.status()), (vec![], Status::Signed));
    sign_again(&hub, &company, job, |_| {}, fresh_strokes(&hub).await).await;
    assert_eq!(doubts(&state(&hub, job).await), []);
    // As after a crash before anything was noted: all is looked at again, and nothing is found.
    sql::query("DELETE FROM setting WHERE key = 'sheets_looked_at'")
        .execute(&mut *hub.hub.db().write().await.expect("free"))
        .await
        .expect("forgotten");
    let hub = hub.restart().await;
    assert_eq!(doubts(&state(&hub, job).await), []);
}

#[tokio::test]
async fn every_field_that_is_held_against_the_record_is_named() {
    let (hub, company) = hub().await;
    type Change = fn(&mut Sheet);
    let changes: [(&str, Change); 12] = [
        ("number", |sheet| sheet.number = "BJ-X9-1".into()),
        ("contact", |sheet| sheet.contact.phone = "1".into()),
        ("symptom", |sheet| sheet.symptom = "another".into()),
        ("customer", |sheet| sheet.site.customer = Bilingual::same("Somebody else")),
        ("site", |sheet| sheet.site.address = "elsewhere".into()),
        ("equipment", |sheet| sheet.equipment.push(Default::default())),
        ("cause", |sheet| sheet.cause = None),
        ("work", |sheet| sheet.work.clear()),
        ("parts", |sheet| sheet.parts.push(Default::default())),
        ("costs", |sheet| sheet.costs.clear()),
        ("engineer", |sheet| sheet.engineer.name = "nobody".into()),
        ("engineer", |sheet| sheet.engineer.id = Uuid::from_u128(7)),
    ];
    for (field, change) in changes {
        let job = signed(&hub, &company).await;
        let mut changed = false;
        let strokes = fresh_strokes(&hub).await;
        let change = |sheet: &mut Sheet| {
            // The costs are ours, so the customer's sheet has none: one more is one that is not on record.
            if field == "costs" && sheet.costs.is_empty() {
                sheet.costs.push(
                    serde_json::from_str(
                        r#"{"kind":"hours","payer":"customer","amount":99,"currency":"CNY","basis":"x"}"#,
                    )
                    .expect("a cost"),
                );
            } else {
                change(sheet);
            }
            changed = true;
        };
        sign_again(&hub, &company, job, change, strokes).await;
        assert!(changed);
        assert_eq!(doubts(&state(&hub, job).await), [("sheet_differs".to_owned(), field.to_owned())], "{field}");
    }
}

#[tokio::test]
async fn a_forged_sheet_counts_for_nothing_until_a_person_has_decided() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let other = signed(&hub, &company).await;
    let job = signed(&hub, &company).await;
    let strokes = state(&hub, other).await.current_sheet().expect("signed").leading().strokes.clone().expect("strokes");
    sign_again(&hub, &company, job, |sheet| sheet.number = "BJ-X9-1".into(), strokes).await;
    let known = state(&hub, job).await;
    let expected = [("sheet_differs", "number"), ("strokes_reused", "")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(doubts(&known), expected);
    let forged = known.answered_sheet().expect("on record").clone();
    assert!(
        known.current_sheet().is_none() && known.customer_signed().is_some_and(|sheet| sheet.hash() != forged.hash())
    );
    assert_eq!(known.status(), Status::Completed);
    assert_eq!(doubts(&state(&hub, other).await), [], "the first one is not put in doubt by the copy");

    let mut anyone = Browser::new(&hub);
    let public = anyone.get(&format!("/verify/{}", forged.hash())).await;
    assert!(
        public.body.contains("A person is looking at it") && !public.body.contains("Signed by the customer"),
        "{}",
        public.body
    );
    let mut desk = Browser::of(&hub, "desk").await;
    let paper = desk.get(&format!("/jobs/{job}/report.pdf?lang=en")).await;
    assert_eq!(paper.status, 409, "{}", paper.body);
    let list = desk.get("/worklist").await.body;
    assert!(
        list.contains("differs from the record: number") && list.contains("appear on another service report"),
        "{list}"
    );

    let subject = format!("job/{job}");
    for code in ["sheet_differs", "strokes_reused"] {
        let point = format!("flag/{code}/{}", forged.moment.event);
        let fields = [("subject", subject.as_str()), ("point", point.as_str()), ("decision", "asked the customer")];
        assert_eq!(desk.post("/worklist", &fields).await.status, 303);
    }
    let known = state(&hub, job).await;
    assert_eq!((doubts(&known), known.status()), (vec![], Status::Signed));
    let public = anyone.get(&format!("/verify/{}", forged.hash())).await;
    assert!(!public.body.contains("A person is looking at it"), "{}", public.body);
    let report = crate::verify::tests::full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

/// What stands beside the bytes is what the fold counts with; the hub holds it against the bytes, once, for everybody.
#[tokio::test]
async fn what_stands_beside_a_document_and_is_not_what_it_says_counts_for_nothing() {
    type Change = fn(&mut Document);
    let changes: [(&str, Change); 4] = [
        ("its cause", |document| document.about.cause = None),
        ("what it replaces", |document| document.about.replaces = Some(Hash::ZERO)),
        ("its form", |document| document.format = 0),
        ("bytes that are no sheet", |document| {
            document.text = DocumentText::of("not a sheet".into());
            document.hash = Hash::of(b"not a sheet");
        }),
    ];
    let (hub, company) = hub().await;
    for (what, change) in changes {
        let job = signed(&hub, &company).await;
        let first = state(&hub, job).await.current_sheet().expect("signed").clone();
        let amended = JobEvent::Amended(Amendment { reason: "一处改动".into(), replaces: first.hash() });
        hub.record(company.desk, vec![Draft::new(job.into(), &amended)]).await;
        let mut sheet = first.document.sheet().expect("a sheet");
        (sheet.revision, sheet.replaces) = (1, Some(first.hash().to_string()));
        let mut document = Document::of_sheet(&sheet).expect("written");
        change(&mut document);
        let (mut answer, strokes) = (first.leading().clone(), fresh_strokes(&hub).await);
        answer.signature.document_hash = document.hash.to_string();
        answer.signature.strokes = Some(strokes.hash.to_string());
        answer.strokes = Some(strokes.clone());
        let signed = JobEvent::Signed(DocumentSigned { document, answer });
        hub.record(company.engineer, vec![Draft::new(job.into(), &signed).with_blobs([strokes])]).await;
        let known = state(&hub, job).await;
        assert_eq!(doubts(&known), [("sheet_differs".to_owned(), "about".to_owned())], "{what}");
        assert_eq!((known.status(), known.documents.len()), (Status::Completed, 2), "{what}: kept, and not counted");
        assert_eq!(known.customer_signed().map(|sheet| sheet.hash()), Some(first.hash()), "{what}");
    }
}

/// A further answer whose strokes stand elsewhere is that party's doubt, and the customer's signature stands.
#[tokio::test]
async fn strokes_of_a_further_party_that_stand_elsewhere_are_doubted() {
    let (hub, company) = hub().await;
    let job = signed(&hub, &company).await;
    let customers = state(&hub, job).await.current_sheet().expect("signed").leading().clone();
    let mut answer = Answer { party: Party::Integrator, ..customers.clone() };
    let blobs: Vec<BlobRef> = answer.strokes.clone().into_iter().collect();
    hub.record(
        company.engineer,
        vec![Draft::new(job.into(), &JobEvent::DocumentAnswered(answer.clone())).with_blobs(blobs)],
    )
    .await;
    let known = state(&hub, job).await;
    assert_eq!(doubts(&known), [("strokes_reused".to_owned(), String::new())]);
    assert_eq!(known.status(), Status::Signed, "the customer's own answer is not in doubt");
    let event = known.current_sheet().expect("stands").answer_of(&Party::Integrator).expect("kept").moment.event;
    assert!(known.has_doubt(event));
    // The judge asks whose answer it is: nobody of the field answers in the manager's name, whatever the table says of the event.
    (answer.party, answer.strokes, answer.signature.strokes) = (Party::OwnManager, None, None);
    let draft = Draft::new(job.into(), &JobEvent::DocumentAnswered(answer));
    let refused = hub.hub.ledger.record(company.engineer, vec![draft]).await.expect_err("not the manager");
    assert!(format!("{refused:?}").contains("not_allowed"), "{refused:?}");
    assert_eq!(state(&hub, job).await.current_sheet().expect("stands").answers().count(), 2);
    let report = crate::verify::tests::full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}
