//! Checklists in the browser: read as an engineer sees them, published in a new version from a table, and a check that was begun keeps its own.

use super::browser::{Answer, Browser, hidden};
use super::kept::{refused, wrong};
use crate::testing::TestHub;
use fettle_core::domain::checks::{Checklist, checklist_id, shipped};

async fn hub() -> (TestHub, Browser) {
    let hub = TestHub::start().await;
    hub.company(true).await;
    crate::lists::publish_shipped(&hub.hub.ledger).await.expect("published");
    let manager = Browser::of(&hub, "manager").await;
    (hub, manager)
}

async fn bring(browser: &mut Browser, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Answer {
    let page = browser.get("/checklists/new").await;
    let token = hidden(&page.body, "token").unwrap_or_default();
    let mut body = Vec::new();
    for (name, value) in [("token", token.as_str())].iter().chain(fields) {
        let part = format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.into_bytes());
    }
    if let Some((name, bytes)) = file {
        let head = format!(
            "--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: text/plain\r\n\r\n"
        );
        body.extend(head.into_bytes());
        body.extend(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--cut--\r\n");
    browser.raw("/checklists/import", "multipart/form-data; boundary=cut", body).await
}

/// The hidden fields of a page on which a version is looked at.
fn held(answer: &Answer) -> Vec<(&'static str, String)> {
    let signs = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")];
    let of = |name| {
        let escaped = hidden(&answer.body, name).unwrap_or_default();
        signs.iter().fold(escaped, |text, (from, to)| text.replace(from, to))
    };
    ["code", "version", "title_zh", "title_en", "items"].map(|name| (name, of(name))).into()
}

async fn publish(browser: &mut Browser, fields: &[(&'static str, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post("/checklists/publish", &fields).await
}

async fn known(hub: &TestHub, code: &str, version: u32) -> Option<Checklist> {
    hub.hub.ledger.get::<Checklist>(checklist_id(code, version).uuid()).await.expect("read").map(|list| list.state)
}

#[tokio::test]
async fn a_list_is_read_taken_along_and_published_in_a_new_version() {
    let (hub, mut manager) = hub().await;
    let list = manager.get("/checklists").await;
    assert!(list.status == 200 && list.body.contains("/checklists/cctv") && list.body.contains("Ready to leave"));
    let page = manager.get("/checklists/cctv").await.body;
    let shipped = shipped().iter().find(|list| list.code == "cctv").expect("shipped");
    for item in &shipped.items {
        let label =
            item.label.en.replace('&', "&#38;").replace('<', "&#60;").replace('>', "&#62;").replace('\'', "&#39;");
        assert!(page.contains(&label), "{label}: {page}");
    }
    let file = manager.get("/checklists/cctv/csv").await;
    assert_eq!((file.status, file.kind.as_str()), (200, "text/csv; charset=utf-8"));
    let (kind, book) = manager.file("/checklists/cctv/xlsx").await;
    assert!(kind.contains("spreadsheetml"), "{kind}");
    let title = [("code", "cctv"), ("title_zh", "监控巡检"), ("title_en", "CCTV patrol")];
    for (name, bytes) in [("cctv.csv", file.body.as_bytes()), ("cctv.xlsx", &book)] {
        let looked = bring(&mut manager, &title, Some((name, bytes))).await;
        assert!(looked.status == 200 && looked.body.contains("Publish version 2"), "{name}: {}", looked.body);
    }
    assert!(known(&hub, "cctv", 2).await.is_none(), "nothing is published by looking");
    let looked = bring(&mut manager, &title, Some(("cctv.csv", file.body.as_bytes()))).await;
    let (fields, command) = (held(&looked), uuid::Uuid::now_v7().to_string());
    let sent: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    for _ in 0..2 {
        let done = manager.post_as(&command, "/checklists/publish", &sent).await;
        assert_eq!((done.status, done.location.as_str()), (303, "/checklists/cctv?done=1"), "{}", done.body);
    }
    let second = known(&hub, "cctv", 2).await.expect("published").definition.expect("there");
    assert_eq!(second.items, shipped.items, "a round trip changes nothing");
    assert_eq!(
        known(&hub, "cctv", 1).await.expect("there").definition.as_ref(),
        Some(shipped),
        "a version never changes"
    );
    // Who looked at it before it was published is told, and publishes the next one.
    let mut other = Browser::of(&hub, "manager").await;
    other.get("/checklists/new").await;
    let mut stale = fields.clone();
    stale[3].1 = "Another".into();
    assert!(refused(&publish(&mut other, &stale).await).starts_with("Version 2 is published and never changes."));
    let page = manager.get("/checklists/cctv").await.body;
    assert!(
        page.contains("Version 2 published") && page.contains("王经理") && page.contains("with the program"),
        "{page}"
    );
    let first = manager.get("/checklists/cctv?version=1").await.body;
    assert!(first.contains("an older version"), "{first}");
    for path in ["/checklists/nothing", "/checklists/cctv?version=9", "/checklists/nothing/csv"] {
        assert_eq!(manager.get(path).await.status, 404, "{path}");
    }
    assert_eq!(manager.post("/language", &[("lang", "zh-CN"), ("back", "/checklists")]).await.status, 303);
    assert!(manager.get("/checklists/cctv").await.body.contains("合格、不合格或不适用"));
}

#[tokio::test]
async fn what_does_not_read_is_told_and_publishes_nothing() {
    let (hub, mut manager) = hub().await;
    let title = [("code", "own_list"), ("title_zh", "自定"), ("title_en", "Own")];
    let items = |items: &'static str| [title[0], title[1], title[2], ("items", items)];
    let looked = bring(&mut manager, &items("id,label_en,kind\na,A,text\nb,B,maybe\n"), None).await;
    assert!(looked.status == 200 && looked.body.contains("“maybe” is no kind of item."), "{}", looked.body);
    assert!(looked.body.contains("<td class=\"num\">3</td>") && !looked.body.contains("/checklists/publish"));
    for (fields, said) in [
        (items("id,label_en\na,A\n").to_vec(), "The table has no column kind."),
        (items("id,label_en,kind,colour\na,A,text,red\n").to_vec(), "No column is called colour."),
        (
            vec![("code", "Own"), title[1], ("items", "id,label_en,kind\na,A,text\n")],
            "The checklist's code or version is not valid: Own.",
        ),
        (vec![title[0], ("items", "id,label_en,kind\na,A,text\n")], "A checklist needs a title and at least one item."),
    ] {
        assert_eq!(wrong(&bring(&mut manager, &fields, None).await), said);
    }
    let twice = bring(&mut manager, &items("id,label_en,kind\na,A,text\na,B,text\n"), None).await;
    assert_eq!(refused(&twice), "The item a appears twice.");
    manager.get("/checklists/new").await;
    let forged =
        [("code", "own_list"), ("version", "1"), ("title_en", "Own"), ("items", "id,label_en,kind\na,A,nothing\n")];
    assert!(refused(&manager.post("/checklists/publish", &forged).await).contains("is no kind of item"));
    assert!(known(&hub, "own_list", 1).await.is_none());
    for (login, wanted) in [("admin", 200), ("desk", 200), ("engineer", 403), ("keeper", 403)] {
        let mut browser = Browser::of(&hub, login).await;
        assert_eq!(browser.get("/checklists/new").await.status, wanted, "{login}");
        assert_eq!(browser.get("/checklists/cctv").await.status, 200, "{login} reads");
        if wanted == 403 {
            assert_eq!(browser.post("/checklists/publish", &[("version", "1")]).await.status, 403, "{login}");
        }
    }
}

#[tokio::test]
async fn a_list_is_ended_and_taken_back_and_its_history_says_who_and_why() {
    let (hub, mut manager) = hub().await;
    let mut desk = Browser::of(&hub, "desk").await;
    let (page, withdraw, reinstate) = ("/checklists/cctv", "/checklists/cctv/withdraw", "/checklists/cctv/reinstate");
    // Who keeps checklists finds the way there.
    assert!(desk.get("/calendars").await.body.contains("href=\"/checklists\""));
    let shown = desk.get(page).await.body;
    assert!(shown.contains(withdraw) && !shown.contains(reinstate), "{shown}");
    assert_eq!(desk.get(withdraw).await.status, 200);
    let said = [("version", "1"), ("reason", "no cameras left")];
    assert_eq!(wrong(&desk.post(withdraw, &[("version", "1"), ("reason", " ")]).await), "Please give a reason.");
    let newer = desk.post(withdraw, &[("version", "7"), ("reason", "x")]).await;
    assert!(refused(&newer).starts_with("Version 1 was published meanwhile."), "{}", newer.body);
    let command = uuid::Uuid::now_v7().to_string();
    for _ in 0..2 {
        let done = desk.post_as(&command, withdraw, &said).await;
        assert_eq!((done.status, done.location.as_str()), (303, "/checklists/cctv?done=1"), "{}", done.body);
    }
    assert_eq!(known(&hub, "cctv", 1).await.expect("there").ended(), Some("no cameras left"));
    let again = desk.post(withdraw, &said).await;
    assert_eq!(refused(&again), "This checklist was ended: no new check is begun with it.");
    let ended = manager.get(page).await.body;
    for said in ["Version 1 ended", "no cameras left", "Version 1 published", ">ended<"] {
        assert!(ended.contains(said), "{said}: {ended}");
    }
    assert!(ended.contains(reinstate) && !ended.contains(withdraw), "{ended}");
    let list = manager.get("/checklists").await.body;
    assert_eq!(list.matches(">ended<").count(), 1, "{list}");
    // It is still there, as a table too, and what it was comes in again as its next version.
    let table = manager.get("/checklists/cctv/csv").await.body;
    assert_eq!(manager.post(reinstate, &[("version", "1")]).await.status, 303);
    assert_eq!(known(&hub, "cctv", 1).await.expect("there").ended(), None);
    let page = manager.get(page).await.body;
    assert!(page.contains("Version 1 taken back") && !page.contains(">ended<"), "{page}");
    assert_eq!(refused(&manager.post(reinstate, &[("version", "1")]).await), "This checklist is in use already.");
    assert_eq!(desk.post(withdraw, &said).await.status, 303);
    let title = [("code", "cctv"), ("title_zh", "监控巡检"), ("title_en", "CCTV patrol")];
    let looked = bring(&mut manager, &title, Some(("cctv.csv", table.as_bytes()))).await;
    let fields = held(&looked);
    assert_eq!(publish(&mut manager, &fields).await.status, 303);
    let items = |list: Option<Checklist>| list.and_then(|list| list.definition).map(|list| list.items);
    assert_eq!(items(known(&hub, "cctv", 2).await), items(known(&hub, "cctv", 1).await));
    assert!(!manager.get("/checklists").await.body.contains(">ended<"), "a new version brings it back");
}

#[tokio::test]
async fn who_may_not_end_a_list_is_refused_and_the_one_that_nobody_leaves_without_stays() {
    let (hub, mut manager) = hub().await;
    let (withdraw, needed) = ("/checklists/cctv/withdraw", "/checklists/ready_to_leave/withdraw");
    for login in ["engineer", "keeper"] {
        let mut browser = Browser::of(&hub, login).await;
        assert!(!browser.get("/checklists/cctv").await.body.contains(withdraw), "{login}");
        assert_eq!(browser.get(withdraw).await.status, 403, "{login}");
        let said = [("version", "1"), ("reason", "x")];
        assert_eq!(browser.post(withdraw, &said).await.status, 403, "{login}");
        assert_eq!(browser.post("/checklists/cctv/reinstate", &said[..1]).await.status, 403, "{login}");
    }
    assert!(!manager.get("/checklists/ready_to_leave").await.body.contains(needed));
    let version = shipped().iter().find(|list| list.code == "ready_to_leave").expect("shipped").version.to_string();
    manager.get(needed).await;
    let no = manager.post(needed, &[("version", &version), ("reason", "x")]).await;
    assert!(refused(&no).starts_with("Nobody leaves for a site without this checklist"), "{}", no.body);
    assert_eq!(manager.get("/checklists/nothing/withdraw").await.status, 404);
}
