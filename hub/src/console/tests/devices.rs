//! Phones in the console: in whose place one came, and what a revoked one handed in.

use super::browser::Browser;
use super::kept::wrong;
use crate::audit::Action;
use crate::testing::{PASSWORD, TestHub};
use crate::tests::growth::reads;
use crate::tests::phone::Phone;
use crate::tests::replacement::successor;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::{Job, JobEvent};
use fettle_core::domain::people::{Person, PersonChange, PersonEvent, Role, Roles};
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
async fn a_page_of_the_quarantine_costs_the_same_however_much_is_quarantined() {
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
    let words = format!("Replaces {}", old.short);
    assert!(!admin.get("/devices").await.body.contains(&words));
    let (new, _) = successor(&hub, &old, vec![]).await;
    let page = admin.get("/devices").await.body;
    let row = page.split("<tr ").find(|row| row.contains(&format!(">{}<", new.short))).expect("its row");
    assert!(row.contains(&words), "{row}");
}

#[tokio::test]
async fn phones_are_listed_by_person_state_and_centre_in_pages_and_as_a_file() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let phones = [
        Phone::enrolled(&hub, company.engineer).await,
        Phone::enrolled(&hub, company.colleague).await,
        Phone::enrolled(&hub, company.stranger).await,
    ];
    hub.hub.accounts.revoke(company.admin, phones[1].recorder.device, "lost").await.expect("revoked");
    let mut admin = Browser::of(&hub, "admin").await;
    let listed = async |browser: &mut Browser, query: &str| {
        let page = browser.get(&format!("/devices{query}")).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let shown = |phone: &&Phone| page.body.contains(&format!("\"/devices/{}\"", phone.recorder.device));
        phones.iter().filter(shown).map(|phone| phone.short.clone()).collect::<Vec<_>>()
    };
    let short = |n: usize| phones[n].short.clone();
    assert_eq!(listed(&mut admin, "").await, [short(0), short(2)], "those in use");
    assert_eq!(listed(&mut admin, "?ended=only").await, [short(1)]);
    assert_eq!(listed(&mut admin, "?ended=all").await.len(), 3);
    assert_eq!(listed(&mut admin, &format!("?centre={}&ended=all", company.centre)).await, [short(0), short(1)]);
    let engineer =
        hub.hub.ledger.get::<Person>(company.engineer.uuid()).await.expect("read").expect("there").state.name;
    let name = percent_encoding::utf8_percent_encode(&engineer.zh, percent_encoding::NON_ALPHANUMERIC).to_string();
    assert_eq!(listed(&mut admin, &format!("?person={name}&ended=all")).await, [short(0)]);
    let file = admin.get("/devices?ended=all&as=csv").await;
    assert_eq!((file.status, file.body.lines().count()), (200, 4), "{}", file.body);
    // A manager sees the phones of the own centre, whatever is asked for.
    let mut manager = Browser::of(&hub, "manager").await;
    assert_eq!(listed(&mut manager, "?ended=all").await, [short(0), short(1)]);
    let other = hub.hub.ledger.get::<Person>(company.stranger.uuid()).await.expect("read").expect("there").state.centre;
    let other = other.map(|centre| centre.to_string()).unwrap_or_default();
    assert_eq!(listed(&mut manager, &format!("?ended=all&centre={other}")).await, [short(0), short(1)]);

    // Many are pages, each phone once.
    for _ in 0..60 {
        Phone::enrolled(&hub, company.engineer).await;
    }
    let first = admin.get("/devices").await.body;
    let next = first.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a next page");
    let second = admin.get(&next.replace("&#38;", "&")).await.body;
    let rows = |body: &str| body.matches("<tr id=\"/devices/").count();
    assert_eq!((rows(&first), rows(&second)), (50, 12));
    assert!(second.contains(&format!("\"/devices/{}\"", phones[0].recorder.device)), "the oldest is the last");
}

#[tokio::test]
async fn a_phones_page_tells_its_history_and_what_waits_and_ends_it() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let device = phone.recorder.device;
    let path = format!("/devices/{device}");
    // The greeting names the version of the app: what is said twice is recorded once.
    phone.hello().await;
    let before = hub.hub.ledger.newest();
    for _ in 0..2 {
        phone.hello_from("0.2").await;
    }
    assert_eq!(hub.hub.ledger.newest(), before + 1);
    let job = JobId::from(hub.fresh());
    let notes: Vec<_> =
        (0..7).map(|n| phone.write(&hub, &Draft::new(job.into(), &JobEvent::Noted { text: format!("{n}") }))).collect();
    assert!(phone.push(&notes).await.iter().all(|receipt| receipt.quarantined.is_some()));

    let mut manager = Browser::of(&hub, "manager").await;
    let page = manager.get(&path).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let told = ["App updated", "<del>0.1</del> → <ins>0.2</ins>", ">Enrolled</strong>", "job.noted"];
    for said in told {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    assert!(!page.body.contains(&format!("{path}/revoke")), "a manager ends no phone");
    assert_eq!(manager.get(&format!("{path}/revoke")).await.status, 403);
    let held = format!("/quarantine?device={device}");
    assert!(page.body.contains(&held));
    let other = Phone::enrolled(&hub, company.engineer).await.recorder.device;
    let count = async |browser: &mut Browser, path: &str| {
        let page = browser.get(path).await.body;
        page.split("class=\"count\">").nth(1).and_then(|rest| rest.split('<').next()).map(str::to_owned)
    };
    assert_eq!(count(&mut manager, &held).await.as_deref(), Some("7"));
    assert_eq!(count(&mut manager, &format!("/quarantine?device={other}")).await.as_deref(), Some("0"));
    assert_eq!(manager.get("/quarantine?device=none").await.status, 400);

    // The end asks for a reason and the own password, beside the fields.
    let mut admin = Browser::of(&hub, "admin").await;
    assert!(admin.get(&path).await.body.contains(&format!("href=\"{path}/revoke\"")));
    let end = format!("{path}/revoke");
    let form = admin.get(&end).await;
    assert!(form.body.contains("type=\"password\""), "{}", form.body);
    let refused = admin.post(&end, &[("reason", "lost"), ("own_password", "wrong")]).await;
    assert_eq!(wrong(&refused), "Your own password is wrong. Nothing was changed.");
    assert!(refused.body.contains("value=\"lost\"") && !refused.body.contains("value=\"wrong\""));
    assert_eq!(wrong(&admin.post(&end, &[("reason", " "), ("own_password", PASSWORD)]).await), "Please give a reason.");
    let ended = admin.post(&end, &[("reason", "lost in a taxi"), ("own_password", PASSWORD)]).await;
    assert_eq!((ended.status, ended.location), (303, format!("{path}?done=1")));
    let page = admin.get(&path).await.body;
    assert!(page.contains("<span class=\"chip bad\">Deactivated</span>") && page.contains("lost in a taxi"), "{page}");
    assert!(!page.contains(&format!("href=\"{end}\"")) && page.contains(">Ended</strong>"));

    // Nobody else's, and what is no phone.
    let console = hub.hub.ledger.console();
    let stranger = Phone::enrolled(&hub, company.stranger).await.recorder.device;
    assert_eq!(admin.get(&format!("/devices/{console}")).await.status, 404);
    assert_eq!(manager.get(&format!("/devices/{stranger}")).await.status, 404);
    assert_eq!(Browser::of(&hub, "desk").await.get(&path).await.status, 403);
}
