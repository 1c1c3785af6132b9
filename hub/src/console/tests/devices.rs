//! Phones in the console: in whose place one came, and what a revoked one handed in.

use super::browser::Browser;
use crate::audit::Action;
use crate::testing::TestHub;
use crate::tests::growth::reads;
use crate::tests::phone::Phone;
use crate::tests::succession::successor;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::{Job, JobEvent};
use fettle_core::domain::people::{PersonChange, PersonEvent, Role, Roles};
use fettle_core::kernel::{Draft, Subject};

#[tokio::test]
async fn what_a_revoked_phone_handed_in_is_released_at_once_and_line_by_line_in_the_audit() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let device = phone.recorder.device;
    hub.hub.accounts.revoke(company.admin, device, "lost").await.expect("revoked");
    let note = |text: &str| Draft::new(job.into(), &JobEvent::Noted { text: text.into() });
    let roles = Some(Roles::from([Role::Administrator]));
    let never = PersonEvent::Changed { change: PersonChange { roles, ..PersonChange::default() } };
    let never = Draft::new(Subject::new("person", company.engineer.uuid()), &never);
    let events: Vec<_> = [note("一"), note("二"), never, note("三")].iter().map(|d| phone.write(&hub, d)).collect();
    assert!(phone.push(&events).await.iter().all(|receipt| receipt.quarantined.is_some()));
    let path = format!("/quarantine/device/{device}/release");
    let mut manager = Browser::of(&hub, "manager").await;
    assert!(!manager.get("/quarantine").await.body.contains(&path));
    assert_eq!(manager.post(&path, &[]).await.status, 403);

    let mut admin = Browser::of(&hub, "admin").await;
    let page = admin.get("/quarantine").await.body;
    assert!(page.contains(&path) && page.contains("4 "), "{page}");
    let answer = admin.post(&path, &[]).await;
    assert_eq!(answer.status, 409, "what nobody may do stays, and is said");
    assert!(!answer.body.contains(&path), "one that is left is released by itself");
    let state = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state;
    assert_eq!(state.notes.into_iter().map(|fact| fact.what).collect::<Vec<_>>(), ["一", "二", "三"]);
    let left = hub.quarantine().await;
    assert_eq!(left.iter().map(|one| one.event.origin()).collect::<Vec<_>>(), [events[2].origin()]);
    let lines = hub.hub.accounts.audit.lines(None, 100).await.expect("read");
    let mut released = lines.iter().filter(|line| line.action == Action::Released.code()).rev();
    for event in [&events[0], &events[1], &events[3]] {
        let line = released.next().expect("noted");
        assert_eq!((line.by, line.about), (Some(company.admin), Some(event.header().id.uuid())));
    }
    assert!(released.next().is_none());
    let other = format!("/quarantine/device/{}/release", hub.fresh());
    assert_eq!(admin.post(&other, &[]).await.status, 404);
}

/// A phone that was revoked hands in what it has: some thousand records are looked at by the page, each page reads its own.
#[tokio::test]
async fn a_page_of_the_quarantine_costs_the_same_however_much_is_kept_apart() {
    let mut read = Vec::new();
    for many in [105_usize, 1_005] {
        let hub = TestHub::start().await;
        let company = hub.company(true).await;
        let mut phone = Phone::enrolled(&hub, company.engineer).await;
        let unknown = JobId::from(hub.fresh());
        for part in 0..many.div_ceil(500) {
            let left = (many - part * 500).min(500);
            let note = JobEvent::Noted { text: "x".repeat(200) };
            let events: Vec<_> = (0..left).map(|_| phone.write(&hub, &Draft::new(unknown.into(), &note))).collect();
            assert!(phone.push(&events).await.iter().all(|receipt| receipt.quarantined.is_some()));
        }
        let mut admin = Browser::of(&hub, "admin").await;
        let first = admin.get("/quarantine").await.body;
        read.push(reads(&hub.hub.ledger, async { drop(admin.get("/quarantine").await) }).await);
        assert!(first.contains(&format!("class=\"count\">{many}<")), "{first}");
        // Behind each other they are all of them, each once.
        let (mut page, mut seen) = (first, Vec::new());
        loop {
            let ids = page.split("<span class=\"line\"").count();
            seen.push(ids);
            let next = page.split("href=\"/quarantine?before=").nth(1).and_then(|rest| rest.split('"').next());
            let Some(next) = next.map(|row| format!("/quarantine?before={row}")) else { break };
            page = admin.get(&next).await.body;
        }
        assert_eq!(seen.len(), many.div_ceil(100), "{seen:?}");
    }
    // A page of rows is a page of rows; counting goes through the records without their bodies.
    assert!(read[1] - read[0] < 2 * 900, "{read:?}");
}

#[tokio::test]
async fn the_list_says_in_whose_place_a_phone_came() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let old = Phone::enrolled(&hub, company.engineer).await;
    let mut admin = Browser::of(&hub, "admin").await;
    let words = format!("Goes on for {}", old.short);
    assert!(!admin.get("/devices").await.body.contains(&words));
    let (new, _) = successor(&hub, &old, vec![]).await;
    let page = admin.get("/devices").await.body;
    let row = page.split("<tr>").find(|row| row.contains(&format!(">{}<", new.short))).expect("its row");
    assert!(row.contains(&words), "{row}");
}
