//! Successors of devices, what they say again, and what a revoked device hands in.

use super::hub;
use super::phone::{Phone, refused};
use crate::testing::TestHub;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::{Job, JobEvent};
use fettle_core::domain::people::{Device, PersonChange, PersonEvent};
use fettle_core::kernel::{ChainHead, DeviceId, DeviceKey, Draft, Event, EventId, Frontier, Recorder};
use fettle_core::sync::protocol::{SucceedRequest, Succeeded, paths, succeed_bytes};
use reqwest::StatusCode;
use uuid::Uuid;

fn note(job: JobId, text: &str) -> Draft {
    Draft::new(job.into(), &JobEvent::Noted { text: text.into() })
}

pub(crate) fn request(old: &Phone, new: (DeviceId, &DeviceKey), held: Vec<ChainHead>) -> SucceedRequest {
    let signed = succeed_bytes(old.recorder.device, new.0);
    SucceedRequest {
        device: new.0,
        public_key: new.1.public(),
        token: new.1.public(),
        app: "0.1".into(),
        proof: new.1.sign(&signed),
        old_proof: old.key.sign(&signed),
        held,
    }
}

/// The phone in whose place `old` goes on, and what the hub said of the common past.
pub(crate) async fn successor(hub: &TestHub, old: &Phone, held: Vec<ChainHead>) -> (Phone, Succeeded) {
    let mut new = Phone::unknown(hub, old.person);
    new.recorder.hlc = old.recorder.hlc;
    let asked = request(old, (new.recorder.device, &new.key), held);
    let ask = || async {
        let answer = old.post(paths::SUCCEED).json(&asked).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json::<Succeeded>().await.expect("succeeded")
    };
    let said = ask().await;
    // The answer was lost: the same again.
    let mut again = ask().await;
    // Its times apart.
    again.enrolled.now = said.enrolled.now;
    if let (Some(again), Some(said)) = (&mut again.enrolled.certificate, &said.enrolled.certificate) {
        (again.at, again.signature) = (said.at, said.signature.clone());
    }
    assert_eq!(again, said);
    new.token = asked.token.clone();
    new.short = said.enrolled.short.clone();
    (new, said)
}

pub(crate) fn say_again(hub: &TestHub, recorder: &mut Recorder, event: &Event) -> Event {
    recorder.repeat(EventId::new(hub.fresh()), event, &Frontier::new()).expect("recorded")
}

async fn notes(hub: &TestHub, job: JobId) -> Vec<String> {
    let job = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there");
    job.state.notes.into_iter().map(|fact| fact.what).collect()
}

#[tokio::test]
async fn of_an_event_and_its_repeat_the_first_counts_and_the_other_troubles_nobody() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut old = Phone::enrolled(&hub, company.engineer).await;
    let other = Phone::enrolled(&hub, company.colleague).await;
    let first = old.write(&hub, &note(job, "one"));
    let head = old.recorder.head;
    let known = old.push(std::slice::from_ref(&first)).await;
    let second = old.write(&hub, &note(job, "two"));
    // A copy of the phone has both, and nothing of what the hub said.
    let held = vec![old.recorder.head, head];
    let (mut new, said) = successor(&hub, &old, held).await;
    assert_eq!((said.common, said.enrolled.person), (head, company.engineer));
    assert!(said.enrolled.short != old.short && said.enrolled.token.is_empty());
    let device = hub.hub.ledger.get::<Device>(new.recorder.device.uuid()).await.expect("read").expect("there").state;
    assert_eq!((device.succeeds, device.short), (Some(old.recorder.device), new.short.clone()));

    let repeats = [&first, &second].map(|event| say_again(&hub, &mut new.recorder, event));
    let receipts = new.push(&repeats).await;
    assert!(receipts.iter().all(|receipt| receipt.quarantined.is_none()), "acknowledged plainly: {receipts:?}");
    assert_eq!(receipts[0].notices, ["twin"]);
    assert_eq!(new.push(&repeats).await, receipts, "and the same again");
    // The original of the second comes after its repeat.
    let late = old.push(std::slice::from_ref(&second)).await;
    assert!(late[0].quarantined.is_none() && late[0].notices == ["twin"] && known[0].notices.is_empty());
    assert_eq!(notes(&hub, job).await, ["one", "two"]);
    let seen: Vec<EventId> = other.pull().await.into_iter().filter_map(|e| e.e).map(|e| e.origin()).collect();
    assert_eq!(seen.iter().filter(|id| **id == first.origin() || **id == second.origin()).count(), 2);
    assert!(hub.quarantine().await.is_empty(), "nobody has to look at it");
    assert!(new.hello().await.quarantined.is_empty(), "both count as one");
}

#[tokio::test]
async fn a_clone_of_a_clone_is_of_the_same_line() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut old = Phone::enrolled(&hub, company.engineer).await;
    let event = old.write(&hub, &note(job, "once"));
    let (mut second, _) = successor(&hub, &old, vec![old.recorder.head]).await;
    let (mut third, _) = successor(&hub, &second, vec![]).await;
    let (mut sister, _) = successor(&hub, &old, vec![]).await;
    for phone in [&mut third, &mut sister, &mut second] {
        let repeat = say_again(&hub, &mut phone.recorder, &event);
        assert_eq!(phone.push(&[repeat]).await[0].quarantined, None);
    }
    assert_eq!(old.push(&[event]).await[0].quarantined, None);
    assert_eq!(notes(&hub, job).await, ["once"]);
}

#[tokio::test]
async fn nobody_repeats_what_another_line_said() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut victim = Phone::enrolled(&hub, company.engineer).await;
    let mut thief = Phone::enrolled(&hub, company.engineer).await;
    let event = victim.write(&hub, &note(job, "mine"));
    let stolen = say_again(&hub, &mut thief.recorder, &event);
    assert_eq!(thief.push(&[stolen]).await[0].quarantined.as_deref(), Some("not_successor"));
    assert_eq!(victim.push(std::slice::from_ref(&event)).await[0].quarantined, None);
    let (mut heir, _) = successor(&hub, &thief, vec![]).await;
    let again = say_again(&hub, &mut heir.recorder, &event);
    assert_eq!(heir.push(&[again]).await[0].quarantined.as_deref(), Some("not_successor"));
    assert_eq!(notes(&hub, job).await, ["mine"]);
}

#[tokio::test]
async fn only_who_has_the_old_key_and_token_succeeds() {
    let (hub, company) = hub().await;
    let old = Phone::enrolled(&hub, company.engineer).await;
    let stranger = Phone::enrolled(&hub, company.stranger).await;
    let new = Phone::unknown(&hub, company.engineer);
    let pair = (new.recorder.device, &new.key);
    let good = request(&old, pair, vec![]);
    assert_eq!(refused(|| new.post(paths::SUCCEED).json(&good), 401).await.code, "unknown_device");
    assert_eq!(refused(|| stranger.post(paths::SUCCEED).json(&good), 403).await.code, "bad_proof");
    let forged = SucceedRequest { old_proof: good.proof.clone(), ..good.clone() };
    assert_eq!(refused(|| old.post(paths::SUCCEED).json(&forged), 403).await.code, "bad_proof");
    let short = SucceedRequest { token: "ab".into(), ..good.clone() };
    assert_eq!(refused(|| old.post(paths::SUCCEED).json(&short), 400).await.code, "bad_succession");
    let many = SucceedRequest { held: vec![old.recorder.head; 1_001], ..good.clone() };
    assert_eq!(refused(|| old.post(paths::SUCCEED).json(&many), 400).await.code, "bad_succession");
    // A device that is there already is nobody's successor.
    let taken = request(&old, (stranger.recorder.device, &stranger.key), vec![]);
    assert_eq!(refused(|| old.post(paths::SUCCEED).json(&taken), 409).await.code, "device_known");
}

#[tokio::test]
async fn a_successor_that_the_hub_knew_first_is_of_the_line_too() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut old = Phone::enrolled(&hub, company.engineer).await;
    let (first, second) = (old.write(&hub, &note(job, "one")), old.write(&hub, &note(job, "two")));
    // By a fresh code, or its certificate, on a hub that had lost both.
    let mut new = Phone::enrolled(&hub, company.engineer).await;
    let again = say_again(&hub, &mut new.recorder, &first);
    let receipt = new.push(std::slice::from_ref(&again)).await.remove(0);
    assert_eq!(receipt.quarantined.as_deref(), Some("not_successor"), "nothing tells that it may");
    hub.hub.ledger.release(again.header().id).await.expect("an administrator vouches for it");
    assert_eq!(notes(&hub, job).await, ["one"]);
    let colleague = Phone::enrolled(&hub, company.colleague).await;
    let not_theirs = request(&old, (colleague.recorder.device, &colleague.key), vec![]);
    assert_eq!(refused(|| old.post(paths::SUCCEED).json(&not_theirs), 409).await.code, "device_known");
    let asked = request(&old, (new.recorder.device, &new.key), vec![]);
    for _ in 0..2 {
        let said = old.post(paths::SUCCEED).json(&asked).send().await.expect("an answer");
        assert_eq!(said.status(), StatusCode::OK);
    }
    let row = hub.hub.ledger.devices().await.expect("read").into_iter().find(|row| row.id == new.recorder.device);
    assert_eq!(row.and_then(|row| row.succeeds), Some(old.recorder.device));
    let again = say_again(&hub, &mut new.recorder, &second);
    assert_eq!(new.push(&[again]).await[0].quarantined, None, "and its own token goes on");
    assert_eq!(notes(&hub, job).await, ["one", "two"]);
    let report = crate::verify::tests::full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test]
async fn a_revoked_phone_hands_in_and_an_administrator_lets_it_through() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let before = phone.write(&hub, &note(job, "before"));
    hub.hub.accounts.revoke(company.admin, phone.recorder.device, "lost").await.expect("revoked");
    let receipts = phone.push(std::slice::from_ref(&before)).await;
    assert_eq!(receipts[0].quarantined.as_deref(), Some("device_revoked"));
    assert!(notes(&hub, job).await.is_empty());
    // Being restored is no way around it.
    let (mut new, _) = successor(&hub, &phone, vec![phone.recorder.head]).await;
    assert!(new.hello().await.revoked);
    let again = say_again(&hub, &mut new.recorder, &before);
    assert_eq!(new.push(&[again]).await[0].quarantined.as_deref(), Some("device_revoked"));
    let held = hub.quarantine().await;
    assert_eq!(held.len(), 1, "the repeat stands for both: nobody has to look at it twice");
    assert_eq!(held[0].event.origin(), before.header().id);
    // Its author is told of both: a phone that heard nothing of the first would take it for let through.
    let told: Vec<_> =
        new.hello().await.quarantined.into_iter().map(|quarantined| (quarantined.event, quarantined.code)).collect();
    let first = (before.header().id, "said_again".to_owned());
    assert_eq!(told, [(held[0].event.header().id, "device_revoked".to_owned()), first]);
    hub.hub.ledger.release(held[0].event.header().id).await.expect("released");
    assert_eq!(notes(&hub, job).await, ["before"]);
    hub.hub.ledger.release(before.header().id).await.expect("it is there already");
    assert_eq!(notes(&hub, job).await, ["before"], "once");
    assert!(hub.quarantine().await.is_empty(), "nobody has to look at it");
}

#[tokio::test]
async fn a_repeat_that_may_count_stands_for_its_original_that_might_not() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.colleague]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let person = crate::access::person_subject(company.engineer);
    let to = |centre| PersonEvent::Changed {
        change: PersonChange { centre: Some(Some(centre)), ..PersonChange::default() },
    };
    let (away, back) = (to(company.other_centre), to(company.centre));
    hub.record(company.admin, vec![Draft::new(person.clone(), &away)]).await;
    // Longer than two clocks may differ.
    hub.advance(600_000);
    let event = phone.write(&hub, &note(job, "helped"));
    assert_eq!(phone.push(std::slice::from_ref(&event)).await[0].quarantined.as_deref(), Some("out_of_scope"));
    // Phones that had it before the hub was put back from a backup are told that it does not count.
    let asked = [event.header().id, EventId::new(Uuid::from_u128(1))];
    assert_eq!(hub.hub.ledger.only_quarantined(&asked).await.expect("read"), asked[..1]);
    let (mut new, _) = successor(&hub, &phone, vec![]).await;
    hub.record(company.admin, vec![Draft::new(person, &back)]).await;
    let again = say_again(&hub, &mut new.recorder, &event);
    assert_eq!(new.push(&[again]).await[0].quarantined, None);
    assert!(hub.hub.ledger.only_quarantined(&asked).await.expect("read").is_empty());
    assert_eq!(notes(&hub, job).await, ["helped"]);
    assert!(hub.quarantine().await.is_empty(), "nobody has to look at it");
}

#[tokio::test]
async fn the_work_of_who_left_waits_for_an_administrator() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let event = phone.write(&hub, &note(job, "last day"));
    let left = PersonEvent::Deactivated { reason: "left".into() };
    let person = crate::access::person_subject(company.engineer);
    hub.record(company.admin, vec![Draft::new(person, &left)]).await;
    assert!(!phone.hello().await.revoked);
    assert_eq!(refused(|| phone.post(paths::PULL), 403).await.code, "person_inactive");
    let receipts = phone.push(std::slice::from_ref(&event)).await;
    assert_eq!(receipts[0].quarantined.as_deref(), Some("person_inactive"));
    hub.hub.ledger.release(event.header().id).await.expect("an administrator vouches for it");
    assert_eq!(notes(&hub, job).await, ["last day"]);
}
