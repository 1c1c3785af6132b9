//! A phone that cannot send its work hands it over; a colleague's phone carries it to the hub.

use crate::district::{district, job_on};
use crate::peers::wire::{Fate, Wire};
use crate::phone::Phone;
use crate::repair::Repair;
use crate::states::{on_hub, quiet};
use fettle_core::screens::{Route, Screen, Work};
use fettle_core::store::BundleState;
use fettle_core::sync::protocol::paths;
use std::collections::BTreeSet;
use std::path::Path;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_colleagues_phone_carries_what_a_phone_cannot_send() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let engineer = Phone::enrolled(&hub, d.company.engineer).await;
    let colleague = Phone::enrolled(&hub, d.company.colleague).await;
    let keys = |phone: &Phone| match phone.screen(&Route::Sync) {
        Screen::Sync(screen) => screen.buttons.into_iter().map(|button| button.key).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert!(!keys(&engineer).contains(&"hand_over".to_owned()), "nothing to hand over");

    // A day without a network.
    let one = Repair { phone: &engineer, d: &d, job };
    one.judge_and_agree();
    one.photo_of_the_job();
    engineer.tap(&one.at(), "note", &[("text", "离线")]);
    let unsent = engineer.app.store().unsent().expect("read");
    let ids: BTreeSet<_> = unsent.iter().map(|one| one.id).collect();
    let before = engineer.app.store().counts().expect("read");
    assert!(before.pending > 3 && before.blobs_up > 0, "{before:?}");
    assert_eq!(engineer.tap(&Route::Sync, "hand_over", &[]).work, Some(Work::HandOver));
    let folder = tempfile::tempdir().expect("a folder");
    let file = engineer.app.hand_over(folder.path(), &mut |_, _| true).expect("written").path;
    assert_eq!(engineer.app.store().counts().expect("read"), before, "it still waits here");

    // Not by a phone of another hub.
    let (elsewhere, there) = district().await;
    let stranger = Phone::enrolled(&elsewhere, there.company.engineer).await;
    let refused = stranger.app.take_rescue(Path::new(&file)).expect_err("another hub's");
    assert_eq!(refused.code, "rescue_other_hub");
    assert!(stranger.app.store().bundles().expect("read").is_empty());

    let taken = colleague.app.take_rescue(Path::new(&file)).expect("taken");
    assert_eq!(taken.route, Some(Route::Sync));
    assert_eq!(colleague.app.store().counts().expect("read").bundles, 1);
    colleague.sync().await;
    let bundles = colleague.app.store().bundles().expect("read");
    let [bundle] = bundles.as_slice() else { panic!("{bundles:?}") };
    let BundleState::HandedIn(outcome) = &bundle.state else { panic!("{bundle:?}") };
    assert_eq!((outcome.accepted, outcome.known), (before.pending, 0));
    assert!(outcome.quarantined.is_empty() && outcome.blobs >= before.blobs_up, "{outcome:?}");
    let Screen::Sync(screen) = colleague.screen(&Route::Sync) else { panic!() };
    assert_eq!(screen.bundles.rows.len(), 1);

    // All is there, once, and counts.
    let on_record = || async {
        let events = hub.hub.ledger.events_of(&job.into()).await.expect("read");
        events.iter().map(|event| event.header().id).filter(|id| ids.contains(id)).count()
    };
    let about_the_job = unsent.iter().filter(|one| one.subject == job.into()).count();
    assert_eq!(on_record().await, about_the_job);
    let state = job_on(&hub, job).await;
    assert_eq!(state.notes.iter().map(|fact| fact.what.as_str()).collect::<Vec<_>>(), ["离线"]);
    let states = on_hub(&hub).await;

    // The phone is found again and sends the same itself: plain receipts.
    colleague.sync().await;
    engineer.sync().await;
    let after = engineer.app.store().counts().expect("read");
    assert_eq!((after.pending, after.quarantined, after.blobs_up), (0, 0, 0));
    assert_eq!(on_record().await, about_the_job);
    assert_eq!(on_hub(&hub).await, states, "nothing lost, nothing doubled");
    assert!(!keys(&engineer).contains(&"hand_over".to_owned()));
    // Handed in a second time by hand, it changes nothing either.
    colleague.app.take_rescue(Path::new(&file)).expect("taken");
    colleague.sync().await;
    let bundles = colleague.app.store().bundles().expect("read");
    assert!(matches!(&bundles[0].state, BundleState::HandedIn(o) if o.known == before.pending && o.accepted == 0));
    assert_eq!(on_hub(&hub).await, states);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_line_breaks_between_the_upload_of_a_bundle_and_what_became_of_it() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let engineer = Phone::enrolled(&hub, d.company.engineer).await;
    let wire = Wire::to(&hub.address).await;
    let colleague = Phone::enrolled_over(&hub, d.company.colleague, &wire.address).await;
    let one = Repair { phone: &engineer, d: &d, job };
    one.photo_of_the_job();
    engineer.tap(&one.at(), "note", &[("text", "离线")]);
    let held = engineer.app.store().counts().expect("read");
    let folder = tempfile::tempdir().expect("a folder");
    let file = engineer.app.hand_over(folder.path(), &mut |_, _| true).expect("written").path;
    colleague.app.take_rescue(Path::new(&file)).expect("taken");
    let taken = async || hub.hub.rescued().await.expect("read").len();
    // Before the hub was asked, while it answered, and when it had: the bundle waits until its outcome is here.
    for (fate, expected) in [(Fate::Lost, 0), (Fate::AnswerLost, 1), (Fate::AnswerCutAfter(9), 1)] {
        wire.rule(move |seen| if seen.path == paths::RESCUE { fate } else { Fate::Pass });
        colleague.sync_fails().await;
        assert_eq!((colleague.app.store().counts().expect("read").bundles, taken().await), (1, expected), "{fate:?}");
        let sent = wire.log().into_iter().filter(|seen| seen.method == "PATCH").count();
        assert_eq!(sent > 0, expected == 0, "{fate:?}: its bytes go up once");
    }
    let states = on_hub(&hub).await;
    wire.heal();
    colleague.sync().await;
    let bundles = colleague.app.store().bundles().expect("read");
    let BundleState::HandedIn(outcome) = &bundles[0].state else { panic!("{bundles:?}") };
    assert_eq!((outcome.accepted, outcome.known, outcome.quarantined.len()), (0, held.pending, 0));
    assert_eq!((on_hub(&hub).await, taken().await), (states, 1), "once, however often it was asked");
    engineer.sync().await;
    assert_eq!(job_on(&hub, job).await.notes.len(), 1);
    quiet(&hub, &[&engineer, &colleague]).await;
}
