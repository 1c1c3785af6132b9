//! What is handed back to a restored hub: only what it wrote itself, once, from whoever carries it.

use super::hub;
use super::phone::{Phone, refused};
use crate::clock::Clock;
use crate::testing::TestHub;
use crate::upkeep::{Asked, backup, restore};
use crate::verify::tests::full;
use fettle_core::domain::jobs::{Assignment, Job, JobEvent};
use fettle_core::kernel::{Draft, Event};
use fettle_core::sync::certificate::Certificate;
use fettle_core::sync::protocol::{ReturnLine, Returned, paths};
use std::collections::BTreeMap;
use std::path::Path;

async fn restored(from: &Path) -> TestHub {
    let data = tempfile::tempdir().expect("a folder");
    let asked = Asked { backup: from, data: data.path(), key: None, damaged: false };
    assert!(restore(asked, &Clock::system(), &mut |_, _, _| {}).await.expect("restored").done);
    TestHub::on(data).await
}

fn lines(lines: impl IntoIterator<Item = ReturnLine>) -> String {
    lines.into_iter().map(|line| serde_json::to_string(&line).expect("a line") + "\n").collect()
}

fn events(all: &[Event]) -> String {
    lines(all.iter().map(|event| ReturnLine::Event(Box::new(event.clone()))))
}

async fn hand_back(phone: &Phone, body: String) -> Returned {
    let answer = phone.post(paths::RETURN).body(body).send().await.expect("an answer");
    assert_eq!(answer.status(), 200, "{:?}", answer.text().await);
    answer.json().await.expect("an answer")
}

#[tokio::test]
async fn a_restored_hub_believes_its_own_signature_and_nothing_else() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let others =
        [job, hub.job(&company, vec![company.engineer]).await, hub.job(&company, vec![company.engineer]).await];
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let root = tempfile::tempdir().expect("a folder");
    let copy = root.path().join("copy");
    backup(hub.data(), &copy, true, &hub.hub.clock).await.expect("backed up");
    for (job, text) in others.into_iter().zip(["一", "二", "三"]) {
        hub.record(company.desk, vec![Draft::new(job.into(), &JobEvent::Noted { text: text.into() })]).await;
    }
    let own = phone.write(&hub, &Draft::new(job.into(), &JobEvent::Noted { text: "own".into() }));
    phone.push(&[own]).await;
    let pulled: Vec<Event> = phone.pull().await.into_iter().filter_map(|entry| Some(*entry.e?)).collect();
    let key = hub.hub.key().public();
    for event in &pulled {
        let by_console = event.header().device == hub.hub.ledger.console();
        assert_eq!(event.signed().is_some(), by_console, "the console's own are proved");
        assert!(event.signed().is_none_or(|link| link.verify(event, &key).is_ok()));
    }
    // A hub that lost nothing asks for nothing.
    assert!(phone.hello().await.lost.is_none());
    let asked = || phone.post(paths::RETURN).body(events(&pulled));
    assert_eq!(refused(asked, 401).await.code, "unknown_device");

    let back = restored(&copy).await;
    phone.base.clone_from(&back.address);
    let lost = phone.hello().await.lost.expect("it asks");
    assert_eq!(lost.console, back.hub.ledger.console());
    let after = lost.after[&hub.hub.ledger.console()];
    // Each once, though it stands in two streams.
    let late = pulled.iter().filter(|e| e.signed().is_some() && e.header().number > after);
    let late: BTreeMap<u64, Event> = late.map(|e| (e.header().number, e.clone())).collect();
    let late: Vec<Event> = late.into_values().collect();
    assert_eq!(late.len(), 3, "not what the backup has");
    // Changed, unsigned, signed by somebody else, at another place: passed over.
    let text = events(&late[..1]);
    let unsigned = late[0].clone().with_signed(None);
    let moved = late[0].clone().with_signed(late[1].signed().cloned());
    for bad in [text.replace("一", "1"), events(&[unsigned]), events(&[moved])] {
        assert_eq!(hand_back(&phone, bad).await.taken, 0);
    }
    // With a gap, then what was missing, then all again.
    assert_eq!(hand_back(&phone, events(&late[1..])).await.taken, 2);
    let report = full(back.data()).await;
    assert!(report.holds() && report.counts.missing == 1 && report.counts.returned == 2, "{report:?}");
    assert_eq!(hand_back(&phone, events(&late)).await.taken, 1);
    assert_eq!(hand_back(&phone, events(&pulled)).await.taken, 0);
    let report = full(back.data()).await;
    assert!(report.holds() && report.counts.missing == 0 && report.counts.returned == 3, "{report:?}");
    // They go out again with their proof.
    let again = phone.pull().await.into_iter().filter_map(|entry| Some(*entry.e?));
    let proved =
        again.filter(|event| late.iter().any(|l| l.header().id == event.header().id && event.signed() == l.signed()));
    assert!(proved.count() >= 3);
}

/// Seed 73 of the simulator: what came back with a gap had been taken for seen whole.
#[tokio::test]
async fn what_comes_back_behind_a_gap_is_not_overwritten_by_who_never_saw_it() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let root = tempfile::tempdir().expect("a folder");
    let copy = root.path().join("copy");
    backup(hub.data(), &copy, true, &hub.hub.clock).await.expect("backed up");
    let to = |person| Draft::new(job.into(), &JobEvent::Assigned(Assignment { to: vec![person] }));
    hub.record(company.desk, vec![to(company.colleague)]).await;
    hub.record(company.desk, vec![Draft::new(job.into(), &JobEvent::Noted { text: "later".into() })]).await;
    let late = own_of(&phone, &hub).await;
    let [.., assigned, noted] = &late[..] else { panic!("both came") };
    assert_eq!((&*assigned.header().kind, &*noted.header().kind), ("assigned", "noted"));

    let back = restored(&copy).await;
    let mut phone = phone;
    phone.base.clone_from(&back.address);
    assert!(phone.hello().await.lost.is_some());
    assert_eq!(hand_back(&phone, events(std::slice::from_ref(noted))).await.taken, 1);
    back.record(company.desk, vec![to(company.engineer)]).await;
    for taken in [1, 0] {
        assert_eq!(hand_back(&phone, events(&late)).await.taken, taken, "once");
    }
    let state = back.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("a job").state;
    assert!(state.assignment.in_conflict(), "a person is asked: {:?}", state.assignment);
    let report = full(back.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

/// Seed 73 of the simulator: put back twice, and what was written in between comes back after the value that it never saw.
#[tokio::test]
async fn what_was_written_between_two_restores_overwrites_nothing_that_it_never_saw() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let root = tempfile::tempdir().expect("a folder");
    let copy = root.path().join("copy");
    backup(hub.data(), &copy, true, &hub.hub.clock).await.expect("backed up");
    let to = |person| Draft::new(job.into(), &JobEvent::Assigned(Assignment { to: vec![person] }));
    hub.record(company.desk, vec![to(company.colleague)]).await;
    hub.record(company.desk, vec![Draft::new(job.into(), &JobEvent::Noted { text: "later".into() })]).await;
    let own = own_of(&phone, &hub).await;
    let [.., assigned, noted] = &own[..] else { panic!("both came") };

    let first = restored(&copy).await;
    phone.base.clone_from(&first.address);
    assert!(phone.hello().await.lost.is_some());
    assert_eq!(hand_back(&phone, events(std::slice::from_ref(noted))).await.taken, 1);
    first.record(company.desk, vec![to(company.engineer)]).await;
    let between = own_of(&phone, &first).await;
    assert_eq!(between.iter().map(|event| &*event.header().kind).collect::<Vec<_>>(), ["noted", "assigned"]);

    let second = restored(&copy).await;
    phone.base.clone_from(&second.address);
    assert!(phone.hello().await.lost.is_some());
    assert_eq!(hand_back(&phone, events(std::slice::from_ref(assigned))).await.taken, 1);
    hand_back(&phone, events(&between)).await;
    hand_back(&phone, events(std::slice::from_ref(noted))).await;
    let state = second.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("a job").state;
    let standing: Vec<_> = state.assignment.writes().iter().map(|write| write.value.to[0]).collect();
    assert_eq!(standing, [company.colleague, company.engineer], "a person is asked");
    assert_eq!(state.notes.len(), 1, "once");
    let report = full(second.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

/// What the console of a hub wrote itself and nobody else's copy has, in its order.
async fn own_of(phone: &Phone, hub: &TestHub) -> Vec<Event> {
    let console = hub.hub.ledger.console();
    let pulled = phone.pull().await.into_iter().filter_map(|entry| Some(*entry.e?));
    let mut own: Vec<Event> = pulled.filter(|event| event.header().device == console).collect();
    own.sort_by_key(|event| event.header().number);
    own.dedup_by_key(|event| event.header().number);
    own.retain(|event| ["assigned", "noted"].contains(&&*event.header().kind));
    own
}

#[tokio::test]
async fn a_certificate_makes_one_phone_known_again_with_its_token_only() {
    let (hub, company) = hub().await;
    let root = tempfile::tempdir().expect("a folder");
    let copy = root.path().join("copy");
    backup(hub.data(), &copy, true, &hub.hub.clock).await.expect("backed up");
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let certificate = *phone.certificate.clone().expect("a certificate");
    let body = |certificate: &Certificate| lines([ReturnLine::Certificate(Box::new(certificate.clone()))]);
    let back = restored(&copy).await;
    phone.base.clone_from(&back.address);
    let other_person = Certificate { person: company.admin, ..certificate.clone() };
    let foreign = certificate.clone().signed(&phone.key);
    for bad in [body(&other_person), body(&foreign), String::new()] {
        assert_eq!(refused(|| phone.post(paths::RETURN).body(bad.clone()), 401).await.code, "unknown_device");
    }
    let token = std::mem::replace(&mut phone.token, "guessed".into());
    assert_eq!(refused(|| phone.post(paths::RETURN).body(body(&certificate)), 401).await.code, "unknown_device");
    phone.token = token;
    assert!(hand_back(&phone, body(&certificate)).await.lost.is_some());
    assert_eq!(phone.hello().await.have.number, 0);
    let devices = back.hub.ledger.devices().await.expect("read");
    assert!(devices.iter().any(|row| row.short == phone.short && row.person == company.engineer));
    // Revoked since: it stays so, with the certificate too.
    back.hub.accounts.revoke(company.admin, phone.recorder.device, "lost").await.expect("revoked");
    assert_eq!(refused(|| phone.post(paths::RETURN).body(body(&certificate)), 401).await.code, "device_revoked");
    let report = full(back.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}
