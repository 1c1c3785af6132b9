//! Two who write at once, and records that come in another order than they were made.

use crate::district::{district, job_on};
use crate::phone::Phone;
use crate::repair::Repair;
use crate::states::quiet;
use fettle_core::domain::jobs::{Job, commands};

/// Dynamics 365 Field Service: a conflict was resolved by the whole row, so one person's phone number undid another's address.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dynamics_two_fields_of_one_record_do_not_fight() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer, d.company.colleague]).await;
    let one = Phone::enrolled(&hub, d.company.engineer).await;
    let two = Phone::enrolled(&hub, d.company.colleague).await;
    let (a, b) = (Repair { phone: &one, d: &d, job }, Repair { phone: &two, d: &d, job });
    // Offline: one judges, the other agrees the visit; the desk notes. All of one record.
    let diagnose = fettle_core::screens::Route::Diagnose { job: job.to_string() };
    one.tap(&diagnose, "judge", &[("class", "hardware"), ("level", "3")]);
    b.agree("2030-01-02T09:00", "2030-01-02T11:00");
    let desk = d.actor(&hub, d.company.desk).await;
    let drafts = commands::note(&job_on(&hub, job).await, &desk, "called back").expect("noted");
    hub.record(d.company.desk, drafts).await;
    one.tap(&a.at(), "note", &[("text", "mine")]);
    quiet(&hub, &[&two, &one]).await;
    for state in [job_on(&hub, job).await, one.get::<Job>(job).expect("there"), two.get::<Job>(job).expect("there")] {
        assert!(state.visit.get().is_some(), "the visit stands");
        assert!(state.judgement.get().is_some(), "the judgement stands");
        assert_eq!(state.notes.len(), 2);
        assert!(state.conflicts().is_empty() && state.flags.is_empty(), "nobody has to decide anything");
    }
}

/// ODK Central 669: one submission that came before what it followed held up all that came after it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn central_669_an_event_before_its_cause_holds_up_nothing() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer, d.company.colleague]).await;
    let one = Phone::enrolled(&hub, d.company.engineer).await;
    let two = Phone::enrolled(&hub, d.company.colleague).await;
    let (a, b) = (Repair { phone: &one, d: &d, job }, Repair { phone: &two, d: &d, job });
    // The first works offline; the second's phone learns of it only through the hub, works on, and comes to the hub first after a restore.
    let before = tempfile::tempdir().expect("a folder");
    let hub = hub.stop().await;
    crate::phone::copy_folder(hub.data(), before.path());
    let hub = hub.start().await;
    a.judge_and_agree();
    one.sync().await;
    two.sync().await;
    b.get_ready_and_leave();
    b.arrive_and_start();
    two.sync().await;
    let state = job_on(&hub, job).await;
    // The hub loses both; what followed comes before what it followed.
    let hub = crate::restored::put_back(hub, before.path()).await;
    two.sync().await;
    two.tap(&b.at(), "note", &[("text", "goes on")]);
    two.sync().await;
    assert_eq!(job_on(&hub, job).await.notes.len(), 1, "what came later is not held up");
    one.sync().await;
    quiet(&hub, &[&one, &two]).await;
    let again = job_on(&hub, job).await;
    assert_eq!(again.status(), state.status());
    assert_eq!(again.judgement.get(), state.judgement.get());
}
