//! A job has several documents, each answered to by several parties.

use super::*;
use crate::domain::people::permission;

fn answer_as(party: Party, outcome: Outcome) -> impl FnOnce(&Job, &Actor) -> Result<Vec<Draft>, Refusal> {
    move |job, me| {
        let seen = job.current_sheet().map(|sheet| sheet.hash().to_string()).unwrap_or_default();
        let strokes = Hash::of(party.code().as_bytes());
        let strokes = Some(BlobRef { hash: strokes, size: 7, media_type: "application/json".into() });
        let input = c::SignInput { outcome, name: party.code().into(), strokes, ..hand(&seen) };
        c::answer_document(job, me, party, input, SheetLanguage::Chinese, at(130))
    }
}

fn refused() -> Outcome {
    Outcome::Refused { reason: "不认可".into(), witness: "赵".into() }
}

#[test]
fn several_parties_answer_to_one_document_each_by_its_hash() {
    let mut day = Day::signed();
    let mut boss = Phone::new(5, Role::Manager);
    boss.learn(&day.eng);
    day.eng.ok(answer_as(Party::Integrator, Outcome::Signed));
    boss.now = at(140);
    boss.ok(|job, me| {
        let seen = job.current_sheet().unwrap().hash().to_string();
        let input = c::SignInput { strokes: None, phone: String::new(), ..hand(&seen) };
        c::answer_document(job, me, Party::OwnManager, input, SheetLanguage::Chinese, at(140))
    });
    day.eng.learn(&boss);
    let job = day.eng.job();
    let sheet = job.current_sheet().unwrap();
    let told: Vec<_> = sheet.parties().iter().map(|one| (one.answer.party.code(), one.answer.is_signed())).collect();
    assert_eq!(told, [("customer", true), ("integrator", true), ("own_manager", true)]);
    assert!(sheet.answers().all(|one| one.answer.is_to(sheet.hash())));
    assert_eq!(sheet.leading().party, Party::Customer, "what the customer said stays in front");
    assert_eq!((job.status(), flags(&job)), (Status::Signed, Vec::new()));
    assert_eq!(job.documents.len(), 1);
}

#[test]
fn who_may_answer_for_whom_is_one_question() {
    let mut day = Day::signed();
    assert_eq!(day.eng.no(answer_as(Party::OwnManager, Outcome::Signed)), "not_allowed", "nobody signs as the manager");
    assert_eq!(day.desk.no(answer_as(Party::Customer, Outcome::Signed)), "not_allowed");
    let mut boss = Phone::new(5, Role::Manager);
    boss.learn(&day.eng);
    assert_eq!(boss.no(answer_as(Party::Integrator, Outcome::Signed)), "not_allowed", "the pen is in the field");
    assert_eq!(
        boss.no(answer_as(Party::read("auditor").unwrap(), Outcome::Signed)),
        "not_allowed",
        "no such form here"
    );
    boss.ok(answer_as(Party::OwnManager, Outcome::Signed));
    for role in Role::ALL {
        let roles = [*role].into();
        let any = Party::ALL.iter().any(|party| document::may_answer_for(&roles, party));
        assert_eq!(any, permission::allowed(&roles, "job", "document_answered"), "{role:?}: table and question agree");
    }
    day.eng.ok(answer_as(Party::Integrator, refused()));
    assert_eq!(
        day.eng.no(answer_as(Party::Integrator, Outcome::Refused { reason: " ".into(), witness: "赵".into() })),
        "reason_missing"
    );
    day.eng.ok(answer_as(Party::Integrator, Outcome::Signed));
    assert_eq!(day.eng.no(answer_as(Party::Integrator, Outcome::Signed)), "party_signed");
    let nothing = |job: &Job, me: &Actor| {
        let input = hand(&Hash::of(b"none").to_string());
        c::answer_document(job, me, Party::Maker, input, SheetLanguage::Chinese, at(130))
    };
    assert_eq!(day.eng.no(nothing), "document_unknown");
    let no_pen = |job: &Job, me: &Actor| {
        let seen = job.current_sheet().unwrap().hash().to_string();
        let input = c::SignInput { strokes: None, ..hand(&seen) };
        c::answer_document(job, me, Party::Maker, input, SheetLanguage::Chinese, at(130))
    };
    assert_eq!(day.eng.no(no_pen), "signature_empty");
}

/// Who was absent signs the same document later: what was noted first stays.
#[test]
fn a_customer_who_was_absent_signs_the_same_document_later() {
    let mut day = Day::completed();
    let seen = day.build().unwrap().hash().unwrap();
    let outcome = Outcome::Absent { reason: "出差".into(), witness: "赵".into() };
    day.sign_with(c::SignInput { outcome, ..hand(&seen) }).unwrap();
    assert!(day.eng.job().customer_signed().is_none());
    day.eng.ok(answer_as(Party::Customer, Outcome::Signed));
    let job = day.eng.job();
    let sheet = job.customer_signed().unwrap();
    assert_eq!((sheet.hash().to_string(), sheet.answers().count(), sheet.parties().len()), (seen, 2, 1));
    assert_eq!(JobSummary::of(&job).unwrap().signed_cause, Some(Cause::ConnectorQuality));
    assert_eq!((job.status(), flags(&job)), (Status::Signed, Vec::new()));
}

/// Promise 2 for each party: an answer is to the document, and to nothing that was recorded after it.
#[test]
fn what_was_recorded_after_a_document_is_seen_by_no_party_of_it() {
    let mut day = Day::signed();
    let mut other = Phone::new(3, Role::Engineer);
    other.learn(&day.desk);
    other.now = at(120);
    other.fact(JobEvent::Worked(Work { from: at(115), to: None, text: "又换了电源".into() }));
    day.eng.learn(&other);
    day.eng.now = at(150);
    day.eng.ok(answer_as(Party::Integrator, Outcome::Signed));
    assert_eq!(flags(&day.eng.job()), ["work_after_signing"], "the further answer takes nothing in");
    let first = day.eng.job().current_sheet().unwrap().clone();
    day.eng.ok(|job, me| c::amend(job, me, "漏记"));
    assert_eq!(day.eng.no(answer_as(Party::Maker, Outcome::Signed)), "document_unknown");
    let old = |job: &Job, me: &Actor| {
        let input = hand(&first.hash().to_string());
        c::answer_document(job, me, Party::Maker, input, SheetLanguage::Chinese, at(160))
    };
    assert_eq!(day.eng.no(old), "document_replaced");
    day.eng.now = at(170);
    day.sign().unwrap();
    let job = day.eng.job();
    assert_eq!(job.documents[0], first, "the old one with its answers is on record unchanged");
    assert_eq!(job.current_sheet().unwrap().parties().len(), 1, "who signed the old one has not signed the new one");
}

#[test]
fn two_answers_of_one_party_that_did_not_see_each_other_are_flagged() {
    let mut day = Day::signed();
    let mut other = Phone::new(3, Role::Engineer);
    other.learn(&day.eng);
    other.now = at(120);
    other.ok(answer_as(Party::Integrator, refused()));
    day.eng.now = at(125);
    day.eng.ok(answer_as(Party::Integrator, Outcome::Signed));
    day.eng.learn(&other);
    let job = day.eng.job();
    assert_eq!(flags(&job), ["answered_twice"]);
    let sheet = job.current_sheet().unwrap();
    assert!(sheet.answer_of(&Party::Integrator).unwrap().answer.is_signed(), "the later one counts");
    assert_eq!(sheet.answers().count(), 3, "and both are kept");
    // An answer to a document that is nowhere is no answer.
    let mut lost = day.signed_event().answer;
    lost.signature.document_hash = Hash::of(b"none").to_string();
    day.eng.fact(JobEvent::DocumentAnswered(lost));
    assert!(flags(&day.eng.job()).contains(&"signature_not_bound".to_owned()));
}

/// A kind and a party of a later version are kept, counted and shown by their names.
#[test]
fn what_a_later_version_signs_is_kept_and_shown_by_its_name() {
    let mut day = Day::signed();
    let body = serde_json::json!({"type": "signed", "data": {
        "document": {"kind": "meeting_notes", "format": 3, "hash": Hash::of(b"notes"), "text": "notes",
            "about": {"job": JobId::new(uuid(JOB)), "place": "hall"}},
        "answer": {"party": "auditor", "signature": {"outcome": "signed", "document_hash": Hash::of(b"notes"), "name": "周",
            "title": "", "phone": "", "signed_at": at(0), "position": null, "strokes": null, "language": "zh-CN"}},
    }});
    let body: JobEvent = serde_json::from_value(body).unwrap();
    day.eng.fact(body.clone());
    let job = day.eng.job();
    let notes = &job.documents[1];
    assert_eq!(notes.document.kind.text(crate::text::Lang::Zh), "meeting_notes");
    assert_eq!(
        (notes.leading().party.text(crate::text::Lang::En).as_str(), notes.document.agrees()),
        ("auditor", None)
    );
    assert_eq!((job.status(), flags(&job)), (Status::Signed, Vec::new()), "the sheet is the sheet all the same");
    assert!(job.sheets().count() == 1 && job.document(Hash::of(b"notes")).is_some());
    let again: Job = serde_json::from_str(&serde_json::to_string(&job).unwrap()).unwrap();
    assert_eq!(again, job);
    day.eng.fact(body);
    assert_eq!(flags(&day.eng.job()), ["signed_twice"]);
}

/// What version 1 recorded: one document, the sheet, and one party.
#[test]
fn a_sheet_signed_by_version_1_reads_as_a_document() {
    let day = Day::signed();
    let signed = day.signed_event();
    let text = signed.document.text.text().unwrap().into_owned();
    let mut signature = serde_json::to_value(&signed.answer.signature).unwrap();
    signature["sheet_hash"] = signature["document_hash"].take();
    signature.as_object_mut().unwrap().remove("document_hash");
    let told = serde_json::json!({"job": JobId::new(uuid(JOB)), "revision": 0, "cause": "connector_quality"});
    let fold_of = |about: serde_json::Value, text: &str| {
        let body = serde_json::json!({"sheet": text, "about": about, "signature": signature, "strokes": signed.answer.strokes});
        let mut day = Day::completed();
        let draft = Draft {
            subject: Subject::new(Job::KIND, uuid(JOB)),
            kind: "signed".into(),
            version: 1,
            body: body.to_string(),
            blobs: Vec::new(),
        };
        day.eng.record(vec![draft]);
        day.eng.job()
    };
    for about in [told.clone(), serde_json::Value::Null] {
        let job = fold_of(about, &text);
        let sheet = job.current_sheet().unwrap();
        assert_eq!((&sheet.document, sheet.leading()), (&signed.document, &signed.answer));
        assert!(flags(&job).is_empty());
    }
    let mut other = told;
    other["revision"] = 7.into();
    assert_eq!(flags(&fold_of(other, &text)), ["signature_not_bound"]);
    assert_eq!(flags(&fold_of(serde_json::Value::Null, "not a sheet")), ["signature_not_bound"]);
}
