//! Import in the browser: brought, looked at, recorded, and only by administrators.

use super::browser::{Answer, Browser, hidden};
use crate::testing::TestHub;
use calamine::{Reader, Xlsx};
use fettle_core::domain::sites::Customer;
use std::io::Cursor;
use std::time::Duration;

/// Two rows that contradict each other, and a good one.
const LIST: &str = "编号,中文名称,行业\nA,小学,教育\nA,中学,教育\nB,=大学,教育\n";

async fn upload(browser: &mut Browser, token: &str, files: &[(&str, &str)]) -> Answer {
    let mut body = format!("--cut\r\ncontent-disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n");
    for (name, text) in files {
        body += &format!(
            "--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: text/csv\r\n\r\n{text}\r\n"
        );
    }
    body += "--cut--\r\n";
    browser.raw("/import", "multipart/form-data; boundary=cut", body.into_bytes()).await
}

async fn customers(hub: &TestHub) -> usize {
    hub.hub.ledger.all::<Customer>().await.expect("read").len()
}

#[tokio::test]
async fn tables_are_brought_looked_at_and_recorded_once() {
    let hub = TestHub::start().await;
    hub.company(true).await;
    let mut admin = Browser::of(&hub, "admin").await;
    let page = admin.get("/import").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("enctype=\"multipart/form-data\"") && page.body.contains("type=\"file\""));
    let token = hidden(&page.body, "token").expect("a token");
    let before = customers(&hub).await;

    assert_eq!(upload(&mut admin, "another", &[("customers.csv", LIST)]).await.status, 403, "from no page of ours");
    let nothing = upload(&mut admin, &token, &[]).await;
    assert!(nothing.status == 422 && nothing.body.contains("Choose a file first."), "{}", nothing.body);

    let staged = upload(&mut admin, &token, &[("C:\\lists\\customers.csv", LIST)]).await;
    assert_eq!(staged.status, 303, "{}", staged.body);
    let path = staged.location;
    let page = admin.get(&path).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("customers.csv:2") && page.body.contains("customers.csv:3"), "{}", page.body);
    assert!(page.body.contains("“A” appears twice, and the rows say different things."));
    let problems = admin.get(&format!("{path}/problems.csv")).await;
    assert_eq!(problems.body.lines().filter(|line| line.contains("import_repeated")).count(), 2, "{}", problems.body);
    assert_eq!(customers(&hub).await, before, "nothing is recorded before somebody says so");

    // Rows are wrong: the good ones come in when they are wanted.
    let act = format!("{path}/start");
    let refused = admin.post(&act, &[]).await;
    assert_eq!((refused.status, customers(&hub).await), (400, before));
    admin.get(&path).await;
    let command = uuid::Uuid::now_v7().to_string();
    for _ in 0..2 {
        assert_eq!(admin.post_as(&command, &act, &[("partial", "yes")]).await.location, path);
    }
    let mut shown = admin.get(&path).await;
    for _ in 0..500 {
        if shown.body.contains("Imported.") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        shown = admin.get(&path).await;
    }
    assert!(shown.body.contains("Imported."), "{}", shown.body);
    assert_eq!(customers(&hub).await, before + 1);
    let all = hub.hub.ledger.all::<Customer>().await.expect("read");
    assert!(all.iter().any(|(_, customer)| customer.state.name.zh == "=大学"));
    let list = admin.get("/import").await;
    assert!(list.body.contains(&path) && list.body.contains("Done"), "{}", list.body);
    let audit = admin.get("/audit?as=csv").await;
    assert!(audit.body.contains("Company data imported"));

    // Given up, it is gone; and so is what nobody has.
    let other = upload(&mut admin, &token, &[("customers.csv", LIST)]).await.location;
    admin.get(&other).await;
    assert_eq!(admin.post(&format!("{other}/drop"), &[]).await.location, "/import");
    assert_eq!(admin.get(&other).await.status, 404);
    assert_eq!(admin.post(&format!("{other}/start"), &[]).await.status, 404);
}

#[tokio::test]
async fn an_import_goes_by_the_name_that_it_was_given_and_else_by_its_files() {
    let hub = TestHub::start().await;
    hub.company(true).await;
    let mut admin = Browser::of(&hub, "admin").await;
    let token = hidden(&admin.get("/import").await.body, "token").expect("a token");
    let mut staged = Vec::new();
    for (name, code) in [("Schools <2026>", "A"), ("", "B")] {
        let body = format!(
            "--cut\r\ncontent-disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n\
             --cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"customers.csv\"\r\n\
             content-type: text/csv\r\n\r\n编号,中文名称\n{code},小学{code}\n\r\n\
             --cut\r\ncontent-disposition: form-data; name=\"name\"\r\n\r\n{name}\r\n--cut--\r\n"
        );
        let answer = admin.raw("/import", "multipart/form-data; boundary=cut", body.into_bytes()).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        staged.push(answer.location);
    }
    let named = admin.get(&staged[0]).await.body;
    assert!(named.contains("<h1>") && named.contains(": Schools &#60;2026&#62;</h1>"), "{named}");
    assert!(!admin.get(&staged[1]).await.body.contains("Schools"));
    for path in &staged {
        admin.get(path).await;
        assert_eq!(admin.post(&format!("{path}/start"), &[]).await.status, 303);
        until(&mut admin, path, "Imported.").await;
    }
    let list = admin.get("/import").await.body;
    assert!(list.contains("<span>Schools &#60;2026&#62;<span class=\"line\">customers.csv</span></span>"), "{list}");
    assert_eq!(list.matches("Schools").count(), 1, "{list}");
}

#[tokio::test]
async fn a_workbook_to_fill_in_and_everything_on_record_can_be_taken_along() {
    let hub = TestHub::start().await;
    hub.company(true).await;
    let mut admin = Browser::of(&hub, "admin").await;
    for path in ["/import/template.xlsx", "/import/export.xlsx"] {
        let (kind, bytes) = admin.file(path).await;
        assert!(kind.contains("spreadsheetml"), "{path}: {kind}");
        let book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        assert_eq!(book.sheet_names().len(), 11, "{path}");
    }
    for login in ["manager", "desk", "engineer"] {
        let mut other = Browser::of(&hub, login).await;
        let page = other.get("/jobs").await;
        for path in ["/import", "/import/template.xlsx", "/import/export.xlsx"] {
            assert_eq!(other.get(path).await.status, 403, "{path} as {login}");
        }
        let token = hidden(&page.body, "token").expect("a token");
        assert_eq!(upload(&mut other, &token, &[("customers.csv", LIST)]).await.status, 403);
    }
}

/// The page once it says so.
async fn until(browser: &mut Browser, path: &str, words: &str) -> String {
    for _ in 0..1_500 {
        let shown = browser.get(path).await;
        if shown.body.contains(words) {
            return shown.body;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{path} never says {words}");
}

#[tokio::test]
async fn headings_rows_and_taking_back_are_decided_in_the_browser() {
    let hub = TestHub::start().await;
    hub.company(true).await;
    let mut admin = Browser::of(&hub, "admin").await;
    let token = hidden(&admin.get("/import").await.body, "token").expect("a token");
    let before = customers(&hub).await;
    let list = "客户号,中文名称,行业\nA,小学,教育\nB,中学,教育\n";
    let path = upload(&mut admin, &token, &[("customers.csv", list)]).await.location;

    // A heading that nobody knows is asked about, and remembered.
    let page = admin.get(&path).await;
    assert!(page.body.contains("Headings that are not known") && page.body.contains("客户号"), "{}", page.body);
    let said = [("kind", "customers"), ("heading", "客户号"), ("column", "code")];
    assert_eq!(admin.post(&format!("{path}/headings"), &said).await.location, path);
    let page = admin.get(&path).await;
    assert!(!page.body.contains("Headings that are not known") && page.body.contains("Choose rows"), "{}", page.body);
    let list = admin.get("/import").await;
    assert!(list.body.contains("客户号") && list.body.contains("Forget"), "{}", list.body);

    // One of the two rows is ticked.
    let rows = format!("{path}/rows");
    let page = admin.get(&rows).await;
    assert_eq!(page.body.matches(" checked").count(), 2, "{}", page.body);
    let ticked = [("from", "0"), ("row", "customers.csv:2"), ("row", "customers.csv:3"), ("take", "customers.csv:3")];
    assert_eq!(admin.post(&rows, &ticked).await.status, 303);
    let page = admin.get(&rows).await;
    assert_eq!(page.body.matches(" checked").count(), 1, "{}", page.body);
    assert!(page.body.contains("1 of 2 rows are to come in."), "{}", page.body);
    admin.get(&path).await;
    admin.post(&format!("{path}/start"), &[]).await;
    until(&mut admin, &path, "Imported.").await;
    assert_eq!(customers(&hub).await, before + 1);
    assert_eq!(admin.get(&rows).await.status, 404, "it is decided");
    admin.get(&path).await;

    // Looked at, then taken back once.
    assert_eq!(admin.post(&format!("{path}/undo/look"), &[]).await.location, format!("{path}#undo"));
    // The button comes when the look has ended.
    let page = until(&mut admin, &path, "Take it back").await;
    assert!(page.contains("This would be taken back."), "{page}");
    let command = uuid::Uuid::now_v7().to_string();
    for _ in 0..2 {
        assert_eq!(admin.post_as(&command, &format!("{path}/undo"), &[]).await.status, 303);
    }
    let page = until(&mut admin, &path, "It was taken back.").await;
    assert!(!page.contains("Take it back</button>") && !page.contains("Go on</button>"), "{page}");
    let all = hub.hub.ledger.all::<Customer>().await.expect("read");
    let ended: Vec<_> = all.iter().filter(|(_, c)| c.state.ended.is_some()).map(|(_, c)| &c.state.name.zh).collect();
    assert_eq!(ended, ["中学"]);
    assert!(admin.get("/import").await.body.contains("Taken back"));
    assert!(admin.get("/audit?as=csv").await.body.contains("Import taken back"));

    // Forgotten, it is asked about again; nobody else decides.
    admin.get("/import").await;
    assert_eq!(admin.post("/import/forget", &said[..2]).await.status, 303);
    assert!(!admin.get("/import").await.body.contains("客户号"));
    let mut desk = Browser::of(&hub, "desk").await;
    desk.get("/jobs").await;
    for act in ["undo", "undo/look", "rows", "headings"] {
        assert_eq!(desk.post(&format!("{path}/{act}"), &[]).await.status, 403, "{act}");
    }
}
