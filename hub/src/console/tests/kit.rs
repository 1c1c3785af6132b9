//! The kit by its first pages, the centres: a list in pages and as a file, a form whose refusal stands beside its field.

use super::browser::Browser;
use crate::testing::{Company, TestHub};
use calamine::{Data, Reader, Xlsx};
use fettle_core::domain::people::{Centre, CentreEvent};
use fettle_core::domain::sites::{CustomerDetails, CustomerEvent};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Draft, Subject};
use std::io::Cursor;

async fn hub() -> (TestHub, Company, Browser) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let browser = Browser::of(&hub, "admin").await;
    (hub, company, browser)
}

#[tokio::test]
async fn what_a_form_refuses_stands_beside_its_field_and_what_was_typed_stays() {
    let (hub, _, mut admin) = hub().await;
    let before = hub.hub.ledger.some::<Centre>(None, 100).await.expect("read").len();
    assert_eq!(admin.get("/centres/new").await.status, 200);
    let typed = [("name_zh", "苏州中心"), ("region", "江苏"), ("zone", "Asia/Suzhou")];
    let refused = admin.post("/centres/new", &typed).await;
    assert_eq!(refused.status, 422);
    let field = refused.body.split("name=\"zone\"").nth(1).expect("the field");
    let field = field.split("</div>").next().expect("its end");
    assert!(
        field.contains("aria-invalid=\"true\"") && field.contains("Asia/Suzhou is not a known time zone."),
        "{field}"
    );
    assert!(refused.body.contains("value=\"苏州中心\"") && refused.body.contains("value=\"江苏\""));
    let nameless = admin.post("/centres/new", &[("zone", "Asia/Shanghai")]).await;
    let field =
        nameless.body.split("name=\"name_zh\"").nth(1).expect("the field").split("</div>").next().expect("its end");
    assert!(nameless.status == 422 && field.contains("Please give a name."), "{field}");
    assert_eq!(hub.hub.ledger.some::<Centre>(None, 100).await.expect("read").len(), before, "nothing was changed");

    let command = uuid::Uuid::now_v7().to_string();
    let typed = [("name_zh", "苏州中心"), ("region", "江苏"), ("zone", "Asia/Shanghai")];
    for _ in 0..2 {
        let opened = admin.post_as(&command, "/centres/new", &typed).await;
        assert_eq!(opened.location, format!("/centres/{command}?done=1"));
    }
    let done = "<p class=\"note good\" role=\"status\">";
    for (query, told) in
        [("?done=1", true), ("?as=page&done=1", true), ("?undone=1", false), ("?done=10", false), ("", false)]
    {
        let page = admin.get(&format!("/centres/{command}{query}")).await;
        assert_eq!(page.body.contains(done), told, "{query}");
    }
    let list = admin.get("/centres").await;
    assert_eq!(list.body.matches("苏州中心").count(), 1, "twice is once");
    let mut engineer = Browser::of(&hub, "engineer").await;
    assert_eq!(engineer.get("/centres").await.status, 403);
    assert_eq!(engineer.get("/centres?as=csv").await.status, 403, "nor as a file");
}

#[tokio::test]
async fn a_long_list_goes_on_by_keys_and_every_item_is_in_its_files_once() {
    let (hub, company, mut admin) = hub().await;
    let name = |n: usize| match n {
        0 => "=1+1".to_owned(),
        1 => "6901234567892".to_owned(),
        _ => format!("centre {n:04}"),
    };
    let drafts: Vec<Draft> = (0..1_203)
        .map(|n| {
            let opened = CentreEvent::Opened {
                name: Bilingual::new(name(n), name(n)),
                region: "a, \"b\"".into(),
                zone: "Asia/Shanghai".into(),
            };
            Draft::new(Subject::new("centre", hub.fresh()), &opened)
        })
        .collect();
    hub.record(company.admin, drafts).await;

    let (mut found, mut path) = (Vec::new(), "/centres".to_owned());
    for _ in 0..40 {
        let page = admin.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        found.extend(page.body.matches("centre 0").map(|_| ()).chain(page.body.matches("centre 1").map(|_| ())));
        match page.body.split("rel=\"next\" href=\"").nth(1) {
            Some(rest) => path = rest.split('"').next().expect("an address").replace("&#38;", "&"),
            None => break,
        }
    }
    assert_eq!(found.len(), 1_201, "every one once");

    let file = admin.get("/centres?as=csv").await;
    assert_eq!((file.status, file.kind.as_str()), (200, "text/csv; charset=utf-8"));
    assert!(file.body.starts_with('\u{feff}'), "spreadsheets read Chinese by it");
    let mut lines = csv::Reader::from_reader(file.body.trim_start_matches('\u{feff}').as_bytes());
    let lines: Vec<csv::StringRecord> = lines.records().map(|line| line.expect("a line")).collect();
    let of = |name: &str| lines.iter().filter(|line| &line[0] == name).count();
    assert_eq!((of("'=1+1"), of("6901234567892"), of("centre 0007"), of("centre 1202")), (1, 1, 1, 1));
    assert!(lines.iter().any(|line| &line[1] == "a, \"b\""));

    let (kind, bytes) = admin.file("/centres?as=xlsx").await;
    assert!(kind.contains("spreadsheetml"), "{kind}");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("read");
    assert_eq!(sheet.height(), lines.len() + 1, "heading and every item");
    let text =
        |wanted: &str| sheet.rows().filter(|row| matches!(&row[0], Data::String(found) if found == wanted)).count();
    assert_eq!((text("=1+1"), text("6901234567892"), text("centre 1202")), (1, 1, 1), "texts, no formula, no number");
    assert_eq!(admin.get("/centres?as=pdf").await.status, 400);
}

/// By words no more than 500 are put in order: the page says so, and no file looks whole that is not.
#[tokio::test]
async fn a_list_of_which_more_was_found_than_is_shown_says_so_and_gives_no_file() {
    let (hub, company, mut admin) = hub().await;
    for part in ["north", "south", "west"] {
        let drafts: Vec<Draft> = (0..167)
            .map(|n| {
                let details = CustomerDetails {
                    name: Bilingual::same(format!("Harbour office {part} {n}")),
                    centre: Some(company.centre),
                    ..CustomerDetails::default()
                };
                Draft::new(Subject::new("customer", hub.fresh()), &CustomerEvent::Registered { details })
            })
            .collect();
        hub.record(company.admin, drafts).await;
    }
    let note = "More was found than can be sorted";
    assert!(admin.get("/customers?q=harbour").await.body.contains(note), "501 of them");
    for file in ["csv", "xlsx"] {
        let refused = admin.get(&format!("/customers?q=harbour&as={file}")).await;
        assert!(refused.status == 400 && refused.body.contains("would not be whole"), "{}", refused.body);
        assert!(!admin.file(&format!("/customers?as={file}")).await.1.is_empty(), "all of them are a file");
    }
    assert!(!admin.get("/customers?q=harbour+north").await.body.contains(note));
    let few = admin.get("/customers?q=harbour+north&as=csv").await;
    assert_eq!((few.status, few.body.lines().count()), (200, 168));
}

/// The headings of a list, with what stands in their links.
fn heads(body: &str) -> Vec<&str> {
    let all = body
        .split("<th scope=\"col\"")
        .skip(1)
        .filter(|rest| !rest.starts_with(" class=\"pick\""))
        .filter_map(|rest| rest.split("</th>").next());
    all.filter_map(|head| head.trim_end_matches("</a>").rsplit('>').next()).collect()
}

#[tokio::test]
async fn the_columns_of_a_list_stand_in_its_address_its_views_and_its_files() {
    let (hub, company, mut admin) = hub().await;
    let opened = |n: usize| {
        let name = Bilingual::same(format!("centre {n:03}"));
        let opened = CentreEvent::Opened { name, region: "north".into(), zone: "Asia/Shanghai".into() };
        Draft::new(Subject::new("centre", hub.fresh()), &opened)
    };
    hub.record(company.admin, (0..60).map(opened).collect()).await;
    let all = admin.get("/centres").await.body;
    assert_eq!(heads(&all).len(), 5);
    assert!(all.contains("name=\"column\" value=\"centres-zone\" checked"), "all of them are shown");
    // In the order of the list, with the first, by which an item is opened; what is no column asks for nothing.
    let page = admin.get("/centres?column=centres-zone&column=unheard-of").await.body;
    assert_eq!(heads(&page), [heads(&all)[0], heads(&all)[2]]);
    assert!(page.contains("Asia/Shanghai") && !page.contains("north") && page.contains("centre 0"));
    let next = page.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a next page");
    let next = admin.get(&next.replace("&#38;", "&")).await.body;
    assert_eq!(heads(&next), heads(&page));
    assert_eq!(heads(&admin.get("/centres?column=unheard-of").await.body), heads(&all));
    let (_, file) = admin.file("/centres?column=centres-zone&as=csv").await;
    let file = String::from_utf8(file).expect("text");
    let lines: Vec<&str> = file.trim_start_matches('\u{feff}').lines().collect();
    assert!(lines.len() > 60 && lines.iter().all(|line| line.matches(',').count() == 1), "two columns: {}", lines[0]);

    // A view keeps them, and so does a filter.
    let sites = admin.get("/sites?column=sites-field-centre&ended=all").await.body;
    assert_eq!(heads(&sites).len(), 2, "{sites}");
    let form = sites.split("class=\"filter-line\"").nth(1).and_then(|rest| rest.split("</form>").next());
    assert!(form.expect("the filter").contains("name=\"column\" value=\"sites-field-centre\""));
    let kept = [("of", "/sites?ended=all&column=sites-field-centre"), ("name", "Where they are")];
    admin.get("/views/new?of=/sites?column=sites-field-centre").await;
    let kept = admin.post("/views/new", &kept).await;
    let view = admin.get(&kept.location).await.body;
    assert!(heads(&view) == heads(&sites) && view.contains("Where they are"), "{}", kept.location);
}

#[tokio::test]
async fn every_list_waits_for_news_and_every_page_brings_its_keys() {
    let (hub, _, mut admin) = hub().await;
    let drawn = format!("data-live=\"@{}\"", hub.hub.ledger.newest());
    for path in ["/jobs", "/customers", "/centres", "/devices", "/audit", "/calendars", "/checklists"] {
        let page = admin.get(path).await.body;
        assert!(page.contains(&drawn) && page.contains("/assets/news.js?"), "{path} is drawn up to where it says");
        assert!(page.contains("data-keys=\"{&#34;") && page.contains("Next line of the list"), "{path}");
    }
    for name in ["keys.js", "news.js", "morph.js"] {
        assert_eq!(admin.get(&format!("/assets/{name}")).await.status, 200, "{name}");
    }
    // A form that waits for nothing takes no news; who is not signed in has no keys.
    assert!(!admin.get("/centres/new").await.body.contains("/assets/news.js?"));
    assert!(!Browser::new(&hub).get("/login").await.body.contains("data-keys"));
}

#[tokio::test]
async fn a_field_that_nobody_sees_takes_no_room_in_the_form() {
    let (_hub, company, mut admin) = hub().await;
    let page = admin.get(&format!("/people/{}", company.engineer)).await.body;
    let form = page.split("action=\"/devices/enrol\"").nth(1).and_then(|rest| rest.split("</form>").next());
    let form = form.expect("the form of a phone");
    assert!(form.contains(&format!("<input type=\"hidden\" name=\"person\" value=\"{}\">", company.engineer)));
    assert_eq!(form.matches("<div>").count(), 1, "the password alone: {form}");
}
