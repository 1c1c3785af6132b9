//! An export verifies; with any byte changed it does not.

use super::{Selection, Verdict, check};
use crate::testing::TestHub;

async fn export(selection: impl Fn(fettle_core::domain::ids::JobId) -> Selection) -> (Vec<u8>, String) {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut bytes = Vec::new();
    hub.hub.export_events(selection(job), &mut bytes).await.expect("written");
    (bytes, hub.hub.key().public())
}

#[tokio::test]
async fn an_export_is_true_and_says_what_was_checked() {
    let (bytes, key) = export(|_| Selection::All).await;
    let report = check(&bytes, std::slice::from_ref(&key));
    assert_eq!(report.verdict, Verdict::True, "{report:?}");
    assert_eq!(report.checks.len(), 2, "one chain and the seal");
    assert_eq!(check(&bytes, &[]).verdict, Verdict::SignerUnknown);
    assert_eq!(check(b"PK\x03\x04", &[]).verdict, Verdict::Unreadable);
}

#[tokio::test]
async fn one_job_shows_only_its_own_events_and_verifies_from_the_first() {
    let (bytes, key) = export(Selection::Job).await;
    let text = std::str::from_utf8(&bytes).expect("text");
    assert_eq!(text.lines().filter(|line| line.starts_with("{\"event\"")).count(), 2);
    assert!(!text.contains("person.registered") && !text.contains("王经理"), "nothing else is shown");
    assert_eq!(check(&bytes, &[key]).verdict, Verdict::True);
}

#[tokio::test]
async fn any_changed_byte_is_found() {
    let (bytes, key) = export(Selection::Job).await;
    let trusted = [key];
    for at in (0..bytes.len()).step_by(7).chain(bytes.len() - 140..bytes.len()) {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert_ne!(check(&changed, &trusted).verdict, Verdict::True, "byte {at}");
        assert_ne!(check(&changed, &trusted).verdict, Verdict::SignerUnknown, "byte {at}");
    }
    let cut = &bytes[..bytes.len() / 2];
    assert_eq!(check(cut, &trusted).verdict, Verdict::Changed);
}
