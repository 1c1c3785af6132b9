//! The letterhead in the browser: changed by administrators, with its history; a signed paper keeps the one of its time.

use super::browser::{Answer, Browser, hidden};
use super::kept::{only, points, state, wrong};
use super::signed::signed;
use crate::letterhead::letterhead;
use crate::papers::{Printing, service_report};
use crate::testing::TestHub;
use fettle_core::domain::company::{Company, company_subject};
use fettle_core::domain::jobs::Job;
use fettle_core::domain::jobs::sheet::SheetLanguage;
use fettle_core::kernel::fold::time;

const FIELDS: [(&str, &str); 5] = [
    ("name_zh", "安信智能"),
    ("name_en", "Anxin"),
    ("address_zh", "北京市朝阳区 1 号"),
    ("address_en", ""),
    ("phone", "010-6000 0000"),
];

fn with(name: &'static str, value: &'static str) -> [(&'static str, &'static str); 5] {
    FIELDS.map(|field| if field.0 == name { (name, value) } else { field })
}

#[tokio::test]
async fn the_letterhead_is_changed_by_two_administrators_and_its_history_tells_it() {
    let hub = TestHub::start().await;
    hub.company(true).await;
    let mut admin = Browser::of(&hub, "admin").await;
    let page = admin.get("/company").await;
    assert!(page.status == 200 && page.body.contains("no letterhead yet"), "{}", page.body);
    assert!(
        page.body.contains("Name of the server: Test") && page.body.contains("fettle serve --name"),
        "{}",
        page.body
    );
    admin.get("/company/change").await;
    let nameless: Vec<_> = FIELDS.iter().filter(|(name, _)| !name.starts_with("name")).copied().collect();
    assert_eq!(wrong(&admin.post("/company/change", &nameless).await), "Please give a name.");
    let command = uuid::Uuid::now_v7().to_string();
    for _ in 0..2 {
        let done = admin.post_as(&command, "/company/change", &FIELDS).await;
        assert_eq!((done.status, done.location.as_str()), (303, "/company?done=1"), "{}", done.body);
    }
    assert_eq!(hub.hub.ledger.events_of(&company_subject()).await.expect("read").len(), 1, "twice is once");
    let company: Company = state(&hub, company_subject().id()).await;
    assert_eq!((company.letter_address.en.as_str(), company.name.en.as_str()), ("北京市朝阳区 1 号", "Anxin"));
    // Two at once, each another field: both win.
    let mut other = Browser::of(&hub, "admin").await;
    admin.get("/company/change").await;
    other.get("/company/change").await;
    let shown = with("address_en", "北京市朝阳区 1 号");
    let change = |name: &'static str, value: &'static str| shown.map(|f| if f.0 == name { (name, value) } else { f });
    assert_eq!(admin.post("/company/change", &change("phone", "010-1")).await.status, 303);
    assert_eq!(other.post("/company/change", &change("name_en", "Anxin Ltd")).await.status, 303);
    let company: Company = state(&hub, company_subject().id()).await;
    assert_eq!((company.letter_phone.as_str(), company.name.en.as_str()), ("010-1", "Anxin Ltd"));
    assert!(points(&hub, company_subject()).await.is_empty());
    let page = admin.get("/company").await.body;
    assert!(page.contains("<del>010-6000 0000</del> → <ins>010-1</ins>"), "{page}");
    assert_eq!(admin.post("/language", &[("lang", "zh-CN"), ("back", "/company")]).await.status, 303);
    assert!(admin.get("/company").await.body.contains("抬头"));
    only(&hub, "/company/change", &["admin"]).await;
}

#[tokio::test]
async fn a_signed_paper_keeps_the_letterhead_of_its_time() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let mut admin = Browser::of(&hub, "admin").await;
    let now = || time(hub.hub.clock.now_ms());
    let paper = async |job| {
        service_report(&hub.hub, job, Printing::customers(SheetLanguage::Both, None)).await.expect("a paper").pdf
    };
    let before = signed(&hub, &company).await;
    let (printed, then) = (paper(before).await, now());
    assert_eq!(paper(before).await, printed, "the same paper is the same file");
    hub.advance(60_000);
    admin.get("/company/change").await;
    assert_eq!(admin.post("/company/change", &FIELDS).await.status, 303);
    assert_eq!(paper(before).await, printed, "what was signed before keeps its head");
    assert_eq!(letterhead(&hub.hub, then).await.expect("read").name.zh, "Test");
    hub.advance(60_000);
    let after = signed(&hub, &company).await;
    let (printed, then) = (paper(after).await, now());
    let head = letterhead(&hub.hub, then).await.expect("read");
    assert_eq!((head.name.zh.as_str(), head.phone.as_str()), ("安信智能", "010-6000 0000"));
    hub.advance(60_000);
    admin.get("/company/change").await;
    assert_eq!(admin.post("/company/change", &with("name_zh", "另一名称")).await.status, 303);
    assert_eq!(paper(after).await, printed);
    assert_eq!(letterhead(&hub.hub, then).await.expect("read").name.zh, "安信智能");
    assert_eq!(letterhead(&hub.hub, now()).await.expect("read").name.zh, "另一名称");
}

/// Sends the form of the logo with this file.
async fn bring(browser: &mut Browser, file: Option<(&str, &[u8])>, remove: bool) -> Answer {
    let page = browser.get("/company/logo").await.body;
    let mut body = Vec::new();
    for name in ["token", "command", "drawn"] {
        let value = hidden(&page, name).unwrap_or_default();
        body.extend(format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    if remove {
        body.extend(b"--cut\r\ncontent-disposition: form-data; name=\"remove\"\r\n\r\nyes\r\n");
    }
    if let Some((name, bytes)) = file {
        let head = format!("--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.bytes());
        body.extend(bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--cut--\r\n");
    browser.raw("/company/logo", "multipart/form-data; boundary=cut", body).await
}

#[tokio::test]
async fn the_logo_is_brought_as_a_file_and_stands_on_what_is_signed_from_then_on() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let mut admin = Browser::of(&hub, "admin").await;
    admin.get("/company/change").await;
    assert_eq!(admin.post("/company/change", &FIELDS).await.status, 303);
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle cx="4" cy="4" r="4"/></svg>"#;
    assert_eq!(wrong(&bring(&mut admin, None, false).await), "Please choose a picture file.");
    let bad = bring(&mut admin, Some(("logo.png", b"no picture")), false).await;
    assert!(wrong(&bad).contains("must be a PNG, JPEG or SVG"), "{}", bad.body);
    let done = bring(&mut admin, Some(("logo.svg", svg)), false).await;
    assert_eq!((done.status, done.location.as_str()), (303, "/company?done=1"), "{}", done.body);
    let now = || time(hub.hub.clock.now_ms());
    assert_eq!(letterhead(&hub.hub, now()).await.expect("read").logo, svg);
    assert!(admin.get("/company").await.body.contains("1 KB"), "the page tells of it");
    hub.advance(60_000);
    let job = signed(&hub, &company).await;
    let then = now();
    hub.advance(60_000);
    assert_eq!(bring(&mut admin, None, true).await.status, 303);
    assert_eq!(letterhead(&hub.hub, now()).await.expect("read").logo, Vec::<u8>::new());
    assert_eq!(letterhead(&hub.hub, then).await.expect("read").logo, svg, "what was signed keeps it");
    service_report(&hub.hub, job, Printing::customers(SheetLanguage::Both, None)).await.expect("a paper with a logo");
    only(&hub, "/company/logo", &["admin"]).await;
}

#[tokio::test]
async fn a_pattern_that_repeats_is_told_at_its_field_and_reports_have_two_copies() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let mut admin = Browser::of(&hub, "admin").await;
    admin.get("/company/change").await;
    let with = |pattern: &'static str| {
        [&FIELDS[..], &[("pattern", pattern), ("terms_zh", "一式两份"), ("terms_en", "")][..]].concat()
    };
    let refused = admin.post("/company/change", &with("{dd}-{nnn}")).await;
    assert!(wrong(&refused).contains("a day needs its month"), "{}", refused.body);
    assert_eq!(admin.post("/company/change", &with("WX-{yyyy}{mm}{dd}-{nnn}")).await.status, 303);
    let page = admin.get("/company").await.body;
    assert!(page.contains("WX-{yyyy}{mm}{dd}-{nnn}") && page.contains("一式两份"), "{page}");
    hub.advance(60_000);
    let job = signed(&hub, &company).await;
    let mut desk = Browser::of(&hub, "desk").await;
    assert!(desk.get(&format!("/jobs/{job}")).await.body.contains("copy=internal"));
    let customers = desk.get(&format!("/jobs/{job}/report.pdf?lang=en")).await;
    let internal = desk.get(&format!("/jobs/{job}/report.pdf?lang=en&copy=internal")).await;
    assert_eq!((customers.status, internal.status), (200, 200), "{}", internal.body);
    assert_ne!(customers.body, internal.body, "our own copy says more");
    let number = hub.hub.form_numbers.of(job).await.expect("read").expect("a number");
    let hash = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state;
    let hash = hash.current_sheet().expect("signed").hash();
    let public = Browser::new(&hub).get(&format!("/verify/{hash}")).await.body;
    assert!(public.contains(&number) && number.ends_with("-001"), "{number}: {public}");
}
