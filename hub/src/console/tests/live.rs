//! Live lines: one for many pages, told from where each page was drawn, and none that shuts others out.

use super::browser::Browser;
use crate::testing::TestHub;
use crate::tests::phone::Phone;
use fettle_core::domain::jobs::JobEvent;
use fettle_core::domain::people::{PersonChange, PersonEvent, Role, Roles};
use fettle_core::domain::sites::{CustomerChange, CustomerEvent};
use fettle_core::kernel::{Draft, Subject};
use reqwest::Response;
use std::time::Duration;

async fn line(hub: &TestHub, browser: &mut Browser, abouts: &[String]) -> Response {
    let cookies: Vec<String> = browser.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect();
    let query: Vec<String> = abouts.iter().map(|about| format!("about={about}")).collect();
    let ask = reqwest::Client::new().get(hub.url(&format!("/live?{}", query.join("&"))));
    ask.header("cookie", cookies.join("; ")).send().await.expect("a line")
}

/// The next thing that the line says, without its comments.
async fn said(line: &mut Response) -> Option<String> {
    let next = async {
        let mut text = String::new();
        while let Ok(Some(piece)) = line.chunk().await {
            text.push_str(&String::from_utf8_lossy(&piece));
            if text.contains("event: ") && text.ends_with("\n\n") {
                return Some(text);
            }
        }
        None
    };
    tokio::time::timeout(Duration::from_secs(60), next).await.expect("something is said, or the line ends")
}

#[tokio::test]
async fn one_line_tells_each_page_what_changed_since_it_was_drawn() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let (one, two) = (hub.job(&company, vec![company.engineer]).await, hub.job(&company, vec![company.engineer]).await);
    let mut desk = Browser::of(&hub, "desk").await;
    let drawn = hub.hub.ledger.newest();
    let note = |job: fettle_core::domain::ids::JobId| Draft::new(job.into(), &JobEvent::Noted { text: "x".into() });
    // Between drawing and listening: not missed.
    hub.record(company.desk, vec![note(one)]).await;
    let abouts = [format!("job/{one}@{drawn}"), format!("job/{two}@{drawn}"), format!("@{}", hub.hub.ledger.newest())];
    let mut all = line(&hub, &mut desk, &abouts).await;
    let first = said(&mut all).await.expect("news");
    assert!(first.contains(&abouts[0]) && !first.contains(&abouts[1]), "{first}");
    hub.record(company.desk, vec![note(two)]).await;
    let mut rest = said(&mut all).await.expect("news");
    while !(rest.contains(&abouts[1]) && rest.contains(&format!("data: {}\n", abouts[2]))) {
        rest.push_str(&said(&mut all).await.expect("the rest"));
    }
    // Nothing that the reader does not reach, and no line for nothing.
    let mut stranger = Browser::of(&hub, "stranger").await;
    assert_eq!(line(&hub, &mut stranger, &abouts[..2]).await.status(), 404);
    assert_eq!(line(&hub, &mut desk, &["nonsense".to_owned()]).await.status(), 404);
}

#[tokio::test]
async fn a_session_has_few_lines_and_the_newest_stay() {
    let hub = TestHub::start().await;
    hub.company(true).await;
    let (mut desk, mut other) = (Browser::of(&hub, "desk").await, Browser::of(&hub, "manager").await);
    let about = [format!("@{}", hub.hub.ledger.newest())];
    let mut of_other = line(&hub, &mut other, &about).await;
    let mut lines = Vec::new();
    for _ in 0..12 {
        lines.push(line(&hub, &mut desk, &about).await);
    }
    for (n, old) in lines.iter_mut().take(8).enumerate() {
        let over = said(old).await.expect("said");
        assert!(over.contains("event: over"), "line {n}: {over}");
        assert_eq!(said(old).await, None, "line {n} has ended");
    }
    hub.job(&hub.company(false).await, vec![]).await;
    for open in lines.iter_mut().skip(8).chain([&mut of_other]) {
        assert!(said(open).await.expect("news").contains("event: changed"));
    }
}

#[tokio::test]
async fn a_page_about_any_record_hears_of_its_changes_and_of_who_else_looks_at_it() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let customer = fettle_core::kernel::Subject::from(company.customer);
    let (mut desk, mut manager) = (Browser::of(&hub, "desk").await, Browser::of(&hub, "manager").await);
    let about = format!("{customer}@{}", hub.hub.ledger.newest());
    let mut first = line(&hub, &mut desk, std::slice::from_ref(&about)).await;
    let mut second = line(&hub, &mut manager, std::slice::from_ref(&about)).await;
    let told = |names: &str| {
        let told = serde_json::json!({ "about": about, "names": names });
        format!("event: others\ndata: {told}\n\n")
    };
    assert_eq!(said(&mut second).await, Some(told("李客服")), "whoever comes is told who is there");
    assert_eq!(said(&mut first).await, Some(told("王经理")), "and who is there, who comes");
    drop(second);
    assert_eq!(said(&mut first).await, Some(told("")), "and who goes");
    let change = CustomerChange { notes: Some("asks for Chen".into()), ..CustomerChange::default() };
    hub.record(company.manager, vec![Draft::new(customer, &CustomerEvent::Changed { change })]).await;
    assert_eq!(said(&mut first).await, Some(format!("event: changed\ndata: {about}\n\n")));
    // Who may not see the record is told nothing of who does.
    assert_eq!(line(&hub, &mut Browser::of(&hub, "stranger").await, &[about]).await.status(), 404);
}

/// What is kept in quarantine moves no stream: its page is told all the same, and nobody else's.
#[tokio::test]
async fn the_page_of_the_quarantine_hears_of_what_comes_into_it() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let mut admin = Browser::of(&hub, "admin").await;
    let drawn = hub.hub.ledger.newest();
    let about = [format!("held@{drawn}")];
    assert!(admin.get("/quarantine").await.body.contains(&format!("data-live=\"{}\"", about[0])));
    for path in ["/import", "/checklists"] {
        assert!(admin.get(path).await.body.contains(&format!("data-live=\"@{drawn}\"")), "{path}");
    }
    let mut open = line(&hub, &mut admin, &about).await;
    let everything = [format!("@{drawn}")];
    let mut other = line(&hub, &mut Browser::of(&hub, "manager").await, &everything).await;
    let mut desk = Browser::of(&hub, "desk").await;
    assert_eq!(line(&hub, &mut desk, &about).await.status(), 404, "who does not look after phones asks in vain");
    let assigned = JobEvent::Assigned(fettle_core::domain::jobs::Assignment { to: vec![] });
    let refused = phone.write(&hub, &Draft::new(job.into(), &assigned));
    let receipts = phone.push(&[refused]).await;
    assert_eq!(receipts[0].quarantined.as_deref(), Some("not_allowed"));
    assert_eq!(said(&mut open).await, Some(format!("event: changed\ndata: {}\n\n", about[0])));
    // Drawn before and opened since: not missed.
    let mut late = line(&hub, &mut admin, &about).await;
    assert_eq!(said(&mut late).await, Some(format!("event: changed\ndata: {}\n\n", about[0])));
    // The first thing that a list hears is what moved a stream.
    let noted = Draft::new(job.into(), &JobEvent::Noted { text: "x".into() });
    hub.record(company.desk, vec![noted]).await;
    assert_eq!(said(&mut other).await, Some(format!("event: changed\ndata: {}\n\n", everything[0])));
}

/// Letting something in may show what else stands against it: no event is new then, and the page says another reason all the same.
#[tokio::test]
async fn the_page_of_the_quarantine_hears_of_another_reason() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    hub.hub.accounts.revoke(company.admin, phone.recorder.device, "lost").await.expect("revoked");
    let roles = Some(Roles::from([Role::Administrator]));
    let promoted = PersonEvent::Changed { change: PersonChange { roles, ..PersonChange::default() } };
    let event = phone.write(&hub, &Draft::new(Subject::new("person", company.engineer.uuid()), &promoted));
    let id = event.header().id;
    let receipts = phone.push(&[event]).await;
    assert_eq!(receipts[0].quarantined.as_deref(), Some("device_revoked"));
    let mut admin = Browser::of(&hub, "admin").await;
    let about = [format!("held@{}", hub.hub.ledger.newest())];
    let mut open = line(&hub, &mut admin, &about).await;
    let newest = hub.hub.ledger.newest();
    assert!(hub.hub.ledger.release(id).await.is_err(), "nobody may make oneself an administrator");
    assert_eq!(hub.hub.ledger.newest(), newest, "no event is new");
    assert_eq!(said(&mut open).await, Some(format!("event: changed\ndata: {}\n\n", about[0])));
}
