//! The timeline of a job: in the order of the record, also at one moment, and a day without a network is told once.

use super::browser::Browser;
use super::signed::signed;
use crate::testing::TestHub;
use crate::tests::phone::Phone;
use fettle_core::domain::jobs::{JobEvent, ReturnCall};
use fettle_core::kernel::Draft;
use fettle_core::text::{Lang, text};

/// The timeline of a page.
fn timeline(body: &str) -> &str {
    body.split("<ol class=\"timeline\">").nth(1).unwrap_or_else(|| panic!("no timeline: {body}"))
}

#[tokio::test]
async fn what_happened_at_one_moment_stands_in_the_order_of_the_record() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let job = signed(&hub, &company).await;
    let call = ReturnCall {
        gone: true,
        satisfaction: Some(5),
        spoke_with: "所长".into(),
        remark: String::new(),
        follow_up: None,
    };
    // Both in one go: no clock tells which was first.
    let both = [JobEvent::CalledBack(call), JobEvent::Closed {}].map(|event| Draft::new(job.into(), &event));
    hub.record(company.desk, both.to_vec()).await;
    let page = Browser::of(&hub, "desk").await.get(&format!("/jobs/{job}")).await.body;
    let at = |key: &str| {
        let name = format!("<strong>{}</strong>", text(Lang::En, key));
        timeline(&page).find(&name).unwrap_or_else(|| panic!("no {name}: {page}"))
    };
    assert!(at("console-event-closed") < at("console-event-called-back"), "the newest first: {page}");
    assert!(page.contains("Satisfaction 5 of 5"), "the result says it too");
}

#[tokio::test]
async fn a_day_without_a_network_is_told_once() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let note = |text: &str| Draft::new(job.into(), &JobEvent::Noted { text: text.into() });
    let run: Vec<_> = ["one", "two", "three"].iter().map(|text| phone.write(&hub, &note(text))).collect();
    hub.advance(60 * 60 * 1000);
    phone.push(&run).await;
    let page = Browser::of(&hub, "desk").await.get(&format!("/jobs/{job}")).await.body;
    assert_eq!(timeline(&page).matches("the phone was without a network").count(), 1, "{page}");
}
