//! Two phones and the desk write without seeing each other; after quiet all hold the same, and what a person has to decide is flagged.

use crate::district::{district, job_on};
use crate::phone::Phone;
use crate::repair::Repair;
use crate::states::quiet;
use fettle_core::domain::checks::Check;
use fettle_core::domain::jobs::{Cancellation, Job, JobField, Status, Visit, commands};
use fettle_core::kernel::fold::time;
use fettle_core::screens::{Route, Screen};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desk_reschedules_while_the_engineer_notes() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let engineer = Phone::enrolled(&hub, d.company.engineer).await;
    let colleague = Phone::enrolled(&hub, d.company.colleague).await;
    let (one, two) = (Repair { phone: &engineer, d: &d, job }, Repair { phone: &colleague, d: &d, job });
    engineer.tap(&one.at(), "note", &[("text", "甲")]);
    colleague.tap(&two.at(), "note", &[("text", "乙")]);
    agree_at_the_desk(&hub, &d, job, 3).await;
    quiet(&hub, &[&colleague, &engineer]).await;
    let state = job_on(&hub, job).await;
    assert_eq!(state.notes.len(), 2, "both notes stand");
    assert!(state.visit.get().is_some_and(|visit| visit.with == "刘所"));
    assert!(state.conflicts().is_empty() && state.flags.is_empty(), "different things were changed");

    // Now both change the same thing.
    one.agree("2030-01-02T09:00", "2030-01-02T11:00");
    agree_at_the_desk(&hub, &d, job, 5).await;
    quiet(&hub, &[&engineer, &colleague]).await;
    for state in [job_on(&hub, job).await, engineer.get(job).expect("there"), colleague.get(job).expect("there")] {
        assert_eq!(state.conflicts(), [JobField::Visit]);
        assert_eq!(state.visit.writes().len(), 2, "both times are kept");
    }
    // Who sees both and writes again has decided.
    agree_at_the_desk(&hub, &d, job, 7).await;
    quiet(&hub, &[&engineer, &colleague]).await;
    assert!(engineer.get::<Job>(job).expect("there").conflicts().is_empty());
}

async fn agree_at_the_desk(
    hub: &fettle_hub::testing::TestHub,
    d: &crate::district::District,
    job: fettle_core::domain::ids::JobId,
    in_days: i64,
) {
    let from = time(hub.hub.clock.now_ms()) + chrono::TimeDelta::days(in_days);
    let visit = Visit { from, to: from + chrono::TimeDelta::hours(2), with: "刘所".into() };
    let desk = d.actor(hub, d.company.desk).await;
    let drafts = commands::agree_visit(&job_on(hub, job).await, &desk, visit).expect("agreed");
    hub.record(d.company.desk, drafts).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_answer_one_item() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer, d.company.colleague]).await;
    let engineer = Phone::enrolled(&hub, d.company.engineer).await;
    let (one, beside) = (Repair { phone: &engineer, d: &d, job }, d.company.colleague);
    one.judge_and_agree();
    one.get_ready_and_leave();
    one.arrive_and_start();
    let route = one.open_check();
    engineer.sync().await;
    let colleague = Phone::enrolled(&hub, beside).await;
    let two = Repair { phone: &colleague, d: &d, job };
    let slot = answer_first(&one, &route, 0);
    assert_eq!(answer_first(&two, &route, 1), slot, "the same item");
    quiet(&hub, &[&engineer, &colleague]).await;
    let Route::Checklist { check } = &route else { panic!("a checklist") };
    for phone in [&engineer, &colleague] {
        let check: Check = phone.get(check).expect("there");
        assert_eq!(check.conflicts().map(ToString::to_string).collect::<Vec<_>>(), std::slice::from_ref(&slot));
    }
    // Answered again by one who saw both.
    answer_slot(&two, &route, &slot, 1);
    quiet(&hub, &[&colleague, &engineer]).await;
    assert_eq!(engineer.get::<Check>(check).expect("there").conflicts().count(), 0);
}

/// Answers the first item that has choices with its `choice`th; gives the slot.
fn answer_first(repair: &Repair<'_>, route: &Route, choice: usize) -> String {
    let Screen::Checklist(list) = repair.phone.screen(route) else { panic!("a checklist") };
    let mut items = list.groups.iter().flat_map(|group| &group.items);
    let item = items.find(|item| item.answers.len() > 1).expect("an item").clone();
    repair.answer(&item, choice);
    item.slot
}

fn answer_slot(repair: &Repair<'_>, route: &Route, slot: &str, choice: usize) {
    let Screen::Checklist(list) = repair.phone.screen(route) else { panic!("a checklist") };
    let mut items = list.groups.iter().flat_map(|group| &group.items);
    repair.answer(items.find(|item| item.slot == slot).expect("the item"), choice);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signature_stands_against_a_cancellation() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let engineer = Phone::enrolled(&hub, d.company.engineer).await;
    let colleague = Phone::enrolled(&hub, d.company.colleague).await;
    Repair { phone: &engineer, d: &d, job }.all_to_the_signature();
    let desk = d.actor(&hub, d.company.desk).await;
    let given_up = Cancellation { reason: "客户来电取消".into(), at_work: Vec::new() };
    let drafts = commands::cancel(&job_on(&hub, job).await, &desk, given_up).expect("cancelled");
    hub.record(d.company.desk, drafts).await;
    colleague.sync().await;
    assert_eq!(colleague.get::<Job>(job).expect("there").status(), Status::Cancelled);
    quiet(&hub, &[&engineer, &colleague]).await;
    for state in [job_on(&hub, job).await, engineer.get(job).expect("there"), colleague.get(job).expect("there")] {
        assert_eq!(state.status(), Status::Signed);
        assert!(state.cancelled.is_some(), "the cancellation is kept too");
        assert!(state.open_flags().any(|flag| flag.code == "signed_and_cancelled"), "{:?}", state.flags);
    }
}
