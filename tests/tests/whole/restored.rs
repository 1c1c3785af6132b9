//! The hub's data folder is put back from a copy: the phones refill it.

use crate::district::{district, job_on};
use crate::phone::{Phone, copy_folder};
use crate::repair::Repair;
use crate::states::{on_hub, quiet};
use fettle_core::domain::jobs::{Job, JobEvent, Status};
use fettle_core::kernel::Draft;
use fettle_hub::testing::TestHub;
use std::path::Path;

/// Everything in the hub's folder is lost, the copy is put there.
pub async fn put_back(hub: TestHub, backup: &Path) -> TestHub {
    let hub = hub.stop().await;
    for entry in std::fs::read_dir(hub.data()).expect("read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }.expect("removed");
    }
    copy_folder(backup, hub.data());
    hub.start().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn phones_refill_a_hub_that_was_put_back_from_a_copy() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let other = d.call(&hub, vec![d.company.colleague]).await;
    let engineer = Phone::enrolled(&hub, d.company.engineer).await;
    let colleague = Phone::enrolled(&hub, d.company.colleague).await;
    let keeper = Phone::enrolled(&hub, d.company.keeper).await;
    let one = Repair { phone: &engineer, d: &d, job };
    let two = Repair { phone: &colleague, d: &d, job: other };
    one.judge_and_agree();
    quiet(&hub, &[&engineer, &colleague, &keeper]).await;

    let hub = hub.stop().await;
    let backup = tempfile::tempdir().expect("a folder");
    copy_folder(hub.data(), backup.path());
    let hub = hub.start().await;
    // After the copy: a job to its signature with a photo, and another's notes.
    one.get_ready_and_leave();
    one.arrive_and_start();
    one.photo(1).expect("kept");
    one.check_and_complete();
    one.sign();
    engineer.sync().await;
    colleague.tap(&two.at(), "note", &[("text", "一")]);
    quiet(&hub, &[&colleague, &engineer, &keeper]).await;
    let before = on_hub(&hub).await;

    // The disk is lost, the copy is put back.
    let hub = put_back(hub, backup.path()).await;
    assert_ne!(job_on(&hub, job).await.status(), Status::Signed, "the copy is older");
    // The colleague comes first, with something new: what others wrote is numbered anew behind it.
    colleague.tap(&two.at(), "note", &[("text", "二")]);
    colleague.sync().await;
    quiet(&hub, &[&keeper, &engineer, &colleague]).await;

    let after = on_hub(&hub).await;
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "nothing lost, nothing doubled");
    let state = job_on(&hub, job).await;
    assert_eq!(state.status(), Status::Signed);
    for blob in state.evidence.iter().flat_map(|fact| &fact.what.photos).flat_map(|photo| photo.blobs()) {
        hub.hub.blobs.read(blob.hash).await.expect("the photo came again");
    }
    let notes: Vec<_> = job_on(&hub, other).await.notes.into_iter().map(|fact| fact.what).collect();
    assert_eq!(notes, ["一", "二"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_console_wrote_after_the_copy_keeps_no_phone_from_going_on() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let engineer = Phone::enrolled(&hub, d.company.engineer).await;
    let hub = hub.stop().await;
    let backup = tempfile::tempdir().expect("a folder");
    copy_folder(hub.data(), backup.path());
    let hub = hub.start().await;
    let note = |text: &str| vec![Draft::new(job.into(), &JobEvent::Noted { text: text.into() })];
    hub.record(d.company.desk, note("lost")).await;
    engineer.sync().await;

    // The restored console counts on from the copy: the same numbers name other events now.
    let hub = put_back(hub, backup.path()).await;
    hub.record(d.company.desk, note("after")).await;
    let route = Repair { phone: &engineer, d: &d, job }.at();
    engineer.tap(&route, "note", &[("text", "phone")]);
    engineer.sync().await;
    let on_hub: Vec<_> = job_on(&hub, job).await.notes.into_iter().map(|fact| fact.what).collect();
    assert_eq!(on_hub, ["after", "phone"]);
    let here: Vec<_> = engineer.get::<Job>(job).expect("there").notes.into_iter().map(|fact| fact.what).collect();
    assert!(here.contains(&"after".to_owned()) && here.contains(&"phone".to_owned()), "{here:?}");
}
