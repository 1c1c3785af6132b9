//! Papers as whoever prints them gets them: with the photos of checklists, and with what could not be printed told before.

use super::browser::Browser;
use super::signed::{blob, signed_by};
use crate::papers::{Printing, service_report};
use crate::testing::TestHub;
use crate::tests::phone::Phone;
use fettle_core::domain::checks::Definition;
use fettle_core::domain::jobs::sheet::SheetLanguage;
use fettle_core::domain::jobs::{Job, Photo};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{BlobRef, Hash};
use fettle_media::sample::phone_photo;
use fettle_media::{PhotoOptions, process};
use serde_json::json;

fn list() -> Definition {
    let item = |id: &str, zh: &str, en: &str| json!({"id": id, "label": {"zh": zh, "en": en}, "kind": "photo", "required": true});
    let items = [item("cabinet", "机柜", "Cabinet"), item("earth", "接地", "Earthing")];
    let list = json!({"code": "pictures", "version": 1, "title": {"zh": "照片", "en": "Pictures"}, "items": items});
    serde_json::from_value(list).expect("a list")
}

fn has(pdf: &[u8], bytes: &[u8]) -> bool {
    pdf.windows(bytes.len()).any(|window| window == bytes)
}

#[tokio::test]
async fn photos_of_checklist_items_are_on_the_paper() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let taken = time(hub.hub.clock.now_ms());
    let camera = phone_photo(7, 3, taken.fixed_offset(), 29.8, 121.5).expect("a photo");
    let made = process(&camera, &PhotoOptions::default()).expect("processed");
    let photo = Photo {
        blob: blob(&hub, made.bytes, "image/jpeg").await,
        thumbnail: Some(blob(&hub, made.thumbnail.clone(), "image/jpeg").await),
        caption: String::new(),
        taken_at: taken,
        gallery: None,
    };
    let job = signed_by(&hub, &company, "陳大文", Some((&list(), &photo))).await;
    let paper = service_report(&hub.hub, job, Printing::customers(SheetLanguage::Both, Some("https://hub.example")))
        .await
        .expect("a paper");
    assert_eq!(paper.warnings, []);
    assert!(has(&paper.pdf, &made.thumbnail), "the picture of the items stands in the file as it is");
}

#[tokio::test]
async fn what_could_not_be_printed_is_told_before_the_paper_is_opened() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    // A photo that has not arrived, and a name that no font has.
    let missing = BlobRef { hash: Hash::of(b"on its way"), size: 10, media_type: "image/jpeg".into() };
    let photo = Photo {
        blob: missing,
        thumbnail: None,
        caption: String::new(),
        taken_at: time(hub.hub.clock.now_ms()),
        gallery: None,
    };
    let job = signed_by(&hub, &company, "𠮷田", Some((&list(), &photo))).await;
    let mut desk = Browser::of(&hub, "desk").await;
    let path = format!("/jobs/{job}/report.pdf?lang=en");
    let told = desk.get(&path).await;
    assert_eq!((told.status, told.kind.as_str()), (200, "text/html; charset=utf-8"));
    for text in ["Not everything could be printed", "U+20BB7", "Photo 2", "has not arrived"] {
        assert!(told.body.contains(text), "{text}: {}", told.body);
    }
    let anyway = format!("/jobs/{job}/report.pdf?lang=en&#38;anyway=1");
    assert!(told.body.contains(&anyway) || told.body.contains(&anyway.replace("&#38;", "&amp;")), "{}", told.body);
    let paper = desk.get(&format!("{path}&anyway=1")).await;
    assert_eq!((paper.status, paper.kind.as_str()), (200, "application/pdf"));
    // A phone is asked nothing: while photos are on their way it prints its own paper, which has them.
    let hash = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state;
    let hash = hash.current_sheet().expect("a sheet").hash();
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let answer = phone.ask(reqwest::Method::GET, &format!("/sync/v1/papers/{job}/{hash}/en")).send().await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status(), 404);
    assert!(answer.text().await.expect("a text").contains("document_missing"));
}

/// A font in the folder of the hub prints what the built-in ones lack.
#[tokio::test]
async fn a_font_of_the_company_prints_its_names() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let job = signed_by(&hub, &company, "محمد", None).await;
    let fonts = hub.data().join("fonts");
    std::fs::create_dir(&fonts).expect("a folder");
    std::fs::write(fonts.join("arabic.ttf"), include_bytes!("../../../../papers/testdata/arabic.ttf"))
        .expect("written");
    hub.hub.add_fonts(None).await.expect("read");
    let paper = service_report(&hub.hub, job, Printing::customers(SheetLanguage::Both, Some("https://hub.example")))
        .await
        .expect("a paper");
    assert_eq!(paper.warnings, []);
}
