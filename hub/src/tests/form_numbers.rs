//! Numbers of the company's form: one a report, counted without gaps within their series, never given twice and never another.

use crate::console::tests::browser::Browser;
use crate::console::tests::signed::signed;
use crate::papers::{Printing, service_report};
use crate::testing::TestHub;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use fettle_core::domain::company::FormPattern;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::sheet::SheetLanguage;
use std::collections::BTreeSet;

fn pattern(text: &str) -> FormPattern {
    FormPattern::read(text).expect("a pattern")
}

/// Noon of a day, in a zone.
fn on(day: &str) -> (DateTime<Utc>, Tz) {
    (format!("{day}T12:00:00Z").parse().expect("a day"), Tz::UTC)
}

#[tokio::test]
async fn a_report_has_one_number_and_no_number_is_given_twice() {
    let hub = TestHub::start().await;
    let numbers = &hub.hub.form_numbers;
    let now = hub.hub.clock.now_ms();
    let give =
        async |job: JobId, text: &str, day: &str| numbers.give(job, &pattern(text), on(day), now).await.expect("given");
    let daily = "WX-{yyyy}{mm}{dd}-{nnn}";
    let jobs: Vec<JobId> = (0..4).map(|_| hub.fresh().into()).collect();
    assert_eq!(numbers.of(jobs[0]).await.expect("read"), None);
    assert_eq!(give(jobs[0], daily, "2026-05-23").await, "WX-20260523-001");
    assert_eq!(give(jobs[1], daily, "2026-05-23").await, "WX-20260523-002");
    assert_eq!(give(jobs[2], daily, "2026-05-24").await, "WX-20260524-001", "each day counts by itself");
    // Asked again, on another day and by another pattern, it has the number that it has.
    assert_eq!(give(jobs[1], "X{nn}", "2027-01-01").await, "WX-20260523-002");
    assert_eq!(numbers.of(jobs[1]).await.expect("read").as_deref(), Some("WX-20260523-002"));
    // What another pattern would give once more is passed over.
    assert_eq!(give(jobs[3], "WX-2026052{n}-001", "2026-05-24").await, "WX-20260521-001");
    let other: JobId = hub.fresh().into();
    assert_eq!(give(other, "WX-2026052{n}-001", "2026-05-24").await, "WX-20260522-001");
    let third: JobId = hub.fresh().into();
    assert_eq!(give(third, "WX-2026052{n}-001", "2026-05-24").await, "WX-20260525-001", "3 and 4 are taken");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_at_once_are_counted_one_after_the_other() {
    let hub = TestHub::start().await;
    let now = hub.hub.clock.now_ms();
    let jobs: Vec<JobId> = (0..20).map(|_| hub.fresh().into()).collect();
    // Each asked for twice at once.
    let asked = jobs.iter().chain(&jobs).map(|job| {
        let (hub, job) = (std::sync::Arc::clone(&hub.hub), *job);
        tokio::spawn(async move {
            let given = hub.form_numbers.give(job, &pattern("S-{nnn}"), on("2026-05-23"), now).await;
            (job, given.expect("given"))
        })
    });
    let mut given = BTreeSet::new();
    for one in asked.collect::<Vec<_>>() {
        given.insert(one.await.expect("no panic"));
    }
    let numbers: BTreeSet<String> = given.iter().map(|(_, number)| number.clone()).collect();
    let all: BTreeSet<String> = (1..=20).map(|n| format!("S-{n:03}")).collect();
    assert_eq!((given.len(), numbers), (20, all));
}

#[tokio::test]
async fn the_paper_has_the_number_of_the_pattern_under_which_it_was_signed() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let before = signed(&hub, &company).await;
    hub.advance(60_000);
    let mut admin = Browser::of(&hub, "admin").await;
    admin.get("/company/change").await;
    let letter = [("name_zh", "安信智能"), ("name_en", "Anxin"), ("pattern", "WX-{yyyy}-{nnn}")];
    assert_eq!(admin.post("/company/change", &letter).await.status, 303);
    hub.advance(60_000);
    let after = signed(&hub, &company).await;
    for job in [before, after] {
        for _ in 0..2 {
            service_report(&hub.hub, job, Printing::customers(SheetLanguage::Both, None)).await.expect("a paper");
        }
    }
    let numbers = &hub.hub.form_numbers;
    assert_eq!(numbers.of(before).await.expect("read"), None, "what was signed before has no other number");
    let number = numbers.of(after).await.expect("read").expect("a number");
    assert!(number.starts_with("WX-20") && number.ends_with("-001"), "{number}");
    // Whoever looks at the job or scans the paper reads it.
    let mut desk = Browser::of(&hub, "desk").await;
    assert!(desk.get(&format!("/jobs/{after}")).await.body.contains(&number));
}
