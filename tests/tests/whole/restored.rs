//! The hub's data folder is put back from a copy: the phones refill it.

use crate::district::{district, job_on};
use crate::phone::{Phone, copy_folder};
use crate::repair::Repair;
use crate::states::{on_hub, quiet};
use fettle_core::domain::jobs::{Job, JobEvent, Status};
use fettle_core::domain::people::{PersonEvent, Role, Roles};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Draft, PersonId, Subject};
use fettle_core::text::Lang;
use fettle_hub::clock::Clock;
use fettle_hub::testing::TestHub;
use fettle_hub::upkeep::{self, Asked};
use fettle_hub::verify::{self, Depth};
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
    // The colleague comes first, with something new: what others wrote is numbered again behind it.
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

/// The hub stops, its disk is lost, and the backup is restored where phones look for it.
async fn restored(hub: TestHub, backup: &Path) -> TestHub {
    let data = tempfile::tempdir().expect("a folder");
    let asked = Asked { backup, data: data.path(), key: None, damaged: false };
    let done = upkeep::restore(asked, &Clock::system(), &mut |_, _, _| {}).await.expect("restored");
    assert!(done.done, "{:?}", done.report.findings);
    hub.stop().await.moved_to(data).start().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_console_wrote_after_the_copy_by_hand_comes_back_too() {
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

    // Put back by hand: the hub sees another file and does as a restore would.
    let hub = put_back(hub, backup.path()).await;
    hub.record(d.company.desk, note("after")).await;
    let route = Repair { phone: &engineer, d: &d, job }.at();
    engineer.tap(&route, "note", &[("text", "phone")]);
    engineer.sync().await;
    let on_hub: Vec<_> = job_on(&hub, job).await.notes.into_iter().map(|fact| fact.what).collect();
    assert_eq!(on_hub, ["lost", "after", "phone"]);
    let here: Vec<_> = engineer.get::<Job>(job).expect("there").notes.into_iter().map(|fact| fact.what).collect();
    assert_eq!(here, ["lost", "after", "phone"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_console_wrote_after_the_backup_comes_back_from_the_phones() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let engineer = Phone::enrolled(&hub, d.company.engineer).await;
    let backups = tempfile::tempdir().expect("a folder");
    let backup = backups.path().join("copy");
    let made = upkeep::backup(hub.data(), &backup, true, &hub.hub.clock).await.expect("backed up while serving");
    assert!(made.report.holds(), "{:?}", made.report.findings);
    let note = |text: &str| vec![Draft::new(job.into(), &JobEvent::Noted { text: text.into() })];
    hub.record(d.company.desk, note("lost")).await;
    let late = d.call(&hub, vec![d.company.engineer]).await;
    engineer.sync().await;
    // Nobody reads this one.
    hub.record(d.company.desk, note("read by nobody")).await;
    let number = job_on(&hub, late).await.report.expect("reported").what.number;

    let hub = restored(hub, &backup).await;
    assert!(hub.hub.ledger.get::<Job>(late.uuid()).await.expect("read").is_none(), "the backup is older");
    hub.record(d.company.desk, note("after")).await;
    let route = Repair { phone: &engineer, d: &d, job }.at();
    engineer.tap(&route, "note", &[("text", "phone")]);
    quiet(&hub, &[&engineer]).await;
    let notes: Vec<_> = job_on(&hub, job).await.notes.into_iter().map(|fact| fact.what).collect();
    assert_eq!(notes, ["lost", "after", "phone"]);
    assert_eq!(job_on(&hub, late).await.report.expect("reported").what.number, number);
    let newest = d.call(&hub, vec![d.company.colleague]).await;
    assert_ne!(job_on(&hub, newest).await.report.expect("reported").what.number, number, "no number twice");
    let report = verify::verify(hub.data(), Depth::Full, &mut |_, _, _| {}).await.expect("checked");
    assert!(report.holds(), "{:?}", report.findings);
    assert!(report.counts.returned >= 2, "{:?}", report.counts);
    // Once is enough, and again changes nothing.
    let events = report.counts.events;
    quiet(&hub, &[&engineer]).await;
    let again = verify::verify(hub.data(), Depth::Quick, &mut |_, _, _| {}).await.expect("checked");
    assert_eq!(again.counts.events, events);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_enrolled_after_the_backup_is_a_device_again() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.colleague]).await;
    let backups = tempfile::tempdir().expect("a folder");
    let backup = backups.path().join("copy.tar");
    upkeep::backup(hub.data(), &backup, true, &hub.hub.clock).await.expect("backed up");
    // A phone of somebody known, and one of somebody who came after the backup.
    let colleague = Phone::enrolled(&hub, d.company.colleague).await;
    let newcomer = PersonId::new(hub.fresh());
    let registered = PersonEvent::Registered {
        name: Bilingual { zh: "新来的".into(), en: "Newcomer".into() },
        roles: Roles::from([Role::Engineer]),
        centre: Some(d.company.centre),
        language: Lang::Zh,
    };
    hub.record(d.company.admin, vec![Draft::new(Subject::new("person", newcomer.uuid()), &registered)]).await;
    let theirs = d.call(&hub, vec![newcomer]).await;
    let new = Phone::enrolled(&hub, newcomer).await;
    let two = Repair { phone: &colleague, d: &d, job };
    colleague.tap(&two.at(), "note", &[("text", "一")]);
    new.tap(&Repair { phone: &new, d: &d, job: theirs }.at(), "note", &[("text", "二")]);
    quiet(&hub, &[&colleague, &new]).await;
    let before = on_hub(&hub).await;

    let hub = restored(hub, &backup).await;
    colleague.tap(&two.at(), "note", &[("text", "三")]);
    quiet(&hub, &[&new, &colleague]).await;
    let after = on_hub(&hub).await;
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    let notes = async |job| job_on(&hub, job).await.notes.into_iter().map(|fact| fact.what).collect::<Vec<_>>();
    assert_eq!(notes(job).await, ["一", "三"]);
    assert_eq!(notes(theirs).await, ["二"]);
    let report = verify::verify(hub.data(), Depth::Full, &mut |_, _, _| {}).await.expect("checked");
    assert!(report.holds(), "{:?}", report.findings);
    // What is enrolled from now on has a code of its own.
    let third = Phone::enrolled(&hub, d.company.keeper).await;
    let shorts: Vec<_> = hub.hub.ledger.devices().await.expect("read").into_iter().map(|row| row.short).collect();
    assert_eq!(shorts.len(), shorts.iter().collect::<std::collections::BTreeSet<_>>().len(), "{shorts:?}");
    quiet(&hub, &[&third]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_that_moves_while_the_old_one_still_takes_work_loses_and_doubles_nothing() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let engineer = Phone::enrolled(&hub, d.company.engineer).await;
    let at = Repair { phone: &engineer, d: &d, job }.at();
    engineer.tap(&at, "note", &[("text", "一")]);
    engineer.sync().await;
    let backups = tempfile::tempdir().expect("a folder");
    let backup = backups.path().join("copy");
    upkeep::backup(hub.data(), &backup, true, &hub.hub.clock).await.expect("backed up");
    // The old hub goes on for a while.
    engineer.tap(&at, "note", &[("text", "二")]);
    engineer.sync().await;
    hub.record(d.company.desk, vec![Draft::new(job.into(), &JobEvent::Noted { text: "三".into() })]).await;
    engineer.sync().await;
    let old = on_hub(&hub).await;
    let hub = restored(hub, &backup).await;
    engineer.tap(&at, "note", &[("text", "四")]);
    quiet(&hub, &[&engineer]).await;
    let notes: Vec<_> = job_on(&hub, job).await.notes.into_iter().map(|fact| fact.what).collect();
    assert_eq!(notes, ["一", "二", "三", "四"]);
    assert_eq!(old.keys().collect::<Vec<_>>(), on_hub(&hub).await.keys().collect::<Vec<_>>());
    let report = verify::verify(hub.data(), Depth::Full, &mut |_, _, _| {}).await.expect("checked");
    assert!(report.holds(), "{:?}", report.findings);
}
