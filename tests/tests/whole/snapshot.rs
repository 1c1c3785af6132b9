//! The hub's whole machine is put back by a snapshot: database, mark, keys and files together, in place. Nothing on it tells; its phones do.

use crate::browser::Browser;
use crate::desk::report;
use crate::district::{district, job_on};
use crate::phone::{Phone, copy_folder, put_over};
use crate::process::{Serving, fettle};
use crate::repair::Repair;
use crate::states::{on_hub, quiet};
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::Job;
use fettle_core::kernel::PersonId;
use fettle_core::screens::Route;
use fettle_hub::verify::{self, Depth};
use std::path::Path;
use uuid::Uuid;

/// As the review saw it: another phone comes first and gives the hub new work under the numbers that this phone has already.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_work_under_old_numbers_reaches_every_phone() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let other = d.call(&hub, vec![d.company.colleague]).await;
    let engineer = Phone::enrolled(&hub, d.company.engineer).await;
    let colleague = Phone::enrolled(&hub, d.company.colleague).await;
    let note = |phone: &Phone, job: JobId, text: &str| {
        phone.tap(&Repair { phone, d: &d, job }.at(), "note", &[("text", text)]);
    };
    quiet(&hub, &[&engineer, &colleague]).await;
    let hub = hub.stop().await;
    let snapshot = tempfile::tempdir().expect("a folder");
    copy_folder(hub.data(), snapshot.path());
    let hub = hub.start().await;
    note(&engineer, job, "lost and on the phone");
    quiet(&hub, &[&engineer, &colleague]).await;
    let before = on_hub(&hub).await;
    let epoch = hub.hub.epoch();

    let hub = hub.stop().await;
    put_over(snapshot.path(), hub.data());
    let hub = hub.start().await;
    assert_eq!(hub.hub.epoch(), epoch, "nothing on the machine tells");
    // The console gives new work, and only then a phone comes.
    let late = d.call(&hub, vec![d.company.engineer]).await;
    note(&colleague, other, "from the colleague");
    colleague.sync().await;
    assert_ne!(hub.hub.epoch(), epoch, "what the hub had told the colleague tells it");
    engineer.sync().await;
    assert!(engineer.get::<Job>(late).is_some(), "the new job is on the phone");
    quiet(&hub, &[&engineer, &colleague]).await;
    let after = on_hub(&hub).await;
    assert!(before.keys().all(|subject| after.contains_key(subject)), "nothing is lost");
    assert_eq!(job_on(&hub, job).await.notes.len(), 1);
    assert_eq!(job_on(&hub, other).await.notes.len(), 1);
    assert_eq!(engineer.get::<Job>(job).expect("there").notes.len(), 1);
    let report = verify::verify(hub.data(), Depth::Full, &mut |_, _, _| {}).await.expect("checked");
    assert!(report.holds(), "{:?}", report.findings);
}

const PASSWORD: &str = "a-password-for-this-test";

/// With real processes: the snapshot is taken and put back while the hub is down, at the same address; the phone is the core's own app.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_process_put_back_by_a_snapshot_is_refilled() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("hub");
    fettle(&data, &["passwd", "mei", "--administrator", "Zhang Mei"], PASSWORD);
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../hub/sample/company");
    fettle(&data, &["import", sample.to_str().expect("a path")], "");
    fettle(&data, &["passwd", "lin"], PASSWORD);
    let hub = Serving::start(&data);
    let port = hub.port();
    let enrolled = fettle(&data, &["enrol", "--person", "chen", "--address", &hub.address], "");
    let link = enrolled.lines().find(|line| line.starts_with("fettle:")).expect("a link");
    let chen = Phone::joined(link, PersonId::new(Uuid::nil()), Uuid::from_u128(7)).await;
    let mut desk = Browser::of(&hub.address, "lin", PASSWORD).await;
    let first = report(&mut desk, "before").await;
    chen.sync().await;
    hub.end();
    let snapshot = folder.path().join("snapshot");
    copy_folder(&data, &snapshot);

    let hub = Serving::start_on(&data, port);
    let lost = report(&mut desk, "lost on the hub").await;
    chen.sync().await;
    let number = chen.get::<Job>(lost).expect("there").number().to_owned();
    chen.tap(&Route::Job { job: first.to_string() }, "note", &[("text", "from the phone")]);
    chen.sync().await;
    hub.end();
    put_over(&snapshot, &data);

    let hub = Serving::start_on(&data, port);
    // Somebody works at the console before any phone has come.
    let next = report(&mut desk, "before any phone came").await;
    chen.sync().await;
    let again = desk.get("/jobs").await;
    assert_eq!(again.status, 303, "who was signed in is not any more: {}", again.location);
    let mut desk = Browser::of(&hub.address, "lin", PASSWORD).await;
    let after = report(&mut desk, "after").await;
    chen.sync().await;
    let jobs = [first, lost, next, after].map(|job| chen.get::<Job>(job).expect("on the phone"));
    let numbers: Vec<_> = jobs.iter().map(|job| job.number().to_owned()).collect();
    assert!(numbers[3].contains("H1-") && numbers[1] == number, "no number is given twice from then on: {numbers:?}");
    assert_eq!(jobs[0].notes.len(), 1);
    let page = desk.get(&format!("/jobs/{lost}")).await;
    assert!(page.status == 200 && page.body.contains("lost on the hub"), "the console's own lost work came back");
    let page = desk.get(&format!("/jobs/{first}")).await;
    assert!(page.body.contains("from the phone"), "and the phone's");
    hub.end();
    fettle(&data, &["verify"], "");
}
