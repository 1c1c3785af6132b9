//! The audit: by person, action and days, in pages, as a file, and for administrators alone.

use super::browser::Browser;
use crate::audit::{Action, Note};
use crate::testing::TestHub;

const DAY: u64 = 24 * 60 * 60 * 1000;

/// Lines of a list's page.
fn lines(body: &str) -> usize {
    let table = body.split("<table class=\"list kit\">").nth(1).and_then(|rest| rest.split("</table>").next());
    table.map_or(0, |table| table.matches("<tr").count() - 1)
}

#[tokio::test]
async fn the_audit_is_read_by_person_action_and_day_in_pages_and_as_a_file() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let audit = &hub.hub.accounts.audit;
    for n in 0..120 {
        let action = if n % 2 == 0 { Action::Exported } else { Action::Released };
        audit.note(Note::new(action).by(company.desk).about(Some(hub.fresh())).outcome("done")).await.expect("noted");
    }
    let today = hub.hub.clock.now_ms();
    hub.advance(2 * DAY);
    audit
        .note(Note::new(Action::Exported).by(company.manager).about(Some(company.keeper.uuid())))
        .await
        .expect("noted");
    let mut admin = Browser::of(&hub, "admin").await;

    // Behind each other the pages are all of them, each once, the newest first.
    let all = admin.get("/audit").await.body;
    assert!(all.contains("Signed in"), "the own sign-in is the newest");
    let (mut path, mut seen) = ("/audit?act=exported".to_owned(), Vec::new());
    loop {
        let page = admin.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        seen.push(lines(&page.body));
        match page.body.split("rel=\"next\" href=\"").nth(1) {
            Some(rest) => path = rest.split('"').next().expect("an address").replace("&#38;", "&"),
            None => break,
        }
    }
    assert_eq!(seen, [50, 11]);
    let file = admin.get("/audit?act=exported&as=csv").await;
    assert_eq!((file.status, file.body.lines().count()), (200, 62), "{}", file.body);

    // By whom it was done, and about whom it is; whoever is not known did nothing.
    let name = |zh: &str| percent_encoding::utf8_percent_encode(zh, percent_encoding::NON_ALPHANUMERIC).to_string();
    let of = async |admin: &mut Browser, query: &str| lines(&admin.get(&format!("/audit?{query}")).await.body);
    assert_eq!(of(&mut admin, &format!("act=exported&person={}", name("王经理"))).await, 1);
    assert_eq!(of(&mut admin, &format!("act=exported&person={}", name("赵库管"))).await, 1, "about the keeper");
    assert_eq!(of(&mut admin, &format!("person={}", name("无此人"))).await, 0);

    // By days of the house, the last one whole.
    let zone = chrono_tz::Asia::Shanghai;
    let day = |ms: u64| fettle_core::kernel::fold::time(ms).with_timezone(&zone).format("%Y-%m-%d").to_string();
    let (first, last) = (day(today), day(today + 2 * DAY));
    assert_eq!(of(&mut admin, &format!("act=exported&from={last}")).await, 1);
    assert_eq!(of(&mut admin, &format!("act=exported&from={last}&until={last}")).await, 1);
    let file = admin.get(&format!("/audit?act=exported&until={first}&as=csv")).await;
    assert_eq!(file.body.lines().count(), 61, "{}", file.body);
    assert_eq!(admin.get("/audit?from=yesterday").await.status, 400, "what is no day is told");
    assert_eq!(of(&mut admin, "act=of_a_later_version").await, 50, "asks for nothing");

    for login in ["manager", "desk", "engineer", "keeper"] {
        assert_eq!(Browser::of(&hub, login).await.get("/audit?as=csv").await.status, 403, "{login}");
    }
}

#[tokio::test]
async fn the_navigation_leads_everybody_to_what_they_may_open() {
    let hub = TestHub::start().await;
    hub.company(true).await;
    let all = ["/checklists", "/calendars", "/devices", "/quarantine", "/audit", "/backup", "/people"];
    for (login, seen) in [("desk", 2), ("engineer", 2), ("manager", 5), ("admin", 7)] {
        let mut browser = Browser::of(&hub, login).await;
        let page = browser.get("/checklists").await;
        assert_eq!(page.status, 200, "{login}");
        let shown = |path: &&&str| page.body.contains(&format!("<a href=\"{path}\""));
        let led: Vec<&str> = all.iter().filter(shown).copied().collect();
        assert_eq!(led.len(), seen, "{login}: {led:?}");
        for path in all {
            let may = browser.get(path).await.status == 200;
            assert_eq!(may, led.contains(&path), "{login} {path}");
        }
        // The palette finds them from every page.
        let found = browser.get("/palette?q=audit").await.body;
        assert_eq!(found.contains("\"/audit\""), login == "admin", "{login}: {found}");
        let found = browser.get("/palette?q=checklists").await.body;
        assert!(found.contains("\"/checklists\""), "{login}: {found}");
    }
}
