//! Phones that were restored, cloned, revoked, or handed to another person: what was done in the field is on the hub, once.

use crate::district::{District, district, job_on};
use crate::phone::Phone;
use crate::repair::Repair;
use crate::states::quiet;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::Job;
use fettle_core::screens::{Route, Screen};
use fettle_core::sync::enrol_link::EnrolLink;
use fettle_hub::testing::TestHub;

fn note(phone: &Phone, d: &District, job: JobId, text: &str) {
    phone.tap(&Repair { phone, d, job }.at(), "note", &[("text", text)]);
}

/// The job has these notes, each once.
async fn assert_notes(hub: &TestHub, job: JobId, expected: &[&str]) {
    let mut found: Vec<String> = job_on(hub, job).await.notes.into_iter().map(|fact| fact.what).collect();
    found.sort();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

async fn assert_photos(hub: &TestHub, job: JobId, count: usize) {
    let state = job_on(hub, job).await;
    assert_eq!(state.evidence.len(), count);
    for blob in state.evidence.iter().flat_map(|fact| &fact.what.photos).flat_map(|photo| photo.blobs()) {
        hub.hub.blobs.read(blob.hash).await.expect("the photo is there");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn restored_phones_lose_nothing_and_double_nothing() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let keeper = Phone::enrolled(&hub, d.company.colleague).await;
    let engineer = Phone::enrolled(&hub, d.company.engineer).await;
    Repair { phone: &engineer, d: &d, job }.judge_and_agree();
    engineer.sync().await;
    let repair = Repair { phone: &engineer, d: &d, job };
    repair.get_ready_and_leave();
    repair.arrive_and_start();
    repair.photo(1).expect("kept");
    note(&engineer, &d, job, "unsent in the backup");
    let backup = engineer.backup();
    // What is sent after the backup is on the hub, and is not in it. The app is opened again in between.
    note(&engineer, &d, job, "after it");
    let engineer = engineer.killed();
    engineer.sync().await;
    let device = engineer.app.store().identity().expect("read").device;

    let engineer = engineer.put_back(&backup);
    assert_ne!(engineer.app.store().identity().expect("read").device, device, "at once, without the hub");
    note(&engineer, &d, job, "offline");
    Repair { phone: &engineer, d: &d, job }.photo(2).expect("kept");
    assert_eq!(engineer.get::<Job>(job).expect("there").evidence.len(), 2, "each once on the phone too");
    // A second restore of the same backup, before the hub knew of the first: what only that one had is gone with it.
    quiet(&hub, &[&engineer, &keeper]).await;
    assert_notes(&hub, job, &["unsent in the backup", "after it", "offline"]).await;
    assert_photos(&hub, job, 2).await;
    let engineer = engineer.put_back(&backup);
    note(&engineer, &d, job, "again");
    quiet(&hub, &[&keeper, &engineer]).await;
    assert_notes(&hub, job, &["unsent in the backup", "after it", "offline", "again"]).await;
    assert_photos(&hub, job, 2).await;
    let devices = hub.hub.ledger.devices().await.expect("read");
    assert_eq!(devices.iter().filter(|row| row.person == d.company.engineer).count(), 3);
    assert!(hub.quarantine().await.is_empty());
    assert!(hub.hub.ledger.refused_runs().await.expect("read").is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clone_its_clone_and_the_original_all_go_on() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let first = Phone::enrolled(&hub, d.company.engineer).await;
    note(&first, &d, job, "before");
    Repair { phone: &first, d: &d, job }.judge_and_agree();
    let second = first.cloned();
    let third = second.cloned();
    for (name, phone) in [("one", &first), ("two", &second), ("three", &third)] {
        note(phone, &d, job, name);
    }
    quiet(&hub, &[&third, &first, &second]).await;
    assert_notes(&hub, job, &["before", "one", "two", "three"]).await;
    assert!(job_on(&hub, job).await.conflicts().is_empty(), "nobody is asked about what was said twice");
    for (name, phone) in [("1", &first), ("2", &second), ("3", &third)] {
        note(phone, &d, job, name);
    }
    quiet(&hub, &[&first, &second, &third]).await;
    assert_notes(&hub, job, &["before", "one", "two", "three", "1", "2", "3"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_only_the_hub_can_notice_goes_on_too() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let engineer = Phone::enrolled(&hub, d.company.engineer).await;
    note(&engineer, &d, job, "one");
    let backup = engineer.backup();
    note(&engineer, &d, job, "two");
    engineer.sync().await;
    // Put back within one opening: the clone nonce is the same.
    let engineer = engineer.put_back(&backup);
    note(&engineer, &d, job, "three");
    quiet(&hub, &[&engineer]).await;
    assert_notes(&hub, job, &["one", "two", "three"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_phone_hands_in_its_work_and_its_photos_and_keeps_nothing() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let engineer = Phone::enrolled(&hub, d.company.engineer).await;
    let repair = Repair { phone: &engineer, d: &d, job };
    repair.judge_and_agree();
    repair.get_ready_and_leave();
    repair.arrive_and_start();
    repair.photo(1).expect("kept");
    let device = engineer.app.store().identity().expect("read").device;
    let waiting = engineer.app.store().counts().expect("read").pending;
    hub.hub.accounts.revoke(d.company.admin, device, "lost").await.expect("revoked");
    assert_eq!(engineer.sync_fails().await.code, "device_wiped");
    assert_eq!(engineer.app.store().counts().expect("read"), Default::default());
    assert_eq!(engineer.app.start(), Route::Enrol);
    let Screen::Enrol(screen) = engineer.screen(&Route::Enrol) else { panic!("no enrolment") };
    assert_eq!(screen.head.banners.len(), 1, "it says what happened");
    // An administrator lets it through, in order.
    let mut held = hub.quarantine().await;
    assert_eq!(held.len() as u64, waiting);
    assert!(held.iter().all(|one| one.code == "device_revoked"));
    held.sort_by_key(|one| one.event.header().number);
    for one in &held {
        hub.hub.ledger.release(one.event.header().id).await.expect("released");
    }
    assert_photos(&hub, job, 1).await;
    // It is enrolled again, as a new phone.
    let link = EnrolLink::new(&hub.address, &hub.code(d.company.engineer).await).expect("a link");
    engineer.app.enrol(&link.to_string(), "again").await.expect("enrolled");
    quiet(&hub, &[&engineer]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_changes_hands_after_the_first_persons_work_is_in() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let phone = Phone::enrolled(&hub, d.company.engineer).await;
    note(&phone, &d, job, "the first person's");
    let link = EnrolLink::new(&hub.address, &hub.code(d.company.keeper).await).expect("a link");
    // Without the hub nothing can be handed in, and nothing goes.
    let hub = hub.stop().await;
    assert!(phone.app.enrol(&link.to_string(), "keeper's").await.is_err());
    assert_eq!(phone.app.store().counts().expect("read").pending, 1);
    assert_eq!(phone.app.store().identity().expect("read").person().expect("enrolled"), d.company.engineer);
    let hub = hub.start().await;
    // A wrong code costs nothing either.
    let wrong = EnrolLink::new(&hub.address, "AAAAA-AAAAA").expect("a link");
    assert_eq!(phone.app.enrol(&wrong.to_string(), "x").await.expect_err("unknown").code, "code_unknown");
    assert_eq!(phone.app.store().identity().expect("read").person().expect("enrolled"), d.company.engineer);
    phone.app.enrol(&link.to_string(), "keeper's").await.expect("enrolled");
    assert_notes(&hub, job, &["the first person's"]).await;
    let by = job_on(&hub, job).await.notes[0].moment.by;
    assert_eq!(by, d.company.engineer);
    assert_eq!(phone.app.store().identity().expect("read").person().expect("enrolled"), d.company.keeper);
    assert_eq!(phone.events(), 0, "nothing of the first person's is here");
    phone.sync().await;
    assert!(phone.events() > 0, "what the keeper may know came from the hub");
}
