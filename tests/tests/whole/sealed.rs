//! The customer gets the hub's sealed paper where there is a network, and the phone's own where there is none.

use crate::district::district;
use crate::phone::Phone;
use crate::repair::Repair;
use crate::states::quiet;
use fettle_core::screens::{Route, Screen};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_gets_the_sealed_paper_once_the_hub_has_the_document() {
    let (hub, d) = district().await;
    let job = d.call(&hub, vec![d.company.engineer]).await;
    let phone = Phone::enrolled(&hub, d.company.engineer).await;
    Repair { phone: &phone, d: &d, job }.all_to_the_signature();
    let id = job.to_string();
    let Screen::SheetAndSign(signed) = phone.screen(&Route::SheetAndSign { job: id.clone(), document: String::new() })
    else {
        panic!("no sheet")
    };
    assert_eq!(signed.paper.as_ref().map(|paper| paper.job.as_str()), Some(id.as_str()));
    let folder = tempfile::tempdir().expect("a folder");
    let early = phone.app.paper(&id, &signed.hash, folder.path()).await.expect("asked");
    assert_eq!(early, None, "the hub has not got it yet: the phone's own paper does");
    quiet(&hub, &[&phone]).await;
    let sealed = phone.app.paper(&id, &signed.hash, folder.path()).await.expect("asked").expect("the sealed paper");
    assert!(sealed.ends_with(&format!("{}.pdf", &signed.hash[..8])), "{sealed}");
    assert!(std::fs::read(&sealed).expect("a file").starts_with(b"%PDF-"));
    let none = phone.app.paper(&id, &"0".repeat(64), folder.path()).await.expect_err("no such document");
    assert_eq!(none.code, "id_unreadable");
}
